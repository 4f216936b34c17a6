//! Finds the text of each template: the shipped one, or the file in the override directory.
//!
//! A file there that replaces nothing is a fault, otherwise a mistyped name would go unnoticed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::desk::by_language::base;
use crate::desk::nearest::nearest;

use super::faults::TemplateFault;
use super::shipped;

/// Longer files are no templates.
const MAX_FILE_BYTES: u64 = 256 * 1024;

/// A template's text and its origin.
pub(super) struct TemplateFile {
    /// Below the language: `reply/text.hbs`, `parts/frame.html.hbs`.
    pub(super) path: String,
    /// Its name in faults.
    pub(super) shown: String,
    pub(super) source: String,
    /// Whether it is the operator's own file.
    pub(super) replaces: bool,
}

/// All templates of a language.
pub(super) struct TemplateFiles {
    by_path: BTreeMap<String, TemplateFile>,
    /// Whether the operator's own files are among them.
    pub(super) overridden: bool,
}

impl TemplateFiles {
    /// All files, sorted by path.
    pub(super) fn iter(&self) -> impl Iterator<Item = &TemplateFile> {
        self.by_path.values()
    }

    fn ship(&mut self, path: &str, shown: String, source: &str) {
        let file = TemplateFile { path: path.to_owned(), shown, source: source.to_owned(), replaces: false };
        self.by_path.insert(path.to_owned(), file);
    }

    fn replace(&mut self, path: &str, shown: String, source: String) {
        self.by_path.insert(path.to_owned(), TemplateFile { path: path.to_owned(), shown, source, replaces: true });
        self.overridden = true;
    }
}

/// The shipped files of `language`, replaced by those below `overrides`.
pub(super) fn collect(
    language: &str,
    in_use: &[&str],
    overrides: Option<&Path>,
) -> Result<TemplateFiles, Vec<TemplateFault>> {
    let mut files = TemplateFiles { by_path: BTreeMap::new(), overridden: false };
    for (path, source) in shipped::SHARED {
        files.ship(&format!("parts/{path}"), format!("templates/parts/{path}"), source);
    }
    let mut faults = Vec::new();
    for layer in layers(language) {
        for (path, source) in shipped::files_of(layer) {
            files.ship(path, format!("templates/{layer}/{path}"), source);
        }
    }
    for layer in layers(language) {
        if let Some(directory) = overrides {
            faults.extend(replace(&mut files, layer, in_use, directory));
        }
    }
    faults.dedup_by(|one, other| one.to_string() == other.to_string());
    // Each language needs the files of English.
    for (path, _) in shipped::files_of("en").iter().filter(|(path, _)| !files.by_path.contains_key(*path)) {
        let file = overrides.unwrap_or(Path::new("templates")).join(language).join(path);
        let message = format!("is missing. maildesk has no letters in \"{language}\", so write this file, too");
        faults.push(TemplateFault::of_file(&file.display().to_string(), &message));
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// `nl-informal` has the files of `nl`, but for its own.
fn layers(language: &str) -> impl Iterator<Item = &str> {
    [base(language), language].into_iter().skip(usize::from(base(language) == language))
}

fn replace(files: &mut TemplateFiles, language: &str, in_use: &[&str], directory: &Path) -> Vec<TemplateFault> {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    list(directory, &mut found, &mut faults);
    for file in found {
        let shown = file.display().to_string();
        let inside = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        match place(&inside, language, in_use) {
            Ok(None) => {}
            Ok(Some(path)) => match read(&file) {
                Ok(source) => files.replace(&path, shown, source),
                Err(message) => faults.push(TemplateFault::of_file(&shown, &message)),
            },
            Err(message) => faults.push(TemplateFault::of_file(&shown, &message)),
        }
    }
    faults
}

/// The path of the template that a file replaces, or none if the file belongs to another language.
fn place(inside: &str, language: &str, in_use: &[&str]) -> Result<Option<String>, String> {
    // The pages of the portal have templates of their own.
    if inside.starts_with("pages/") {
        return Ok(None);
    }
    let Some((top, path)) = inside.split_once('/') else {
        return Err("replaces nothing. Move it into the directory of a language, such as en/, or remove it".to_owned());
    };
    if top == "parts" && shipped::SHARED.iter().any(|(shared, _)| *shared == path) {
        return Ok(Some(inside.to_owned()));
    }
    let is_used = in_use.iter().any(|used| [*used, base(used)].contains(&top));
    if !is_used && !shipped::LANGUAGES.contains(&top) {
        let help = hint(top, shipped::LANGUAGES.iter().copied().chain(["parts"]), "Rename or remove its directory");
        return Err(format!("replaces nothing, because \"{top}\" is neither \"parts\" nor a language in use. {help}"));
    }
    let known = shipped::files_of("en").iter().map(|(known, _)| *known);
    let shared = shipped::SHARED.iter().any(|(shared, _)| path.strip_prefix("parts/") == Some(shared));
    if shared || known.clone().any(|known| known == path) {
        return Ok((top == language).then(|| path.to_owned()));
    }
    Err(format!("replaces nothing. {}", hint(path, known, "`maildesk template list` shows the letters")))
}

/// The known word that is near, or what else to do.
fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    nearest(word, known).map_or_else(|| otherwise.to_owned(), |meant| format!("Did you mean \"{meant}\"?"))
}

/// All files below a directory, sorted. Names with a leading dot belong to an editor or a system.
fn list(directory: &Path, files: &mut Vec<PathBuf>, faults: &mut Vec<TemplateFault>) {
    let entries = std::fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> = match entries {
        Ok(entries) => entries.iter().map(std::fs::DirEntry::path).collect(),
        Err(error) => {
            let message = format!("can't be read: {error}");
            faults.push(TemplateFault::of_file(&directory.display().to_string(), &message));
            return;
        }
    };
    paths.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    paths.sort();
    for path in paths {
        if path.is_dir() {
            list(&path, files, faults);
        } else {
            files.push(path);
        }
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
