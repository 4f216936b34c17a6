//! What makes a change: the rule, the command, the time.

use crate::mail::reason::reasons;

reasons!(
    /// What makes a change.
    pub enum By {
        Rule { name: String } => "rule \"{name}\"",
        Command { line: String } => "command {line}",
        Transition { name: String } => "transition \"{name}\"",
        Timer { name: String } => "timer \"{name}\"",
        FormLine { label: String, given: String } => "form line \"{label}: {given}\"",
        FormLineWrong => "an unreadable form line",
        JudgementAnswered => "a reply about the priority",
        PageButton => "a button on the ticket's page",
        CommentOfCompany => "a message on a ticket of their company",
        CommentOfPartner => "a message from the partner who has the ticket",
        Copied => "the email went to them too",
        AnsweredCopy => "the email they replied to went to them too",
        ReplyCameFirst => "a reply to their email opened the ticket",
        CameDirectly => "the same email also came from them directly",
        CoAuthor => "they're also named as an author",
        OpenedFor { writer: String, colleague: String } => "{writer} opened it for {colleague}",
        MergedHere { merged: String } => "{merged} was merged into it",
        PartnerMergedHere { merged: String } => "{merged}, which the partner had, was merged into it",
        Done => "the ticket is done",
        Words { words: String } => "{words}",
    }
);

impl By {
    /// What a server, an operator or a customer says, as it is.
    pub fn words(words: &str) -> Self {
        Self::Words { words: words.to_owned() }
    }
}
