//! What is wrong with a line of an agent's mail, as a receipt says it.

use super::refusal::NotOpen;
use crate::mail::origin::Unvouched;
use crate::mail::reason::reasons;

reasons!(
    /// A command that is not carried out.
    pub enum CommandFault {
        Unknown => "Unknown command. Send #help for the list.",
        ProbablyMeant { meant: String } => "Unknown command. Did you mean #{meant}?",
        NotOnTop { meant: String } =>
            "Did you mean #{meant}? Put it on the first line, or write ##{meant} for plain text.",
        TooMany { limit: u64 } => "The email has more than {limit} commands. Send fewer at a time.",
        TooLong { limit: u64 } => "Longer than {limit} bytes. Put your text on the lines below.",
        InSubject => "Commands in the subject aren't read. Put it on the first line of the text.",
        SendAlone => "The waiting email wasn't sent. Send #send in a reply of its own.",
        ForReceipt => "This only works in a reply to the notice about an email that wasn't sent.",
        Overtaken => "You've written to the customer on this ticket since. If it still applies, send it again.",
        Crossed { colleague: String } => "Written before {colleague}'s reply to the customer could be read.",
        ToColleague { colleague: String } => "This seems to be written to {colleague}.",
        SaysInternal { line: String } => "The line \"{line}\" says that this is internal.",
        ForwardsNothing => "The subject says it's a forwarded email, but there's none from anyone else in it.",
        NoteInSubject => "The subject says it's an internal note. Put #note on the first line.",
        RepeatsNote => "This repeats a line from a colleague's internal note.",
        WhoseWords =>
            "This may be what the customer told you, or what you want to tell them. Put #note or #public on the first line.",
        NoteOrPublic =>
            "This replies to an internal note, so the ticket would be passed on without your text. Put #public or #note on the first line.",
        NothingUnsent => "No email of yours is waiting on this ticket.",
        SeveralUnsent =>
            "Several emails of yours are waiting on this ticket. Reply to the notice about the one you mean.",
        TicketsDisagree { subject: String, letter: String } =>
            "The subject names {subject}, but the email you replied to is about {letter}. Send it again for one of them.",
        TakesNoArgument => "Nothing may follow this command. Put your text on the next line.",
        Contradicts => "Conflicts with an earlier line. Keep one of them.",
        OneCommandEach { command: String } => "There's also {command} on this line. Put each command on its own line.",
        StandsAlone => "This can't be combined with other commands. Send it in an email of its own.",
        ForHeldMail => "This only works in a reply to the notice about a held email.",
        HeldChoices => "Unclear what to do with the held email. Put #release or #drop on the first line.",
        NoMailNumber { given: String } => "{given} isn't the number of an email. Use a number from the daily summary.",
        TooManyMails { limit: u64 } => "The email names more than {limit} emails. Name fewer at a time.",
        NotHeld { mail: u64 } => "Email {mail} has already been processed.",
        CopyHeld { mail: u64 } => "Email {mail} has already been processed as another copy of the same message.",
        OwnMail { mail: u64 } => "Email {mail} is our own and can't be processed.",
        ProgramsMail { mail: u64 } => "Email {mail} is from a program and can't be processed.",
        NoSuchMail { mail: u64 } => "There's no email {mail}. Use a number from the daily summary.",
        NoWords => "The email has no text of its own and no command, only a quote.",
        OnlyGreets => "The email has only a greeting, or points to text that looks like a quote or a signature.",
        PerhapsAbsent => "This reads like an out-of-office reply.",

        UnknownStatus { statuses: String } => "There's no such status. Choose one of: {statuses}.",
        ForCustomers => "Only customers can use this. Set the status instead, such as #closed.",
        OnlyAssignee { status: String, assignee: String } =>
            "Only the assigned agent ({assignee}) can set {status}. Add #assign me to take the ticket.",
        NobodyYet { status: String } =>
            "Only the assigned agent can set {status}, and there isn't one yet. Add #assign me to take the ticket.",
        TransitionNotOpen { why: NotOpen } => "{why}",
        NoInquiries => "Every email becomes a ticket here at once. Leave this line out.",
        OpenAlready { status: String } => "This is a ticket already, with status {status}. Leave this line out.",
        OpensItself => "This email becomes a ticket by itself. Leave this line out.",
        NoInquiryAgain => "This is a ticket already, and it stays one. Choose another status.",
        NeedsOpen => "This isn't a ticket yet. Put #open above this line.",

        NoAssignee { agents: String } => "No name given. Write #assign me, or one of: {agents}.",
        NotAnAgent { given: String, agents: String } => "{given} isn't an agent. Agents: {agents}.",
        NoTeams => "This helpdesk has no teams. Use #assign with a name.",
        NoTeam { teams: String } => "No team given. Teams: {teams}.",
        NotATeam { given: String, teams: String } => "{given} isn't a team. Teams: {teams}.",

        NoText => "No value given. Any text will do.",
        NoValue { values: String } => "No value given. Choose one of: {values}.",
        NotAValue { given: String, name: String, values: String } =>
            "{given} isn't a value of {name}. Choose one of: {values}.",
        NotASubtype { given: String, of: String, values: String } =>
            "{given} doesn't belong to {of}. Choose one of: {values}.",
        SubtypeAlone { given: String, values: String } =>
            "{given} is a subtype and needs its value before it. Choose one of: {values}.",

        NoAddressGiven { command: String } => "No address given. Write {command} ada@customer.example.",
        MoreThanAddress { address: String } =>
            "There's more than the address {address} on this line. Put each command on its own line.",
        SeveralAddresses => "There are several addresses on this line. Write one line for each.",
        AgentsAddress { address: String } =>
            "{address} belongs to an agent, and agents see every ticket. Leave this line out.",
        UnfitAddress { why: Unvouched } => "{why}. Use another address.",
        AddOrRemove => "Unclear what to do. Write #cc add ADDRESS or #cc remove ADDRESS.",
        OnTicketAlready { who: String } => "{who} is on the ticket already. Leave this line out.",
        NotOnTicket { who: String } => "{who} isn't on the ticket. Leave this line out.",
        RequesterStays { who: String } =>
            "{who} opened this ticket and can't be removed. To change the customer, write #requester ADDRESS.",
        AskedAlready { who: String, other: String } => "This ticket belongs to {other}. Open a new one for {who}.",
        RequesterAlready { who: String } => "The ticket belongs to {who} already. Leave this line out.",
        NobodyReads { address: String } =>
            "Nobody reads {address}. Name the customer with #requester ADDRESS, or keep it internal with #note.",

        NeedsTicket => "Which ticket? Reply to one of its emails, or put its number in the subject.",
        WhichTicket { references: String } =>
            "Which ticket? This seems to be about {references}, but isn't addressed to anyone on it. If so, put the number in the subject.",
        PerhapsCopy =>
            "Almost the same as an earlier email with the same Message-ID. If you meant to send both, write a new email.",
        NoReference { example: String } => "No ticket number given. Write #merge {example}.",
        NoSubject => "No subject given. Write #split and the subject of the new ticket, one line each.",
        WasMerged { reference: String, into: String } =>
            "{reference} was merged into {into}. Reply to an email about {into} instead.",
        MergesItself => "That's the number of this ticket. Write the other one's.",
        UnknownTicket { reference: String } => "There's no ticket {reference}. Please check the number.",
        AnswersNoTicket => "The email you replied to isn't about a ticket.",
        MergedItself { reference: String, into: String } =>
            "{reference} has itself been merged into {into}. Use {into}.",
        SpamTicket { reference: String } => "{reference} is marked as spam. Choose another ticket.",
        OtherCustomers { reference: String, customer: String } =>
            "{reference} belongs to another customer ({customer}). Merged, they'd see each other's messages.",
        NobodysTicket { reference: String } => "{reference} belongs to nobody. Merged, others would see its messages.",

        UnknownList =>
            "There's no such list. Write #list mine, #list unassigned, #list open, #list closed, #list team NAME or #list of ADDRESS.",
        NoTicketNamed { example: String } => "No ticket number given. Write #show {example}.",
        NotAReference { given: String, example: String } => "{given} isn't a ticket number. Write #show {example}.",
        Unanswered => "This couldn't be answered.",
    }
);
