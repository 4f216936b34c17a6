//! Controls of forms, what was typed into them, and what is wrong with it.

use serde::Serialize;

/// The hidden fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FormMark {
    /// Unguessable, new for each page: a form that is sent twice counts once. Posted as `nonce`.
    pub nonce: String,
    /// The version of what the page showed; empty if nothing can be stale. Posted as `version`.
    pub version: String,
}

/// One thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormFault {
    /// The name of the control.
    pub field: String,
    /// What the control is called. Empty: one of our own controls, whose label the words have.
    pub label: String,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// What is wrong with the value of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FaultKind {
    /// Nothing was typed or chosen.
    Missing,
    /// More characters than are read.
    TooLong {
        /// The most characters.
        most: u64,
    },
    /// No value of the list.
    NotAChoice,
    /// No address of a mailbox.
    NotAnAddress,
    /// The code isn't the one in the letter, or is too old, or was used.
    WrongCode,
    /// After so many wrong codes, another letter must be asked for.
    CodeDead,
    /// Too many letters were asked for.
    TooOften,
    /// A person who can't be chosen here.
    NotThisPerson,
    /// The file is above the limit.
    FileTooLarge {
        /// Its name.
        name: String,
        /// The limit in words: `10 MB`.
        most: String,
    },
    /// More files, or more bytes of all files, than are taken.
    TooManyFiles,
    /// No room for files at this moment.
    NoRoom,
    /// Something changed since the page was shown.
    Stale,
    /// Refused by the desk, in its own words.
    Refused {
        /// The sentences, in the reader's language.
        words: String,
    },
}

/// A `[[field]]` of the desk in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormField {
    /// The name of the control: `field.NAME`.
    pub name: String,
    /// What the field is called.
    pub label: String,
    /// A line below the label; may be empty.
    pub hint: String,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Whether the desk decides on it itself, and the customer only proposes.
    pub proposed: bool,
    /// How it is asked for.
    pub control: Control,
    /// What was typed or chosen: a stored value; may be empty.
    pub value: String,
    /// The values, in groups. A list without groups is one group without a label. Empty for texts.
    pub groups: Vec<ChoiceGroup>,
}

/// How a value is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Up to seven values, each with its description.
    Radios,
    /// More values, or subtypes in groups.
    Select,
    /// One line of text.
    Text,
}

/// Values that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceGroup {
    /// The value above the subtypes; empty if there are no groups.
    pub label: String,
    /// The values.
    pub choices: Vec<Choice>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As it is stored and posted.
    pub value: String,
    /// As it is shown.
    pub label: String,
    /// What it means; may be empty.
    pub description: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A file that was sent before and is kept until the form is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptFile {
    /// Posted as `kept`, and as `do=remove-file:ID` by its button.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in words: `1.2 MB`.
    pub size: String,
}

/// What was typed on an earlier page, as a hidden field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptValue {
    /// The name of the control.
    pub name: String,
    /// Its value.
    pub value: String,
}
