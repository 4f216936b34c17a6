//! Does a mail come from its From? Its DKIM signatures, checked by a library against keys in the DNS (RFC 6376), and whether one of
//! them speaks for From's domain as that domain wants it (DMARC, RFC 9989).
//!
//! For desks whose mail server writes no `Authentication-Results`. Comes in: a raw mail and what was understood of it. Goes out: a
//! [`Proof`], within a time limit. Trouble with the DNS is *unknown* and never a failure. SPF is not looked at: only the
//! server that took the mail knows which machine sent it. Built with the cargo feature `dmarc`; without it nobody is
//! made who could ask.

mod error;
#[cfg(feature = "dmarc")]
mod signatures;

pub use error::ProverError;

use crate::mail::Inbound;
use crate::mail::authentic::Proof;

/// Checks signatures.
#[derive(Clone)]
pub struct Prover {
    #[cfg(feature = "dmarc")]
    keys: std::sync::Arc<signatures::Keys>,
    #[cfg(not(feature = "dmarc"))]
    never: std::convert::Infallible,
}

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prover").finish_non_exhaustive()
    }
}

#[cfg(feature = "dmarc")]
impl Prover {
    /// One that asks the name servers of this machine.
    pub fn new() -> Result<Self, ProverError> {
        Ok(Self { keys: std::sync::Arc::new(signatures::Keys::of_system()?) })
    }

    /// What the signatures of a mail prove of its From.
    pub async fn prove(&self, raw: &[u8], inbound: &Inbound) -> Proof {
        self.keys.prove(raw, inbound).await
    }
}

#[cfg(not(feature = "dmarc"))]
impl Prover {
    /// Nobody.
    pub fn new() -> Result<Self, ProverError> {
        Err(ProverError::NotBuilt)
    }

    /// Nobody is asked.
    #[expect(clippy::unused_async, reason = "as it is where signatures are checked")]
    pub async fn prove(&self, _raw: &[u8], _inbound: &Inbound) -> Proof {
        match self.never {}
    }
}
