//! Letters that are not written, and why not.

use crate::mail::reason::reasons;

reasons!(
    /// A letter is not written, or says less.
    pub enum Spared {
        NotSent { kind: String, to: String, full: Full } => "no {kind} letter to {to}: {full}",
        AgentsNotTold { full: Full } => "agents aren't notified: {full}",
        AgentsToldOfFlood { full: Full } => "agents aren't notified: {full}; they get one summary instead",
        AskedLately { address: String, when: String } => "{address} was already asked for a rating on {when}",
        OldMail { came: String } =>
            "the email is from {came}, long before it was taken in, so nobody is notified (quiet_older_than)",
        OldTicket =>
            "nobody is notified: an old email opened this ticket, and nobody has done anything on it since (quiet_older_than)",
        WordsWithheld => "new, unverified sender: replies don't quote the message",
    }
);

reasons!(
    /// A limit is reached.
    pub enum Full {
        Ticket { count: u64, limit: u64 } =>
            "{count} automatic letters on this ticket today (letters_per_ticket = {limit})",
        Address { count: u64, limit: u64 } => "{count} automatic letters today (letters_per_address = {limit})",
        Mailbox { count: u64, limit: u64 } =>
            "{count} automatic letters from this mailbox this hour (letters_per_mailbox = {limit})",
        Desk { count: u64, limit: u64 } => "{count} automatic letters this hour (letters_per_desk = {limit})",
        SameWords { count: u64, limit: u64 } =>
            "{count} emails with the same text answered today (same_words = {limit})",
        Newcomers { count: u64, limit: u64 } =>
            "{count} letters to new, unverified senders within ten minutes (newcomers = {limit})",
        ToldOfSender { count: u64, limit: u64 } =>
            "{count} notifications about this sender this hour (told_of_sender = {limit})",
        Held { count: u64, limit: u64 } =>
            "{count} notifications about held emails today (held = {limit}); the daily letter lists the others",
        Flood { count: u64, limit: u64 } => "{count} summary sent (told_of_sender = {limit})",
    }
);
