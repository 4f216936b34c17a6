//! Why signatures cannot be checked.

/// Why signatures cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProverError {
    /// The program lacks the part.
    #[error("this maildesk was built without the cargo feature `dmarc`, and checks no signatures")]
    NotBuilt,
    /// The machine's settings for the DNS.
    #[error("the DNS cannot be asked: {0}")]
    Resolver(String),
}
