//! Logs: lines on stderr, as text for people and the journal, or as JSON.
//!
//! It never lets the mail libraries log below `warn`, whatever the operator's filter says: at `trace` they write
//! passwords and whole mails. It reads no environment itself, but gets a look-up.

use std::io::{self, IsTerminal as _};

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, filter};

/// Crates that log their data at detailed levels.
const TALKATIVE: [&str; 4] = ["async_imap", "imap_proto", "lettre", "rustls"];
/// The variable with a filter that overrides the config's level: `debug`, or `maildesk::mailbox=trace,info`.
const VARIABLE: &str = "MAILDESK_LOG";

/// The format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, without time and colours under the journal.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why logging can't start.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is invalid.
    #[error("{VARIABLE} is not a filter ({0}); write a level such as debug, or maildesk::mailbox=trace,info")]
    Filter(String),
    /// Logging has started already.
    #[error("logs were started twice")]
    Twice,
}

/// Starts writing logs, once for the whole program. `look_up` gives environment variables.
pub fn start(level: &str, format: Format, look_up: impl Fn(&str) -> Option<String>) -> Result<(), LogError> {
    let journal = look_up("JOURNAL_STREAM").is_some_and(|stream| is_stderr(&stream));
    let colours = !journal && look_up("NO_COLOR").is_none() && io::stderr().is_terminal();
    let dress = match format {
        Format::Json => Dress::Json,
        Format::Text if journal => Dress::Journal,
        Format::Text => Dress::Text { colours },
    };
    let filter = look_up(VARIABLE).unwrap_or_else(|| level.to_owned());
    subscriber(&filter, dress, io::stderr)?.try_init().map_err(|_| LogError::Twice)
}

#[derive(Debug, Clone, Copy)]
enum Dress {
    Text { colours: bool },
    Journal,
    Json,
}

fn subscriber<W>(wish: &str, dress: Dress, writer: W) -> Result<impl Subscriber + Send + Sync, LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let caps = TALKATIVE.map(|name| format!("{name}=warn")).join(",");
    let filter = EnvFilter::try_new(format!("{wish},{caps}")).map_err(|error| LogError::Filter(error.to_string()))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_target(false);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match dress {
        Dress::Text { colours } => lines.with_ansi(colours).boxed(),
        Dress::Journal => lines.with_ansi(false).without_time().boxed(),
        Dress::Json => lines.json().flatten_event(true).with_target(true).boxed(),
    };
    Ok(tracing_subscriber::registry().with(lines).with(filter).with(filter::filter_fn(is_harmless)))
}

/// Refuses their details even to a filter that names one of their modules (`async_imap::client=trace`), which would win
/// over the caps.
fn is_harmless(metadata: &Metadata<'_>) -> bool {
    let talkative = TALKATIVE.iter().any(|name| metadata.target().starts_with(name));
    !talkative || *metadata.level() <= Level::WARN
}

/// Whether stderr is the journal. `JOURNAL_STREAM` has the journal's device and inode (systemd.exec(5)), but desktop
/// shells inherit it and write elsewhere.
fn is_stderr(stream: &str) -> bool {
    let numbers = stream.split_once(':').and_then(|(device, inode)| Some((device.parse().ok()?, inode.parse().ok()?)));
    let stderr = rustix::fs::fstat(io::stderr()).ok().map(|stat| (stat.st_dev, stat.st_ino));
    numbers.is_some() && numbers == stderr
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct CapturedLog(Arc<Mutex<Vec<u8>>>);

    impl Write for CapturedLog {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(wish: &str, dress: Dress, speak: impl FnOnce()) -> String {
        let page = CapturedLog::default();
        let writer = page.clone();
        tracing::subscriber::with_default(subscriber(wish, dress, move || writer.clone()).unwrap(), speak);
        String::from_utf8(page.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn the_mail_libraries_never_tell_secrets() {
        let speak = || {
            tracing::trace!(target: "async_imap::imap_stream", "LOGIN ada hunter2");
            tracing::debug!(target: "lettre::transport", "AUTH hunter2");
            tracing::info!(target: "imap_proto", "hunter2");
            tracing::warn!(target: "rustls::conn", "warned");
        };
        let check = |wish: &str| {
            let text = written(wish, Dress::Text { colours: false }, speak);
            assert!(!text.contains("hunter2"), "{wish}: {text}");
        };
        check("info");
        check("trace");
        check("async_imap=trace");
        check("async_imap::imap_stream=trace,lettre::transport=trace");
        check("trace,[{x}]=trace");
        assert!(written("info", Dress::Journal, speak).contains("warned"));
    }

    #[test]
    fn lines_for_people_for_the_journal_and_for_programs() {
        let speak = || tracing::info!(ticket = "HD-00042", "ticket opened");
        let line = " INFO ticket opened ticket=\"HD-00042\"\n";
        assert_eq!(written("info", Dress::Journal, speak), line);
        assert!(written("info", Dress::Text { colours: false }, speak).ends_with(&format!("Z {line}")));
        let json: serde_json::Value = serde_json::from_str(&written("info", Dress::Json, speak)).unwrap();
        assert_eq!((&json["message"], &json["ticket"]), (&"ticket opened".into(), &"HD-00042".into()));
        assert_eq!(written("warn", Dress::Journal, speak), "");
    }

    #[test]
    fn a_filter_that_is_none_is_refused() {
        let check = |wish: &str| assert!(subscriber(wish, Dress::Journal, io::sink).is_err(), "{wish}");
        check("maildesk=loud");
        check("a=b=c");
    }

    #[test]
    fn an_inherited_journal_stream_is_not_ours() {
        assert!(!is_stderr("1:1"));
        assert!(!is_stderr(""));
    }
}
