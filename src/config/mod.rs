//! The config: what the operator wrote, checked, and valid by construction.
