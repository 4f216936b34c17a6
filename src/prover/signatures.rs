//! The only file that uses `mail_auth`: signatures, keys and policies. The resolver keeps answers as long as the DNS
//! says.

use std::time::Duration;

use mail_auth::dmarc::Policy;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcResult, MessageAuthenticator, Parameters, SpfOutput,
};

use super::ProverError;
use crate::mail::authentic::{Proof, is_in_line};
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
        let unknown = |why: &str| Proof::Unknown(why.to_owned());
        // With a second From or author, somebody else's words get under a valid signature.
        let Some(from) = sole_author(inbound) else {
            return unknown("there is not exactly one From that could be proven");
        };
        if inbound.headers_named("dkim-signature").count() > MAX_SIGNATURES {
            return unknown("it has too many signatures to be looked at");
        }
        let judged = tokio::time::timeout(self.patience, self.judge(raw, from)).await;
        judged.unwrap_or_else(|_| unknown("name servers did not answer in time"))
    }

    async fn judge(&self, raw: &[u8], from: &Address) -> Proof {
        let domain = from.domain();
        let unknown = |why: &str| Proof::Unknown(format!("{why} for {domain}"));
        let Some(message) = AuthenticatedMessage::parse(raw) else { return unknown("no signature can be read") };
        if message.froms().len() != 1 {
            return unknown("From is not one address");
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
            DmarcResult::Pass => Proof::Pass(format!("a DKIM signature in line with DMARC holds for {domain}")),
            DmarcResult::TempError(_) => unknown("name servers could not be asked"),
            _ if dmarc.dmarc_record().is_none() => without_policy(&signatures, domain),
            _ if in_doubt => unknown("name servers could not be asked"),
            // RFC 9989 §7.4: a domain that wants mail rejected must sign it and not rely on SPF alone.
            _ if dmarc.policy() == Policy::Reject => {
                Proof::Fail(format!("{domain} wants mail rejected that it did not sign, and no signature of it holds"))
            }
            _ => unknown("no DKIM signature in line with DMARC holds"),
        }
    }
}

/// A domain without a DMARC policy: a signature of its own or a parent domain vouches for it.
fn without_policy(signatures: &[DkimOutput<'_>], domain: &str) -> Proof {
    let holds = |found: &&DkimOutput<'_>| *found.result() == DkimResult::Pass;
    let mut signed = signatures.iter().filter(holds).filter_map(DkimOutput::signature);
    match signed.find(|signature| is_in_line(&signature.d, domain)) {
        Some(signature) => Proof::Pass(format!("a DKIM signature of {} holds for {domain}", signature.d)),
        None => Proof::Unknown(format!("no DKIM signature holds for {domain}")),
    }
}

/// The one address of the one From.
fn sole_author(inbound: &Inbound) -> Option<&Address> {
    let is_sole = inbound.headers_named("from").count() == 1;
    inbound.from.as_ref().filter(|_| is_sole).map(|from| &from.address)
}

#[cfg(test)]
mod tests;
