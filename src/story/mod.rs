//! Stories (being written).
