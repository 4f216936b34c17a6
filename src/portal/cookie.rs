//! Cookies: found in a request, set and cleared in an answer. On an origin with TLS their names begin with `__Host-`, so that no
//! neighbour of the same domain can set them (RFC 6265bis, section 4.1.3.2).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::site::Origin;

/// The longest value that is read, in bytes.
const MAX_VALUE: usize = 200;

/// The value of a cookie of an origin. With TLS one without `__Host-` isn't ours: a neighbour of the same domain can set that.
pub(super) fn find(headers: &HeaderMap, origin: &Origin, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let is_ours = |key: &str| key.strip_prefix(prefix(origin)) == Some(name);
    let is_plain = |value: &str| {
        !value.is_empty() && value.len() <= MAX_VALUE && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    pairs.find(|(key, value)| is_ours(key) && is_plain(value)).map(|(_, value)| value.to_owned())
}

/// Browsers take `__Host-` only with TLS; without it there is only this machine.
fn prefix(origin: &Origin) -> &'static str {
    if origin.is_https() { "__Host-" } else { "" }
}

/// Sets a cookie for so many seconds.
pub(super) fn set(headers: &mut HeaderMap, origin: &Origin, (name, value): (&str, &str), seconds: u64) {
    let (prefix, secure) = (prefix(origin), if origin.is_https() { "; Secure" } else { "" });
    let cookie = format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Takes a cookie away.
pub(super) fn clear(headers: &mut HeaderMap, origin: &Origin, name: &str) {
    set(headers, origin, (name, ""), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_and_nothing_else() {
        let check_on = |origin: &str, line: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
            assert_eq!(find(&headers, &Origin(origin.to_owned()), "session").as_deref(), expected, "{line}");
        };
        let (https, http) = ("https://x.example", "http://localhost:8460");
        check_on(https, "a=1; __Host-session=abc1;b=2", Some("abc1"));
        check_on(https, "session=abc2; __Host-session=abc1", Some("abc1"));
        check_on(https, "session=abc1", None);
        check_on(http, "__Host-session=abc1", None);
        let check = |line: &str, expected: Option<&str>| check_on(http, line, expected);
        check("session=abc1", Some("abc1"));
        check("xsession=abc1", None);
        check("session=", None);
        check("session=a b", None);
        check("session=<script>", None);
        check(&format!("session={}", "a".repeat(201)), None);
        check("session", None);
        check("", None);
    }

    #[test]
    fn cookies_are_bound_to_the_host_where_there_is_tls() {
        let check = |origin: &str, expected: &str| {
            let mut headers = HeaderMap::new();
            set(&mut headers, &Origin(origin.to_owned()), ("session", "abc"), 60);
            assert_eq!(headers.get(header::SET_COOKIE).unwrap(), expected);
        };
        check("https://x.example", "__Host-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        check("http://localhost:8460", "session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    }
}
