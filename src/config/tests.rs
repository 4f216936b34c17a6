//! Tests of the whole room: a text in, a config or its faults out.

use super::*;
use std::collections::HashMap;
use std::io;

/// A world of a few files and variables.
#[derive(Default)]
struct World {
    variables: HashMap<&'static str, &'static str>,
    files: HashMap<&'static str, &'static [u8]>,
}

impl Environment for World {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|&value| value.to_owned())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = path.to_str().and_then(|path| self.files.get(path));
        found.map(|bytes| bytes.to_vec()).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }

    fn is_open_to_all(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| path.contains("open"))
    }

    fn is_file(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.files.contains_key(path))
    }

    fn is_directory(&self, path: &Path) -> bool {
        path == Path::new("/desk/templates")
    }
}

/// A world in which all that the shipped config names in its comments is there.
fn world() -> World {
    World {
        variables: HashMap::from([("IMAP_PASSWORD", "hunter2"), ("CREDENTIALS_DIRECTORY", "/run/credentials")]),
        files: HashMap::from([
            ("/desk/imap-password", b"hunter2\n".as_slice()),
            ("/desk/smtp-password", b"hunter3"),
            ("/desk/ca.pem", b""),
            ("/run/credentials/imap", b"hunter4"),
            ("/usr/sbin/sendmail", b""),
        ]),
    }
}

fn parse(text: &str) -> Result<Config, Faults> {
    Config::parse(text, Path::new("/desk/config.toml"), &world())
}

#[test]
fn the_shipped_config_is_valid_without_a_remark() {
    let config = parse(SHIPPED).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.remarks.to_string(), "");
    assert_eq!(config.state_dir, Path::new("/desk/data"));
}
