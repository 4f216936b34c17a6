//! Cookies: found in a request, set and cleared in an answer. On an origin with TLS their names begin with `__Host-`, so that no
//! neighbour of the same domain can set them (RFC 6265bis, section 4.1.3.2).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::site::Origin;

/// The longest value that is read, in bytes.
const MAX_VALUE: usize = 200;

/// The value of a cookie, whichever name it has.
pub(super) fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let is_ours = |key: &str| key == name || key.strip_prefix("__Host-") == Some(name);
    let is_plain = |value: &str| {
        !value.is_empty() && value.len() <= MAX_VALUE && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    pairs.find(|(key, value)| is_ours(key) && is_plain(value)).map(|(_, value)| value.to_owned())
}

/// Sets a cookie for so many seconds.
pub(super) fn set(headers: &mut HeaderMap, origin: &Origin, (name, value): (&str, &str), seconds: u64) {
    // Browsers take `__Host-` and `Secure` only with TLS; without it there is only this machine.
    let (prefix, secure) = if origin.is_https() { ("__Host-", "; Secure") } else { ("", "") };
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
        let check = |line: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
            assert_eq!(find(&headers, "session").as_deref(), expected, "{line}");
        };
        check("session=abc1", Some("abc1"));
        check("a=1; __Host-session=abc1;b=2", Some("abc1"));
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
