//! Repeatable random numbers: they come from a seed, which is printed and can be given (`MAILDESK_SEED=7`). And whether
//! to run long (`./test --long`).

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "the seed is for whoever runs the test")]

/// A random number generator with a seed (splitmix64, public domain, S. Vigna 2015).
#[derive(Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    /// The given seed, or a fresh one. It is printed, so that a failure can be repeated.
    pub(crate) fn new(test: &str) -> Self {
        let given = std::env::var("MAILDESK_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| {
            let mut bytes = [0; 4];
            getrandom::fill(&mut bytes).unwrap();
            u64::from(u32::from_le_bytes(bytes))
        });
        println!("{test}: MAILDESK_SEED={seed}");
        Self::of(seed)
    }

    /// The row of this seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Another generator, independent of this one.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// One of `0..end`, or 0 if that is empty.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }
}

/// Whether to run long.
pub(crate) fn is_long() -> bool {
    std::env::var_os("MAILDESK_LONG").is_some()
}
