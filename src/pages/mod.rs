//! The pages of the portal: what each one shows, as values, and the HTML of these.
//!
//! Comes in: views, which hold only what their reader may see, and the words of a language. Goes out: HTML, with everything
//! that people wrote escaped. It reads no database and knows no HTTP. All templates are compiled and tried at the start, with
//! the desk's own files among them, so that a page can't fail later (P8).

mod asset;
mod check;
mod compiled;
mod fault;
mod files;
mod markdown;
mod page;
mod samples;
mod text;
mod wording;
mod words;

pub mod views;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use handlebars::Context;
use serde::Serialize;
use serde_json::{Value, json};

use crate::desk::by_language::base;
use crate::look::Look;

pub use asset::Asset;
pub use fault::PageFault;
pub use page::Page;
pub use samples::{Sample, samples};

use asset::Assets;
use compiled::Compiled;
use files::PageFiles;
use views::Frame;
use words::Words;

/// All pages of a desk, in each of its languages.
#[derive(Debug, Clone)]
pub struct Pages {
    /// At least one. The desk's own is the first.
    languages: Vec<Language>,
    assets: Assets,
    desk_name: String,
    /// As shown, in pixels.
    wordmark: Option<WordmarkSize>,
}

#[derive(Debug, Clone)]
struct Language {
    tag: String,
    compiled: Compiled,
    words: Arc<Words>,
}

#[derive(Debug, Clone, Copy)]
struct WordmarkSize {
    width: u32,
    height: u32,
}

/// What the frame names besides the [`Frame`].
#[derive(Debug, Clone, Serialize)]
struct SiteFacts<'a> {
    /// For `<html lang>`.
    lang: &'a str,
    template: &'a str,
    css: &'a str,
    js: &'a str,
    icon: &'a str,
    wordmark: &'a str,
    wordmark_width: u32,
    wordmark_height: u32,
}

impl Pages {
    /// Compiles the pages of each language, the desk's first. `own` is the desk's directory of templates: `pages/NAME.hbs`
    /// replaces a page, `pages/words/LANGUAGE.toml` some words, or all where a language isn't shipped.
    ///
    /// Returns all faults at once: syntax, unknown names and words, missing words, files that replace nothing.
    pub fn compile(
        languages: &[String],
        own: Option<&Path>,
        look: &Look,
        desk_name: &str,
    ) -> Result<Self, Vec<PageFault>> {
        let files = PageFiles::collect(languages, own)?;
        let text = |path: &str| files.find(path).map_or("", |file| file.text.as_str());
        let mut pages = Self {
            languages: Vec::with_capacity(languages.len()),
            assets: Assets::of(text("portal.css"), text("portal.js"), look, desk_name),
            desk_name: desk_name.to_owned(),
            wordmark: look.wordmark.as_ref().map(|mark| WordmarkSize { width: mark.width, height: mark.height }),
        };
        let mut faults = Vec::new();
        let english = [String::from("en")];
        for tag in if languages.is_empty() { &english } else { languages } {
            match compile_one(tag, &files) {
                Ok((compiled, words)) => pages.languages.push(Language { tag: tag.clone(), compiled, words }),
                // A fault in a template is reported once.
                Err(told) => told.into_iter().for_each(|fault| {
                    if !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }),
            }
        }
        if faults.is_empty() {
            faults.extend(pages.faults_of_samples());
        }
        if faults.is_empty() { Ok(pages) } else { Err(faults) }
    }

    /// A page as HTML. A page that fails, which `compile` excludes, is an empty one with a link to the start.
    pub fn render(&self, frame: &Frame, page: &Page) -> String {
        self.try_render(frame, page).unwrap_or_else(|fault| {
            tracing::error!(%fault, "a page could not be rendered");
            "<!doctype html><title>500</title><p><a href=\"/\">500</a></p>".to_owned()
        })
    }

    /// A word of a language, for what a view says in words; the key where there is none.
    pub fn word(&self, language: &str, key: &str) -> String {
        self.language(language).and_then(|language| language.words.find(key)).unwrap_or(key).to_owned()
    }

    /// A word of a language with its values.
    pub fn filled(&self, language: &str, key: &str, values: &[(&str, &str)]) -> String {
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        words::filled(&self.word(language, key), value)
    }

    /// A file that pages load, by its path: `/assets/portal-1a2b3c4d5e6f.css`.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.find(path)
    }

    /// The languages that come with the program.
    pub fn languages() -> &'static [&'static str] {
        &["en", "nl", "nl-informal", "de", "de-informal"]
    }

    fn try_render(&self, frame: &Frame, page: &Page) -> Result<String, PageFault> {
        let (name, language) = (page.template(), self.language(&frame.language));
        let fault = |error| PageFault::of_render(&format!("pages/{name}.hbs"), &error);
        let mut context =
            self.context(language, frame, page).map_err(|error| PageFault::of_file(name, error.to_string()))?;
        let Some(Language { compiled, .. }) = language else { return Ok(String::new()) };
        let content = compiled.content(name, &context).map_err(fault)?;
        if !page.has_frame() {
            return Ok(content);
        }
        let title = compiled.title(name, &context).map_err(fault)?;
        if let Value::Object(all) = context.data_mut() {
            all.insert("content".to_owned(), Value::String(content));
            all.insert("title".to_owned(), Value::String(title));
        }
        compiled.frame(&context).map_err(|error| PageFault::of_render("pages/frame.hbs", &error))
    }

    /// The language of the reader, the one that it is a variant of, or the desk's own.
    fn language(&self, tag: &str) -> Option<&Language> {
        let find = |tag: &str| self.languages.iter().find(|language| language.tag == tag);
        find(tag).or_else(|| find(base(tag))).or_else(|| self.languages.first())
    }

    fn context(&self, language: Option<&Language>, frame: &Frame, page: &Page) -> Result<Context, serde_json::Error> {
        let size = self.wordmark;
        let site = SiteFacts {
            lang: language.map_or("en", |language| base(&language.tag)),
            template: page.template(),
            css: &self.assets.css.path,
            js: &self.assets.js.path,
            icon: &self.assets.icon.path,
            wordmark: self.assets.wordmark.as_ref().map_or("", |asset| asset.path.as_str()),
            wordmark_width: size.map_or(0, |size| size.width),
            wordmark_height: size.map_or(0, |size| size.height),
        };
        let mut all = serde_json::to_value(page)?;
        if let Value::Object(all) = &mut all {
            all.insert("site".to_owned(), serde_json::to_value(site)?);
            all.insert("frame".to_owned(), serde_json::to_value(frame)?);
            all.insert("desk_name".to_owned(), json!(self.desk_name));
        }
        Ok(Context::from(all))
    }

    /// Renders every sample in every language.
    fn faults_of_samples(&self) -> Vec<PageFault> {
        let samples = samples();
        let of_language = |language: &Language| {
            let frame = |sample: &Sample| Frame { language: language.tag.clone(), ..sample.frame.clone() };
            samples.iter().filter_map(|sample| self.try_render(&frame(sample), &sample.page).err()).collect::<Vec<_>>()
        };
        let mut faults: Vec<PageFault> = self.languages.iter().flat_map(of_language).collect();
        faults.dedup();
        faults
    }
}

fn compile_one(tag: &str, files: &PageFiles) -> Result<(Compiled, Arc<Words>), Vec<PageFault>> {
    let words = Arc::new(words_of(tag, files)?);
    let samples: Vec<Value> = samples().iter().filter_map(|sample| serde_json::to_value(sample).ok()).collect();
    let extra = json!({ "site": site_names(), "content": "", "title": "", "desk_name": "" });
    let mut known = BTreeSet::new();
    samples.iter().chain([&extra]).for_each(|value| check::names_of(value, &mut known));
    let faults: Vec<PageFault> = files.templates().flat_map(|(_, file)| check::faults(file, &words, &known)).collect();
    if faults.is_empty() { Ok((Compiled::of(files, &words)?, words)) } else { Err(faults) }
}

fn site_names() -> Value {
    let (empty, none) = ("", 0);
    let site = SiteFacts {
        lang: empty,
        template: empty,
        css: empty,
        js: empty,
        icon: empty,
        wordmark: empty,
        wordmark_width: none,
        wordmark_height: none,
    };
    serde_json::to_value(site).unwrap_or_default()
}

/// The words of a language: all of English's, and no others.
fn words_of(tag: &str, files: &PageFiles) -> Result<Words, Vec<PageFault>> {
    let mut english = Words::default();
    for file in files.words("en").into_iter().take(1) {
        english.replace(Words::parse(&file.shown, &file.text)?);
    }
    let (mut words, mut faults) = (Words::default(), Vec::new());
    for file in files.words(tag) {
        let own = Words::parse(&file.shown, &file.text)?;
        faults.extend(english.faults_of(&file.shown, &own));
        words.replace(own);
    }
    let lacking = words.lack(&english);
    if !lacking.is_empty() {
        let message = format!("{} words are missing: {}", lacking.len(), lacking.join(", "));
        faults.push(PageFault::of_file(&format!("pages/words/{tag}.toml"), message));
    }
    if faults.is_empty() { Ok(words) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
