//! A change of a ticket as it reads, with what makes it.

use super::by::By;
use super::spared::Spared;
use crate::mail::reason::reasons;

reasons!(
    /// A change, and what makes it.
    pub enum Changed {
        Status { from: String, to: String, by: By } => "{by} sets {from} to {to}",
        Moved { from: String, to: String, by: By } => "{from} → {to} ({by})",
        Reopened { from: String, to: String, by: By } => "opened again: {from} → {to} ({by})",
        Assigned { to: String, by: By } => "{by} makes {to} the assignee",
        Team { to: String, by: By } => "{by} gives it to the team {to}",
        Field { name: String, to: String, by: By } => "{by} sets {name} to {to}",
        FieldCleared { name: String, by: By } => "{by} clears {name}",
        ChoicesTold { fields: String } => "the choices are told for {fields}",
        JudgementAsked { by: By } => "{by} asks for a new judgement",
        Handed { to: String, by: By } => "{by} hands it to {to}",
        Merged { to: String, by: By } => "{by} merges it into ticket {to}",
        Split { subject: String, by: By } => "{by} opens another ticket: {subject}",
        Spam { by: By } => "{by} says that it asks for nothing",
        Requester { to: String, by: By } => "{by} makes {to} the requester",
        Joined { who: String, by: By } => "{by} involves {who}",
        Left { who: String, by: By } => "{by} involves {who} no more",
        LetterFailed { words: String } => "a letter did not arrive: {words}",
        FeedbackDue { at: String } => "the requester will be asked for feedback at {at}",
        FeedbackSpared { why: Spared } => "the requester is not asked for feedback: {why}",
        FeedbackAsked => "the requester is asked for feedback",
        Rated { score: u64 } => "rated {score} of 5",
    }
);
