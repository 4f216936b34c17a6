//! Mails that are not acted on: it is not believed whom they come from, or they could not be worked on.

use crate::desk::people::Role;
use crate::mail::authentic::Basis;
use crate::mail::reason::reasons;

reasons!(
    /// Why a mail waits for a human: whom it comes from is not believed, or the desk's own filter calls it spam.
    pub enum Unproven {
        AgentUnproven { agent: String, proof: Basis } =>
            "it says that it comes from {agent}, and nothing proves that: {proof}",
        SenderUnproven { proof: Basis } => "its sender is not proven: {proof}",
        NotFromThere { sender: String, role: Role, proof: Basis } =>
            "{sender} is on the ticket as {role}, and the mail is not from there: {proof}",
        CalledSpam { field: String } => "the desk's own filter calls it spam: {field}",
    }
);

reasons!(
    /// A mail could not be worked on.
    pub enum Quarantine {
        MachineWithoutAddress { kind: String, evidence: String } => "a machine wrote it ({kind}: {evidence})",
        ReadingFailed => "the program failed while it read this mail",
        LookingUpFailed => "the program failed while it looked up what it is about",
        DecidingFailed => "the program failed while it decided",
        LettersFailed => "the program failed while it wrote letters",
        WritingFailed => "the program failed while it wrote rows",
        TicketsChange => "its tickets changed while it was decided, again and again",
        ProgramEnded => "the program ended several times while it worked on this mail alone",
        Empty => "the message is empty",
        NotGiven { size: u64 } => "the mail server gave none of its {size} bytes",
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
