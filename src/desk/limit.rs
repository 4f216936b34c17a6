//! Limits on letters, on top of all that headers tell, as the config says them. `throttle` keeps them (P5).

/// The highest numbers of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterLimits {
    /// Automatic letters to one address about one ticket, in a day.
    pub per_ticket: u32,
    /// Automatic letters to one address, in a day.
    pub per_address: u32,
    /// Automatic letters from one mailbox, in an hour.
    pub per_mailbox: u32,
    /// Automatic letters of the whole desk, in an hour.
    pub per_desk: u32,
    /// Automatic answers to the same words of one sender, in a day.
    pub same_words: u32,
    /// Automatic letters of one mailbox to people whom nothing ever proved and no agent wrote to, in ten minutes.
    pub newcomers: u32,
    /// Held mails that agents are told of at once, in a day.
    pub held: u32,
    /// Mails of one sender that agents are told of, in an hour.
    pub told_of_sender: u32,
}

impl Default for LetterLimits {
    fn default() -> Self {
        Self {
            per_ticket: 20,
            per_address: 200,
            per_mailbox: 1_000,
            per_desk: 5_000,
            same_words: 2,
            newcomers: 30,
            held: 5,
            told_of_sender: 60,
        }
    }
}
