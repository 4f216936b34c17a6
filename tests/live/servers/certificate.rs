//! A temporary certificate for `localhost`.

use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, IsCa, KeyPair};

/// Certificate and key as files.
pub(super) struct Certificate {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Certificate {
    /// Writes a certificate for `localhost` and 127.0.0.1 into a directory. It is an end entity and its own root,
    /// because rustls refuses a server with a CA's certificate.
    pub(super) fn write(directory: &Path) -> Self {
        Self::for_names(&["localhost", "127.0.0.1"], directory)
    }

    /// The same for another name.
    pub(super) fn of(name: &str, directory: &Path) -> Self {
        Self::for_names(&[name], directory)
    }

    fn for_names(names: &[&str], directory: &Path) -> Self {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("good names");
        params.is_ca = IsCa::ExplicitNoCa;
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        let files = Self { certificate: directory.join("tls.crt"), key: directory.join("tls.key") };
        std::fs::write(&files.certificate, certificate.pem()).expect("write the certificate");
        std::fs::write(&files.key, key.serialize_pem()).expect("write its key");
        files
    }
}
