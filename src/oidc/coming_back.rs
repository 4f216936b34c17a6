//! What a browser brings back from the provider. None of it is believed before the provider has been asked.

/// What a browser brings back (RFC 6749, section 4.1.2).
#[derive(Clone, Default)]
pub struct ComingBack {
    /// The code that an ID token is fetched with.
    pub code: String,
    /// Who says so (RFC 9207), if the provider does.
    pub issuer: Option<String>,
}
