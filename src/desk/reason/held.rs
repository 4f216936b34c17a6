//! Mails that are not acted on: it is not believed whom they come from, or they could not be worked on.

use crate::desk::people::Role;
use crate::mail::authentic::Basis;
use crate::mail::reason::reasons;

reasons!(
    /// Why a mail waits for a human: whom it comes from is not believed, or the desk's own filter calls it spam.
    pub enum Unproven {
        AgentUnproven { agent: String, proof: Basis } =>
            "It claims to be from {agent}, but the sender isn't verified: {proof}",
        SenderUnproven { proof: Basis } => "The sender isn't verified: {proof}",
        NotFromThere { sender: String, role: Role, proof: Basis } =>
            "{sender} is on the ticket ({role}), but the email isn't from there: {proof}",
        CalledSpam { field: String } => "Your own spam filter calls it spam: {field}",
    }
);

reasons!(
    /// A mail could not be worked on.
    pub enum Quarantine {
        MachineWithoutAddress { kind: String, evidence: String } =>
            "a program wrote it, without a usable address ({kind}: {evidence})",
        ReadingFailed => "the program failed while reading this email",
        LookingUpFailed => "the program failed while looking up its tickets",
        DecidingFailed => "the program failed while processing it",
        LettersFailed => "the program failed while writing the letters",
        WritingFailed => "the program failed while saving",
        TicketsChange => "its tickets kept changing while it was processed",
        ProgramEnded => "the program stopped several times while processing this email",
        Empty => "the email is empty",
        NotGiven { size: u64 } => "the mail server delivered none of its {size} bytes",
        NotStored { size: u64 } => "the database is damaged: it has none of this email's {size} bytes",
        Fault { words: String } => "{words}",
    }
);

impl Quarantine {
    /// A fault as a program tells it: the database's, a template's, ours.
    pub fn fault(words: &(impl ToString + ?Sized)) -> Self {
        Self::Fault { words: words.to_string() }
    }

    /// An agent acts who is none.
    pub fn no_agent() -> Self {
        Self::fault("an agent's mail from an address that is no agent's")
    }
}
