//! A picture in its place among words: how a letter names it, and what stands for it where it is not shown.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Types that every mail program shows and that cannot act.
const SHOWN: [&str; 5] = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];

/// A picture of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its Content-ID in a letter; none: its name stands for it.
    pub id: Option<String>,
    /// Its file name, perhaps empty.
    pub name: String,
}

impl Picture {
    /// The Content-ID that a letter gives it (RFC 2392), made of its own, which can have any sign and say where it was
    /// made; none for a file that is no such picture.
    pub fn id_of(content_id: Option<&str>, content_type: &str) -> Option<String> {
        let own = content_id.filter(|_| SHOWN.contains(&content_type))?;
        let hash = HEXLOWER.encode(Sha256::digest(own.as_bytes()).get(..12).unwrap_or_default());
        Some(format!("{hash}@picture"))
    }

    /// What stands for it in text.
    pub fn marker(&self) -> String {
        if self.name.is_empty() { "[picture]".to_owned() } else { format!("[picture: {}]", self.name) }
    }
}
