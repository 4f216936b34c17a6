//! A sample of every page in each of its forms: templates are tried with them at the start, and authors of templates see them.

mod agents;
mod customers;
mod knowledge;
mod opening;
mod sample;
mod signing;
mod values;

pub use sample::Sample;

/// All samples.
pub fn samples() -> Vec<Sample> {
    let all = [signing::samples(), customers::samples(), opening::samples(), knowledge::samples(), agents::samples()];
    all.concat()
}
