//! The config: read, checked, and valid by construction.
//!
//! Comes in: one TOML file, and through it secrets from files and the environment. Goes out: a [`Config`] in which
//! every name exists and every value is within its bounds, or all [`Faults`] of the file at once, with their places
//! (P8). It opens no connection, creates no directory, and never shows a secret.

mod agents;
mod authentication;
mod calendar;
mod condition;
mod courier;
mod desk;
mod environment;
mod fault;
mod feedback;
mod field;
mod imap;
mod language;
mod listening;
mod lists;
mod look;
mod mailbox;
mod mask;
mod name;
mod oidc;
mod organisations;
mod origin;
mod partners;
mod portal;
mod promise;
mod reader;
mod recipients;
mod route;
mod rule;
mod search;
mod secret;
mod server;
mod shipped;
mod signature;
mod soundness;
mod suggest;
mod team;
mod timer;
mod titles;
mod transition;
mod tuning;
mod untitled;
mod value;
mod workflow;
mod zone;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::desk::field::FieldSet;
use crate::desk::language::Languages;
use crate::desk::people::People;
use crate::desk::policy::Policy;
use crate::desk::token::Keyring;
use crate::mail::Address;
use crate::mail::banner::Banners;
use crate::mail::origin::Own;
use crate::site::Site;

pub use courier::{CourierConfig, Envelope, SendmailConfig, SmtpConfig};
pub use desk::DeskConfig;
pub use environment::{Environment, Passwords, System};
pub use fault::{Fault, Faults, Severity};
pub use mailbox::{MailboxConfig, MailboxSource, MaildirConfig};
pub use search::{NoConfig, find_config};
pub use shipped::SHIPPED;
pub use tuning::{Limits, LogConfig, LogFormat, RetryConfig};

use fault::Finding;
use reader::{FileReading, Span, Table};
use recipients::House;

/// What to do about a config that can't be read.
const UNREAD: &str = "name the config file with --config or $MAILDESK_CONFIG";

/// The whole config.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// How the desk presents itself.
    pub desk: DeskConfig,
    /// The directory of the database and of everything else that is ours.
    pub state_dir: PathBuf,
    /// What decisions are based on: references, agents, workflow.
    pub policy: Policy,
    /// The web pages, if there are any.
    pub site: Option<Site>,
    /// The sources of mail; at least one.
    pub mailboxes: Vec<MailboxConfig>,
    /// How letters go out.
    pub courier: CourierConfig,
    /// How much is processed at once.
    pub limits: Limits,
    /// The directory of the desk's own templates.
    pub templates: Option<PathBuf>,
    /// How often a letter is tried again.
    pub retry: RetryConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Warnings and hints: it works, but may cause trouble.
    pub remarks: Faults,
}

impl Config {
    /// Reads a file, with its passwords.
    pub fn load(path: &Path) -> Result<Self, Faults> {
        Self::load_in(path, &System, Passwords::Read)
    }

    /// Reads a file for a command that logs in nowhere. Passwords needn't be there.
    pub fn load_without_passwords(path: &Path) -> Result<Self, Faults> {
        Self::load_in(path, &System, Passwords::Left)
    }

    fn load_in(path: &Path, environment: &dyn Environment, passwords: Passwords) -> Result<Self, Faults> {
        let bytes = environment
            .read(path)
            .map_err(|error| Faults::of_file(path, format!("can't read {}: {error}", path.display()), UNREAD))?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse_with(text.strip_prefix('\u{FEFF}').unwrap_or(text), path, environment, passwords),
            Err(error) => {
                let (text, at) = (String::from_utf8_lossy(&bytes), error.valid_up_to());
                let message = "the file isn't UTF-8 text from here on".to_owned();
                let help = "save it with UTF-8 encoding".to_owned();
                let finding = Finding { severity: Severity::Error, span: Some(at..at + 1), message, help };
                Err(Faults::new(path, &text, vec![finding], &[]))
            }
        }
    }

    /// Reads a text as if it were in `file`. Relative paths are relative to that file's directory.
    pub fn parse(text: &str, file: &Path, environment: &dyn Environment) -> Result<Self, Faults> {
        Self::parse_with(text, file, environment, Passwords::Read)
    }

    fn parse_with(
        text: &str,
        file: &Path,
        environment: &dyn Environment,
        passwords: Passwords,
    ) -> Result<Self, Faults> {
        let (document, errors) = DeTable::parse_recoverable(text);
        let reading = FileReading::new(file, environment, passwords);
        let config = read(&Table::root(&reading, document.get_ref()), file);
        let (mut findings, absences, secrets) = reading.end();
        if errors.is_empty() {
            findings.extend(absences);
        } else {
            let broken: Vec<Finding> = errors.iter().map(broken).collect();
            // What isn't anywhere may be behind the place that isn't TOML.
            findings.retain(|finding| finding.span.is_some());
            findings.retain(|finding| !broken.iter().any(|other| same_line(text, other, finding)));
            findings.extend(broken);
        }
        let faults = Faults::new(file, text, findings, &secrets);
        match config {
            Some(config) if !faults.has_errors() => Ok(Self { remarks: faults, ..config }),
            _ => Err(faults),
        }
    }

    /// The shipped config as if it were in `file`.
    pub fn shipped(file: &Path) -> Result<Self, Faults> {
        Self::parse(SHIPPED, file, &System)
    }

    /// All languages of letters, the desk's own first, each once.
    pub fn languages(&self) -> Vec<String> {
        let Policy { languages, people, routes, .. } = &self.policy;
        let of_mailboxes = languages.mailboxes.iter().map(|(_, language)| language);
        let of_organisations = people.organisations.0.iter().filter_map(|organisation| organisation.language.as_ref());
        let mut all: Vec<String> = Vec::new();
        for language in
            std::iter::once(&languages.desk).chain(of_mailboxes).chain(of_organisations).chain(routes.languages())
        {
            if !all.contains(language) {
                all.push(language.clone());
            }
        }
        all
    }

    /// The one database.
    pub fn database(&self) -> PathBuf {
        self.state_dir.join("maildesk.db")
    }

    /// The mailbox of that name.
    pub fn mailbox(&self, name: &str) -> Option<&MailboxConfig> {
        self.mailboxes.iter().find(|mailbox| mailbox.name == name)
    }
}

fn read(root: &Table<'_>, file: &Path) -> Option<Config> {
    let templates = tuning::read_templates(root);
    let desk = desk::read(root, templates.as_deref());
    let mailboxes = mailbox::read(root, templates.as_deref());
    let addresses = own_addresses(&mailboxes);
    let signature = desk.as_ref().map(|desk| &desk.signature);
    let shared = agents::Shared { ours: &addresses, signature, templates: templates.as_deref() };
    let agents = agents::read(root, shared);
    let teams = team::read(root, &agents);
    let partners = partners::read(root, &agents, &addresses);
    let organisations = organisations::read(root, &partners, templates.as_deref());
    let people = People { agents, organisations, teams, partners };
    let courier = courier::read(root, &mailboxes);
    let (lists, holding) = (lists::read(root), authentication::read(root, &mailboxes));
    let portal_names = portal::PortalNames { mailboxes: &mailboxes, agents: &people.agents, list_words: &lists.words };
    let site = portal::read(root, portal_names);
    let calendars = calendar::read(root);
    let house = House { people: &people, ours: &addresses };
    let workflow = workflow::read(root, house, &calendars);
    if let Some(workflow) = &workflow {
        mailbox::check_inquiries(root, &mailboxes, workflow);
    }
    let fields = field::read(root, workflow.as_ref());
    let known = condition::Known { fields: &fields, people: &people, mailboxes: &mailboxes };
    let routes = route::read(root, route::RouteNames { named: known, templates: templates.as_deref() });
    let feedback = feedback::read(root, house);
    let zone = desk.as_ref().map(|desk| desk.zone.clone()).unwrap_or_default();
    let slas = workflow.as_ref().map(|workflow| {
        let (calendars, zone) = (&calendars, &zone);
        promise::read(root, promise::PromiseNames { workflow, calendars, zone, named: known, house })
    });
    let (machines_that_open, copied_join) = (tuning::read_machines(root), tuning::read_copied_join(root));
    let (limits, files, letters) = tuning::read_limits(root);
    let (retry, log) = (tuning::read_retry(root), tuning::read_log(root));
    root.done();
    let desk = desk?;
    let host = desk.host.or_else(|| host_of(root, mailboxes.first()?))?;
    let addresses = addresses.into_iter().map(|(address, _)| address).collect();
    let own = Own {
        addresses,
        message_id_domain: host.clone(),
        forms: mailboxes.iter().flat_map(|mailbox| &mailbox.forms).cloned().collect(),
        banners: Banners { own: desk.banners, labels: labels(&fields) },
    };
    let of_mailbox = |mailbox: &MailboxConfig| Some((mailbox.name.clone(), mailbox.language.clone()?));
    let mailbox_languages = mailboxes.iter().filter_map(of_mailbox).collect();
    let languages = Languages { desk: desk.language.clone(), mailboxes: mailbox_languages };
    let config = Config {
        file: file.to_owned(),
        desk: DeskConfig { name: desk.name, language: desk.language.clone(), host, look: desk.look.clone() },
        state_dir: desk.state_dir,
        policy: Policy {
            style: desk.style,
            zone,
            people,
            workflow: workflow?,
            fields,
            routes,
            inquiries: mailboxes
                .iter()
                .filter(|mailbox| mailbox.inquiries)
                .map(|mailbox| mailbox.name.clone())
                .collect(),
            calendars,
            slas: slas.unwrap_or_default(),
            feedback,
            own,
            copied_join,
            lists,
            holding,
            keys: Keyring::default(),
            machines_that_open,
            languages,
            files,
            letters,
            daily_letter: desk.daily_letter,
            portal: site.as_ref().map(portal::for_desk),
        },
        site,
        mailboxes,
        courier: courier?,
        limits,
        templates,
        retry,
        log,
        remarks: Faults { file: file.to_owned(), list: Vec::new() },
    };
    untitled::warn_of_missing(root.reading, &config.languages(), &config.policy.workflow);
    Some(config)
}

/// The labels of form lines, in lower case.
fn labels(fields: &FieldSet) -> BTreeSet<String> {
    fields
        .0
        .iter()
        .flat_map(|field| field.labels.all().chain(field.subtype_labels.all()))
        .map(str::to_lowercase)
        .collect()
}

fn own_addresses(mailboxes: &[MailboxConfig]) -> Vec<(Address, String)> {
    let of = |mailbox: &MailboxConfig| {
        let all = std::iter::once(&mailbox.address).chain(&mailbox.aliases).cloned();
        all.map(|address| (address, mailbox.name.clone())).collect::<Vec<_>>()
    };
    mailboxes.iter().flat_map(of).collect()
}

/// The domain of the first mailbox, if `[desk]` has no host.
fn host_of(root: &Table<'_>, first: &MailboxConfig) -> Option<String> {
    let domain = first.address.domain();
    let fits = server::is_domain(domain);
    if !fits {
        let message = format!("[desk] has no `host`, and {domain} can't be used in Message-IDs");
        root.reading.absent(None, message, "write host = \"desk.example\" in [desk]");
    }
    fits.then(|| domain.to_owned())
}

/// A place that isn't TOML.
fn broken(error: &toml::de::Error) -> Finding {
    let (message, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    let help = match message {
        "string values must be quoted" => "put it in quotes: \"…\"".to_owned(),
        "duplicate key" => "keep one of them".to_owned(),
        _ if expected.is_empty() => String::new(),
        _ => format!("expected {expected}"),
    };
    Finding { severity: Severity::Error, span: error.span(), message: message.to_owned(), help }
}

/// Whether two faults are on one line. If a line isn't TOML, its other faults are misreadings.
fn same_line(text: &str, broken: &Finding, other: &Finding) -> bool {
    let line = |span: &Span| text.get(..span.start).unwrap_or(text).matches('\n').count();
    match (&broken.span, &other.span) {
        (Some(broken), Some(other)) => line(broken) == line(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
