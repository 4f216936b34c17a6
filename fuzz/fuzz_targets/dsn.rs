//! Any delivery report has addresses as recipients, a valid status, and words in one line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maildesk::mail::dsn::find_bounces;
use maildesk::mail::parse::parse;
use maildesk::mail::{Address, MessageId};

fuzz_target!(|raw: &[u8]| {
    let inbound = parse(raw);
    let bounces = find_bounces(&inbound);
    assert_eq!(find_bounces(&inbound), bounces, "not deterministic");
    for bounce in &bounces {
        if let Some(address) = &bounce.recipient {
            assert_eq!(Address::parse(address.as_str()).as_ref(), Some(address), "an address is one when read again");
        }
        if let Some(id) = &bounce.message_id {
            assert_eq!(MessageId::parse(id.as_str()).as_ref(), Some(id));
        }
        if let Some(status) = &bounce.status {
            let parts: Vec<&str> = status.split('.').collect();
            let digits = |part: &&str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
            assert!(parts.len() == 3 && parts.iter().all(digits), "{status:?} is no status (RFC 3463)");
        }
        assert!(!bounce.diagnostic.contains(['\r', '\n', '\0']), "{:?}", bounce.diagnostic);
    }
});
