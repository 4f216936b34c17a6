//! Checks a story's claims about a ticket, as the store reports it.

use crate::desk::field::Fields;
use crate::desk::sla::progress::SlaClocks;
use crate::desk::ticket::{FeedbackState, Visibility};
use crate::mail::Address;

use super::format_instant::format_instant;
use super::script::{Claim, Feedback, PromiseClaim};

/// A ticket with all that happened on it.
#[derive(Debug, Clone)]
pub(super) struct TicketState {
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) assignee: Option<String>,
    pub(super) team: Option<String>,
    pub(super) fields: Fields,
    pub(super) requester: Option<Address>,
    pub(super) feedback: FeedbackState,
    pub(super) clocks: SlaClocks,
    /// Comments, oldest first.
    pub(super) comments: Vec<(Visibility, String)>,
    /// Reasons of its events and mails.
    pub(super) reasons: Vec<String>,
    /// Its files, each with whether it was refused.
    pub(super) files: Vec<(String, bool)>,
}

impl TicketState {
    /// The actual state, if a claim doesn't hold.
    pub(super) fn refute(&self, claim: &Claim) -> Option<String> {
        let (holds, found) = match claim {
            Claim::Status(status) => (self.status == *status, format!("status {}", self.status)),
            Claim::Assignee(name) => {
                (self.assignee == *name, format!("assignee {}", self.assignee.as_deref().unwrap_or("nobody")))
            }
            Claim::Team(name) => (self.team == *name, format!("team {}", self.team.as_deref().unwrap_or("none"))),
            Claim::Field(name, value) => {
                let set = self.fields.0.iter().map(|(name, value)| format!("{name} {value:?}"));
                let found = format!("fields:\n{}", listed(set.collect::<Vec<_>>().iter().map(String::as_str)));
                (self.fields.get(name) == value.as_deref(), found)
            }
            Claim::Requester(address) => {
                let found = self.requester.as_ref().map_or("nobody", Address::as_str);
                (self.requester == *address, format!("requester {found}"))
            }
            Claim::Subject(subject) => (self.subject == *subject, format!("subject {:?}", self.subject)),
            Claim::Comments(count) => self.counts(*count, Visibility::Public, "comments"),
            Claim::Notes(count) => self.counts(*count, Visibility::Internal, "notes"),
            Claim::Withheld(count) => self.counts(*count, Visibility::Withheld, "withheld"),
            Claim::CommentContaining(words) => self.has(words, Visibility::Public, "comments"),
            Claim::NoteContaining(words) => self.has(words, Visibility::Internal, "notes"),
            Claim::Feedback(feedback) => {
                let found = match self.feedback {
                    FeedbackState::NotAsked => Feedback::None,
                    FeedbackState::Asked => Feedback::Asked,
                    FeedbackState::Rated(score) => Feedback::Stars(score),
                };
                (found == *feedback, format!("feedback {}", feedback_word(found)))
            }
            Claim::Promise(claim) => self.promise(claim),
            Claim::Reason(words) => {
                let holds = self.reasons.iter().any(|reason| contains(reason, words));
                (holds, format!("reasons:\n{}", listed(self.reasons.iter().map(String::as_str))))
            }
            Claim::File { name, refused } => {
                let holds = self.files.iter().any(|(known, was_refused)| known == name && was_refused == refused);
                let shown =
                    |(name, refused): &(String, bool)| if *refused { format!("{name} refused") } else { name.clone() };
                let files: Vec<String> = self.files.iter().map(shown).collect();
                (holds, format!("files:\n{}", listed(files.iter().map(String::as_str))))
            }
        };
        (!holds).then_some(found)
    }

    fn promise(&self, claim: &PromiseClaim) -> (bool, String) {
        let measure = claim.measure.as_str();
        let Some(clock) = self.clocks.newest(claim.measure) else {
            return (claim.standing.is_none(), format!("promise {measure} none"));
        };
        let due = clock.due_at.map(format_instant);
        let holds = Some(clock.standing()) == claim.standing
            && claim.due.as_ref().is_none_or(|words| due.as_ref() == Some(words));
        let due = due.map_or(String::new(), |due| format!(" due \"{due}\""));
        (holds, format!("promise {measure} {}{due}", clock.standing().as_str()))
    }

    fn of(&self, visibility: Visibility) -> impl Iterator<Item = &str> {
        self.comments.iter().filter(move |(seen_by, _)| *seen_by == visibility).map(|(_, text)| text.as_str())
    }

    fn counts(&self, count: usize, visibility: Visibility, what: &str) -> (bool, String) {
        let found = self.of(visibility).count();
        (found == count, format!("{what} {found}"))
    }

    fn has(&self, words: &str, visibility: Visibility, what: &str) -> (bool, String) {
        let holds = self.of(visibility).any(|text| contains(text, words));
        (holds, format!("{what}:\n{}", listed(self.of(visibility))))
    }
}

fn feedback_word(feedback: Feedback) -> String {
    match feedback {
        Feedback::None => "none".to_owned(),
        Feedback::Asked => "asked".to_owned(),
        Feedback::Stars(score) => score.to_string(),
    }
}

/// Whether `text` contains `words`. Line breaks don't matter.
pub(super) fn contains(text: &str, words: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat(text).contains(&flat(words))
}

/// Texts as an indented list.
pub(super) fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let lines = texts.flat_map(|text| text.lines().enumerate()).map(|(index, line)| {
        let bullet = if index == 0 { "-" } else { " " };
        format!("  {bullet} {line}")
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    if text.is_empty() { "  (none)".to_owned() } else { text }
}
