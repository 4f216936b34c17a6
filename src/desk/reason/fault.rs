//! What is wrong with a line of an agent's mail, as a receipt says it.

use super::refusal::NotOpen;
use crate::mail::origin::Unvouched;
use crate::mail::reason::reasons;

reasons!(
    /// A command that is not carried out.
    pub enum CommandFault {
        Unknown => "is not a command; #help lists all",
        ProbablyMeant { meant: String } => "is not a command; did you mean #{meant}?",
        NotOnTop { meant: String } =>
            "did you mean #{meant}? It belongs on the first line; ##{meant} writes it as text",
        TooMany { limit: u64 } => "the mail has more than {limit} commands",
        TooLong { limit: u64 } => "is longer than {limit} bytes",
        InSubject => "stands in the subject, where no command is read; write it on the first line of the text",
        SendAlone => "stands alone in an answer to the receipt: what waits was not sent; write the rest in another answer",
        ForReceipt => "is for the answer to the receipt of a mail that was not sent",
        Overtaken => "you have written to the customer on this ticket since; write it again, if it still holds",
        Crossed { colleague: String } => "it was written before the answer of {colleague} to the customer could be read",
        ToColleague { colleague: String } => "it seems to be written to {colleague}",
        SaysInternal { line: String } => "its line \"{line}\" says that it is for colleagues",
        ForwardsNothing => "its subject says that it forwards a mail, and there is none of somebody else's in it",
        NoteInSubject => "its subject says that it is a note; #note belongs on the first line",
        RepeatsNote => "it repeats a line of a colleague's note",
        WhoseWords =>
            "your words may be what they told you, or what you tell them; write #note or #public on the first line",
        NoteOrPublic =>
            "the ticket would be handed over without your words, which answer a note; say #public, or #note, on the first line",
        NothingUnsent => "no mail of yours on this ticket waits to be sent",
        SeveralUnsent => "several mails of yours on this ticket wait to be sent; answer the receipt of the one that you mean",
        TicketsDisagree { subject: String, letter: String } =>
            "its subject names {subject}, and the letter that it answers is about {letter}; write it again with one of them",
        TakesNoArgument => "takes no argument; write the text on the lines below",
        Contradicts => "contradicts a line above",
        OneCommandEach { command: String } => "has {command} behind it; write each command on a line of its own",
        StandsAlone => "stands alone: write it in a mail without other commands",
        ForHeldMail => "is for the letter about a held mail; answer that one",
        HeldChoices => "write #release to let the mail pass, or #drop, on the first line",
        NoMailNumber { given: String } => "{given} is no number of a mail; nothing was done",
        TooManyMails { limit: u64 } => "the mail names more than {limit} mails; nothing was done",
        NotHeld { mail: u64 } => "mail {mail} is not held any more: it was worked on; nothing was done",
        CopyHeld { mail: u64 } => "mail {mail} was worked on as another copy of the same message; nothing was done",
        OwnMail { mail: u64 } => "mail {mail} is our own, which is not let pass; nothing was done",
        ProgramsMail { mail: u64 } => "mail {mail} is a program's, which is not let pass; nothing was done",
        NoSuchMail { mail: u64 } => "there is no mail {mail}; nothing was done",
        NoWords => "it has no words of your own and no command, only what it quotes: nothing was sent",
        OnlyGreets => "its words only greet, or point to words that were taken for a quote or a signature",
        PerhapsAbsent => "it reads like a notice of absence",

        UnknownStatus { statuses: String } => "names no status; statuses are: {statuses}",
        ForCustomers => "is for customers; agents set the status itself",
        OnlyAssignee { status: String, assignee: String } =>
            "only its assignee ({assignee}) sets {status}; take it with #assign me on a line of its own",
        NobodyYet { status: String } =>
            "only its assignee (nobody yet) sets {status}; take it with #assign me on a line of its own",
        TransitionNotOpen { why: NotOpen } => "{why}",
        NoInquiries => "is for inquiries, and this desk has none",
        OpenAlready { status: String } => "is for inquiries, and the ticket is open already: it is {status}",
        OpensItself => "is for inquiries, and this mail opens a ticket by itself",
        NoInquiryAgain => "cannot be: a ticket becomes no inquiry again",
        NeedsOpen => "needs a ticket, and it is an inquiry: write #open above it",

        NoAssignee { agents: String } => "says nobody; write #assign me or one of: {agents}",
        NotAnAgent { given: String, agents: String } =>
            "{given} is not an agent, and only they have tickets; agents are: {agents}",
        NoTeams => "needs teams, and this desk has none",
        NoTeam { teams: String } => "says no team; teams are: {teams}",
        NotATeam { given: String, teams: String } => "{given} is not a team; teams are: {teams}",

        NoText => "says no value; any text will do",
        NoValue { values: String } => "says no value; write one of: {values}",
        NotAValue { given: String, name: String, values: String } =>
            "{given} is no {name}; write one of: {values}",
        NotASubtype { given: String, of: String, values: String } =>
            "{given} is no subtype of {of}; write one of: {values}",
        SubtypeAlone { given: String, values: String } =>
            "{given} is a subtype, which needs its value before it; write one of: {values}",

        NoAddressGiven { command: String } => "says nobody; write {command} ada@customer.example",
        MoreThanAddress { address: String } =>
            "has more than the address {address}; write each command on a line of its own",
        SeveralAddresses => "names several addresses; write a line for each",
        AgentsAddress { address: String } => "{address} is an agent's address; agents see every ticket",
        UnfitAddress { why: Unvouched } => "{why}",
        AddOrRemove => "says neither who joins nor who leaves; write #cc add ADDRESS or #cc remove ADDRESS",
        OnTicketAlready { who: String } => "{who} is on the ticket already",
        NotOnTicket { who: String } => "{who} is not on the ticket",
        RequesterStays { who: String } => "{who} is who asks, and cannot leave",
        AskedAlready { who: String, other: String } => "{other} asked on this ticket; open another one for {who}",
        RequesterAlready { who: String } => "{who} is the requester already",
        NobodyReads { address: String } =>
            "nobody reads {address}, so nothing was sent; write #requester ADDRESS to say who asks, or #note",

        NeedsTicket =>
            "needs a ticket: write it in an answer to a letter of that ticket, or put the reference into the subject",
        WhichTicket { references: String } =>
            "only answers a Message-ID of {references}, and is addressed to nobody there; nothing was sent. If that is the ticket, put the reference into the subject",
        PerhapsCopy => "is almost what you wrote before under the same Message-ID; nothing was sent or done",
        NoReference { example: String } => "says not into which ticket; write #merge {example}",
        NoSubject => "says not what the other ticket is about; write #split and its subject, one line for each",
        WasMerged { reference: String, into: String } =>
            "{reference} was merged into {into}; write it in an answer about {into}",
        MergesItself => "names the ticket itself",
        UnknownTicket { reference: String } => "there is no ticket {reference}",
        AnswersNoTicket => "it answers a letter that is about no ticket",
        MergedItself { reference: String, into: String } => "{reference} was merged into {into} itself",
        SpamTicket { reference: String } => "{reference} was set aside as spam",
        OtherCustomers { reference: String, customer: String } =>
            "{reference} is another customer's ({customer}); merged, each would read what the other wrote",
        NobodysTicket { reference: String } =>
            "{reference} is another customer's (nobody); merged, each would read what the other wrote",

        UnknownList =>
            "names no list; write #list mine, #list unassigned, #list open, #list closed, #list team NAME or #list of ADDRESS",
        NoTicketNamed { example: String } => "says no ticket; write #show {example}",
        NotAReference { given: String, example: String } => "{given} is no reference; write #show {example}",
        Unanswered => "was not answered",
    }
);
