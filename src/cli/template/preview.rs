//! `maildesk template preview`: letters rendered on samples, as text, as an HTML file, or all of them with an index
//! page.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::builder::PossibleValuesParser;
use data_encoding::BASE64;
use serde_json::json;

use crate::daemon::TemplateFaults;
use crate::desk::notice::NoticeKind;
use crate::look::Look;
use crate::mail::compose::picture_source;
use crate::templates::{PREVIEWS, RenderedLetter, Templates, preview};

use super::super::print::json_line;
use super::super::{Ended, Exit, Failure, OrExit as _};
use super::{LetterTemplates, gallery};

/// What `template preview` takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// Letter name, as in `maildesk template list`
    #[arg(value_name = "LETTER", value_parser = names(), hide_possible_values = true, required_unless_present = "all", conflicts_with = "all")]
    letter: Option<String>,
    /// Language [default: the language of the desk]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Sample data: everything filled in, almost nothing, or long words and other scripts
    #[arg(long, value_name = "SAMPLE", value_parser = PREVIEWS, default_value = "full")]
    sample: String,
    /// Write the HTML to this file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write all letters to this directory, with an index.html
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    all: Option<PathBuf>,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(NoticeKind::ALL.map(NoticeKind::as_str))
}

/// Writes the letter, or all.
pub(super) fn run(args: &Args, letters: &LetterTemplates, json: bool, output: &mut dyn Write) -> Ended {
    let asked = letters.language(args.language.as_deref())?;
    let templates = letters.compile()?;
    let sample = args.sample.as_str();
    if let Some(directory) = &args.all {
        let languages = match &args.language {
            Some(_) => vec![asked],
            None => letters.languages.iter().map(String::as_str).collect(),
        };
        let index = write_all(directory, (&templates, letters), &languages, sample)?;
        written(&index, json, output)?;
        return Ok(Exit::Ok);
    }
    let Some(kind) = args.letter.as_deref().and_then(NoticeKind::parse) else {
        return Err(Failure { exit: Exit::Usage, error: anyhow!("name a letter, or use --all DIR for all of them") });
    };
    let letter = letter((&templates, letters), kind, asked, sample)?;
    match &args.output {
        Some(file) => {
            save(file, &with_wordmark(&letter.html, &letters.look))?;
            written(file, json, output)?;
        }
        None if json => {
            let RenderedLetter { subject, text, html } = &letter;
            let (letter, subject) = (kind.as_str(), subject.as_str());
            let told = json!({"letter": letter, "language": asked, "subject": subject, "text": text, "html": html});
            json_line(&told, output)?;
        }
        None => write!(output, "Subject: {}\n\n{}", letter.subject.as_str(), letter.text)?,
    }
    Ok(Exit::Ok)
}

/// Says which file to open.
fn written(file: &Path, json: bool, output: &mut dyn Write) -> std::io::Result<()> {
    let file = file.display();
    if json { json_line(&json!({"file": file.to_string()}), output) } else { writeln!(output, "{file}") }
}

/// A file has no parts beside it, so the picture stands in it.
fn with_wordmark(html: &str, look: &Look) -> String {
    let Some(mark) = &look.wordmark else { return html.to_owned() };
    let data = format!("src=\"data:{};base64,{}\"", mark.content_type, BASE64.encode(&mark.bytes));
    html.replace(&picture_source(&mark.id), &data)
}

fn letter(
    (templates, letters): (&Templates, &LetterTemplates),
    kind: NoticeKind,
    language: &str,
    sample: &str,
) -> Result<RenderedLetter, Failure> {
    let missing = || anyhow!("there's no sample {sample:?}. Choose from: {}.", PREVIEWS.join(", "));
    let mut sample = preview(sample, kind, language).ok_or_else(missing).or_exit(Exit::Usage)?;
    sample.look = letters.look.clone();
    sample.portal.clone_from(&letters.portal);
    let rendered = templates.render(kind, &sample.letter_context(language), &sample.facts);
    rendered.map_err(|fault| TemplateFaults(vec![fault])).or_exit(Exit::Config)
}

/// Every letter as a file of its own, and the index.
fn write_all(
    directory: &Path,
    (templates, letters): (&Templates, &LetterTemplates),
    languages: &[&str],
    sample: &str,
) -> Result<PathBuf, Failure> {
    fs::create_dir_all(directory).with_context(|| format!("make {}", directory.display()))?;
    let mut shown = Vec::new();
    for kind in NoticeKind::ALL {
        for language in languages {
            let letter = letter((templates, letters), kind, language, sample)?;
            let file = format!("{}.{language}.html", kind.as_str());
            save(&directory.join(&file), &with_wordmark(&letter.html, &letters.look))?;
            shown.push(gallery::GalleryLetter { kind, language, file, letter });
        }
    }
    let index = directory.join("index.html");
    save(&index, &gallery::page(&shown))?;
    Ok(index)
}

fn save(file: &Path, text: &str) -> Result<(), Failure> {
    Ok(fs::write(file, text).with_context(|| format!("write {}", file.display()))?)
}
