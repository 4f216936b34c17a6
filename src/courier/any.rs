//! The configured courier, as one type for the deliver belt.

use super::{
    Courier, DeliveryOutcome, MaildirCourier, MemoryCourier, Obstacle, OutgoingMessage, SendmailCourier, SmtpCourier,
};

/// One of the couriers.
#[derive(Debug)]
pub enum AnyCourier {
    /// To an SMTP server.
    Smtp(Box<SmtpCourier>),
    /// Through a program.
    Sendmail(SendmailCourier),
    /// Into a Maildir.
    Maildir(MaildirCourier),
    /// Kept in memory: stories and tests.
    Memory(MemoryCourier),
}

impl Courier for AnyCourier {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        match self {
            Self::Smtp(courier) => courier.send(messages).await,
            Self::Sendmail(courier) => courier.send(messages).await,
            Self::Maildir(courier) => courier.send(messages).await,
            Self::Memory(courier) => courier.send(messages).await,
        }
    }

    async fn probe(&mut self) -> Result<(), Obstacle> {
        match self {
            Self::Smtp(courier) => courier.probe().await,
            Self::Sendmail(courier) => courier.probe().await,
            Self::Maildir(courier) => courier.probe().await,
            Self::Memory(courier) => courier.probe().await,
        }
    }

    async fn rest(&mut self) {
        match self {
            Self::Smtp(courier) => courier.rest().await,
            Self::Sendmail(courier) => courier.rest().await,
            Self::Maildir(courier) => courier.rest().await,
            Self::Memory(courier) => courier.rest().await,
        }
    }
}
