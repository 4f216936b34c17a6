//! `maildesk template list`: every letter in every language, its recipients, and the origin of its texts.

use std::io::Write;

use serde_json::{Value, json};

use crate::desk::notice::NoticeKind;
use crate::templates::TemplateSource;

use super::super::columns::Columns;
use super::super::print::json_line;
use super::super::{Ended, Exit};
use super::LetterTemplates;

/// The texts of a letter.
const FORMS: [&str; 3] = ["subject", "text", "html"];

/// What `template list` takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// Only letters in this language
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

/// Prints the list.
pub(super) fn run(args: &Args, letters: &LetterTemplates, json: bool, output: &mut dyn Write) -> Ended {
    let languages = match &args.language {
        Some(language) => vec![letters.language(Some(language))?],
        None => letters.languages.iter().map(String::as_str).collect(),
    };
    let mut table = Columns::new(&["LETTER", "LANGUAGE", "TEXTS", "TO"], &["TO"]);
    for language in languages {
        let sources = letters.sources(language)?;
        for kind in NoticeKind::ALL {
            if json {
                json_line(&letter_json(kind, language, &sources), output)?;
            } else {
                let own: Vec<&str> = FORMS.iter().filter_map(|form| file(kind.as_str(), form, &sources)).collect();
                let whose = whose(own.len());
                table.push([kind.as_str(), language, whose, kind.readers()].map(str::to_owned).to_vec());
                table.below(&own.join(", "));
            }
        }
        for part in sources.iter().filter(|source| source.path.starts_with("parts/")) {
            let Some(file) = &part.file else { continue };
            if json {
                json_line(&json!({"part": part.path, "language": language, "file": file}), output)?;
            } else {
                table.push([&part.path, language, "own", "a part of letters"].map(str::to_owned).to_vec());
                table.below(file);
            }
        }
    }
    if !json {
        table.print("", output)?;
    }
    Ok(Exit::Ok)
}

/// Whose the texts of a letter are, by how many of them a file replaces.
fn whose(own: usize) -> &'static str {
    match own {
        0 => "shipped",
        own if own == FORMS.len() => "own",
        _ => "partly own",
    }
}

/// The file that replaces one text of a letter.
fn file<'a>(letter: &str, form: &str, sources: &'a [TemplateSource]) -> Option<&'a str> {
    let path = format!("{letter}/{form}.hbs");
    sources.iter().find(|source| source.path == path).and_then(|source| source.file.as_deref())
}

fn letter_json(kind: NoticeKind, language: &str, sources: &[TemplateSource]) -> Value {
    let [subject, text, html] = FORMS.map(|form| file(kind.as_str(), form, sources));
    json!({
        "letter": kind.as_str(), "language": language, "to": kind.readers(),
        "subject": subject, "text": text, "html": html,
    })
}
