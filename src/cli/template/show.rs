//! `maildesk template show`: the source of a letter, byte for byte.

use std::io::Write;

use anyhow::anyhow;
use clap::ValueEnum;
use serde_json::json;

use crate::desk::nearest::nearest;
use crate::desk::notice::NoticeKind;
use crate::templates::TemplateSource;

use super::super::print::json_line;
use super::super::{Ended, Exit, Failure};
use super::LetterTemplates;

/// What `template show` takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// Letter name, as in `maildesk template list`, or a part such as parts/facts.text.hbs
    #[arg(value_name = "LETTER")]
    letter: String,
    /// Language [default: the language of the desk]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Print only this part, ready to save
    #[arg(long, value_enum, value_name = "PART")]
    part: Option<LetterText>,
}

/// Which of a letter's three texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LetterText {
    Subject,
    Text,
    Html,
}

impl LetterText {
    fn file(self) -> &'static str {
        match self {
            Self::Subject => "subject.hbs",
            Self::Text => "text.hbs",
            Self::Html => "html.hbs",
        }
    }
}

/// Prints one text as it is, or all three with their paths; for programs an object for each.
pub(super) fn run(args: &Args, letters: &LetterTemplates, json: bool, output: &mut dyn Write) -> Ended {
    let language = letters.language(args.language.as_deref())?;
    let sources = letters.sources(language)?;
    let parts = args.part.map_or_else(|| LetterText::value_variants().to_vec(), |part| vec![part]);
    let wanted: Vec<&TemplateSource> = if NoticeKind::parse(&args.letter).is_some() {
        let paths = parts.iter().map(|part| format!("{}/{}", args.letter, part.file()));
        paths.filter_map(|path| sources.iter().find(|source| source.path == path)).collect()
    } else {
        vec![find_part(&args.letter, &sources)?]
    };
    for source in &wanted {
        if json {
            let TemplateSource { path, text, file, .. } = source;
            json_line(&json!({"path": path, "language": language, "file": file, "text": text}), output)?;
            continue;
        }
        if wanted.len() > 1 {
            let whose = source.file.as_deref().unwrap_or("shipped");
            writeln!(output, "{{{{! {language}/{} ({whose}) }}}}", source.path)?;
        }
        write!(output, "{}", source.text)?;
    }
    Ok(Exit::Ok)
}

fn find_part<'a>(name: &str, sources: &'a [TemplateSource]) -> Result<&'a TemplateSource, Failure> {
    let name = name.strip_suffix(".hbs").unwrap_or(name);
    let is_part = |source: &&TemplateSource| source.path.starts_with("parts/");
    let found = sources.iter().filter(is_part).find(|source| source.path.strip_suffix(".hbs") == Some(name));
    found.ok_or_else(|| {
        let mut known: Vec<&str> = NoticeKind::ALL.map(NoticeKind::as_str).to_vec();
        known.extend(sources.iter().filter(is_part).map(|source| source.path.as_str()));
        let what = "See `maildesk template list`.";
        let help = nearest(name, known).map_or(what.to_owned(), |meant| format!("Did you mean {meant}?"));
        Failure { exit: Exit::Usage, error: anyhow!("there's no letter or part {name:?}. {help}") }
    })
}
