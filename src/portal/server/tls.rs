//! The certificate of the portal, and its renewal.
//!
//! Comes in: two files in PEM. Goes out: what TLS connections are accepted with. A certificate that is renewed (each 60 days, with most
//! authorities) is loaded within a minute, without a restart. If the new one can't be used, the log says so and the old one
//! stays.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::ServeError;
use crate::site::TlsFiles;

/// A certificate with its key, as they were loaded.
pub(super) struct Certificate {
    files: TlsFiles,
    acceptor: TlsAcceptor,
    changed: Changed,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

/// When the two files changed last, as far as the system says.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Changed {
    certificate: Option<SystemTime>,
    key: Option<SystemTime>,
}

impl Certificate {
    pub(super) fn load(files: &TlsFiles) -> Result<Self, ServeError> {
        // Before reading: a change meanwhile is seen the next time.
        let changed = Changed::of(files);
        Ok(Self { files: files.clone(), acceptor: acceptor(files)?, changed })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// Loads the files again if they changed.
    pub(super) fn renew(&mut self) {
        let changed = Changed::of(&self.files);
        if changed == self.changed {
            return;
        }
        self.changed = changed;
        match acceptor(&self.files) {
            Ok(acceptor) => {
                self.acceptor = acceptor;
                tracing::info!(certificate = %self.files.certificate.display(), "the portal uses its new certificate");
            }
            Err(error) => tracing::error!(%error, "the portal goes on with its old certificate"),
        }
    }
}

impl Changed {
    fn of(files: &TlsFiles) -> Self {
        let of = |path: &Path| std::fs::metadata(path).and_then(|found| found.modified()).ok();
        Self { certificate: of(&files.certificate), key: of(&files.key) }
    }
}

fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ServeError> {
    let bad_certificate = |reason: String| ServeError::Certificate { path: files.certificate.clone(), reason };
    let bad_key = |reason: String| ServeError::Key { path: files.key.clone(), reason };
    let chain = CertificateDer::pem_file_iter(&files.certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| bad_certificate(fault(&error, "certificate")))?;
    if chain.is_empty() {
        return Err(bad_certificate(fault(&PemError::NoItemsFound, "certificate")));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| bad_key(fault(&error, "private key")))?;
    // The process-wide default provider panics if two are compiled in: always name it.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| bad_certificate(error.to_string()))?.with_no_client_auth();
    let mut config = builder.with_single_cert(chain, key).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => bad_key(format!(
            "it doesn't belong to the certificate {}. Use the key that the certificate was made for",
            files.certificate.display()
        )),
        error => bad_certificate(error.to_string()),
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn fault(error: &PemError, what: &str) -> String {
    match error {
        PemError::NoItemsFound => {
            format!("it contains no {what} in PEM format (a key must not have a passphrase). Write one there")
        }
        PemError::Io(error) if error.kind() == ErrorKind::NotFound => "it doesn't exist. Check the path".to_owned(),
        PemError::Io(error) if error.kind() == ErrorKind::PermissionDenied => {
            "permission denied. Let the daemon's user read it".to_owned()
        }
        error => error.to_string(),
    }
}
