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
        FormLineWrong => "a form line was wrong",
        JudgementAnswered => "an answer to how it was judged",
        CommentOfCompany => "a comment on a ticket of their company",
        CommentOfPartner => "a comment on a ticket that they have",
        Copied => "the mail was addressed to them, too; that",
        AnsweredCopy => "the mail that they answer was addressed to them, too; that",
        ReplyCameFirst => "a reply to their mail opened it; that",
        CameDirectly => "the same mail came from themselves, too; that",
        CoAuthor => "they wrote the mail, too; that",
        OpenedFor { writer: String, colleague: String } => "{writer} opens it on behalf of {colleague}; that",
        MergedHere { merged: String } => "{merged} was merged into it; that",
        PartnerMergedHere { merged: String } => "{merged} was merged into it, which the partner had; that",
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
