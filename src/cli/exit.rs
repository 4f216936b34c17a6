//! Exit codes (sysexits(3)), and errors with their reasons in one readable line.

use anyhow::Error;

use crate::config::Faults;
use crate::daemon::TemplateFaults;
use crate::mail::clean::one_line;

/// The exit codes of maildesk. Programs may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Ok = 0,
    /// The command line is wrong.
    Usage = 64,
    /// The input is wrong: an unreadable file, a failing story, an unknown ticket.
    Data = 65,
    /// Something is unavailable: the database, a server.
    Unavailable = 69,
    /// Not durable, try again later. MTAs queue the mail and do so.
    TryAgain = 75,
    /// The config is wrong or missing.
    Config = 78,
}

/// Why a command failed. `?` makes one of any error, with [`Exit::Unavailable`]. See [`OrExit`].
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The reasons.
    pub error: Error,
}

/// The result of a command.
pub type Ended = Result<Exit, Failure>;

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { exit: Exit::Unavailable, error: error.into() }
    }
}

/// Sets the exit code of an error.
pub trait OrExit<T> {
    /// The value, or a [`Failure`] with that code.
    fn or_exit(self, exit: Exit) -> Result<T, Failure>;
}

impl<T, E: Into<Error>> OrExit<T> for Result<T, E> {
    fn or_exit(self, exit: Exit) -> Result<T, Failure> {
        self.map_err(|error| Failure { exit, error: error.into() })
    }
}

impl Failure {
    /// The text for stderr, without a line end: faults of a config or of templates as they are, anything else in one
    /// line.
    pub fn render(&self, colours: bool) -> String {
        if let Some(faults) = self.error.downcast_ref::<Faults>() {
            return format!("{}\n\nmaildesk: {}", faults.render(colours), faults.verdict());
        }
        match self.error.downcast_ref::<TemplateFaults>() {
            Some(faults) => format!("{faults}\n\nmaildesk: the templates have errors"),
            None => format!("maildesk: {}", chain_line(&self.error)),
        }
    }
}

/// All reasons in one line, outermost first, without repetitions.
pub fn chain_line(error: &Error) -> String {
    let mut line = String::new();
    for reason in error.chain().map(|reason| one_line(&reason.to_string())) {
        if line.is_empty() {
            line = reason;
        } else if !line.contains(&reason) {
            line = format!("{line}: {reason}");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context as _, anyhow};

    #[test]
    fn the_whole_chain_in_one_line() {
        let error = Err::<(), _>(anyhow!("disk\nfull")).context("write the ledger").context("ingest").unwrap_err();
        assert_eq!(chain_line(&error), "ingest: write the ledger: disk full");
        let error = Err::<(), _>(anyhow!("gone")).context("read a.eml: gone").unwrap_err();
        assert_eq!(chain_line(&error), "read a.eml: gone");
    }

    #[test]
    fn an_error_without_a_code_is_unavailable() {
        let open = || -> Ended { Err(std::io::Error::other("no database"))? };
        assert_eq!(open().unwrap_err().exit, Exit::Unavailable);
        let read = || -> Ended {
            Err::<(), _>(anyhow!("no such file")).or_exit(Exit::Data)?;
            Ok(Exit::Ok)
        };
        assert_eq!(read().unwrap_err().exit, Exit::Data);
    }
}
