//! An SMTP server that follows the test at each step: refuse, defer, dawdle, fall silent, hang up. It records the
//! commands and letters that it got.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::certificate::Certificate;
use super::program::Port;

/// A step of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A new connection, which can be greeted or cut.
    Greeting,
    /// EHLO.
    Hello,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The text, which can be cut in the middle.
    Text,
    /// The final dot.
    Dot,
}

/// What it does at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The usual answer.
    Usual,
    /// This answer instead.
    Say(&'static str),
    /// The usual answer, byte by byte, with a pause between two.
    Dawdle(Duration),
    /// Nothing, until the client has gone.
    Silence,
    /// Hangs up.
    Cut,
    /// After the final dot: takes the letter and hangs up without a word.
    TakeAndCut,
}

/// How it speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Armour {
    /// Not at all.
    None,
    /// From the first byte.
    Implicit,
    /// From the first byte, but with something that isn't TLS.
    Gibberish,
    /// After STARTTLS.
    StartTls,
    /// It doesn't offer STARTTLS: an attacker removed the line.
    Stripped,
    /// It offers STARTTLS and then refuses.
    StartTlsRefused,
    /// It offers STARTTLS, agrees, and sends something that isn't TLS.
    StartTlsGibberish,
    /// It answers STARTTLS and injects a line after that.
    StartTlsInjected,
}

/// A received letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Its Message-ID, without brackets.
    pub(crate) id: String,
    /// The recipient of the envelope.
    pub(crate) recipient: String,
    /// Its lines, without doubled dots.
    pub(crate) text: String,
}

/// Asked at each step, with the recipient if known.
type Judge = Box<dyn FnMut(Step, &str) -> Answer + Send>;

/// A server, which runs until it is dropped.
pub(crate) struct FakeSmtp {
    /// Its port.
    pub(crate) port: u16,
    post: Arc<Post>,
}

struct Post {
    judge: Mutex<Judge>,
    armour: Mutex<(Armour, Arc<ServerConfig>)>,
    heard: Mutex<Vec<String>>,
    taken: Mutex<Vec<Taken>>,
    over: AtomicBool,
}

impl FakeSmtp {
    /// Starts a server in clear text.
    pub(crate) fn start(judge: impl FnMut(Step, &str) -> Answer + Send + 'static) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").expect("a free port"), judge)
    }

    /// Starts a server on a reserved port.
    pub(crate) fn start_on(port: &Port, judge: impl FnMut(Step, &str) -> Answer + Send + 'static) -> Self {
        Self::listen(TcpListener::bind(("127.0.0.1", port.number)).expect("the port is held for it"), judge)
    }

    fn listen(listener: TcpListener, judge: impl FnMut(Step, &str) -> Answer + Send + 'static) -> Self {
        let port = listener.local_addr().expect("its number").port();
        let home = tempfile::tempdir().expect("a directory for a certificate");
        let own = identity(&Certificate::write(home.path()));
        let post = Arc::new(Post {
            judge: Mutex::new(Box::new(judge)),
            armour: Mutex::new((Armour::None, own)),
            heard: Mutex::default(),
            taken: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&post);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                let post = Arc::clone(&shared);
                // The client may hang up at any time, which ends the thread.
                std::thread::spawn(move || drop(post.serve(stream)));
            }
        });
        Self { port, post }
    }

    /// Sets its behaviour.
    pub(crate) fn turn(&self, judge: impl FnMut(Step, &str) -> Answer + Send + 'static) {
        *self.post.judge.lock().expect("no thread failed") = Box::new(judge);
    }

    /// Sets its TLS, with a certificate for a name, which is written into the directory.
    pub(crate) fn arm(&self, armour: Armour, name: &str, directory: &Path) {
        let own = identity(&Certificate::of(name, directory));
        *self.post.armour.lock().expect("no thread failed") = (armour, own);
    }

    /// All received commands, without the letters' texts.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.post.heard.lock().expect("no thread failed").clone()
    }

    /// All received letters.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.post.taken.lock().expect("no thread failed").clone()
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.post.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn identity(files: &Certificate) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from_pem_file(&files.certificate).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(&files.key).expect("its key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = builder.expect("usual versions").with_no_client_auth().with_single_cert(chain, key);
    Arc::new(config.expect("a good certificate"))
}

/// TCP, or TLS over it.
trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// The end of a conversation.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

fn armoured(config: Arc<ServerConfig>, stream: TcpStream) -> Result<Box<dyn Stream>, Over> {
    let connection = ServerConnection::new(config).map_err(|_| Over)?;
    Ok(Box::new(StreamOwned::new(connection, stream)))
}

impl Post {
    fn serve(&self, mut stream: TcpStream) -> Result<(), Over> {
        stream.set_nodelay(true)?;
        let (armour, config) = self.armour.lock().expect("no thread failed").clone();
        match armour {
            Armour::Implicit => self.talk(armoured(config, stream)?, Armour::None, true),
            Armour::Gibberish => Ok(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")?),
            Armour::None | Armour::Stripped => self.talk(Box::new(stream), armour, true),
            _ => {
                // Nobody is served before STARTTLS, so that nothing is left in a buffer.
                let mut plain = BufReader::new(stream.try_clone()?);
                stream.write_all(b"220 mx.example.test\r\n")?;
                self.command(&mut plain)?;
                stream.write_all(b"250-mx.example.test\r\n250 STARTTLS\r\n")?;
                self.command(&mut plain)?;
                match armour {
                    Armour::StartTlsRefused => stream.write_all(b"454 4.7.0 no TLS today\r\n")?,
                    Armour::StartTlsGibberish => stream.write_all(b"220 go\r\nthis is no TLS, whatever it is\r\n")?,
                    Armour::StartTlsInjected => stream.write_all(b"220 go\r\n250 injected\r\n")?,
                    _ => {
                        stream.write_all(b"220 go\r\n")?;
                        return self.talk(armoured(config, stream)?, Armour::None, false);
                    }
                }
                // Later clear text is recorded and not answered.
                while self.command(&mut plain).is_ok() {}
                Ok(())
            }
        }
    }

    fn command(&self, reader: &mut impl BufRead) -> Result<String, Over> {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Err(Over);
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        self.heard.lock().expect("no thread failed").push(line.clone());
        Ok(line)
    }

    fn ask(&self, step: Step, recipient: &str) -> Answer {
        (self.judge.lock().expect("no thread failed"))(step, recipient)
    }

    fn talk(&self, stream: Box<dyn Stream>, armour: Armour, greets: bool) -> Result<(), Over> {
        let mut stream = BufReader::new(stream);
        let mut recipient = String::new();
        if greets {
            self.answer(&mut stream, Step::Greeting, "220 mx.example.test", "")?;
        }
        loop {
            let line = self.command(&mut stream)?;
            let upper = line.to_ascii_uppercase();
            let word = upper.split([' ', ':']).next().unwrap_or_default();
            match word {
                "EHLO" if armour == Armour::Stripped => stream.get_mut().write_all(b"250 mx.example.test\r\n")?,
                "EHLO" => {
                    let offers = "250-mx.example.test\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 AUTH PLAIN";
                    self.answer(&mut stream, Step::Hello, offers, "")?;
                }
                "AUTH" => stream.get_mut().write_all(b"235 2.7.0 welcome\r\n")?,
                "MAIL" => drop(self.answer(&mut stream, Step::Mail, "250 2.1.0 ok", "")?),
                "RCPT" => {
                    line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut recipient);
                    self.answer(&mut stream, Step::Rcpt, "250 2.1.5 ok", &recipient)?;
                }
                "DATA" => {
                    if self.answer(&mut stream, Step::Data, "354 go ahead", &recipient)? {
                        self.letter(&mut stream, &recipient)?;
                    }
                }
                "QUIT" => return Ok(stream.get_mut().write_all(b"221 2.0.0 bye\r\n")?),
                _ => stream.get_mut().write_all(b"250 2.0.0 ok\r\n")?,
            }
            stream.get_mut().flush()?;
        }
    }

    fn letter(&self, stream: &mut BufReader<Box<dyn Stream>>, recipient: &str) -> Result<(), Over> {
        let cut = match self.ask(Step::Text, recipient) {
            Answer::Cut => 3,
            _ => usize::MAX,
        };
        let mut text = String::new();
        for number in 0.. {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line)? == 0 || number == cut {
                return Err(Over);
            }
            let line = String::from_utf8_lossy(&line).into_owned();
            if line == ".\r\n" {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap_or_default();
        let id = id.trim_end_matches('>').to_owned();
        let letter = Taken { id, recipient: recipient.to_owned(), text };
        let keep = |letter| self.taken.lock().expect("no thread failed").push(letter);
        match self.ask(Step::Dot, recipient) {
            Answer::TakeAndCut => {
                keep(letter);
                Err(Over)
            }
            Answer::Usual => {
                keep(letter);
                Ok(stream.get_mut().write_all(b"250 2.0.0 queued\r\n")?)
            }
            answer => {
                let dawdles = matches!(answer, Answer::Dawdle(_));
                if dawdles {
                    keep(letter);
                }
                self.act(stream, &answer, "250 2.0.0 queued").map(drop)
            }
        }
    }

    /// Asks the test and answers. Returns whether it was the usual answer.
    fn answer(
        &self,
        stream: &mut BufReader<Box<dyn Stream>>,
        step: Step,
        usual: &str,
        recipient: &str,
    ) -> Result<bool, Over> {
        let answer = self.ask(step, recipient);
        self.act(stream, &answer, usual)
    }

    fn act(&self, stream: &mut BufReader<Box<dyn Stream>>, answer: &Answer, usual: &str) -> Result<bool, Over> {
        match answer {
            Answer::Usual => stream.get_mut().write_all(format!("{usual}\r\n").as_bytes())?,
            Answer::Say(words) => {
                stream.get_mut().write_all(format!("{words}\r\n").as_bytes())?;
                stream.get_mut().flush()?;
                return Ok(false);
            }
            Answer::Dawdle(pause) => {
                for byte in format!("{usual}\r\n").bytes() {
                    // This is what the test is about: a slow server.
                    std::thread::sleep(*pause);
                    stream.get_mut().write_all(&[byte])?;
                    stream.get_mut().flush()?;
                }
            }
            Answer::Silence => {
                while self.command(stream).is_ok() {}
                return Err(Over);
            }
            Answer::Cut | Answer::TakeAndCut => return Err(Over),
        }
        stream.get_mut().flush()?;
        Ok(true)
    }
}
