//! What protects one sign-in: state, nonce and the verifier of PKCE. All are made from the secret in the browser's cookie, and
//! tell nothing of it or of each other. So no database has them, and no other browser.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// Ties the browser that comes back to the one that left (RFC 6749, section 10.12).
pub(super) fn state(browser: &str) -> String {
    made_from(browser, "state")
}

/// Ties the ID token to this sign-in (OpenID Connect Core 1.0, section 15.5.2).
pub(super) fn nonce(browser: &str) -> String {
    made_from(browser, "nonce")
}

/// Shows that whoever brings the code is who sent the browser (RFC 7636, section 4.1).
pub(super) fn verifier(browser: &str) -> String {
    made_from(browser, "verifier")
}

/// What the provider is told of the verifier beforehand (RFC 7636, section 4.2: S256).
pub(super) fn challenge(browser: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier(browser).as_bytes()))
}

fn made_from(browser: &str, purpose: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{purpose} {browser}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_of_one_browser_and_one_purpose() {
        let mut all: Vec<String> =
            ["a", "b"].iter().flat_map(|browser| [state(browser), nonce(browser), verifier(browser)]).collect();
        // RFC 7636, section 4.1: 43 to 128 characters.
        assert!(all.iter().all(|secret| secret.len() == 64));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
        assert_eq!(challenge("a").len(), 43);
        assert_eq!(state("a"), state("a"));
    }
}
