//! The two handlebars registries, one with HTML escaping and one without, and our helpers.
//!
//! Both are strict: an unknown name is a fault. handlebars lets two cases pass. Our helpers refuse a missing argument,
//! and `check` finds a missing condition (`{{#if missing}}`).

use std::collections::HashMap;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
    Renderable, ScopedJson, Template,
};
use serde_json::Value;

use crate::desk::notice::NoticeKind;
use crate::mail::html::escaped;

use super::faults::TemplateFault;
use super::inline_partials::{self, Inlined, Inliner, Parts};
use super::template_context::{FORMATTED, TemplateContext};
use super::template_files::{TemplateFile, TemplateFiles};
use super::text_to_html;
use super::wrapped::wrapped;

/// Which of a letter's three templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemplateKind {
    Subject,
    Text,
    Html,
}

impl TemplateKind {
    pub(super) const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    fn path(self, kind: NoticeKind) -> String {
        let which = match self {
            Self::Subject => "subject",
            Self::Text => "text",
            Self::Html => "html",
        };
        format!("{}/{which}.hbs", kind.as_str())
    }
}

/// Templates by path, parts by name.
#[derive(Debug, Clone)]
pub(super) struct Registries {
    plain: Handlebars<'static>,
    html: Handlebars<'static>,
    /// Name in a registry → file, for faults.
    plain_files: HashMap<String, String>,
    html_files: HashMap<String, String>,
    /// Paths of templates, built once and not for each letter.
    names: HashMap<(NoticeKind, u8), String>,
}

impl Registries {
    /// Registers parsed templates with their parts inlined.
    pub(super) fn of(read: &[ParsedTemplate<'_>]) -> Result<Self, Vec<TemplateFault>> {
        let (plain, plain_files) = filled(plain_registry(), read, |entry| entry.in_plain)?;
        let (html, html_files) = filled(html_registry(), read, |entry| entry.in_html)?;
        let names = NoticeKind::ALL
            .into_iter()
            .flat_map(|kind| TemplateKind::ALL.map(|which| ((kind, which as u8), which.path(kind))));
        Ok(Self { plain, html, plain_files, html_files, names: names.collect() })
    }

    /// Renders one template.
    pub(super) fn render(
        &self,
        kind: NoticeKind,
        which: TemplateKind,
        context: &TemplateContext,
    ) -> Result<String, TemplateFault> {
        let name = self.names.get(&(kind, which as u8)).map_or("", String::as_str);
        let (registry, files) = match which {
            TemplateKind::Subject | TemplateKind::Text => (&self.plain, &self.plain_files),
            TemplateKind::Html => (&self.html, &self.html_files),
        };
        registry.render_with_context(name, &context.0).map_err(|error| fault(files, name, &error))
    }

    /// Words a reason, from its key and data. Empty if its part has no words for it.
    pub(super) fn word(&self, reason: &Value) -> Result<String, TemplateFault> {
        let rendered = self.plain.render(REASON, reason).map_err(|error| fault(&self.plain_files, REASON, &error))?;
        Ok(rendered.trim().to_owned())
    }
}

fn fault(files: &HashMap<String, String>, name: &str, error: &RenderError) -> TemplateFault {
    let template = error.template_name.as_deref().unwrap_or(name);
    TemplateFault::of_render(files.get(template).map_or(template, String::as_str), error)
}

/// The part that words reasons.
pub(super) const REASON: &str = "reason";

/// The registries and the name of a template.
pub(super) struct RegistryEntry {
    pub(super) name: String,
    pub(super) is_part: bool,
    in_plain: bool,
    in_html: bool,
}

/// A parsed template file.
pub(super) struct ParsedTemplate<'a> {
    pub(super) file: &'a TemplateFile,
    pub(super) entry: RegistryEntry,
    pub(super) template: Template,
}

/// Parses all files and returns all syntax faults at once.
pub(super) fn read(files: &TemplateFiles) -> Result<Vec<ParsedTemplate<'_>>, Vec<TemplateFault>> {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for file in files.iter() {
        let entry = RegistryEntry::of(&file.path);
        match Template::compile_with_name(&file.source, entry.name.clone()) {
            Ok(template) => read.push(ParsedTemplate { file, entry, template }),
            Err(error) => faults.push(TemplateFault::of_syntax(&file.shown, &error)),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

impl RegistryEntry {
    /// `reply/html.hbs` is registered by its path, `parts/facts.html.hbs` as `facts`, and `parts/topic.hbs` in both
    /// registries.
    pub(super) fn of(path: &str) -> Self {
        let Some(part) = path.strip_prefix("parts/") else {
            let in_html = path.ends_with("/html.hbs");
            return Self { name: path.to_owned(), is_part: false, in_plain: !in_html, in_html };
        };
        let name = part.strip_suffix(".hbs").unwrap_or(part);
        let (text, html) = (name.strip_suffix(".text"), name.strip_suffix(".html"));
        Self {
            name: text.or(html).unwrap_or(name).to_owned(),
            is_part: true,
            in_plain: html.is_none(),
            in_html: text.is_none(),
        }
    }
}

/// A registry with its templates, and their files.
fn filled(
    mut registry: Handlebars<'static>,
    read: &[ParsedTemplate<'_>],
    belongs: fn(&RegistryEntry) -> bool,
) -> Result<(Handlebars<'static>, HashMap<String, String>), Vec<TemplateFault>> {
    let read: Vec<&ParsedTemplate<'_>> = read.iter().filter(|read| belongs(&read.entry)).collect();
    let parts: Parts = read
        .iter()
        .filter(|read| read.entry.is_part)
        .map(|read| (read.entry.name.clone(), read.template.clone()))
        .collect();
    let inliner =
        Inliner::new(&parts).map_err(|error| vec![TemplateFault::of_syntax(inline_partials::BLOCK, &error)])?;
    let (mut files, mut faults) = (HashMap::new(), Vec::new());
    for ParsedTemplate { file, entry, template } in read {
        match inliner.inline_partials(template) {
            Ok(inlined) => registry.register_template(&entry.name, inlined),
            Err(part) => {
                faults.push(TemplateFault::of_file(&file.shown, &format!("the part \"{part}\" contains itself")))
            }
        }
        files.insert(entry.name.clone(), file.shown.clone());
    }
    if faults.is_empty() { Ok((registry, files)) } else { Err(faults) }
}

fn plain_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(handlebars::no_escape);
    registry.register_helper("quoted", Box::new(quoted));
    registry.register_helper("wrapped", Box::new(Wrapped));
    shared_words(&mut registry);
    registry
}

fn html_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(escaped);
    registry.register_helper("paragraphs", Box::new(paragraphs));
    registry.register_helper("rating_link", Box::new(rating_link));
    registry.register_helper("command_link", Box::new(command_link));
    shared_words(&mut registry);
    registry
}

fn shared_words(registry: &mut Handlebars<'static>) {
    registry.set_strict_mode(true);
    registry.register_helper("stars", Box::new(stars));
    registry.register_helper("statuses_that", Box::new(StatusesThat));
    registry.register_helper(inline_partials::BLOCK, Box::new(Inlined));
    // They read more than the context: the log, raw text.
    for unwanted in ["log", "raw", "lookup"] {
        registry.unregister_helper(unwanted);
    }
}

/// `{{quoted text}}`: `> ` before each line.
fn quoted(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(&text_to_html::quoted(text_at(h, 0)?))?)
}

/// `{{paragraphs text}}`: plain text as escaped HTML; the words of the letter with their formatting, if it is known.
fn paragraphs(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = text_at(h, 0)?;
    let of_letter = |name: &str| context.data().get(name).and_then(Value::as_str);
    let formatted = of_letter(FORMATTED).filter(|html| !html.is_empty() && of_letter("text") == Some(text));
    match formatted {
        Some(html) => out.write(html)?,
        None => out.write(&text_to_html::paragraphs(text))?,
    }
    Ok(())
}

/// `(statuses_that statuses "feedback")`: those that ask for feedback; with the name of a stage: those of that stage.
struct StatusesThat;

impl HelperDef for StatusesThat {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let all = value_at(h, 0).and_then(Value::as_array).ok_or_else(|| wrong_argument(h, 0, "a list of statuses"))?;
        let wanted = text_at(h, 1)?;
        let is_wanted = |status: &&Value| match wanted {
            "feedback" => status.get("feedback") == Some(&Value::Bool(true)),
            stage => status.get("stage").and_then(Value::as_str) == Some(stage),
        };
        Ok(ScopedJson::Derived(all.iter().filter(is_wanted).cloned().collect()))
    }
}

/// `{{#wrapped "  "}} … {{/wrapped}}`: breaks long lines; what goes on hangs behind the blanks, if there are any.
struct Wrapped;

impl HelperDef for Wrapped {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let hang = if h.params().is_empty() { "" } else { text_at(h, 0)? };
        let Some(template) = h.template() else { return Ok(()) };
        let lines = template.renders(registry, context, rc)?;
        Ok(out.write(&wrapped(&lines, hang))?)
    }
}

/// `{{stars score}}`: ★★★★☆.
fn stars(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(&text_to_html::stars(number_at(h, 0)?))?)
}

/// `{{command_link "#cancel"}}`: the address of a mail to the desk with this command.
fn command_link(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = |pointer: &str| context.data().pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (address, reference, token, subject) =
        (text("/desk/address"), text("/reference"), text("/token"), text("/subject"));
    let link = text_to_html::command_link(address, reference, token, subject, text_at(h, 0)?);
    Ok(out.write(&escaped(&link))?)
}

/// `{{rating_link 4 "Feedback"}}`: the address of the page that rates with 4, or of a mail to the desk that does.
fn rating_link(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = |pointer: &str| context.data().pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let score = u8::try_from(number_at(h, 0)?).map_err(|_| wrong_argument(h, 0, "a number from 1 to 5"))?;
    let (address, reference, token) = (text("/desk/address"), text("/reference"), text("/token"));
    let link = match text("/rating_page") {
        "" => text_to_html::rating_link(address, reference, token, text_at(h, 1)?, score),
        page => format!("{page}/{score}"),
    };
    Ok(out.write(&escaped(&link))?)
}

fn text_at<'a>(h: &'a Helper<'_>, index: usize) -> Result<&'a str, RenderError> {
    value_at(h, index).and_then(Value::as_str).ok_or_else(|| wrong_argument(h, index, "a text"))
}

fn number_at(h: &Helper<'_>, index: usize) -> Result<u64, RenderError> {
    value_at(h, index).and_then(Value::as_u64).ok_or_else(|| wrong_argument(h, index, "a number"))
}

/// An argument with a value.
fn value_at<'a>(h: &'a Helper<'_>, index: usize) -> Option<&'a Value> {
    h.param(index).filter(|param| !param.is_value_missing()).map(handlebars::PathAndJson::value)
}

fn wrong_argument(h: &Helper<'_>, index: usize, wanted: &str) -> RenderError {
    let name = h.param(index).and_then(handlebars::PathAndJson::relative_path).map_or("its argument", String::as_str);
    RenderErrorReason::Other(format!("\"{}\" needs {wanted}, but {name} isn't one", h.name())).into()
}
