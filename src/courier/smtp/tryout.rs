//! Tries whether letters would be taken: MAIL with each sender, RCPT with a recipient, then RSET. No DATA.
//!
//! Comes in: an open session, senders, a recipient. Goes out: what was refused, and the largest letter.

use super::account::SmtpAccount;
use super::connection::Broke;
use super::reply::SmtpReply;
use super::session::{SmtpError, SmtpSession};
use super::transaction::{TransactionStep, path};
use crate::mail::Address;

/// How a server would take letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tryout {
    /// The largest letter, if the server names a limit.
    pub largest: Option<usize>,
    /// What it refused.
    pub refusals: Vec<TryoutRefusal>,
}

/// A refused command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryoutRefusal {
    /// The command, the server's words, and what to mend.
    pub words: String,
    /// It may be taken later (4xx).
    pub is_for_now: bool,
}

impl SmtpSession {
    /// Tries each sender. `None` is the null sender.
    pub(super) async fn try_out(
        &mut self,
        account: &SmtpAccount,
        senders: &[Option<Address>],
        recipient: &Address,
    ) -> Result<Tryout, SmtpError> {
        let mut refusals = Vec::new();
        for sender in senders {
            let tried = self.try_sender(account, sender.as_ref(), recipient).await;
            let unreachable =
                |broke: Broke| SmtpError::Unreachable { host: account.place(), reason: broke.to_string() };
            refusals.extend(tried.map_err(unreachable)?);
        }
        let largest = self.offers.size.filter(|size| *size < usize::MAX);
        Ok(Tryout { largest, refusals })
    }

    async fn try_sender(
        &mut self,
        account: &SmtpAccount,
        sender: Option<&Address>,
        recipient: &Address,
    ) -> Result<Option<TryoutRefusal>, Broke> {
        let limit = account.patience.command;
        let mail = format!("MAIL FROM:<{}>", sender.map(path).unwrap_or_default());
        let rcpt = format!("RCPT TO:<{}>", path(recipient));
        let reply = self.connection.command(&mail, limit).await?;
        let refused = if reply.is_done() {
            let reply = self.connection.command(&rcpt, limit).await?;
            (!reply.is_done()).then(|| refusal(&format!("{mail}, {rcpt}"), TransactionStep::Rcpt, &reply))
        } else {
            Some(refusal(&mail, TransactionStep::Mail, &reply))
        };
        self.connection.command("RSET", limit).await?;
        Ok(refused)
    }
}

fn refusal(command: &str, step: TransactionStep, reply: &SmtpReply) -> TryoutRefusal {
    let words = format!("{command}: {}", step.refusal(reply).words());
    TryoutRefusal { words, is_for_now: reply.is_for_now() }
}
