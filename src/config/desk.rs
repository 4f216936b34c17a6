//! `[desk]`: the desk's name, its references, and where its database is.

use std::path::{Path, PathBuf};

use crate::desk::by_language::Texts;
use crate::desk::reference::ReferenceStyle;
use crate::desk::zone::Zone;
use crate::look::Look;

use super::reader::{FileReading, Found, Key, Table};
use super::server::is_domain;
use super::zone::{self, TIMEZONE};
use super::{language, look, signature};

const NAME: Key = Key { name: "name", example: "\"Example Desk\"" };
const LANGUAGE: Key = Key { name: "language", example: "\"en\"" };
const HOST: Key = Key { name: "host", example: "\"desk.example\"" };
const PREFIX: Key = Key { name: "prefix", example: "\"HD\"" };
const BANNERS: Key = Key { name: "banners", example: "[\"This email comes from outside of Acme\"]" };
const DAILY_LETTER: Key = Key { name: "daily_letter", example: "false" };
const STATE_DIR: Key = Key { name: "state_dir", example: "\"data\"" };

/// The fewest letters of a banner.
const MIN_BANNER_LETTERS: usize = 3;
/// The longest beginning of a banner.
const MAX_BANNER_BYTES: usize = 500;

/// How the desk presents itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskConfig {
    /// The name in letters.
    pub name: String,
    /// The language of letters, unless an organisation, mailbox or route has another.
    pub language: String,
    /// The domain of our Message-IDs, and our name in EHLO.
    pub host: String,
    /// Its colour, wordmark and lines in letters.
    pub look: Look,
}

/// All of `[desk]`.
pub(super) struct DeskSection {
    pub(super) name: String,
    pub(super) language: String,
    /// `None`: the domain of the first mailbox.
    pub(super) host: Option<String>,
    pub(super) style: ReferenceStyle,
    pub(super) zone: Zone,
    /// The beginnings of the lines that its gateways put on top of mails.
    pub(super) banners: Vec<String>,
    pub(super) state_dir: PathBuf,
    pub(super) daily_letter: bool,
    /// What stands below agents' words, unless an agent has a signature.
    pub(super) signature: Texts,
    pub(super) look: Look,
}

/// Reads `[desk]`. `templates` is the directory of the desk's own letters.
pub(super) fn read(root: &Table<'_>, templates: Option<&Path>) -> Option<DeskSection> {
    let Some(table) = root.table("desk") else {
        root.reading.absent(None, "[desk] is missing", "write [desk] with name = \"Example Desk\"");
        return None;
    };
    let name = table.required(NAME, Table::text);
    let language = language::read(&table, LANGUAGE, templates).map_or_else(|| "en".to_owned(), |found| found.value);
    let host = table.text(HOST).and_then(|host| domain(&table, host));
    let style = table.text(PREFIX).map_or_else(|| Some(ReferenceStyle::default()), |prefix| style(&table, &prefix));
    let zone = table.text(TIMEZONE).map_or_else(|| Some(Zone::default()), |name| zone::find(&table, &name));
    let banners = table.texts(BANNERS).map_or_else(Vec::new, |found| banners(&table, found.value));
    let state_dir = state_dir(&table);
    let daily_letter = table.flag(DAILY_LETTER).unwrap_or(true);
    let signature = signature::read(&table, templates).unwrap_or_default();
    let look = look::read(&table);
    table.done();
    Some(DeskSection {
        name: name?.value,
        language,
        host,
        style: style?,
        zone: zone?,
        banners,
        state_dir,
        daily_letter,
        signature,
        look,
    })
}

/// A banner that is too short would take people's words away, and one that begins as a command or quote never counts.
fn banners(table: &Table<'_>, found: Vec<Found<String>>) -> Vec<String> {
    let fits = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        letters >= MIN_BANNER_LETTERS
            && text.len() <= MAX_BANNER_BYTES
            && !text.contains('\n')
            && !text.starts_with(['#', '>'])
    };
    let mut banners = Vec::new();
    for banner in found {
        let text = banner.value.trim();
        if fits(text) {
            banners.push(text.to_owned());
        } else {
            let message = format!("`{}` can't be the start of a banner", text.replace('\n', " "));
            let help = "write the first words of its line: at least 3 letters, not starting with # or >";
            table.reading.fault(&banner.span, message, help);
        }
    }
    banners
}

fn domain(table: &Table<'_>, host: Found<String>) -> Option<String> {
    if !is_domain(&host.value) {
        let message = format!("`{}` isn't a domain name, but is needed in Message-IDs", host.value);
        table.reading.fault(&host.span, message, "write host = \"desk.example\", the domain of your addresses");
        return None;
    }
    Some(host.value.to_lowercase())
}

fn style(table: &Table<'_>, prefix: &Found<String>) -> Option<ReferenceStyle> {
    let style = ReferenceStyle::new(&prefix.value);
    if style.is_none() {
        let letters: String = prefix.value.chars().filter(char::is_ascii_alphabetic).take(10).collect();
        let example = if letters.is_empty() { "HD".to_owned() } else { letters.to_uppercase() };
        let message = format!("`{}` isn't one to ten letters from A to Z", prefix.value);
        let help = format!("write prefix = \"{example}\" for ticket numbers like {example}-00042");
        table.reading.fault(&prefix.span, message, help);
    }
    style
}

/// The directory of the database. It holds all mail, so nobody else may look into it.
fn state_dir(table: &Table<'_>) -> PathBuf {
    let named = table.path(STATE_DIR);
    let span = named.as_ref().map(|found| found.span.clone());
    let directory = named.map_or_else(|| default_state_dir(table.reading), |found| found.value);
    if table.reading.environment.lets_others_in(&directory) {
        let message = format!("other users of this machine can get into {}, where all emails are", directory.display());
        table.reading.warn(span.as_ref(), message, format!("chmod 0700 {}", directory.display()));
    }
    directory
}

/// The directory from systemd (`StateDirectory=`), otherwise `data` beside the config file.
fn default_state_dir(reading: &FileReading<'_>) -> PathBuf {
    let given = reading.environment.var("STATE_DIRECTORY").unwrap_or_default();
    let first = given.split(':').next().map(Path::new).filter(|path| path.is_absolute());
    first.map_or_else(|| reading.resolve("data"), Path::to_owned)
}
