//! The two handlebars registries, one that escapes for HTML and one that does not, and the words of our own.
//!
//! Both are strict: a name that stands for nothing is a fault. handlebars lets two cases pass: a missing argument of an
//! own word, which our words refuse, and a missing condition (`{{#if missing}}`), which `check` finds.

use std::collections::HashMap;

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderError, RenderErrorReason, Template,
};
use serde_json::Value;

use crate::desk::notice::NoticeKind;

use super::faults::TemplateFault;
use super::leaves::{Leaf, Leaves};
use super::sheet::Sheet;
use super::typeset;
use super::weave::{self, Parts, Weaver, Woven};

/// Which of a letter's three templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Subject,
    Text,
    Html,
}

impl Form {
    pub(super) const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    fn leaf(self, kind: NoticeKind) -> String {
        let form = match self {
            Self::Subject => "subject",
            Self::Text => "text",
            Self::Html => "html",
        };
        format!("{}/{form}.hbs", kind.as_str())
    }
}

/// Templates by the path of their leaf, parts by their bare name.
#[derive(Debug, Clone)]
pub(super) struct Registries {
    plain: Handlebars<'static>,
    html: Handlebars<'static>,
    /// Name in a registry → file, for faults.
    plain_files: HashMap<String, String>,
    html_files: HashMap<String, String>,
    /// Leaf names, so that none is put together for each letter.
    names: HashMap<(NoticeKind, u8), String>,
}

impl Registries {
    /// Registers what was read, with the parts woven in.
    pub(super) fn of(read: &[Read<'_>]) -> Result<Self, Vec<TemplateFault>> {
        let (plain, plain_files) = filled(plain_registry(), read, |place| place.in_plain)?;
        let (html, html_files) = filled(html_registry(), read, |place| place.in_html)?;
        let names =
            NoticeKind::ALL.into_iter().flat_map(|kind| Form::ALL.map(|form| ((kind, form as u8), form.leaf(kind))));
        Ok(Self { plain, html, plain_files, html_files, names: names.collect() })
    }

    /// Renders one template.
    pub(super) fn render(&self, kind: NoticeKind, form: Form, sheet: &Sheet) -> Result<String, TemplateFault> {
        let name = self.names.get(&(kind, form as u8)).map_or("", String::as_str);
        let (registry, files) = match form {
            Form::Subject | Form::Text => (&self.plain, &self.plain_files),
            Form::Html => (&self.html, &self.html_files),
        };
        registry.render_with_context(name, &sheet.0).map_err(|error| {
            let template = error.template_name.as_deref().unwrap_or(name);
            TemplateFault::of_render(files.get(template).map_or(template, String::as_str), &error)
        })
    }
}

/// Where a leaf is registered, and by which name.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) is_part: bool,
    in_plain: bool,
    in_html: bool,
}

/// A leaf that was read as a template.
pub(super) struct Read<'a> {
    pub(super) leaf: &'a Leaf,
    pub(super) place: Place,
    pub(super) template: Template,
}

/// Reads all leaves; all faults of syntax at once.
pub(super) fn read(leaves: &Leaves) -> Result<Vec<Read<'_>>, Vec<TemplateFault>> {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for leaf in leaves.iter() {
        let place = Place::of(&leaf.path);
        match Template::compile_with_name(&leaf.source, place.name.clone()) {
            Ok(template) => read.push(Read { leaf, place, template }),
            Err(error) => faults.push(TemplateFault::of_syntax(&leaf.file, &error)),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

impl Place {
    /// `reply/html.hbs` by its path, `parts/facts.html.hbs` as `facts`; `parts/topic.hbs` in both registries.
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

/// A registry with all templates that belong into it, and their files.
fn filled(
    mut registry: Handlebars<'static>,
    read: &[Read<'_>],
    belongs: fn(&Place) -> bool,
) -> Result<(Handlebars<'static>, HashMap<String, String>), Vec<TemplateFault>> {
    let read: Vec<&Read<'_>> = read.iter().filter(|read| belongs(&read.place)).collect();
    let parts: Parts = read
        .iter()
        .filter(|read| read.place.is_part)
        .map(|read| (read.place.name.clone(), read.template.clone()))
        .collect();
    let weaver = Weaver::new(&parts).map_err(|error| vec![TemplateFault::of_syntax(weave::BLOCK, &error)])?;
    let (mut files, mut faults) = (HashMap::new(), Vec::new());
    for Read { leaf, place, template } in read {
        match weaver.weave(template) {
            Ok(woven) => registry.register_template(&place.name, woven),
            Err(part) => {
                faults.push(TemplateFault::of_file(&leaf.file, &format!("the part \"{part}\" contains itself")))
            }
        }
        files.insert(place.name.clone(), leaf.file.clone());
    }
    if faults.is_empty() { Ok((registry, files)) } else { Err(faults) }
}

fn plain_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(handlebars::no_escape);
    registry.register_helper("quoted", Box::new(quoted));
    shared_words(&mut registry);
    registry
}

fn html_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(typeset::escaped);
    registry.register_helper("paragraphs", Box::new(paragraphs));
    registry.register_helper("rating_link", Box::new(rating_link));
    shared_words(&mut registry);
    registry
}

fn shared_words(registry: &mut Handlebars<'static>) {
    registry.set_strict_mode(true);
    registry.register_helper("stars", Box::new(stars));
    registry.register_helper(weave::BLOCK, Box::new(Woven));
    // They read other things than the sheet: the log, raw text.
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
    Ok(out.write(&typeset::quoted(text_at(h, 0)?))?)
}

/// `{{paragraphs text}}`: plain text as escaped HTML.
fn paragraphs(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(&typeset::paragraphs(text_at(h, 0)?))?)
}

/// `{{stars score}}`: ★★★★☆.
fn stars(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(&typeset::stars(number_at(h, 0)?))?)
}

/// `{{rating_link 4 "Feedback"}}`: the address of a mail to the desk that rates with 4.
fn rating_link(
    h: &Helper<'_>,
    _: &Handlebars<'_>,
    context: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = |pointer: &str| context.data().pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let score = u8::try_from(number_at(h, 0)?).map_err(|_| wrong_argument(h, 0, "a number from 1 to 5"))?;
    let about = (text("/reference"), text("/token"));
    let link = typeset::rating_link(text("/desk/address"), about, text_at(h, 1)?, score);
    Ok(out.write(&typeset::escaped(&link))?)
}

fn text_at<'a>(h: &'a Helper<'_>, index: usize) -> Result<&'a str, RenderError> {
    value_at(h, index).and_then(Value::as_str).ok_or_else(|| wrong_argument(h, index, "a text"))
}

fn number_at(h: &Helper<'_>, index: usize) -> Result<u64, RenderError> {
    value_at(h, index).and_then(Value::as_u64).ok_or_else(|| wrong_argument(h, index, "a number"))
}

/// An argument that stands for something.
fn value_at<'a>(h: &'a Helper<'_>, index: usize) -> Option<&'a Value> {
    h.param(index).filter(|param| !param.is_value_missing()).map(handlebars::PathAndJson::value)
}

fn wrong_argument(h: &Helper<'_>, index: usize, wanted: &str) -> RenderError {
    let name = h.param(index).and_then(handlebars::PathAndJson::relative_path).map_or("its argument", String::as_str);
    RenderErrorReason::Other(format!("\"{}\" needs {wanted}, and {name} is none", h.name())).into()
}
