//! Files that come with a mail: which of them go to the other side, and which are refused because they are too large or
//! too many.
//!
//! Comes in: what the mail brings, and the limits of the desk. Goes out: each file with its lot. What is refused is not
//! passed on and its sender is told by name; it is not lost, for the raw mail stays in the ledger.

use crate::mail::inbound::Attachment;

use super::quantity::print_size;

/// The limits for files in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// The most bytes of one file.
    pub each: u64,
    /// The most bytes of all files of a mail.
    pub together: u64,
    /// The most files of a mail, without pictures inside its text.
    pub count: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { each: 25 << 20, together: 25 << 20, count: 100 }
    }
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// It is larger than this limit, in bytes.
    File(u64),
    /// With the files before it, it is over this limit, in bytes.
    Mail(u64),
    /// The mail has more files than this.
    Count(usize),
    /// The mail was cut at its limit, and the file with it.
    Cut,
    /// It has a letter of ours in it, and comes from an agent.
    Letter,
}

/// A file that goes to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFile {
    /// The number of the attachment, from 0.
    pub index: u32,
    /// Its name, perhaps empty.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Why.
    pub excess: Excess,
}

/// The mail that brings files.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilesOf {
    /// It was cut at its limit.
    pub is_cut: bool,
    /// An agent's own mail, no forward: a letter of ours in it may show notes, and has their token (P6, P10).
    pub is_agents_own: bool,
}

/// Refuses what is too large or too many, and what must not go out. A file that does not fit leaves the room to those behind it. In a mail that was
/// cut, the last file is the one that the cut went through.
pub fn refuse(limits: &FileLimits, files: &[Attachment], mail: FilesOf) -> Vec<RefusedFile> {
    let last = files.last().map(|file| file.index).filter(|_| mail.is_cut);
    let (mut bytes, mut count) = (0_u64, 0_usize);
    let mut refused = Vec::new();
    for file in files {
        let excess = if last == Some(file.index) {
            Some(Excess::Cut)
        } else if mail.is_agents_own && file.has_letter {
            Some(Excess::Letter)
        } else if file.size > limits.each {
            Some(Excess::File(limits.each))
        } else if !file.inline && count >= limits.count {
            Some(Excess::Count(limits.count))
        } else if bytes.saturating_add(file.size) > limits.together {
            Some(Excess::Mail(limits.together))
        } else {
            None
        };
        match excess {
            Some(excess) => {
                let Attachment { index, name, size, .. } = file;
                refused.push(RefusedFile { index: *index, name: name.clone(), size: *size, excess });
            }
            None => {
                bytes = bytes.saturating_add(file.size);
                count += usize::from(!file.inline);
            }
        }
    }
    refused
}

impl Excess {
    /// The key for templates: `file`, `mail`, `count`, `cut` or `letter`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Mail(_) => "mail",
            Self::Count(_) => "count",
            Self::Cut => "cut",
            Self::Letter => "letter",
        }
    }

    /// The limit, as people write it; empty where the reason is no limit.
    pub fn limit(self) -> String {
        match self {
            Self::File(limit) | Self::Mail(limit) => print_size(limit),
            Self::Count(limit) => limit.to_string(),
            Self::Cut | Self::Letter => String::new(),
        }
    }

    /// As it stands with the file in the database.
    pub fn sentence(self) -> String {
        let limit = self.limit();
        match self {
            Self::File(_) => format!("larger than {limit}"),
            Self::Mail(_) => format!("the files of the mail are larger than {limit}"),
            Self::Count(_) => format!("the mail has more than {limit} files"),
            Self::Cut => "the mail was cut, and the file with it".to_owned(),
            Self::Letter => "it has a letter of this desk in it".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1 << 20;
    const LIMITS: FileLimits = FileLimits { each: 10 * MB, together: 20 * MB, count: 3 };

    /// Sizes in MB; negative ones are pictures in the text.
    fn files(sizes: &[i64]) -> Vec<Attachment> {
        let file = |(index, size): (usize, &i64)| Attachment {
            index: u32::try_from(index).unwrap(),
            name: format!("{index}.bin"),
            content_type: "application/octet-stream".to_owned(),
            size: size.unsigned_abs() * MB,
            content_id: None,
            inline: *size < 0,
            is_in_words: false,
            has_letter: false,
        };
        sizes.iter().enumerate().map(file).collect()
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let check = |sizes: &[i64], expected: &[(u32, &str)]| {
            let refused = refuse(&LIMITS, &files(sizes), FilesOf::default());
            let short: Vec<_> = refused.iter().map(|file| (file.index, file.excess.as_str())).collect();
            assert_eq!(short, expected, "{sizes:?}");
        };
        check(&[], &[]);
        check(&[10, 10], &[]);
        check(&[11], &[(0, "file")]);
        check(&[11, 1], &[(0, "file")]);
        check(&[8, 8, 8], &[(2, "mail")]);
        check(&[9, 9, 9, 2], &[(2, "mail")]);
        check(&[1, 1, 1, 1], &[(3, "count")]);
        check(&[-1, 1, -1, 1, -1, 1], &[]);
        check(&[-11, 1], &[(0, "file")]);
        check(&[11, 1, 1, 1, 1], &[(0, "file"), (4, "count")]);
    }

    #[test]
    fn a_letter_of_ours_goes_on_with_no_mail_of_an_agent() {
        let mut both = files(&[1, 1]);
        both[0].has_letter = true;
        let answer = FilesOf { is_agents_own: true, ..FilesOf::default() };
        let refused = refuse(&LIMITS, &both, answer);
        assert_eq!((refused.len(), refused[0].index, refused[0].excess), (1, 0, Excess::Letter));
        assert_eq!(refuse(&LIMITS, &both, FilesOf::default()), []);
    }

    #[test]
    fn a_cut_goes_through_the_last_file() {
        let check = |sizes: &[i64], expected: &[u32]| {
            let refused = refuse(&LIMITS, &files(sizes), FilesOf { is_cut: true, ..FilesOf::default() });
            assert_eq!(refused.iter().map(|file| file.index).collect::<Vec<_>>(), expected, "{sizes:?}");
        };
        check(&[], &[]);
        check(&[1], &[0]);
        check(&[1, 1], &[1]);
        check(&[11, 1], &[0, 1]);
    }

    #[test]
    fn the_reason_reads_alone() {
        let check = |excess: Excess, expected: &str| assert_eq!(excess.sentence(), expected);
        check(Excess::File(10 * MB), "larger than 10 MB");
        check(Excess::Mail(20 * MB), "the files of the mail are larger than 20 MB");
        check(Excess::Count(3), "the mail has more than 3 files");
        check(Excess::Cut, "the mail was cut, and the file with it");
        check(Excess::Letter, "it has a letter of this desk in it");
    }
}
