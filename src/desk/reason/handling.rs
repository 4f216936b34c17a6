//! What else becomes of an act, as the ledger and the ticket's story tell it to operators.

use super::fault::CommandFault;
use super::refusal::NoPerson;
use crate::mail::reason::reasons;

reasons!(
    /// What else becomes of an act.
    pub enum Handling {
        Opens => "opens a new ticket",
        Inquiry => "not a ticket yet (an inquiry)",
        Routed { route: String, name: String, to: String } => "route \"{route}\" sets {name} to {to}",
        ByDefault { name: String, to: String } => "{name} is {to} by default",
        NoConfirmation { why: String } => "no confirmation is sent: {why}",
        FileRefused { file: String, why: String } => "attachment {file:?} isn't passed on: {why}",
        FilesNotTold { why: String } => "the sender isn't notified of refused attachments: {why}",
        StrangeToken => "its reply code isn't ours or has expired, so it's ignored",
        MachineWrote { kind: String, evidence: String } => "a program wrote it ({kind}: {evidence})",
        Filed => "filed as an internal note on its ticket; programs get no reply and reopen nothing",
        MachineOpensNone { kind: String } => "on no ticket, and {kind} mail doesn't open one",
        MachineOpens { kind: String } => "{kind} mail opens a ticket but gets no reply",
        Rates { score: u64 } => "rates the ticket {score} of 5; a rating doesn't reopen it",
        NoRatingAsked => "no rating was asked of them here",
        NoSuchButton { name: String } => "the page has no button \"#{name}\"",
        NobodyJoins => "people who are copied in don't join tickets here",
        NothingPosted => "nothing was written and no button pressed",
        Withheld => "customers can't see it until an agent copies its author in",
        CommandWrong { line: String, why: CommandFault } =>
            "nothing was carried out or sent and the text is kept as a note, because of {line:?}: {why}",
        NamesTwo { why: CommandFault } => "nothing was sent and the text is kept as a note: {why}",
        Sends { mail: u64 } => "sends email {mail} as it was meant",
        SendsNothing { why: CommandFault } => "nothing is sent: {why}",
        NoOwnWords => "no text of the agent's own: nothing was sent and the text is kept as a note",
        Doubtful { why: CommandFault } => "nothing was sent and the text is kept as a note: {why}",
        CommandsNeedTicket => "its commands are wrong or need a ticket, so none was carried out",
        OpensNone { why: CommandFault } => "no ticket is opened, only the author is notified: {why}",
        HasCopy { address: String } => "the agent also wrote to {address} directly, so they get no second letter",
        TextAlone => "its HTML differs from its text, so the plain text goes out",
        QuoteLeftOut => "unmarked text quoted from our letter isn't treated as new",
        ForwardIsNote => "a forwarded email is kept as a note; the customer isn't notified",
        AgentNames => "the agent names the customer",
        AgentForwards { who: String } => "the agent forwards an email from {who}",
        AgentAsked { why: NoPerson } => "the customer is unclear ({why}), so the agent is asked",
        ToldOfHeldBefore => "agents were already notified about this sender within a day",
        Released { mail: u64, agent: String } => "email {mail} is released by {agent}",
        Dropped { mail: u64, agent: String } => "email {mail} is dropped by {agent}",
        ToBeDropped { agent: String } => "{agent} dropped it",
        NothingReleased { why: CommandFault } => "no email is released or dropped: {why}",
        ListedEnough { count: u64 } => "asks for a list of tickets, but already got {count} within a day",
        PortalEnough { count: u64 } => "asks for the portal, but already got {count} answers within a day",
        AsksForPortal => "its subject asks for the portal",
        AsksForOwn => "its subject asks for the tickets of its sender",
        Asks { line: String } => "asks {line:?}",
        AsksInVain { line: String, why: CommandFault } => "asks {line:?}: {why}",
        SameMessage { mail: u64 } => "the same message as email {mail}, which came earlier",
        ProvesCopy => "more is known about this copy, so the earlier one now counts as its author's",
        BetterCopy { mail: u64 } =>
            "the same message as email {mail}, but more is known about this copy, so it counts instead",
        Replaced { mail: u64 } =>
            "the same message came again as email {mail}, about which more is known, so that one counts",
        RefusedCopy => "almost the same as the agent's earlier email with this Message-ID, so nothing was sent or done",
        AsksWhichTicket { references: String } =>
            "replies to a Message-ID of {references} but isn't addressed to anyone on it, so nothing was sent and the agent is asked",
        GivenBack { mail: u64 } => "email {mail} was given back, to be processed again",
    }
);
