//! The demo's script: who writes what, in answer to which letter, and which letters must follow.

use crate::desk::notice::NoticeKind;

/// The customer.
pub(super) const ADA: Somebody = Somebody { name: "Ada Lovelace", address: "ada@customer.example" };
/// The agent who takes the ticket. Both agents are in the shipped config.
pub(super) const ANNA: Somebody = Somebody { name: "Anna Adler", address: "anna@desk.example" };
/// Her colleague.
pub(super) const BEN: Somebody = Somebody { name: "Ben Berg", address: "ben@desk.example" };

/// A person with name and address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
}

/// One mail and the letters that follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoStep {
    /// The headline.
    pub(super) headline: &'static str,
    /// Who writes.
    pub(super) from: Somebody,
    /// The subject of a first mail. Answers have their letter's.
    pub(super) subject: &'static str,
    /// The kind of letter that is answered.
    pub(super) answers: Option<NoticeKind>,
    /// The words.
    pub(super) text: &'static str,
    /// The narration between the mail and its letters.
    pub(super) then: &'static str,
    /// The letters that must follow, in the order to show them.
    pub(super) letters: &'static [(NoticeKind, Somebody)],
}

/// Question, answer, solution, feedback, and once more.
pub(super) const CASE: &[DemoStep] = &[
    DemoStep {
        headline: "Ada needs help and writes to the helpdesk",
        from: ADA,
        subject: "The press stops",
        answers: None,
        text: "Hello,\n\nour press stops after ten minutes. What can we do?\n\nAda",
        then: "A ticket is open. Ada gets a confirmation with its number, and the agents are notified.",
        letters: &[(NoticeKind::Confirmation, ADA), (NoticeKind::NewTicket, ANNA), (NoticeKind::NewTicket, BEN)],
    },
    DemoStep {
        headline: "Anna replies from her own mailbox, with a question",
        from: ANNA,
        subject: "",
        answers: Some(NoticeKind::NewTicket),
        text: "Hello Ada,\n\ndoes the red lamp blink when it stops?",
        then: "Ada gets the reply. Anna replied first, so the ticket is now assigned to her.",
        letters: &[(NoticeKind::Reply, ADA)],
    },
    DemoStep {
        headline: "Ada replies",
        from: ADA,
        subject: "",
        answers: Some(NoticeKind::Reply),
        text: "Yes, twice.",
        then: "Only Anna is notified, because the ticket is assigned to her.",
        letters: &[(NoticeKind::NewComment, ANNA)],
    },
    DemoStep {
        headline: "Anna resolves the ticket with a command on the first line",
        from: ANNA,
        subject: "",
        answers: Some(NoticeKind::NewComment),
        text: "#resolved\n\nThen it is the fuse. Replace the one on the left.",
        then: "The command runs and is removed from the reply. Ada is asked once for a rating.",
        letters: &[(NoticeKind::Reply, ADA), (NoticeKind::Feedback, ADA)],
    },
    DemoStep {
        headline: "Ada replies with a number (in the HTML letter, she could click a star)",
        from: ADA,
        subject: "",
        answers: Some(NoticeKind::Feedback),
        text: "5\n\nIt runs again. Thank you!",
        then: "A rating doesn't reopen the ticket.",
        letters: &[(NoticeKind::Rated, ANNA)],
    },
    DemoStep {
        headline: "Later Ada writes again",
        from: ADA,
        subject: "",
        answers: Some(NoticeKind::Reply),
        text: "The new fuse has blown, too.",
        then: "A rule in the config reopens the ticket, and Anna is notified.",
        letters: &[(NoticeKind::NewComment, ANNA)],
    },
];
