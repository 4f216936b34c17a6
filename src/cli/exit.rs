//! How a command ends: an exit code of sysexits(3), and an error with its reasons in one readable line.

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
    /// The input is wrong: a file that cannot be read, a story that fails, a ticket that is not there.
    Data = 65,
    /// Something that is needed is not there: the database, a server.
    Unavailable = 69,
    /// Not durable; try again later. MTAs queue the mail and do so.
    TryAgain = 75,
    /// The config is wrong or missing.
    Config = 78,
}

/// Why a command could not do its work. Made of any error by `?`, with [`Exit::Unavailable`]; see [`OrExit`].
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The reasons.
    pub error: Error,
}

/// What a command gives back.
pub type Ended = Result<Exit, Failure>;

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { exit: Exit::Unavailable, error: error.into() }
    }
}

/// Says with which code an error ends the program.
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
    /// What stands on stderr, without a line end: the faults of a config or of templates as they are, anything else in
    /// one line.
    pub fn render(&self, colours: bool) -> String {
        if let Some(faults) = self.error.downcast_ref::<Faults>() {
            return format!("{}\n\nmaildesk: {}", faults.render(colours), faults.verdict());
        }
        match self.error.downcast_ref::<TemplateFaults>() {
            Some(faults) => format!("{faults}\n\nmaildesk: the templates cannot become letters"),
            None => format!("maildesk: {}", chain_line(&self.error)),
        }
    }
}

/// All reasons in one line, outermost first; one that repeats what stands there already is left out.
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
