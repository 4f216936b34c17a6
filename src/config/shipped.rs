//! The config that maildesk is shipped with; its workflow is that of a desk that writes none.

/// The `config.toml` that maildesk is shipped with.
pub const SHIPPED: &str = include_str!("../../config.toml");
