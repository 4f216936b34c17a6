//! The belts (being written).
