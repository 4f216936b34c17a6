//! Reasons in the words of a letter's language, by its `parts/reason.text.hbs`.
//!
//! Comes in: reasons. Goes out: a line for each. A reason within a reason (the cause of a change) is worded first, by
//! the same part. English stands in for missing words, as in `maildesk ticket`.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::desk::reason::{CommandFault, NotOpen, Reason, Refusal};
use crate::mail::authentic::Basis;
use crate::mail::origin::Unvouched;

use super::facts::Facts;
use super::faults::TemplateFault;
use super::registry::Registries;
use super::template_context::Worded;

/// The worded reasons of a letter, in the language of these templates.
pub(super) fn worded(registries: &Registries, facts: &Facts) -> Result<Worded, TemplateFault> {
    let noted = facts.entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry.note.as_ref()?)));
    let notes = noted.map(|(at, note)| Ok((at, one(registries, note)?)));
    let wrong = facts.receipt.iter().enumerate().filter_map(|(at, line)| Some((at, line.fault.as_ref()?)));
    let faults = wrong.map(|(at, fault)| Ok((at, one(registries, fault)?)));
    let aside = facts.set_aside.iter().enumerate().filter_map(|(at, mail)| Some((at, mail.because.as_ref()?)));
    let aside = aside.map(|(at, why)| Ok((at, one(registries, why)?)));
    Ok(Worded {
        set_aside: aside.collect::<Result<_, _>>()?,
        reason: lines(registries, &facts.reason)?,
        notes: notes.collect::<Result<_, _>>()?,
        faults: faults.collect::<Result<_, _>>()?,
    })
}

/// A line for each.
pub(super) fn lines(registries: &Registries, reasons: &[Reason]) -> Result<String, TemplateFault> {
    let lines = reasons.iter().map(|reason| one(registries, reason));
    Ok(lines.collect::<Result<Vec<String>, _>>()?.join("\n"))
}

/// A reason or a fault, in English if there are no words for it.
pub(super) fn one(registries: &Registries, reason: &(impl Serialize + Display)) -> Result<String, TemplateFault> {
    let words = word(registries, serde_json::to_value(reason).unwrap_or_default())?;
    Ok(words.unwrap_or_else(|| reason.to_string()))
}

/// One reason, from its key and data; what is within it has its words, and beside them its key (`by_key`). `None` if there are no words for it, or for a reason within it.
pub(super) fn word(registries: &Registries, mut data: Value) -> Result<Option<String>, TemplateFault> {
    let Value::Object(fields) = &mut data else { return Ok(None) };
    let nested = fields.iter().filter(|(_, value)| value.is_object()).map(|(name, _)| name.clone());
    for name in nested.collect::<Vec<_>>() {
        let within = fields.get_mut(&name).map(Value::take).unwrap_or_default();
        let key = within.get("key").cloned().unwrap_or_default();
        let Some(words) = word(registries, within)? else { return Ok(None) };
        fields.insert(format!("{name}_key"), key);
        fields.insert(name, words.into());
    }
    let words = registries.word(&data)?;
    Ok(Some(words).filter(|words| !words.is_empty()))
}

/// An example of each reason, as key and data. Reasons that only occur within others come last.
pub(super) fn samples() -> Vec<Value> {
    fn data<T: serde::Serialize>(samples: Vec<T>) -> Vec<Value> {
        samples.iter().filter_map(|sample| serde_json::to_value(sample).ok()).collect()
    }
    let within = [
        data(CommandFault::samples()),
        data(Refusal::samples()),
        data(NotOpen::samples()),
        data(Basis::samples()),
        data(Unvouched::samples()),
    ];
    [data(Reason::samples()), within.concat()].concat()
}

/// All names that reasons have for their data.
pub(super) fn names() -> Value {
    let samples = samples();
    let fields = samples.iter().filter_map(Value::as_object).flatten();
    let keys = fields.clone().filter_map(|(name, value)| Some((format!("{name}_key"), value.get("key")?.clone())));
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).chain(keys).collect::<Map<_, _>>())
}
