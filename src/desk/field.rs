//! Fields: what a desk wants to know of a ticket beside its status: priority, kind, category, product …
//!
//! The config says which there are; a ticket carries their values. Agents set them by `#priority 2`, customers by lines at
//! the top of their mail, routes by themselves.

use std::collections::BTreeMap;

/// The values of a ticket's fields, by the field's name. A value is the config's own word (`Robotics/Gripper`), never a
/// synonym.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub BTreeMap<String, String>);

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// All fields of the desk, as the config orders them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSet {}
