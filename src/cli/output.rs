//! Standard output that may be closed at any time: `maildesk tickets | head -1` ends quietly.

use std::io::{self, BufWriter, IsTerminal as _, LineWriter, Write};

/// Standard output: line by line on a terminal, buffered into a pipe or file. It remembers whether the reader went
/// away.
pub struct Output {
    inner: Box<dyn Write>,
    closed: bool,
}

impl Output {
    /// This program's.
    pub fn stdout() -> Self {
        let stdout = io::stdout();
        // The standard library flushes at every line end, which is far too often for a list of all tickets in a pipe.
        if stdout.is_terminal() { Self::to(LineWriter::new(stdout)) } else { Self::to(BufWriter::new(stdout)) }
    }

    fn to(inner: impl Write + 'static) -> Self {
        Self { inner: Box::new(inner), closed: false }
    }

    /// Whether the reader went away. Failures after that don't count.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    fn remember<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        self.closed |= result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
        result
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.remember(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.remember(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_remembered() {
        let mut output = Output::to(Closed);
        assert!(!output.is_closed());
        assert!(output.write(b"x").is_err());
        assert!(output.is_closed());
        let mut output = Output::to(io::sink());
        assert!(output.write_all(b"x").and_then(|()| output.flush()).is_ok());
        assert!(!output.is_closed());
    }
}
