//! The templates of one language, parsed, with its words.
//!
//! Comes in: files. Goes out: a registry that renders title, content and frame. handlebars is strict, so that an unknown name
//! is a fault.

use std::collections::HashMap;
use std::sync::Arc;

use handlebars::{Context, Handlebars, RenderError, Template};

use super::fault::PageFault;
use super::files::PageFiles;
use super::words::Words;
use super::{text, wording};

/// The name of what stands around a page.
const FRAME: &str = "frame";

/// The templates of one language.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    registry: Handlebars<'static>,
    /// `ticket` → `ticket.title`.
    titles: HashMap<String, String>,
}

impl Compiled {
    /// Parses all templates and returns all syntax faults at once.
    pub(super) fn of(files: &PageFiles, words: &Arc<Words>) -> Result<Self, Vec<PageFault>> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(text::shown);
        // They read more than the context: the log, raw text.
        for unwanted in ["log", "raw", "lookup"] {
            registry.unregister_helper(unwanted);
        }
        wording::register(&mut registry, words);
        let (mut titles, mut faults) = (HashMap::new(), Vec::new());
        for (name, file) in files.templates() {
            let mut register = |name: &str, source: &str| match Template::compile_with_name(source, name.to_owned()) {
                Ok(template) => registry.register_template(name, template),
                Err(error) => faults.push(PageFault::of_syntax(&file.shown, &error)),
            };
            if name == FRAME || name.starts_with("parts/") {
                register(name, &file.text);
                continue;
            }
            // The first line of a page is its title. The lines below keep their numbers.
            let (title, content) = file.text.split_once('\n').unwrap_or((&file.text, ""));
            let title_name = format!("{name}.title");
            register(&title_name, title);
            register(name, &format!("{{{{!--\n--}}}}{content}"));
            titles.insert(name.to_owned(), title_name);
        }
        if faults.is_empty() { Ok(Self { registry, titles }) } else { Err(faults) }
    }

    /// The title of a page, as HTML on one line.
    pub(super) fn title(&self, name: &str, context: &Context) -> Result<String, RenderError> {
        let title = self.registry.render_with_context(self.titles.get(name).map_or(name, String::as_str), context)?;
        Ok(title.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// What a page has between header and footer.
    pub(super) fn content(&self, name: &str, context: &Context) -> Result<String, RenderError> {
        self.registry.render_with_context(name, context)
    }

    /// The whole page; the context has its `title` and `content`.
    pub(super) fn frame(&self, context: &Context) -> Result<String, RenderError> {
        self.registry.render_with_context(FRAME, context)
    }
}
