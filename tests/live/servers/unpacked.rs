//! Servers that cannot be installed beside Dovecot and Exim (Debian lets one package of a kind be there): `./test`
//! unpacks them, with the libraries that they need.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where `./test` unpacks them. `nobody` may read there.
const PLACE: &str = "/var/lib/maildesk-tests";

/// A package's own root directory.
pub(super) struct Unpacked(PathBuf);

impl Unpacked {
    /// Finds a package.
    pub(super) fn find(package: &str) -> Self {
        let root = Path::new(PLACE).join(package);
        assert!(root.is_dir(), "this test needs {package}, which ./test unpacks below {PLACE} if it runs as root");
        Self(root)
    }

    /// A file of the package.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// The value of `LD_LIBRARY_PATH` for its programs (ld.so(8)).
    pub(super) fn libraries(&self) -> OsString {
        let triple = format!("{}-linux-gnu", std::env::consts::ARCH);
        let places = ["usr/lib", "lib", "usr/lib/postfix"].map(|place| self.0.join(place));
        let places = places.iter().flat_map(|place| [place.clone(), place.join(&triple)]);
        std::env::join_paths(places).expect("no colon in it")
    }
}
