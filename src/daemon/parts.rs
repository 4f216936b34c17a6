//! Makes mailboxes and couriers of the config. No decisions: one field to one field.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::config::{self, Config, CourierConfig, ImapConfig, SmtpConfig};
use crate::courier::{AnyCourier, MaildirCourier, Patience, Sendmail, SendmailCourier, SmtpAccount, SmtpCourier};
use crate::mailbox::{self, ImapAccount};

/// The account of an IMAP mailbox that was first read at `since`.
pub(crate) fn imap_account(imap: &ImapConfig, since: Timestamp) -> ImapAccount {
    ImapAccount {
        host: imap.host.clone(),
        port: imap.port,
        tls: imap.tls,
        ca_file: imap.ca_file.clone(),
        user: imap.user.clone(),
        password: imap.password.clone(),
        folder: imap.folder.clone(),
        first: match imap.first {
            config::First::All => mailbox::First::All,
            config::First::Unseen => mailbox::First::Unseen,
            config::First::New => mailbox::First::New,
        },
        since: Some(since.to_zoned(TimeZone::UTC).date()),
        after: match &imap.after {
            config::After::Leave => mailbox::After::Leave,
            config::After::MarkSeen => mailbox::After::MarkSeen,
            config::After::Move(folder) => mailbox::After::Move(folder.clone()),
            config::After::Delete => mailbox::After::Delete,
        },
        idle: imap.idle,
        poll: imap.poll,
        timeout: imap.timeout,
    }
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
