//! What introduces somebody else's words, and where it stands.

/// Lines that introduce somebody else's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Its first line.
    pub from: usize,
    /// The first line behind it.
    pub to: usize,
    /// What it is.
    pub kind: OpeningKind,
}

/// The ways in which programs introduce a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningKind {
    /// `On 5 January, Ada wrote:` with a date or an address.
    Attribution,
    /// `Ada wrote:`; counts only above quoted lines.
    WeakAttribution,
    /// `-----Original Message-----`.
    Original,
    /// `---------- Forwarded message ---------`.
    Forwarded,
    /// `From: … Sent: … Subject: …`, as Outlook writes it.
    Fields,
    /// `Please write above this line`.
    WriteAbove,
}
