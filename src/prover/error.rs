//! Why signatures cannot be checked.

/// Why signatures cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProverError {
    /// The program was built without it.
    #[error("this maildesk was built without the cargo feature `dmarc`, and checks no signatures")]
    NotBuilt,
    /// The machine's DNS settings.
    #[error("the DNS cannot be asked: {0}")]
    Resolver(String),
}
