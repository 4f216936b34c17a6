//! Events on a ticket, beside its comments and letters: all kinds, and one line of the ticket's story before
//! it has a time and somebody who caused it (P7). The store writes it; what each kind says in words is the reader's.

use super::reason::Reason;

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// It has another status.
    Status,
    /// It has another assignee.
    Assigned,
    /// It has another team.
    Team,
    /// One of its fields has another value, or none any more.
    Field,
    /// A customer was told the choices of a field.
    ChoicesTold,
    /// The requester asked for a new judgement.
    JudgementAsked,
    /// It was handed to a partner.
    Handed,
    /// It goes on in another ticket.
    Merged,
    /// Some of it got a ticket of its own.
    Split,
    /// It asks for nothing.
    Spam,
    /// It has another requester.
    Requester,
    /// Somebody follows it from now on.
    Joined,
    /// Somebody follows it no more.
    Left,
    /// The requester was asked for feedback.
    FeedbackAsked,
    /// The requester was not asked for feedback, though it was time.
    FeedbackSpared,
    /// The requester gave feedback.
    Rated,
    /// The mail that it showed was given back, to be worked on again.
    Replayed,
    /// A letter could not be delivered.
    LetterFailed,
    /// A letter may have been sent, and is sent again.
    LetterUnknown,
    /// A letter that could not be delivered is sent again.
    LetterRetried,
    /// A letter was not written.
    LetterSpared,
    /// An SLA target was met.
    PromiseKept,
    /// An SLA target was nearly missed, and people were warned.
    PromiseWarned,
    /// An SLA target was missed.
    PromiseBroken,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 24] = [
        Self::Status,
        Self::Assigned,
        Self::Team,
        Self::Field,
        Self::ChoicesTold,
        Self::JudgementAsked,
        Self::Handed,
        Self::Merged,
        Self::Split,
        Self::Spam,
        Self::Requester,
        Self::Joined,
        Self::Left,
        Self::FeedbackAsked,
        Self::FeedbackSpared,
        Self::Rated,
        Self::Replayed,
        Self::LetterFailed,
        Self::LetterUnknown,
        Self::LetterRetried,
        Self::LetterSpared,
        Self::PromiseKept,
        Self::PromiseWarned,
        Self::PromiseBroken,
    ];

    /// The name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Assigned => "assigned",
            Self::Team => "team",
            Self::Field => "field",
            Self::ChoicesTold => "choices-told",
            Self::JudgementAsked => "judgement-asked",
            Self::Handed => "handed",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Spam => "spam",
            Self::Requester => "requester",
            Self::Joined => "joined",
            Self::Left => "left",
            Self::FeedbackAsked => "feedback-asked",
            Self::FeedbackSpared => "feedback-spared",
            Self::Rated => "rated",
            Self::Replayed => "replayed",
            Self::LetterFailed => "letter-failed",
            Self::LetterUnknown => "letter-unknown",
            Self::LetterRetried => "letter-retried",
            Self::LetterSpared => "letter-spared",
            Self::PromiseKept => "promise-kept",
            Self::PromiseWarned => "promise-warned",
            Self::PromiseBroken => "promise-broken",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One line of a ticket's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The kind.
    pub kind: EventKind,
    /// The value before.
    pub before: Option<String>,
    /// The value now.
    pub after: Option<String>,
    /// The rule, the command, the server's words.
    pub reason: Reason,
}

impl Event {
    /// Something that happened for a reason, with nothing before and after it.
    pub fn new(kind: EventKind, reason: impl Into<Reason>) -> Self {
        Self { kind, before: None, after: None, reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_no_name_is_used_twice() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(EventKind::parse("opened"), None);
    }
}
