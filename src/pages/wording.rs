//! What templates can say: words by key, counts, faults of forms, texts of people. These are helpers of handlebars.
//!
//! `{{w "list.mine"}}`, `{{w "list.count" n=open}}`, `{{n "files" count}}` (`files.one` or `files.other`), `{{k "stage" stage}}`,
//! `{{paragraphs text}}`, `{{markdown text}}`, `{{initials name}}`, `{{fault_words this}}`, `{{fault_at "subject"}}`,
//! `{{described_by "subject" hint}}`.

use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
};
use serde_json::Value;

use super::words::{Words, filled};
use super::{markdown, text};

/// Registers all of them.
pub(super) fn register(registry: &mut Handlebars<'static>, words: &Arc<Words>) {
    for which in [Which::Word, Which::Count, Which::Kind, Which::FaultWords, Which::FaultAt, Which::DescribedBy] {
        registry.register_helper(which.name(), Box::new(Wording { which, words: Arc::clone(words) }));
    }
    registry.register_helper("paragraphs", Box::new(Written(text::paragraphs)));
    registry.register_helper("markdown", Box::new(Written(markdown::article)));
    registry.register_helper("initials", Box::new(Written(text::initials)));
}

#[derive(Clone, Copy)]
enum Which {
    Word,
    Count,
    Kind,
    FaultWords,
    FaultAt,
    DescribedBy,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Self::Word => "w",
            Self::Count => "n",
            Self::Kind => "k",
            Self::FaultWords => "fault_words",
            Self::FaultAt => "fault_at",
            Self::DescribedBy => "described_by",
        }
    }
}

/// A helper that needs the words of the language.
struct Wording {
    which: Which,
    words: Arc<Words>,
}

impl HelperDef for Wording {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let html = match self.which {
            Which::Word => self.word(text_at(h, 0)?, |name| h.hash_get(name).map(|value| plain(value.value())))?,
            Which::Count => {
                let count = value_at(h, 1).and_then(Value::as_u64).ok_or_else(|| wrong(h, 1, "a number"))?;
                let key = format!("{}.{}", text_at(h, 0)?, if count == 1 { "one" } else { "other" });
                self.word(&key, |name| (name == "n").then(|| count.to_string()))?
            }
            Which::Kind => {
                let key = format!("{}.{}", text_at(h, 0)?, text_at(h, 1)?);
                self.word(&key, |name| h.hash_get(name).map(|value| plain(value.value())))?
            }
            Which::FaultWords => self.fault_words(value_at(h, 0).ok_or_else(|| wrong(h, 0, "a fault"))?)?,
            Which::FaultAt => self.fault_at(context, text_at(h, 0)?)?,
            Which::DescribedBy => described_by(context, text_at(h, 0)?, value_at(h, 1)),
        };
        Ok(out.write(&html)?)
    }
}

impl Wording {
    fn word(&self, key: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, RenderError> {
        let words = self.words.find(key);
        let words = words.ok_or_else(|| RenderErrorReason::Other(format!("there's no word \"{key}\"")))?;
        Ok(text::shown(&filled(words, value)))
    }

    /// The sentence about a fault.
    fn fault_words(&self, fault: &Value) -> Result<String, RenderError> {
        let part = |name: &str| fault.get(name).map(plain).unwrap_or_default();
        let own = || self.words.find(&format!("label.{}", part("field"))).or_else(|| self.words.find("label.form"));
        let label = if part("label").is_empty() { own().unwrap_or_default().to_owned() } else { part("label") };
        let value = |name: &str| if name == "label" { Some(label.clone()) } else { fault.get(name).map(plain) };
        self.word(&format!("fault.{}", part("kind")), value)
    }

    /// The fault of a control, above it.
    fn fault_at(&self, context: &Context, field: &str) -> Result<String, RenderError> {
        let Some(fault) = fault_of(context, field) else { return Ok(String::new()) };
        let (id, words) = (text::shown(field), self.fault_words(fault)?);
        Ok(format!("<p class=\"fault\" id=\"e-{id}\">{words}</p>"))
    }
}

/// The attributes of a control that name its hint (`h-NAME`) and its fault (`e-NAME`).
fn described_by(context: &Context, field: &str, hint: Option<&Value>) -> String {
    let has_hint =
        hint.is_some_and(|hint| hint.as_str().is_some_and(|hint| !hint.is_empty()) || hint == &Value::Bool(true));
    let (id, has_fault) = (text::shown(field), fault_of(context, field).is_some());
    let names = [(has_hint, 'h'), (has_fault, 'e')].into_iter().filter(|(is_there, _)| *is_there);
    let names: Vec<String> = names.map(|(_, letter)| format!("{letter}-{id}")).collect();
    let invalid = if has_fault { " aria-invalid=\"true\"" } else { "" };
    if names.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"{invalid}", names.join(" ")) }
}

fn fault_of<'a>(context: &'a Context, field: &str) -> Option<&'a Value> {
    let faults = context.data().get("faults").and_then(Value::as_array)?;
    faults.iter().find(|fault| fault.get("field").and_then(Value::as_str) == Some(field))
}

/// A helper that writes what somebody wrote.
struct Written(fn(&str) -> String);

impl HelperDef for Written {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        Ok(out.write(&(self.0)(text_at(h, 0)?))?)
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text_at<'a>(h: &'a Helper<'_>, index: usize) -> Result<&'a str, RenderError> {
    value_at(h, index).and_then(Value::as_str).ok_or_else(|| wrong(h, index, "a text"))
}

/// An argument with a value.
fn value_at<'a>(h: &'a Helper<'_>, index: usize) -> Option<&'a Value> {
    h.param(index).filter(|param| !param.is_value_missing()).map(handlebars::PathAndJson::value)
}

fn wrong(h: &Helper<'_>, index: usize, wanted: &str) -> RenderError {
    let name = h.param(index).and_then(handlebars::PathAndJson::relative_path).map_or("its argument", String::as_str);
    RenderErrorReason::Other(format!("\"{}\" needs {wanted}, but {name} isn't one", h.name())).into()
}
