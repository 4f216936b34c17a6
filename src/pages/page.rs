//! The pages that there are.

use serde::Serialize;

use super::views;

/// A page, with what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Page {
    /// `/in`.
    SignIn(views::SignIn),
    /// `/in/TOKEN`.
    SignInLink(views::SignInLink),
    /// `/in/oidc`.
    SignInProvider(views::SignInProvider),
    /// `/out`.
    SignedOut(views::SignedOut),
    /// `/`.
    TicketList(views::TicketList),
    /// `/new`, the first step.
    NewChoose(views::NewChoose),
    /// `/new`, between the steps.
    NewSuggest(views::NewSuggest),
    /// `/new`, the second step.
    NewDetails(views::NewDetails),
    /// Before something is sent.
    Preview(views::Preview),
    /// `/t/HD-00042`.
    Ticket(views::Ticket),
    /// `/t/HD-00042/files`.
    Files(views::TicketFiles),
    /// `/r/TOKEN/4`.
    Rating(views::RatingForm),
    /// `/me`.
    Me(views::Me),
    /// `/kb`.
    Knowledge(views::KnowledgeList),
    /// `/kb/SLUG`.
    Article(views::Article),
    /// Articles for the script, without a frame.
    Suggestions(views::Suggestions),
    /// An error.
    Fault(views::FaultPage),
    /// A sentence.
    Message(views::Message),
    /// `/desk`.
    Queue(views::Queue),
    /// `/desk/t/HD-00042`.
    AgentTicket(Box<views::AgentTicket>),
    /// `/desk/new`.
    OnBehalf(views::OnBehalf),
    /// `/desk/mail/17`.
    HeldMail(views::HeldMail),
    /// `/desk/house`.
    House(views::House),
}

impl Page {
    /// The name of its template: `ticket` is `ticket.hbs`.
    pub(super) fn template(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign-in",
            Self::SignInLink(_) => "sign-in-link",
            Self::SignInProvider(_) => "sign-in-provider",
            Self::SignedOut(_) => "signed-out",
            Self::TicketList(_) => "ticket-list",
            Self::NewChoose(_) => "new-choose",
            Self::NewSuggest(_) => "new-suggest",
            Self::NewDetails(_) => "new-details",
            Self::Preview(_) => "preview",
            Self::Ticket(_) => "ticket",
            Self::Files(_) => "files",
            Self::Rating(_) => "rating",
            Self::Me(_) => "me",
            Self::Knowledge(_) => "knowledge",
            Self::Article(_) => "article",
            Self::Suggestions(_) => "suggestions",
            Self::Fault(_) => "fault",
            Self::Message(_) => "message",
            Self::Queue(_) => "queue",
            Self::AgentTicket(_) => "agent-ticket",
            Self::OnBehalf(_) => "on-behalf",
            Self::HeldMail(_) => "held-mail",
            Self::House(_) => "house",
        }
    }

    /// Whether it is a whole page, and not a part of one.
    pub(super) fn has_frame(&self) -> bool {
        !matches!(self, Self::Suggestions(_))
    }
}
