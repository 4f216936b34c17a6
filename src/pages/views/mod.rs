//! What each page shows, as values: already permitted, already in the reader's language, nothing beyond.
//!
//! Comes in: nothing, they are built by `portal`. Goes out: values that templates can name. A view for customers has no place
//! for notes, withheld comments, reasons or other people's letters, so that none can be shown by mistake.
//!
//! Texts are plain and are escaped when they are rendered. A `href` is a path of our own that begins with a slash. Each view
//! says which form it shows: where it is posted, and the names of its controls. Every form also posts the hidden `nonce` of its
//! [`FormMark`], and `version` where something can be stale. Buttons are named `do`.

mod agent_ticket;
mod form;
mod frame;
mod held_mail;
mod house;
mod knowledge;
mod new;
mod notice;
mod on_behalf;
mod person;
mod preview;
mod queue;
mod sign_in;
mod ticket;
mod ticket_list;

pub use agent_ticket::{
    AgentComment, AgentTicket, Audience, CommandForm, CommandInput, DeliveryLine, DeliveryState, Entry, EventLine,
    LookingOn, Setting, SettingChoice,
};
pub use form::{Choice, ChoiceGroup, Control, FaultKind, FormFault, FormField, FormMark, KeptFile, KeptValue};
pub use frame::{AgentCounts, Frame, Live, SignedInFrame};
pub use held_mail::{HeldMail, MailHeader};
pub use house::{FailedLetter, House, SessionLine, StatusLine};
pub use knowledge::{Article, ArticleLink, ArticleSection, Helped, KnowledgeList, Suggestions};
pub use new::{NewChoose, NewDetails, NewSuggest};
pub use notice::{Fault, FaultPage, Message, MessageLink};
pub use on_behalf::OnBehalf;
pub use person::{LanguageChoice, Me, Session};
pub use preview::{Preview, PreviewFor, Recipient};
pub use queue::{Pressure, Queue, QueueCard, QueueTab, QueueTabKind};
pub use sign_in::{ProviderButton, ProviderStep, SignIn, SignInLink, SignInProvider, SignInStep, SignedOut};
pub use ticket::{
    Comment, Fact, FileList, Moment, OfferButton, Rating, RatingForm, Stage, Ticket, TicketFile, TicketFiles,
    TicketNotice, TicketPerson,
};
pub use ticket_list::{ListField, ListState, ListTab, Scope, Sort, TicketCard, TicketList};
