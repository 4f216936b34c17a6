//! What else becomes of an act, as the ledger and the ticket's story tell it to operators.

use super::fault::CommandFault;
use super::refusal::NoPerson;
use crate::mail::reason::reasons;

reasons!(
    /// What else becomes of an act.
    pub enum Handling {
        Opens => "opens a new ticket",
        Inquiry => "is an inquiry",
        Routed { route: String, name: String, to: String } => "route \"{route}\" sets {name} to {to}",
        ByDefault { name: String, to: String } => "{name} is {to} where nobody says otherwise",
        NoConfirmation { why: String } => "no confirmation is sent: {why}",
        FileRefused { file: String, why: String } => "the file {file:?} is not passed on: {why}",
        FilesNotTold { why: String } => "the sender is not told of refused files: {why}",
        StrangeToken => "it carries a token that this desk did not make, or not lately; that counts for nothing",
        MachineWrote { kind: String, evidence: String } => "a machine wrote it ({kind}: {evidence})",
        Filed => "filed as a note on the ticket that it belongs to; machines are not answered and reopen nothing",
        MachineOpensNone { kind: String } => "belongs to no ticket, and {kind} mail opens none",
        MachineOpens { kind: String } => "{kind} mail opens a ticket without any answer",
        Rates { score: u64 } => "it rates the ticket with {score} of 5; a rating reopens nothing",
        Withheld => "it is withheld from customers until an agent includes its author",
        CommandWrong { line: String, why: CommandFault } =>
            "a command is wrong ({line}: {why}): nothing was executed or sent, the words are kept as a note",
        NamesTwo { why: CommandFault } => "{why}: nothing was sent, the text is kept as a note",
        Sends { mail: u64 } => "has mail {mail} sent as it was meant",
        SendsNothing { why: CommandFault } => "nothing is sent: {why}",
        NoOwnWords => "it has no words of the agent's own: nothing was sent, the text is kept as a note",
        Doubtful { why: CommandFault } => "{why}: nothing was sent, the text is kept as a note",
        CommandsNeedTicket => "its commands are wrong, or name no ticket; none was executed",
        OpensNone { why: CommandFault } => "{why}: no ticket is opened, and its author alone is told",
        HasCopy { address: String } => "the agent wrote to {address}, too, who gets no second letter with the same words",
        TextAlone => "its HTML says other words than its text: the text alone goes out, without formatting",
        QuoteLeftOut => "what it quotes of our letter without any mark is not taken for new words",
        ForwardIsNote => "a forwarded mail is kept as a note; the customer is not written to",
        AgentNames => "the agent says on whose behalf",
        AgentForwards { who: String } => "the agent forwards a mail of {who}",
        AgentAsked { why: NoPerson } => "who asks cannot be told ({why}); the agent is asked",
        ToldOfHeldBefore => "agents were told of a held mail of this sender within a day",
        Released { mail: u64, agent: String } => "mail {mail} is let pass, as {agent} says",
        Dropped { mail: u64, agent: String } => "mail {mail} is dropped, as {agent} says",
        ToBeDropped { agent: String } => "{agent} says that it is to be dropped",
        NothingReleased { why: CommandFault } => "no mail is let pass or dropped: {why}",
        ListedEnough { count: u64 } =>
            "asks for a list of tickets, and was answered {count} times within a day already",
        AsksForOwn => "its subject asks for the tickets of its sender",
        Asks { line: String } => "asks {line:?}",
        AsksInVain { line: String, why: CommandFault } => "asks {line:?}, which {why}",
        SameMessage { mail: u64 } => "it is the same message as mail {mail}, which came before",
        ProvesCopy => "more is known of this one, and the earlier one counts as its author's from now on",
        BetterCopy { mail: u64 } => "it is the same message as mail {mail}, and more is known of it: it counts instead",
        Replaced { mail: u64 } => "the same message came again as mail {mail}, of which more is known: that one counts",
        RefusedCopy => "it is almost what the agent wrote before under the same Message-ID: nothing was sent or done",
        AsksWhichTicket { references: String } =>
            "it answers a Message-ID of {references}, and is addressed to nobody there: nothing was sent, the agent is asked",
        GivenBack { mail: u64 } => "mail {mail} was given back, to be worked on again",
    }
);
