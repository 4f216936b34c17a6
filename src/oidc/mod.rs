//! Signing in at a provider of OpenID Connect (Core 1.0, section 3.1: the code flow, with PKCE of RFC 7636).
//!
//! Comes in: the secret of the browser that signs in, and what the provider sends it back with. Goes out: the address at the
//! provider, and later an email address that the provider has verified. Nothing is kept of either. State, nonce and verifier
//! are made from the browser's secret, so that they are nowhere but there. It never follows a redirect, trusts no key that
//! isn't the provider's, and every answer is limited in time and size. Who may sign in isn't decided here. Built with the
//! cargo feature `oidc`; without it no provider can be made.

mod coming_back;
mod error;

#[cfg(not(feature = "oidc"))]
mod absent;
#[cfg(feature = "oidc")]
mod discovery;
#[cfg(feature = "oidc")]
mod endpoint;
#[cfg(feature = "oidc")]
mod http;
#[cfg(feature = "oidc")]
mod keys;
#[cfg(feature = "oidc")]
mod provider;
#[cfg(feature = "oidc")]
mod reply;
#[cfg(feature = "oidc")]
mod secrets;
#[cfg(feature = "oidc")]
mod token;

#[cfg(not(feature = "oidc"))]
pub use absent::Provider;
pub use coming_back::ComingBack;
pub use error::{OidcError, TokenFault};
#[cfg(feature = "oidc")]
pub use provider::Provider;
