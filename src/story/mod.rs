//! Stories: conversations in plain text with what must follow from them, played against the whole house with a fake
//! world. They are tests here, and a rehearsal for operators (`maildesk rehearse`).

pub mod grammar;
pub mod script;

mod letter;
mod pen;
