//! The pages of the portal: what each one shows, as values, and the HTML of these.
//!
//! Comes in: views, which hold only what their reader may see, and the words of a language. Goes out: HTML, with everything
//! that people wrote escaped. It reads no database and knows no HTTP.

mod page;

pub mod views;

pub use page::Page;
