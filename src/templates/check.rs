//! Checks all templates before any mail needs them: looks up every name, and renders each template on samples (P8).
//!
//! Strict mode only finds the names that a rendering meets. It misses a condition on an unknown name (`{{#if stauts}}`)
//! and names in a branch that no sample takes, so all names are looked up as well.

use std::collections::BTreeSet;

use handlebars::Template;
use handlebars::template::{BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

use crate::desk::nearest::nearest;
use crate::desk::notice::NoticeKind;

use super::faults::{TemplateFault, no_such_name};
use super::reasons;
use super::registry::{ParsedTemplate, REASON, Registries, TemplateKind};
use super::samples::{Sample, samples};
use super::template_context::{FORMATTED, TemplateContext, Worded};

/// Names that come with a loop or a frame.
const LOCALS: &[&str] = &["@index", "@first", "@last", "@key", "@partial-block"];

/// Renders everything on samples and returns each fault once. `thorough` tries many more.
pub(super) fn check_renders(language: &str, registries: &Registries, thorough: bool) -> Result<(), Vec<TemplateFault>> {
    // No letter's sample has each reason. A test tries the shipped words, not each start.
    for reason in reasons::samples().into_iter().filter(|_| thorough) {
        reasons::word(registries, reason).map_err(|fault| vec![fault])?;
    }
    let context = |sample: &Sample| {
        let worded = reasons::worded(registries, &sample.facts)?;
        TemplateContext::of(language, &sample.letter_context(language), (&sample.facts, worded))
            .map_err(|message| TemplateFault::of_file("samples", &message))
    };
    let contexts: Result<Vec<TemplateContext>, _> = samples().iter().map(context).collect();
    let mut contexts = contexts.map_err(|fault| vec![fault])?;
    // Few samples meet a branch in a branch. A test tries the shipped templates so, not each start.
    if thorough {
        let mixed = mixed(&contexts);
        contexts.extend(mixed);
    }
    let mut faults = Vec::new();
    for context in &contexts {
        for fault in NoticeKind::ALL.into_iter().flat_map(|kind| failing_templates(registries, kind, context)) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn failing_templates(registries: &Registries, kind: NoticeKind, context: &TemplateContext) -> Vec<TemplateFault> {
    TemplateKind::ALL.into_iter().filter_map(|which| registries.render(kind, which, context).err()).collect()
}

/// The full and the bare context, each with every single field of the other.
fn mixed(contexts: &[TemplateContext]) -> Vec<TemplateContext> {
    let [full, bare, ..] = contexts else { return Vec::new() };
    let names = full.0.data().as_object().into_iter().flat_map(|fields| fields.keys());
    names.flat_map(|name| [full.with_field_of(bare, name), bare.with_field_of(full, name)]).collect()
}

/// Looks up every name that a template uses and returns all faults at once.
pub(super) fn check_names(language: &str, read: &[ParsedTemplate<'_>]) -> Result<(), Vec<TemplateFault>> {
    let context = samples().first().map(|sample| {
        TemplateContext::of(language, &sample.letter_context(language), (&sample.facts, Worded::default()))
    });
    let Some(Ok(context)) = context else { return Ok(()) };
    let mut names = Names { context: context.0.data(), given: BTreeSet::new() };
    for ParsedTemplate { template, .. } in read {
        names.collect_given(template);
    }
    let data = reasons::names();
    let of_reasons = Names { context: &data, given: names.given.clone() };
    let mut faults = Vec::new();
    for ParsedTemplate { file, entry, template } in read {
        let names = if entry.name == REASON { &of_reasons } else { &names };
        names.look_up(template, &mut |name, (line, column)| {
            let message = no_such_name(name, nearest(name, names.fields()));
            faults.push(TemplateFault { file: file.shown.clone(), line, column, message });
        });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The values that a name may stand for.
struct Names<'a> {
    context: &'a Value,
    /// Names given in templates: `as |line|`, `{{> star score=5}}`.
    given: BTreeSet<String>,
}

/// Line and column, if known.
type Spot = (Option<usize>, Option<usize>);

impl Names<'_> {
    fn fields(&self) -> impl Iterator<Item = &str> {
        let names = self.context.as_object().into_iter().flat_map(|map| map.keys());
        names.map(String::as_str).filter(|name| *name != FORMATTED)
    }

    fn collect_given(&mut self, template: &Template) {
        for element in &template.elements {
            match element {
                TemplateElement::HelperBlock(block) => {
                    match &block.block_param {
                        Some(BlockParam::Single(name)) => self.given.extend(name.as_name().map(str::to_owned)),
                        Some(BlockParam::Pair((one, two))) => {
                            self.given.extend([one, two].into_iter().filter_map(Parameter::as_name).map(str::to_owned));
                        }
                        _ => {}
                    }
                    for inner in block.template.iter().chain(&block.inverse) {
                        self.collect_given(inner);
                    }
                }
                TemplateElement::PartialExpression(part) | TemplateElement::PartialBlock(part) => {
                    self.given.extend(part.hash.keys().cloned());
                    if let Some(inner) = &part.template {
                        self.collect_given(inner);
                    }
                }
                _ => {}
            }
        }
    }

    fn look_up(&self, template: &Template, tell: &mut dyn FnMut(&str, Spot)) {
        for (at, element) in template.elements.iter().enumerate() {
            let spot = template.mapping.get(at).map(|mapping| (mapping.0, mapping.1)).unzip();
            let mut tell_here = |name: &str| tell(name, spot);
            match element {
                TemplateElement::Expression(word) | TemplateElement::HtmlExpression(word) => {
                    // A name with arguments is a helper. Rendering reports unknown ones.
                    if word.params.is_empty() && word.hash.is_empty() {
                        self.look_up_parameter(&word.name, &mut tell_here);
                    }
                    self.look_up_arguments(word, &mut tell_here);
                }
                TemplateElement::HelperBlock(block) => {
                    self.look_up_arguments(block, &mut tell_here);
                    for inner in block.template.iter().chain(&block.inverse) {
                        self.look_up(inner, tell);
                    }
                }
                TemplateElement::PartialExpression(part) | TemplateElement::PartialBlock(part) => {
                    self.look_up_part(part, &mut tell_here);
                    if let Some(inner) = &part.template {
                        self.look_up(inner, tell);
                    }
                }
                _ => {}
            }
        }
    }

    fn look_up_arguments(&self, word: &HelperTemplate, tell: &mut dyn FnMut(&str)) {
        for parameter in word.params.iter().chain(word.hash.values()) {
            self.look_up_parameter(parameter, tell);
        }
    }

    fn look_up_part(&self, part: &DecoratorTemplate, tell: &mut dyn FnMut(&str)) {
        for parameter in part.params.iter().chain(part.hash.values()) {
            self.look_up_parameter(parameter, tell);
        }
    }

    fn look_up_parameter(&self, parameter: &Parameter, tell: &mut dyn FnMut(&str)) {
        match parameter {
            Parameter::Name(name) if !self.stands(name) => tell(name),
            Parameter::Path(_) => {
                let raw = parameter.as_name().unwrap_or_default();
                if !self.stands(raw) {
                    tell(raw);
                }
            }
            Parameter::Subexpression(inner) => {
                for parameter in inner.params().into_iter().flatten() {
                    self.look_up_parameter(parameter, tell);
                }
            }
            _ => {}
        }
    }

    /// Whether a path exists in the context or in a row of one of its lists.
    fn stands(&self, raw: &str) -> bool {
        let mut path = raw;
        while let Some(inner) =
            ["../", "./", "@root.", "@root/", "this.", "this/"].iter().find_map(|up| path.strip_prefix(up))
        {
            path = inner;
        }
        let mut steps = path.split(['.', '/']);
        let first = steps.next().unwrap_or_default();
        if matches!(first, "this" | "") || LOCALS.contains(&path) || self.given.contains(first) {
            return true;
        }
        match self.context.get(first) {
            Some(Value::Object(fields)) => steps.next().is_none_or(|second| fields.contains_key(second)),
            Some(_) => steps.next().is_none(),
            None => self.stands_in_a_row(first) && steps.next().is_none(),
        }
    }

    /// Whether a row of one of the lists has that name.
    fn stands_in_a_row(&self, name: &str) -> bool {
        let lists = self.context.as_object().into_iter().flat_map(|fields| fields.values()).filter_map(Value::as_array);
        lists.filter_map(|list| list.first()).any(|row| row.get(name).is_some())
    }
}
