//! A change of a ticket as it reads, with what makes it.

use super::by::By;
use super::spared::Spared;
use crate::mail::reason::reasons;

reasons!(
    /// A change, and what makes it.
    pub enum Changed {
        Status { from: String, to: String, by: By } => "status changed from {from} to {to} ({by})",
        Moved { from: String, to: String, by: By } => "{from} → {to} ({by})",
        Reopened { from: String, to: String, by: By } => "reopened: {from} → {to} ({by})",
        Assigned { to: String, by: By } => "assigned to {to} ({by})",
        Team { to: String, by: By } => "given to team {to} ({by})",
        Field { name: String, to: String, by: By } => "{name} set to {to} ({by})",
        FieldCleared { name: String, by: By } => "{name} cleared ({by})",
        ChoicesTold { fields: String } => "choices sent for {fields}",
        JudgementAsked { by: By } => "new priority requested ({by})",
        Handed { to: String, by: By } => "handed to {to} ({by})",
        Merged { to: String, by: By } => "merged into {to} ({by})",
        Split { subject: String, by: By } => "another ticket opened: {subject} ({by})",
        Spam { by: By } => "marked as spam ({by})",
        Requester { to: String, by: By } => "customer changed to {to} ({by})",
        Joined { who: String, by: By } => "{who} copied in ({by})",
        Left { who: String, by: By } => "{who} no longer copied in ({by})",
        LetterFailed { words: String } => "a letter couldn't be delivered: {words}",
        FeedbackDue { at: String } => "the customer will be asked for a rating at {at}",
        FeedbackSpared { why: Spared } => "the customer isn't asked for a rating: {why}",
        FeedbackAsked => "the customer is asked for a rating",
        Rated { score: u64 } => "rated {score} of 5",
    }
);
