//! Checks whether a mail comes from its From: a library checks its DKIM signatures against keys in the DNS (RFC 6376),
//! and whether one of them vouches for From's domain under that domain's policy (DMARC, RFC 9989).
//!
//! It is for desks whose mail server writes no `Authentication-Results`. Comes in: a raw mail and its parsed form. Goes
//! out: a [`Proof`], within a time limit. Trouble with the DNS means *unknown* and is never a failure. SPF isn't
//! checked, because only the receiving server knows the sending machine. Built with the cargo feature `dmarc`. Without
//! it no prover can be made.

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
    /// A prover that asks the name servers of this machine.
    pub fn new() -> Result<Self, ProverError> {
        Ok(Self { keys: std::sync::Arc::new(signatures::Keys::of_system()?) })
    }

    /// What a mail's signatures prove of its From.
    pub async fn prove(&self, raw: &[u8], inbound: &Inbound) -> Proof {
        self.keys.prove(raw, inbound).await
    }
}

#[cfg(not(feature = "dmarc"))]
impl Prover {
    /// There is no prover.
    pub fn new() -> Result<Self, ProverError> {
        Err(ProverError::NotBuilt)
    }

    /// No prover is ever asked.
    #[expect(clippy::unused_async, reason = "as it is where signatures are checked")]
    pub async fn prove(&self, _raw: &[u8], _inbound: &Inbound) -> Proof {
        match self.never {}
    }
}
