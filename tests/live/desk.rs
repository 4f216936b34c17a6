//! The whole desk between a real Dovecot and a real Exim.

use maildesk::config::Config;

use crate::servers::{Desk, Dovecot, Exim};

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn the_config_of_these_tests_is_one() {
    let (dovecot, exim) = (Dovecot::start(), Exim::start());
    let desk = Desk::new(&dovecot, &exim, "first = \"all\"\nafter = { move = \"Done\" }");
    let config = Config::load(&desk.config()).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(config.mailboxes.len(), 1);
}
