//! Letters from templates (being written).
