//! What holds for every route: which methods there are, that a form comes from our own page, and the headers that tell browsers
//! what pages may do. An answer to a refusal has them too.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::site::Origin;

use super::answer::plain;
use super::portal::Portal;
use super::visitor::{Asked, wanted};

/// The longest path with its query, in bytes.
const MAX_PATH: usize = 2_048;
/// The longest of a browser that comes back from the provider: some give codes of some thousand letters.
const MAX_WAY_BACK: usize = 8_192;

/// What a page may do: its own style, script and pictures, its own forms, and nothing else. Nobody may frame it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A header for every answer that has none of the name.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Puts the guard before all routes.
pub(super) fn guard(router: Router, portal: Arc<Portal>) -> Router {
    router.layer(from_fn_with_state(portal, check))
}

async fn check(State(portal): State<Arc<Portal>>, request: Request<Body>, next: Next) -> Response {
    let asked = Asked::of(request.headers(), &portal.site.origin);
    let mut response = match refusal(&portal.site.origin, &request) {
        Some(status) => status.into_response(),
        // A panic ends one request. Its words are in the log already.
        None => match tokio::spawn(next.run(request)).await {
            Ok(response) => response,
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    };
    // What is refused without a page, by us or by axum, gets one in the language of the browser.
    let status = response.status();
    if (status.is_client_error() || status.is_server_error()) && !has_page(response.headers()) {
        let language = wanted(&portal, &asked).unwrap_or_default();
        response = plain(&portal, status, &language);
    }
    protect(response.headers_mut(), &portal.site.origin);
    response
}

fn has_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Why a request is refused before any route.
fn refusal(origin: &Origin, request: &Request<Body>) -> Option<StatusCode> {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let most = if path.starts_with("/in/oidc/back?") { MAX_WAY_BACK } else { MAX_PATH };
    if path.len() > most || path.contains("%00") {
        return Some(StatusCode::NOT_FOUND);
    }
    match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST if is_own(origin, request.headers()) => None,
        Method::POST => Some(StatusCode::FORBIDDEN),
        _ => Some(StatusCode::METHOD_NOT_ALLOWED),
    }
}

/// Whether a form was sent by our own page. Browsers say so themselves, and no page can say it for them (Fetch Metadata; RFC 6454,
/// section 7).
fn is_own(origin: &Origin, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers.get(header::ORIGIN).is_some_and(|told| told == origin.0.as_str()),
    }
}

fn protect(headers: &mut HeaderMap, origin: &Origin) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if origin.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_come_from_our_own_pages() {
        let origin = Origin("https://help.example".to_owned());
        let check = |method: &str, headers: &[(&'static str, &str)], expected: Option<u16>| {
            let mut request = Request::builder().method(method).uri("/new");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(refusal(&origin, &request).map(|status| status.as_u16()), expected, "{method} {headers:?}");
        };
        let (site, from) = ("sec-fetch-site", "origin");
        check("GET", &[(site, "cross-site")], None);
        check("HEAD", &[], None);
        check("POST", &[(site, "same-origin")], None);
        check("POST", &[(from, "https://help.example")], None);
        check("POST", &[], Some(403));
        check("POST", &[(site, "same-site")], Some(403));
        check("POST", &[(site, "cross-site")], Some(403));
        check("POST", &[(site, "none")], Some(403));
        check("POST", &[(from, "null")], Some(403));
        check("POST", &[(from, "http://help.example")], Some(403));
        check("POST", &[(from, "https://help.example.evil.example")], Some(403));
        check("POST", &[(from, "https://help.example:8443")], Some(403));
        // what the browser itself says counts first
        check("POST", &[(site, "cross-site"), (from, "https://help.example")], Some(403));
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"] {
            check(method, &[(site, "same-origin")], Some(405));
        }
    }

    #[test]
    fn paths_are_short_and_plain() {
        let origin = Origin("https://help.example".to_owned());
        let check = |path: &str, expected: Option<u16>| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            assert_eq!(refusal(&origin, &request).map(|status| status.as_u16()), expected, "{path}");
        };
        check("/", None);
        check("/t/HD-00001?done=sent", None);
        check("/t/%00", Some(404));
        check(&format!("/{}", "a".repeat(2_048)), Some(404));
        check(&format!("/in/oidc/back?code={}", "a".repeat(4_096)), None);
        check(&format!("/in/oidc/back?code={}", "a".repeat(8_192)), Some(404));
    }
}
