//! No provider: the program was built without the cargo feature `oidc`. The config refuses to name one.

use std::convert::Infallible;

use crate::clock::Clock;
use crate::mail::Address;
use crate::site::Site;

use super::{ComingBack, OidcError};

/// A provider, which there never is.
#[derive(Debug)]
pub struct Provider(Infallible);

impl Provider {
    /// There is none.
    pub fn of(_site: &Site, _clock: Clock) -> Option<Self> {
        None
    }

    /// No browser belongs to one.
    pub fn is_state_of(_browser: &str, _state: &str) -> bool {
        false
    }

    /// None is ever asked.
    #[expect(clippy::unused_async, reason = "as it is where there is a provider")]
    pub async fn way_there(&self, _browser: &str) -> Result<String, OidcError> {
        match self.0 {}
    }

    /// None is ever asked.
    #[expect(clippy::unused_async, reason = "as it is where there is a provider")]
    pub async fn person(&self, _browser: &str, _back: &ComingBack) -> Result<Address, OidcError> {
        match self.0 {}
    }

    /// None is ever asked.
    #[expect(clippy::unused_async, reason = "as it is where there is a provider")]
    pub async fn look(&self) -> Result<Vec<String>, OidcError> {
        match self.0 {}
    }
}
