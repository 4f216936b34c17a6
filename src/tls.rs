//! TLS towards mail servers: one provider (ring), the site's own CA store or a given CA file, never a downgrade.
//!
//! The platform's verifier is loaded with the first connection that needs it, so a desk with Maildirs or its own CA
//! file starts on a machine without any CA bundle.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};

/// How a connection to a mail server is protected. There is no fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte (RFC 8314 §3).
    Implicit,
    /// Clear text first and TLS before anything that matters (RFC 3207, RFC 9051 §6.2.1), or nothing.
    StartTls,
    /// None, to this machine only.
    ClearText,
}

/// Advice when nobody greets us on a connection in clear text.
pub const MAYBE_IMPLICIT: &str = ". If the port starts with TLS, set tls to \"implicit\"";

impl Encryption {
    /// The word in the config.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::StartTls => "starttls",
            Self::ClearText => "clear-text",
        }
    }
}

/// Why TLS is impossible.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The CA file cannot be read or holds no certificate.
    #[error("can't use the ca_file {path}: {reason}")]
    CaFile {
        /// The file.
        path: std::path::PathBuf,
        /// Its fault.
        reason: String,
    },
    /// No CA bundle on this machine, or the provider refuses.
    #[error("can't set up TLS: {0}. Install the package ca-certificates, or set ca_file")]
    Setup(String),
}

/// A client configuration that trusts `ca_file` alone, otherwise the system's roots.
pub fn client_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    let setup = |error: rustls::Error| TlsError::Setup(error.to_string());
    // The process-wide default provider panics if two are compiled in: always name it.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(setup)?;
    let config = match ca_file {
        Some(path) => builder.with_root_certificates(roots(path)?).with_no_client_auth(),
        None => {
            use rustls_platform_verifier::BuilderVerifierExt;
            builder.with_platform_verifier().map_err(setup)?.with_no_client_auth()
        }
    };
    Ok(Arc::new(config))
}

/// The words of an error of TLS or the network, for operators. An address of documentation is for programmers.
pub fn plain_words(error: &std::io::Error) -> String {
    let words = error.to_string();
    if words.contains("close_notify") {
        return "the server closed the connection without ending TLS".to_owned();
    }
    let plain: Vec<&str> = words.split_whitespace().filter(|word| !word.contains("://")).collect();
    plain.join(" ").trim_end_matches(':').to_owned()
}

fn roots(path: &Path) -> Result<RootCertStore, TlsError> {
    let wrong = |reason: String| TlsError::CaFile { path: path.to_owned(), reason };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))? {
        roots.add(certificate.map_err(|error| wrong(error.to_string()))?).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("it contains no certificate. Write one in PEM format".to_owned()));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_operators_have_no_addresses_for_programmers() {
        let check = |words: &str, expected: &str| {
            assert_eq!(plain_words(&std::io::Error::other(words)), expected);
        };
        let closed = "peer closed connection without sending TLS close_notify: https://docs.rs/rustls/latest/x";
        check(closed, "the server closed the connection without ending TLS");
        check("broken: https://docs.rs/rustls", "broken");
        check("Connection refused (os error 111)", "Connection refused (os error 111)");
    }
}
