//! Makes mailboxes and couriers of the config. No decisions: one field to one field.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::account::ImapAccount;
use crate::clock::Clock;
use crate::config::{Config, CourierConfig, SmtpConfig};
use crate::courier::{AnyCourier, MaildirCourier, Patience, Sendmail, SendmailCourier, SmtpAccount, SmtpCourier};

/// The account of an IMAP mailbox that was first read at `since`.
pub(crate) fn imap_account(imap: &ImapAccount, since: Timestamp) -> ImapAccount {
    ImapAccount { since: Some(since.to_zoned(TimeZone::UTC).date()), ..imap.clone() }
}

/// The courier of a config.
pub(crate) fn courier(config: &Config, clock: &Clock) -> AnyCourier {
    match &config.courier {
        CourierConfig::Smtp(smtp) => {
            AnyCourier::Smtp(Box::new(SmtpCourier::new(smtp_account(smtp, &config.desk.host))))
        }
        CourierConfig::Sendmail(sendmail) => AnyCourier::Sendmail(SendmailCourier::new(Sendmail {
            path: sendmail.program.clone(),
            arguments: sendmail.args.clone(),
            timeout: sendmail.timeout,
        })),
        CourierConfig::Maildir(path) => {
            AnyCourier::Maildir(MaildirCourier::new(path.clone(), &config.desk.host, clock.clone()))
        }
    }
}

/// The account of an SMTP courier.
pub(crate) fn smtp_account(smtp: &SmtpConfig, host: &str) -> SmtpAccount {
    SmtpAccount {
        host: smtp.host.clone(),
        port: smtp.port,
        encryption: smtp.tls,
        ca_file: smtp.ca_file.clone(),
        login: smtp.login.clone(),
        hello: host.to_owned(),
        patience: Patience { command: smtp.timeout, ..Patience::default() },
    }
}
