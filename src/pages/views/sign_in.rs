//! Signing in and out.

use serde::Serialize;

use super::{FormFault, FormMark};

/// `/in`. Posts `address` to `/in` with `do=ask`, and `code` with `do=code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignIn {
    /// The hidden fields.
    pub form: FormMark,
    /// Whether a letter was asked for.
    pub step: SignInStep,
    /// What was typed as the address.
    pub address: String,
    /// Whether people who are not known yet can sign in.
    pub newcomers: bool,
    /// A path to go on to afterwards, as an opaque word of the portal's own; posted as `to`. May be empty.
    pub to: String,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// How far signing in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInStep {
    /// The address is asked for.
    Ask,
    /// The letter is on its way if the address is known, and the code is asked for. Looks the same for everybody.
    Sent,
}

/// `/in/TOKEN`: the link of the letter. Posts to the same path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignInLink {
    /// The hidden fields.
    pub form: FormMark,
    /// The path that it is posted to.
    pub href: String,
    /// The address, mostly hidden: `a•••@customer.example`.
    pub address: String,
    /// Whether this browser asked for the letter. Another one is told to type the code where it was asked for.
    pub same_browser: bool,
    /// Whether the link is too old or was used.
    pub dead: bool,
}

/// `/out`, afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignedOut {
    /// Whether all other browsers are signed out too.
    pub everywhere: bool,
}
