//! Probes what the config can't tell: whether templates render and logins are accepted.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{Config, MailboxConfig, MailboxSource};
use crate::daemon::{self, parts};
use crate::mailbox::{ImapMailbox, MailboxError, Maildir};
use crate::templates::Templates;
use crate::tls::{self, Encryption};

use super::courier_probe::try_courier;
use super::{ProbeFinding, ProbeResult, directory, first_reading, oidc_probe, portal_probe, state_dir};

/// The longest wait for one server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Probes the templates and pages, and unless `offline` every mailbox and the courier.
pub(super) fn probe(config: &Config, offline: bool) -> Vec<ProbeResult> {
    let mut probes = vec![templates(config), state_dir::probe(config)];
    probes.extend(portal_probe::probe(config, offline));
    if offline {
        return probes;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(async {
            for mailbox in &config.mailboxes {
                let tried = try_mailbox(mailbox, &config.state_dir).await;
                let is_good = tried.found == ProbeFinding::Good;
                probes.push(tried);
                if is_good {
                    probes.extend(first_reading::probe(config, mailbox).await);
                }
            }
            probes.extend(try_courier(config).await);
            probes.extend(oidc_probe::probe(config).await);
        }),
        Err(error) => probes.push(result("logins", ProbeFinding::Unreachable, error.to_string())),
    }
    probes
}

fn result(name: &str, found: ProbeFinding, text: String) -> ProbeResult {
    ProbeResult { name: name.to_owned(), found, text }
}

fn templates(config: &Config) -> ProbeResult {
    match daemon::desk(config) {
        Ok(_) => {
            let unsigned = unsigned(config).map(|file| format!("; {file} has no {{{{signature}}}}, so it isn't shown"));
            let text = format!("all render in {}{}", config.languages().join(", "), unsigned.unwrap_or_default());
            result("templates", ProbeFinding::Good, text)
        }
        Err(faults) => result("templates", ProbeFinding::Wrong, faults.to_string()),
    }
}

/// A reply of the desk's own without the signature that the config has.
fn unsigned(config: &Config) -> Option<String> {
    config.policy.people.agents.0.iter().find(|agent| !agent.signature.is_empty())?;
    let languages = config.languages();
    let in_use: Vec<&str> = languages.iter().map(String::as_str).collect();
    let of = |language: &&str| Templates::sources(language, &in_use, config.templates.as_deref()).ok();
    let sources = in_use.iter().filter_map(of);
    let own = sources.flatten().filter(|source| matches!(source.path.as_str(), "reply/text.hbs" | "reply/html.hbs"));
    own.filter(|source| !source.text.contains("signature")).find_map(|source| source.file)
}

async fn try_mailbox(mailbox: &MailboxConfig, state_dir: &Path) -> ProbeResult {
    let name = format!("mailbox {}", mailbox.name);
    if let MailboxSource::Maildir(maildir) = &mailbox.source {
        match directory::look_at_maildir(&maildir.path) {
            Ok(true) => {}
            Ok(false) => return to_be_made(&name, &maildir.path, state_dir),
            Err(why) => return result(&name, ProbeFinding::Wrong, why),
        }
    }
    let tried = tokio::time::timeout(PATIENCE, async {
        match &mailbox.source {
            MailboxSource::Imap(imap) => {
                let mut account = ImapMailbox::new(parts::imap_account(imap, Timestamp::UNIX_EPOCH));
                account.check().await.map(|messages| format!("logged in, {messages} messages in {}", imap.folder))
            }
            MailboxSource::Maildir(maildir) => {
                let there = Maildir::new(maildir.path.clone(), maildir.poll).check().await;
                there.map(|()| format!("{} can be read", maildir.path.display()))
            }
        }
    });
    match tried.await {
        Ok(Ok(text)) => result(&name, ProbeFinding::Good, text),
        Ok(Err(error @ MailboxError::Unreachable { .. })) => {
            result(&name, ProbeFinding::Unreachable, error.to_string())
        }
        Ok(Err(error @ MailboxError::Busy { .. })) => result(&name, ProbeFinding::Later, error.to_string()),
        Ok(Err(error)) => result(&name, ProbeFinding::Wrong, error.to_string()),
        Err(_) => {
            let hint = match &mailbox.source {
                MailboxSource::Imap(imap) if imap.tls != Encryption::Implicit => tls::MAYBE_IMPLICIT,
                _ => "",
            };
            result(&name, ProbeFinding::Unreachable, format!("no answer in {} seconds{hint}", PATIENCE.as_secs()))
        }
    }
}

/// A Maildir that is not there: the daemon makes it in its own directory, and in one that is there. A check makes nothing.
fn to_be_made(name: &str, path: &Path, state_dir: &Path) -> ProbeResult {
    let can_be = path.parent().is_some_and(|parent| parent == state_dir || parent.is_dir());
    let shown = path.display();
    if can_be {
        return result(name, ProbeFinding::Good, format!("{shown} will be created at startup"));
    }
    result(name, ProbeFinding::Wrong, format!("{shown} can't be created: its parent directory doesn't exist"))
}
