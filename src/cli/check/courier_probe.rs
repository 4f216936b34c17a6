//! Probes the courier: whether it would take letters of every sender, and how large they may be. No letter is sent.

use std::path::Path;
use std::time::Duration;

use crate::config::{Config, CourierConfig, Envelope, SmtpConfig};
use crate::courier::{SmtpCourier, SmtpError, Tryout};
use crate::daemon::parts;
use crate::desk::quantity::print_size;
use crate::mail::Address;

use super::directory;
use super::{ProbeFinding, ProbeResult};

/// The longest wait for one answer, and for all.
const ANSWER: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(30);
/// What a letter has beside its files.
const WORDS: u64 = 64 << 10;

/// Probes the courier.
pub(super) async fn try_courier(config: &Config) -> Vec<ProbeResult> {
    match &config.courier {
        CourierConfig::Smtp(smtp) => try_smtp(config, smtp).await,
        CourierConfig::Sendmail(sendmail) => vec![executable(&sendmail.program)],
        CourierConfig::Maildir(path) => vec![match directory::look_at_maildir(path) {
            Ok(_) => result(ProbeFinding::Good, format!("letters are written to {}", path.display())),
            Err(why) => result(ProbeFinding::Wrong, format!("letters can't be written to {}: {why}", path.display())),
        }],
    }
}

async fn try_smtp(config: &Config, smtp: &SmtpConfig) -> Vec<ProbeResult> {
    let mut account = parts::smtp_account(smtp, &config.desk.host);
    account.patience.command = account.patience.command.min(ANSWER);
    account.patience.connect = account.patience.connect.min(ANSWER);
    let senders = senders(config);
    let Some(recipient) = recipient(config) else { return Vec::new() };
    let mut courier = SmtpCourier::new(account);
    match tokio::time::timeout(PATIENCE, courier.try_out(&senders, &recipient)).await {
        Ok(Ok(tryout)) => {
            let size = tryout.largest.and_then(|largest| size(config, largest));
            [Some(taken(&smtp.host, &tryout)), size].into_iter().flatten().collect()
        }
        Ok(Err(error)) => vec![result(finding(&error), error.to_string())],
        Err(_) => {
            vec![result(ProbeFinding::Unreachable, format!("no answer in {} seconds", PATIENCE.as_secs()))]
        }
    }
}

/// The envelope senders of letters.
fn senders(config: &Config) -> Vec<Option<Address>> {
    let null = (config.courier.envelope() == Envelope::Null).then_some(None);
    null.into_iter().chain(config.mailboxes.iter().map(|mailbox| Some(mailbox.address.clone()))).collect()
}

/// An agent, who gets letters anyway.
fn recipient(config: &Config) -> Option<Address> {
    let agent = config.policy.people.agents.0.first().map(|agent| agent.contact.address.clone());
    agent.or_else(|| config.mailboxes.first().map(|mailbox| mailbox.address.clone()))
}

fn taken(host: &str, tryout: &Tryout) -> ProbeResult {
    let refused: Vec<&str> = tryout.refusals.iter().map(|refusal| refusal.words.as_str()).collect();
    match tryout.refusals.iter().all(|refusal| refusal.is_for_now) {
        _ if refused.is_empty() => result(ProbeFinding::Good, format!("{host} accepts our letters")),
        true => result(ProbeFinding::Later, refused.join(" | ")),
        false => result(ProbeFinding::Wrong, format!("{host} refuses letters: {}", refused.join(" | "))),
    }
}

fn finding(error: &SmtpError) -> ProbeFinding {
    match error {
        SmtpError::Unreachable { .. } => ProbeFinding::Unreachable,
        SmtpError::Busy { .. } => ProbeFinding::Later,
        SmtpError::Login { .. } | SmtpError::Unfit { .. } => ProbeFinding::Wrong,
    }
}

/// Whether the files of a mail fit into a letter. In it they are a third larger (base64, RFC 2045 §6.8, with line ends).
fn size(config: &Config, largest: usize) -> Option<ProbeResult> {
    let files = config.policy.files.together;
    let largest = u64::try_from(largest).unwrap_or(u64::MAX);
    if files / 73 * 100 + WORDS <= largest {
        return None;
    }
    let fit = match largest.saturating_sub(WORDS) / 100 * 73 {
        0 => "none is sure to fit".to_owned(),
        fit => format!("up to {} fits", print_size(fit)),
    };
    let text = format!(
        "the server accepts letters of up to {}, but files_size = \"{}\" allows more. Larger letters go out without their \
         attachments; {fit}",
        print_size(largest),
        print_size(files)
    );
    Some(result(ProbeFinding::Hint, text))
}

fn executable(program: &Path) -> ProbeResult {
    match rustix::fs::access(program, rustix::fs::Access::EXEC_OK) {
        Ok(()) => result(ProbeFinding::Good, format!("{} can be run", program.display())),
        Err(error) => result(ProbeFinding::Wrong, format!("{} can't be run: {error}", program.display())),
    }
}

fn result(found: ProbeFinding, text: String) -> ProbeResult {
    ProbeResult { name: "courier".to_owned(), found, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courier::TryoutRefusal;

    fn shipped() -> Config {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        std::fs::write(&path, crate::config::SHIPPED).unwrap();
        Config::load(&path).unwrap()
    }

    #[test]
    fn files_that_do_not_fit_into_a_letter_are_told() {
        let config = shipped();
        let told = |largest| size(&config, largest).map(|found| (found.found, found.text));
        let (found, text) = told(10 << 20).unwrap();
        assert_eq!(found, ProbeFinding::Hint);
        assert!(
            text.contains("up to 10 MB, but files_size = \"25 MB\"") && text.contains("up to 7.3 MB fits"),
            "{text}"
        );
        assert!(told(10_000).unwrap().1.ends_with("none is sure to fit"));
        assert!(told(34 << 20).is_some());
        assert_eq!(told(35 << 20), None);
    }

    #[test]
    fn each_sender_that_is_used_is_tried() {
        let senders: Vec<String> = senders(&shipped())
            .iter()
            .map(|sender| sender.as_ref().map_or("<>".to_owned(), ToString::to_string))
            .collect();
        assert_eq!(senders, ["<>", "support@desk.example"]);
        assert_eq!(recipient(&shipped()).unwrap().as_str(), "anna@desk.example");
    }

    #[test]
    fn what_is_refused_for_now_is_told_apart() {
        let check = |refusals: &[bool], expected: ProbeFinding| {
            let refusal = |is_for_now: &bool| TryoutRefusal { words: "no".to_owned(), is_for_now: *is_for_now };
            let tryout = Tryout { largest: None, refusals: refusals.iter().map(refusal).collect() };
            assert_eq!(taken("mx.example", &tryout).found, expected, "{refusals:?}");
        };
        check(&[], ProbeFinding::Good);
        check(&[true], ProbeFinding::Later);
        check(&[true, false], ProbeFinding::Wrong);
    }
}
