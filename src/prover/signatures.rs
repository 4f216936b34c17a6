//! The only file that uses `mail_auth`: signatures, keys and policies. The resolver keeps answers as long as the DNS
//! says.

use std::time::Duration;

use mail_auth::dmarc::Policy;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, Parameters, SpfOutput,
};

use super::ProverError;
use crate::mail::authentic::{Basis, Proof, is_in_line};
use crate::mail::{Address, Inbound};

/// The time for all keys and policies of one mail. After that the result is unknown.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most signatures to check: more would cost too many look-ups. Lists and gateways add a few.
const MAX_SIGNATURES: usize = 10;

/// Reads keys and policies from the DNS.
pub(super) struct Keys {
    resolver: MessageAuthenticator,
    patience: Duration,
}

impl Keys {
    /// With the name servers of this machine.
    pub(super) fn of_system() -> Result<Self, ProverError> {
        let resolver = MessageAuthenticator::new_system_conf();
        let resolver = resolver.map_err(|error| ProverError::Resolver(error.to_string()))?;
        Ok(Self { resolver, patience: PATIENCE })
    }

    /// What a mail's signatures prove of its From, or that it is unknown.
    pub(super) async fn prove(&self, raw: &[u8], inbound: &Inbound) -> Proof {
        // With a second From or author, somebody else's words get under a valid signature.
        let Some(from) = sole_author(inbound) else {
            return Proof::Unknown(Basis::NotOneFrom);
        };
        if inbound.headers_named("dkim-signature").count() > MAX_SIGNATURES {
            return Proof::Unknown(Basis::TooManySignatures);
        }
        let judged = tokio::time::timeout(self.patience, self.judge(raw, from)).await;
        judged.unwrap_or(Proof::Unknown(Basis::NameServersLate))
    }

    async fn judge(&self, raw: &[u8], from: &Address) -> Proof {
        let domain = from.domain().to_owned();
        let Some(message) = AuthenticatedMessage::parse(raw) else {
            return Proof::Unknown(Basis::SignaturesUnread { domain });
        };
        if message.froms().len() != 1 {
            return Proof::Unknown(Basis::FromUnread { domain });
        }
        let signatures = self.resolver.verify_dkim(&message).await;
        // RFC 6376 §5.4: a signature that doesn't cover From proves nothing about it.
        let covers = |found: &DkimOutput<'_>| {
            found.signature().is_some_and(|signature| signature.h.iter().any(|name| name.eq_ignore_ascii_case("from")))
        };
        let signatures: Vec<DkimOutput<'_>> = signatures.into_iter().filter(covers).collect();
        let nobody = SpfOutput::new(String::new());
        let asked = DmarcParameters::new(&message, &signatures, "", &nobody);
        let dmarc = self.resolver.verify_dmarc(Parameters::new(asked)).await;
        let in_doubt = signatures.iter().any(|found| matches!(found.result(), DkimResult::TempError(_)));
        match dmarc.dkim_result() {
            DmarcResult::Pass => Proof::Pass(Basis::SignedInLine { domain }),
            DmarcResult::TempError(_) => Proof::Unknown(Basis::NameServersUnasked { domain }),
            _ if dmarc.dmarc_record().is_none() => without_policy(&signatures, domain),
            _ if in_doubt => Proof::Unknown(Basis::NameServersUnasked { domain }),
            // RFC 9989 §7.4: a domain that wants mail rejected must sign it and not rely on SPF alone.
            _ if dmarc.policy() == Policy::Reject => Proof::Fail(Basis::NotSignedAsWanted { domain }),
            _ => Proof::Unknown(Basis::NotSignedInLine { domain }),
        }
    }
}

/// A domain without a DMARC policy: a signature of its own or a parent domain vouches for it.
fn without_policy(signatures: &[DkimOutput<'_>], domain: String) -> Proof {
    let holds = |found: &&DkimOutput<'_>| *found.result() == DkimResult::Pass;
    let mut signed = signatures.iter().filter(holds).filter_map(DkimOutput::signature);
    match signed.find(|signature| is_in_line(&signature.d, &domain)) {
        Some(signature) => Proof::Pass(Basis::Signed { signer: signature.d.clone(), domain }),
        None => Proof::Unknown(Basis::NotSigned { domain }),
    }
}

/// The one address of the one From.
fn sole_author(inbound: &Inbound) -> Option<&Address> {
    let is_sole = inbound.headers_named("from").count() == 1;
    inbound.from.as_ref().filter(|_| is_sole).map(|from| &from.address)
}

#[cfg(test)]
mod tests;
