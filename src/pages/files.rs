//! The templates, words, style and script of the pages: the shipped text of each, or the file in the desk's own directory.
//!
//! `DIR/pages/ticket.hbs` replaces a template, `DIR/pages/words/nl.toml` some or all words of a language, `DIR/pages/portal.css`
//! the style. A file there that replaces nothing is a fault, otherwise a mistyped name would go unnoticed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::desk::by_language::base;
use crate::desk::nearest::nearest;

use super::fault::PageFault;

/// Longer files are no templates.
const MAX_FILE_BYTES: u64 = 256 * 1024;

macro_rules! shipped {
    ($($path:literal)+) => {
        &[$(($path, include_str!(concat!("../../templates/pages/", $path)))),+]
    };
}

/// The shipped files, by their path below `templates/pages/`.
const SHIPPED: &[(&str, &str)] = shipped![
    "portal.css" "portal.js"
    "words/en.toml" "words/nl.toml" "words/nl-informal.toml" "words/de.toml" "words/de-informal.toml"
    "frame.hbs" "sign-in.hbs" "sign-in-link.hbs" "sign-in-provider.hbs" "signed-out.hbs" "ticket-list.hbs" "new-choose.hbs" "new-suggest.hbs"
    "new-details.hbs" "preview.hbs" "ticket.hbs" "files.hbs" "rating.hbs" "me.hbs" "knowledge.hbs" "article.hbs"
    "suggestions.hbs" "fault.hbs" "message.hbs" "queue.hbs" "agent-ticket.hbs" "on-behalf.hbs" "held-mail.hbs" "house.hbs"
    "parts/article-link.hbs" "parts/attach.hbs" "parts/comment.hbs" "parts/fact.hbs" "parts/field.hbs" "parts/file.hbs"
    "parts/due.hbs" "parts/kept.hbs" "parts/mark.hbs" "parts/notice.hbs" "parts/people.hbs" "parts/stars.hbs"
    "parts/summary.hbs"
];

/// The text of a file, and its name in faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageFile {
    /// Its own path, or below `templates/` if it is shipped.
    pub(super) shown: String,
    /// The text.
    pub(super) text: String,
}

/// All files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageFiles {
    shipped: BTreeMap<String, PageFile>,
    own: BTreeMap<String, PageFile>,
}

impl PageFiles {
    /// The shipped files, and those below `own`, the desk's directory of templates. `in_use` has the languages of the desk.
    pub(super) fn collect(in_use: &[String], own: Option<&Path>) -> Result<Self, Vec<PageFault>> {
        let file =
            |path: &str, text: &str| PageFile { shown: format!("templates/pages/{path}"), text: text.to_owned() };
        let shipped = SHIPPED.iter().map(|(path, text)| ((*path).to_owned(), file(path, text))).collect();
        let mut files = Self { shipped, own: BTreeMap::new() };
        let Some(directory) = own.map(|own| own.join("pages")).filter(|directory| directory.is_dir()) else {
            return Ok(files);
        };
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        list(&directory, &mut found, &mut faults);
        for path in found {
            let shown = path.display().to_string();
            let inside = path.strip_prefix(&directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            match files.place(&inside, in_use).and_then(|()| read(&path)) {
                Ok(text) => {
                    files.own.insert(inside, PageFile { shown, text });
                }
                Err(message) => faults.push(PageFault::of_file(&shown, message)),
            }
        }
        if faults.is_empty() { Ok(files) } else { Err(faults) }
    }

    /// The text in use: the desk's own, or the shipped one.
    pub(super) fn find(&self, path: &str) -> Option<&PageFile> {
        self.own.get(path).or_else(|| self.shipped.get(path))
    }

    /// The texts of the templates, by name: `ticket`, `parts/field`.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&str, &PageFile)> {
        self.shipped.keys().filter_map(|path| Some((path.strip_suffix(".hbs")?, self.find(path)?)))
    }

    /// The files of words of a language, each replacing words of those before it: `nl`, then `nl-informal`; of each the shipped
    /// one first.
    pub(super) fn words(&self, language: &str) -> Vec<&PageFile> {
        let layers = [base(language), language].into_iter().skip(usize::from(base(language) == language));
        let paths = layers.map(|layer| format!("words/{layer}.toml"));
        paths.flat_map(|path| [self.shipped.get(&path), self.own.get(&path)]).flatten().collect()
    }

    fn place(&self, inside: &str, in_use: &[String]) -> Result<(), String> {
        let language = inside.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml"));
        let is_used = |language| in_use.iter().any(|used| used == language || base(used) == language);
        if self.shipped.contains_key(inside) || language.is_some_and(is_used) {
            return Ok(());
        }
        if let Some(language) = language {
            return Err(format!("replaces nothing, because \"{language}\" isn't a language in use"));
        }
        let meant = nearest(inside, self.shipped.keys().map(String::as_str));
        let help = meant.map_or_else(|| "Remove it".to_owned(), |meant| format!("Did you mean \"{meant}\"?"));
        Err(format!("replaces nothing. {help}"))
    }
}

/// All files below a directory, sorted. Names with a leading dot belong to an editor or a system.
fn list(directory: &Path, files: &mut Vec<PathBuf>, faults: &mut Vec<PageFault>) {
    let entries = std::fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> = match entries {
        Ok(entries) => entries.iter().map(std::fs::DirEntry::path).collect(),
        Err(error) => {
            faults.push(PageFault::of_file(&directory.display().to_string(), format!("can't be read: {error}")));
            return;
        }
    };
    paths.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    paths.sort();
    for path in paths {
        if path.is_dir() { list(&path, files, faults) } else { files.push(path) }
    }
}

fn read(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| format!("can't be read: {error}"))?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!("has {size} bytes, but a template can have at most {MAX_FILE_BYTES}"));
    }
    let bytes = std::fs::read(file).map_err(|error| format!("can't be read: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "isn't UTF-8 text. Save it with UTF-8 encoding".to_owned())?;
    Ok(text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"))
}
