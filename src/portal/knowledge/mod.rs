//! The knowledge base: articles in the operator's directory, as pages and as suggestions for a new ticket.

mod article;
mod library;
mod pages;
mod shelves;
mod walk;

pub use library::Library;
pub(super) use pages::{get, list, suggest, suggestions, vote};
