//! Forms that another site sends, methods that there are not, and the headers of every answer.

use crate::browser::Browser;
use crate::house::House;
use crate::routes::{Filled, ROUTES};

#[test]
fn a_form_of_another_site_is_refused_on_every_route() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in("ada@pressworks.example"), house.sign_in("hanna@hotline.example"));
    let reference = ada.open("Press stops", "It stops.");
    let own = format!("http://localhost:{}", house.port);
    let evil = [format!("{own}.evil.example"), format!("https://localhost:{}", house.port), format!("{own}/")];
    let site = |site: &'static str| ("Sec-Fetch-Site", site);
    let mut wrong: Vec<Vec<(&str, &str)>> = vec![
        vec![],
        vec![site("cross-site")],
        vec![site("same-site")],
        vec![site("none")],
        vec![site("")],
        vec![site("Same-Origin, same-origin")],
        vec![("Origin", "null")],
        vec![("Origin", "http://evil.example")],
        vec![("Referer", &own)],
        // What the browser knows counts more than what is told beside it.
        vec![site("cross-site"), ("Origin", &own)],
        vec![site("same-site"), ("Origin", &own)],
    ];
    wrong.extend(evil.iter().map(|evil| vec![("Origin", evil.as_str())]));
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let post = |who: &mut Browser, path: &str, headers: &[(&str, &str)]| {
        who.send("POST", path, &[headers, &[form]].concat(), b"do=nothing&text=forged&nonce=x").status
    };
    for who in [&mut house.browser(), &mut ada, &mut hanna] {
        for route in ROUTES {
            let path = route.path(Filled { reference: &reference, ..Filled::default() });
            for headers in &wrong {
                assert_eq!(post(who, &path, headers), 403, "{path} {headers:?}");
            }
            if !route.post {
                for headers in [site("same-origin"), ("Origin", own.as_str())] {
                    assert_eq!(post(who, &path, &[headers]), 405, "{path} {headers:?}");
                }
            }
        }
    }
    // Each of the two is enough by itself.
    for headers in [site("same-origin"), ("Origin", own.as_str())] {
        for route in ROUTES.iter().filter(|route| route.post && route.pattern != "/out") {
            let path = route.path(Filled { reference: &reference, ..Filled::default() });
            assert_ne!(post(&mut house.browser(), &path, &[headers]), 403, "{path} {headers:?}");
        }
    }
    assert!(!ada.get(&format!("/t/{reference}")).text().contains("forged"));
    assert_eq!(ada.get("/me").status, 200, "nobody was signed out");
}

#[test]
fn a_forged_form_signs_nobody_out() {
    let house = House::new();
    let mut ada = house.sign_in("ada@pressworks.example");
    for (path, body) in [("/out", ""), ("/me", "do=out-everywhere")] {
        let headers = [("Origin", "https://evil.example"), ("Content-Type", "application/x-www-form-urlencoded")];
        assert_eq!(ada.send("POST", path, &headers, body.as_bytes()).status, 403);
        assert_eq!(ada.send("GET", &format!("{path}?{body}"), &[], b"").status, if path == "/out" { 405 } else { 200 });
        assert_eq!(ada.get("/me").status, 200, "{path}");
    }
}

#[test]
fn there_are_no_other_methods() {
    let house = House::new();
    let mut nobody = house.browser();
    for route in ROUTES {
        let path = route.path(Filled::default());
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get"] {
            let headers = [("Sec-Fetch-Site", "same-origin")];
            let reply = nobody.send(method, &path, &headers, b"");
            // CONNECT has no path (RFC 9110, section 9.3.6).
            let expected: &[u16] = if method == "CONNECT" { &[400, 404, 405] } else { &[405] };
            assert!(expected.contains(&reply.status), "{method} {path}: {}", reply.status);
            assert!(
                method == "CONNECT" || reply.header("allow").is_some(),
                "{method} {path} (RFC 9110, section 15.5.6)"
            );
        }
        if !route.get {
            let reply = nobody.get(&path);
            assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")), "{path}");
        }
    }
    for path in [
        "/nothing",
        "/t",
        "/t/HD-00001/",
        "//evil.example",
        "/../etc/passwd",
        "/assets/../portal.css",
        "/assets/%2e%2e%2f",
    ] {
        assert_eq!(nobody.get(path).status, 404, "{path}");
    }
}

#[test]
fn every_answer_tells_browsers_what_it_may_do() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in("ada@pressworks.example"), house.sign_in("hanna@hotline.example"));
    let reference = ada.open("Press stops", "It stops.");
    let page = ada.get("/");
    let style = page.attributes("href").into_iter().find(|href| href.contains("/assets/portal")).unwrap();
    let style = style.trim_start_matches("/assets/").to_owned();
    let mut kept = 0;
    for who in [&mut house.browser(), &mut ada, &mut hanna] {
        for route in ROUTES {
            let path = route.path(Filled { reference: &reference, asset: &style, ..Filled::default() });
            for method in ["GET", "HEAD", "POST", "PUT"] {
                let reply = who.send(method, &path, &[], b"");
                let header =
                    |name: &str| reply.header(name).unwrap_or_else(|| panic!("{method} {path}: no {name}")).to_owned();
                let policy = header("content-security-policy");
                assert!(policy.starts_with("default-src 'none'"), "{policy}");
                let framed = if route.pattern.ends_with("/html") && reply.status == 200 { "'self'" } else { "'none'" };
                let is_file = reply.header("content-disposition").is_some();
                assert!(is_file || policy.contains(&format!("frame-ancestors {framed}")), "{method} {path}: {policy}");
                assert!(!policy.contains("script-src 'unsafe"), "{policy}");
                assert_eq!(header("x-content-type-options"), "nosniff");
                assert!(["same-origin", "no-referrer"].contains(&header("referrer-policy").as_str()), "{path}");
                assert_eq!(header("cross-origin-resource-policy"), "same-origin");
                assert_eq!(header("cross-origin-opener-policy"), "same-origin");
                let is_asset = route.pattern.starts_with("/assets") && reply.status == 200;
                assert_eq!(header("cache-control") == "no-store", !is_asset, "{method} {path}");
                kept += usize::from(is_asset);
            }
        }
    }
    assert_eq!(kept, 6, "style is kept by browsers");
}

#[test]
fn the_host_header_and_foreign_ways_back_lead_nowhere() {
    let house = House::new();
    let mut browser = house.browser();
    let address = "ada@pressworks.example";
    let headers = [
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let before = house.letters(address);
    let asked = browser.send("POST", "/in", &headers, b"do=ask&address=ada%40pressworks.example");
    assert_eq!(asked.status, 200);
    let letter = house.letter_after(address, &before);
    assert!(!asked.text().contains("evil.example") && !letter.raw.contains("evil.example"), "{}", letter.raw);
    assert!(letter.text.contains(&format!("http://localhost:{}/in/", house.port)), "{}", letter.text);
    let code = letter.code();
    let ways = [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "t-//evil.example",
        "t-../../evil",
        "%2F%2Fevil.example",
        "t-HD-00001\r\nX: y",
        "t-HD-00001?x=//evil",
        "http:evil.example",
        "\u{2028}",
    ];
    // Signed in already.
    let entered = browser.post("/in", &[("code", &code), ("do", "code"), ("to", ways[0])]);
    assert_eq!((entered.status, entered.location()), (303, "/"));
    for to in ways {
        let encoded = percent_encoding::utf8_percent_encode(to, percent_encoding::NON_ALPHANUMERIC).to_string();
        for path in [format!("/in?to={encoded}"), format!("/in?to={encoded}&to=desk")] {
            let reply = browser.send("GET", &path, &[("Host", "evil.example")], b"");
            assert!(
                reply.status == 303 && reply.location() == "/" || reply.status == 200,
                "{to}: {}",
                reply.location()
            );
            assert!(!reply.location().contains("evil"), "{to}: {}", reply.location());
        }
        let mut guest = house.browser();
        let page = guest.get(&format!("/in?to={encoded}"));
        assert!(
            !page.attributes("href").iter().chain(&page.attributes("action")).any(|way| way.contains("evil")),
            "{to}"
        );
    }
    assert_eq!(browser.get("/in?to=me").location(), "/me", "and one of ours leads there");
    let guest = house.browser().send("GET", "/t/HD-00001", &[("Host", "evil.example")], b"");
    assert_eq!(guest.location(), "/in?to=t-HD-00001");
}

#[test]
fn a_refusal_speaks_the_language_of_the_browser() {
    let house = House::new();
    let check = |language: &str, (method, path): (&str, &str), (status, words): (u16, &str)| {
        let mut browser = house.browser();
        language.clone_into(&mut browser.language);
        let reply = browser.send(method, path, &[], b"");
        assert_eq!(reply.status, status, "{method} {path}");
        assert!(reply.text().contains(words), "{language} {path}: {}", reply.text());
    };
    check("nl, en;q=0.5", ("POST", "/new"), (403, "Probeer het opnieuw vanaf onze pagina"));
    check("de-AT", ("POST", "/new"), (403, "Bitte noch einmal von unserer Seite aus"));
    check("nl", ("PUT", "/new"), (405, "lang=\"nl\""));
    check("de", ("GET", "/nowhere"), (404, "lang=\"de\""));
    check("fr", ("GET", "/nowhere"), (404, "lang=\"en\""));
    check("", ("POST", "/new"), (403, "Please try again from our pages"));
}
