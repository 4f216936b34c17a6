//! Letters that are not written, and why not.

use crate::mail::reason::reasons;

reasons!(
    /// A letter is not written, or says less.
    pub enum Spared {
        NotSent { kind: String, to: String, full: Full } => "no {kind} is sent to {to}: {full}",
        AgentsNotTold { full: Full } => "agents are not told: {full}",
        AgentsToldOfFlood { full: Full } => "agents are not told: {full}; they are told of the flood",
        AskedLately { address: String, when: String } => "{address} was asked on {when}, which is not long ago",
        OldMail { came: String } =>
            "it came on {came}, long before it was taken: nobody is written to on its account (quiet_older_than)",
        OldTicket =>
            "nobody is written to: it was opened by an old mail, and nobody did anything on it since (quiet_older_than)",
        WordsWithheld => "nothing proves who wrote, and nobody knows them: what answers repeats no word of the mail",
    }
);

reasons!(
    /// A limit is reached.
    pub enum Full {
        Ticket { count: u64, limit: u64 } => "{count} automatic letters on this ticket today (letters_per_ticket = {limit})",
        Address { count: u64, limit: u64 } => "{count} automatic letters today (letters_per_address = {limit})",
        Mailbox { count: u64, limit: u64 } =>
            "{count} automatic letters went out from this mailbox this hour (letters_per_mailbox = {limit})",
        Desk { count: u64, limit: u64 } => "{count} automatic letters went out this hour (letters_per_desk = {limit})",
        SameWords { count: u64, limit: u64 } =>
            "{count} mails with the same words were answered today (same_words = {limit})",
        Newcomers { count: u64, limit: u64 } =>
            "{count} letters to unproven people whom nobody knew within ten minutes (newcomers = {limit})",
        ToldOfSender { count: u64, limit: u64 } =>
            "{count} mails of this sender were told of this hour (told_of_sender = {limit})",
        Held { count: u64, limit: u64 } => "{count} held mails were told of today (held = {limit}); the daily letter has the others",
        Flood { count: u64, limit: u64 } => "{count} letter tells of the flood (told_of_sender = {limit})",
    }
);
