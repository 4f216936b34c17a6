//! Why somebody can't sign in at the provider, in words for operators. They never hold a secret, a code or a token.

/// Characters of foreign words that are shown.
#[cfg(feature = "oidc")]
const MAX_WORDS: usize = 80;

/// Why the provider tells nobody's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// It can't be reached, or is silent.
    #[error("{address}: {why}")]
    Unreachable {
        /// Where it was looked for.
        address: String,
        /// The network's words.
        why: String,
    },
    /// It answers something else than it should.
    #[error("{address} {what}")]
    Answer {
        /// Who answered.
        address: String,
        /// What it did.
        what: String,
    },
    /// What it says of itself can't be used.
    #[error("the provider's description of itself {0}")]
    Discovery(String),
    /// Somebody else sent the browser back (RFC 9207).
    #[error("the browser was sent back by {0}, not by the provider")]
    OtherIssuer(String),
    /// It takes the code for no good one (RFC 6749, section 5.2), or our login.
    #[error("the provider refused the code: {0}")]
    Refused(String),
    /// The ID token isn't good.
    #[error("the ID token {0}")]
    Token(#[from] TokenFault),
}

impl OidcError {
    /// Whether nobody at all can sign in, and trying again later may help.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Answer { .. } | Self::Discovery(_))
    }
}

/// What is wrong with an ID token (OpenID Connect Core 1.0, section 3.1.3.7).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// No three parts of base64url with JSON in them, or far too long.
    #[error("isn't a signed token")]
    NotAToken,
    /// An algorithm that isn't taken; among them `none` and all that share a secret.
    #[error("is signed with the algorithm `{0}`. RS256, PS256 and ES256 are taken")]
    Algorithm(String),
    /// A header that has to be understood and isn't (RFC 7515, section 4.1.11).
    #[error("has critical headers, which aren't understood")]
    Critical,
    /// None of the provider's keys has this name, or several fit.
    #[error("is signed with a key that the provider doesn't publish (kid `{0}`)")]
    UnknownKey(String),
    /// The signature is wrong.
    #[error("has a signature that isn't the provider's")]
    Signature,
    /// A claim is missing or of another type.
    #[error("has no claims as OpenID Connect wants them: {0}")]
    Claims(String),
    /// It is from somebody else.
    #[error("was issued by {0}")]
    Issuer(String),
    /// It is for somebody else, or not for us alone.
    #[error("is meant for another client, or not for this one alone (aud)")]
    Audience,
    /// It was given to somebody else.
    #[error("was given to another client (azp)")]
    AuthorizedParty,
    /// It is over.
    #[error("has expired. Is the clock of this machine right?")]
    Expired,
    /// It is not yet valid.
    #[error("is from the future. Is the clock of this machine right?")]
    Future,
    /// It was issued long ago.
    #[error("was issued too long ago (iat). Is the clock of this machine right?")]
    Old,
    /// It belongs to another sign-in.
    #[error("belongs to another sign-in (nonce)")]
    Nonce,
    /// It names no address.
    #[error("has no email address. Let the provider add the claim `email`")]
    NoAddress,
    /// Nobody vouches for the address.
    #[error("doesn't say that the email address is verified (`{0}` isn't true)")]
    Unverified(String),
    /// A Google account that its domain's owner doesn't manage.
    #[error("is of a Google account that isn't managed by the domain of its address (hd)")]
    OtherDomain,
}

/// Somebody else's words: short, and without what a terminal would obey.
#[cfg(feature = "oidc")]
pub(super) fn plain(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect()
}
