//! The shipped config. Its workflow is the default.

/// The text of the shipped `config.toml`.
pub const SHIPPED: &str = include_str!("../../config.toml");
