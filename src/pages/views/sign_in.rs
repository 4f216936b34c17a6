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
    /// The provider of OpenID Connect, if people can sign in at one: posts to `/in/oidc`.
    pub provider: Option<ProviderButton>,
    /// A path to go on to afterwards, as an opaque word of the portal's own; posted as `to`. May be empty.
    pub to: String,
    /// What is wrong.
    pub faults: Vec<FormFault>,
}

/// The way to the provider of OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderButton {
    /// What people call it.
    pub title: String,
    /// Whether some can sign in there only.
    pub only: bool,
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

/// `/in/oidc` and `/in/oidc/back`: on the way to the provider, or back without success. Posts to `/in/oidc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignInProvider {
    /// The hidden fields.
    pub form: FormMark,
    /// How far it has come.
    pub step: ProviderStep,
    /// What people call the provider.
    pub title: String,
    /// The address at the provider, on the way there; else empty.
    pub href: String,
    /// As in [`SignIn`].
    pub to: String,
}

/// How far signing in at the provider has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderStep {
    /// On the way there.
    Go,
    /// It took too long, or began in another browser, or was done before.
    Again,
    /// The provider says that it was cancelled, or that this person may not.
    Cancelled,
    /// The provider can't be reached, or answers with nonsense.
    Unreachable,
    /// The provider told no address that may sign in this way. Looks the same, whatever was wrong.
    Refused,
}

/// `/out`, afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignedOut {
    /// Whether all other browsers are signed out too.
    pub everywhere: bool,
}
