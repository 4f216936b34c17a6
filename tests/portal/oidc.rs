//! Signing in at a provider of OpenID Connect that these tests start: who gets in, and everything that can come back instead.

use std::net::TcpListener;

use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::browser::{Browser, urlencoded};
use crate::chromium::{Chromium, Scripts};
use crate::house::{House, eventually};
use crate::http::Reply;
use crate::provider::{CLIENT, Provider, SECRET, Way, json_answer};

const ADA: &str = "ada@pressworks.example";
const HANNA: &str = "hanna@hotline.example";
const BOTH: &str = "for = 'agents'\ndomains = ['pressworks.example']";
const DESCRIPTION: &str = "/realms/desk/.well-known/openid-configuration";
const KEYS: &str = "/realms/desk/keys";
const TOKEN: &str = "/realms/desk/token";

/// A desk whose people sign in at a provider.
fn house_at(issuer: &str, portal: &str, oidc: &str) -> House {
    let login = format!("client_id = '{CLIENT}'\nsecret = '{SECRET}'\ntitle = 'Acme ID'");
    House::with(&format!("{portal}\n[portal.oidc]\nissuer = '{issuer}'\n{login}\n{oidc}"))
}

fn house(provider: &Provider) -> House {
    house_at(&provider.issuer, "", BOTH)
}

/// Leaves for the provider.
fn leave(browser: &mut Browser, to: &str) -> Way {
    let reply = browser.post("/in/oidc", &[("to", to)]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let refresh = reply.header("refresh").unwrap().strip_prefix("0; url=").unwrap().to_owned();
    let link = reply.attributes("href").into_iter().find(|href| href.contains("/auth?")).unwrap();
    assert_eq!(link.replace("&amp;", "&"), refresh, "with and without a click");
    Way::read(&refresh)
}

/// Signs in as whom the provider says, with claims that a test may change.
fn sign_in(house: &House, provider: &Provider, email: &str, change: impl FnOnce(&mut Value)) -> (Browser, Reply) {
    let mut browser = house.browser();
    let way = leave(&mut browser, "");
    let mut claims = provider.claims(&way, email, house.clock.now());
    change(&mut claims);
    let back = provider.let_in(&way, &provider.token(&claims));
    let reply = browser.get(&back);
    (browser, reply)
}

fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/me").status == 200
}

/// What operators see of the last one who couldn't sign in.
fn reason(operator: &mut Browser) -> String {
    let page = operator.get("/desk/house").text();
    let told = page.split_once("<dt>Acme ID</dt><dd>").map(|(_, rest)| rest.split("</dd>").next().unwrap().to_owned());
    told.unwrap_or_default().replace("&#39;", "'")
}

#[test]
fn an_agent_signs_in_at_the_provider() {
    let provider = Provider::start();
    let house = house(&provider);
    let mut hanna = house.browser();
    let page = hanna.get("/in?to=desk").text();
    assert!(page.contains("action=\"/in/oidc\"") && page.contains("Sign in with Acme ID"), "{page}");
    hanna.cookies.insert("session".to_owned(), "a".repeat(64));
    let way = leave(&mut hanna, "desk");
    let parameter = |name: &str| way.parameters[name].as_str();
    assert_eq!((parameter("response_type"), parameter("scope")), ("code", "openid email"));
    assert_eq!((parameter("client_id"), parameter("code_challenge_method")), (CLIENT, "S256"));
    assert_eq!(parameter("redirect_uri"), format!("http://localhost:{}/in/oidc/back", house.port));
    let secrets = [parameter("state"), parameter("nonce"), parameter("code_challenge"), &hanna.cookies["away"]];
    let different: std::collections::BTreeSet<&str> = secrets.into_iter().collect();
    assert!(different.len() == 4 && different.iter().all(|secret| secret.len() >= 43), "{secrets:?}");
    let claims = provider.claims(&way, "Hanna@Hotline.example", house.clock.now());
    let reply = hanna.get(&provider.let_in(&way, &provider.token(&claims)));
    assert_eq!((reply.status, reply.location()), (303, "/desk"), "{}", reply.text());
    assert!(hanna.cookies["session"] != "a".repeat(64) && !hanna.cookies.contains_key("away"), "{:?}", hanna.cookies);
    assert_eq!(hanna.get("/desk").status, 200);
    assert!(house.letters(HANNA).is_empty(), "no letter is needed");
    house.wait(SignedDuration::from_hours(13));
    assert!(!is_signed_in(&mut hanna), "as with a letter, after 12 idle hours");
}

#[test]
fn a_customer_of_a_domain_signs_in_where_newcomers_may() {
    let provider = Provider::start();
    let open = house(&provider);
    let (mut ada, reply) = sign_in(&open, &provider, ADA, |_| {});
    assert_eq!((reply.status, reply.location()), (303, "/"), "{}", reply.text());
    ada.open("Press stops", "It stops.");
    assert_eq!(ada.get("/desk").status, 404, "no agent");
    // An organisation's people are known; others of the domain aren't until they write.
    let oidc = "domains = ['pressworks.example', 'stranger.example']";
    let closed = house_at(&provider.issuer, "newcomers = false", oidc);
    assert_eq!(sign_in(&closed, &provider, ADA, |_| {}).1.status, 303);
    let (mut eve, reply) = sign_in(&closed, &provider, "eve@stranger.example", |_| {});
    assert_eq!(reply.status, 422);
    assert!(!is_signed_in(&mut eve));
}

#[test]
fn whoever_may_not_sign_in_there_sees_what_everybody_sees() {
    let provider = Provider::start();
    let house = house_at(&provider.issuer, "", "domains = ['pressworks.example', 'hotline.example']");
    let mut operator = house.sign_in(HANNA);
    let (_, unverified) = sign_in(&house, &provider, ADA, |claims| claims["email_verified"] = json!(false));
    let everybody = (unverified.status, unverified.plain());
    assert_eq!(everybody.0, 422);
    assert!(everybody.1.contains("You aren&#39;t signed in"), "{}", everybody.1);
    for email in [
        "ada@sawmill.example",
        "ada@pressworks.example.evil.example",
        "ada@sub.pressworks.example",
        // An agent, where the provider isn't for agents.
        "rolf@hotline.example",
        // The desk itself.
        "support@hotline.example",
    ] {
        let (mut browser, reply) = sign_in(&house, &provider, email, |_| {});
        assert_eq!((reply.status, reply.plain()), everybody, "{email}");
        assert!(!is_signed_in(&mut browser), "{email}");
        assert!(reason(&mut operator).contains(&format!("{email} may not sign in there")), "{}", reason(&mut operator));
    }
}

#[test]
fn the_way_back_counts_once_in_the_browser_that_left() {
    let provider = Provider::start();
    let house = house(&provider);
    let mut ada = house.browser();
    let way = leave(&mut ada, "new");
    let back = || provider.let_in(&way, &provider.token(&provider.claims(&way, ADA, house.clock.now())));
    let refused = |browser: &mut Browser, path: &str, what: &str| {
        let reply = browser.get(path);
        assert_eq!(reply.status, 422, "{what}");
        assert!(reply.text().contains("This took too long, or began in another browser"), "{what}: {}", reply.text());
        assert!(!is_signed_in(browser), "{what}");
    };
    refused(&mut house.browser(), &back(), "no cookie");
    let mut other = house.browser();
    leave(&mut other, "");
    refused(&mut other, &back(), "another browser that left, too");
    refused(&mut ada, &back().replace("state=", "state=0"), "another state");
    refused(&mut ada, back().split("&state").next().unwrap(), "no state");
    refused(&mut ada, &format!("{}&state=1", back()), "two states");
    refused(&mut ada, "/in/oidc/back", "nothing");
    assert_eq!(ada.send("HEAD", &back(), &[], b"").status, 422, "a look changes nothing");
    assert_eq!(provider.asked(TOKEN), 0, "and no code was shown to the provider");
    let good = back();
    let mut replayed = ada.clone();
    let reply = ada.get(&good);
    assert_eq!((reply.status, reply.location()), (303, "/new"), "{}", reply.text());
    assert_eq!(ada.get(&good).location(), "/", "whoever is signed in already goes on");
    refused(&mut replayed, &good, "a second time");
    refused(&mut replayed, &back(), "a second time with a new code");
    assert_eq!(provider.asked(TOKEN), 1);
    let mut late = house.browser();
    let way = leave(&mut late, "");
    house.wait(SignedDuration::from_secs(601));
    let claims = provider.claims(&way, ADA, house.clock.now());
    refused(&mut late, &provider.let_in(&way, &provider.token(&claims)), "too late");
    assert!(reason(&mut house.sign_in(HANNA)).is_empty(), "nothing for operators");
}

#[test]
fn tokens_that_sign_nobody_in() {
    let provider = Provider::start();
    let house = house(&provider);
    let mut operator = house.sign_in(HANNA);
    let now = house.clock.now().as_second();
    let mut check = |what: &str, token: &dyn Fn(Value) -> String, part: &str| {
        let mut browser = house.browser();
        let way = leave(&mut browser, "");
        let token = token(provider.claims(&way, ADA, house.clock.now()));
        let reply = browser.get(&provider.let_in(&way, &token));
        assert_eq!(reply.status, 422, "{what}: {}", reply.text());
        assert!(reply.text().contains("Acme ID didn"), "{what}: {}", reply.text());
        assert!(!is_signed_in(&mut browser) && !browser.cookies.contains_key("session"), "{what}");
        let told = reason(&mut operator);
        assert!(told.contains(part) && !told.contains(SECRET) && !told.contains("code "), "{what}: {told}");
    };
    let with = |key: &str, value: Value| {
        let (provider, key) = (&provider, key.to_owned());
        move |mut claims: Value| {
            claims[&key] = value.clone();
            provider.token(&claims)
        }
    };
    check("issuer", &with("iss", json!("https://evil.example")), "was issued by https://evil.example");
    check("audience", &with("aud", json!("other")), "(aud)");
    check("audiences", &with("aud", json!([CLIENT, "other"])), "(aud)");
    check("party", &with("azp", json!("other")), "(azp)");
    check("nonce", &with("nonce", json!("a".repeat(64))), "(nonce)");
    check("no nonce", &with("nonce", Value::Null), "(nonce)");
    check("expired", &with("exp", json!(now - 61)), "has expired");
    check("future", &with("iat", json!(now + 3_600)), "from the future");
    check("old", &with("iat", json!(now - 3_600)), "too long ago");
    check("unverified", &with("email_verified", json!(false)), "`email_verified` isn't true");
    check("verified by nobody", &with("email_verified", Value::Null), "`email_verified` isn't true");
    check("no address", &with("email", Value::Null), "has no email address");
    check("no such address", &with("email", json!("ada")), "has no email address");
    let headed = |header: Value| {
        let provider = &provider;
        move |claims: Value| provider.sign(&header, &claims)
    };
    check("none", &headed(json!({ "alg": "none" })), "algorithm `none`");
    check("another kid", &headed(json!({ "alg": "ES256", "kid": "k2" })), "doesn't publish (kid `k2`)");
    check("another algorithm", &headed(json!({ "alg": "RS256", "kid": "k1" })), "doesn't publish");
    let unsigned = |claims: Value| {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        format!("{}.{}.", part(&json!({ "alg": "none", "kid": "k1" })), part(&claims))
    };
    check("no signature", &unsigned, "algorithm `none`");
    let shared = |claims: Value| {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "kid": "k1" })), part(&claims));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &provider.public());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(ring::hmac::sign(&key, signed.as_bytes()).as_ref()))
    };
    check("signed with the public key", &shared, "algorithm `HS256`");
    let stranger = Provider::start();
    check("another's key", &|claims| stranger.token(&claims), "isn't the provider's");
    check("no token", &|_| "<html>".to_owned(), "isn't a signed token");
    check("an empty one", &|_| String::new(), "isn't a signed token");
}

#[test]
fn a_provider_that_answers_with_nonsense_is_told_apart() {
    let huge = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 300 << 10]].concat();
    let around = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes();
    let html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>".to_vec();
    let wrong: Vec<(Vec<u8>, &str)> = vec![
        (huge, "more than 256 KB"),
        (around(DESCRIPTION), "redirects (302)"),
        (json_answer(500, &json!({ "error": "x" })), "status 500"),
        (b"220 mail.example ESMTP\r\n".to_vec(), "as a web server"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec(), "in the middle of its answer"),
        (Vec::new(), "in the middle of its answer"),
    ];
    for path in [DESCRIPTION, KEYS, TOKEN] {
        let provider = Provider::start();
        let house = house(&provider);
        let mut operator = house.sign_in(HANNA);
        let no_json = if path == DESCRIPTION {
            "isn't one"
        } else if path == KEYS {
            "has no keys"
        } else {
            "no ID token"
        };
        for (answer, part) in wrong.iter().map(|(bytes, part)| (bytes, *part)).chain([(&html, no_json)]) {
            let mut browser = house.browser();
            let reply = if path == TOKEN {
                let way = leave(&mut browser, "");
                let token = provider.token(&provider.claims(&way, ADA, house.clock.now()));
                provider.answer(path, Some(answer));
                browser.get(&provider.let_in(&way, &token))
            } else {
                provider.answer(path, Some(answer));
                browser.post("/in/oidc", &[("to", "")])
            };
            let told = reason(&mut operator);
            assert!(told.contains(part), "{path}: {part}: {told}");
            assert_eq!(reply.status, 503, "{path}: {part}");
            assert!(reply.header("refresh").is_none() && !is_signed_in(&mut browser), "{path}: {part}");
            provider.answer(path, None);
            house.wait(SignedDuration::from_secs(6));
        }
        assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 303, "{path}: and then all is well again");
    }
}

#[test]
fn a_provider_that_is_down_is_left_alone_for_a_moment() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let house = house_at(&format!("http://{gone}"), "", BOTH);
    let mut browser = house.browser();
    for _ in 0..3 {
        let reply = browser.post("/in/oidc", &[]);
        assert_eq!(reply.status, 503);
        assert!(reply.text().contains("Acme ID can"), "{}", reply.text());
    }
    let mut hanna = house.sign_in(HANNA);
    assert!(reason(&mut hanna).contains("refused"), "letters go on: {}", reason(&mut hanna));
}

#[test]
fn what_the_provider_refuses_is_told_in_words() {
    let provider = Provider::start();
    let house = house(&provider);
    let mut operator = house.sign_in(HANNA);
    let mut check = |error: &str, status: u16, words: &str, told: &str| {
        let mut browser = house.browser();
        let way = leave(&mut browser, "");
        let back = [("error", error), ("error_description", "<script>"), ("state", &way.parameters["state"])];
        let reply = browser.get(&format!("/in/oidc/back?{}", urlencoded(&back)));
        assert_eq!(reply.status, status, "{error}");
        assert!(reply.text().contains(words) && !reply.text().contains("<script>"), "{error}: {}", reply.text());
        assert!(!is_signed_in(&mut browser));
        assert!(reason(&mut operator).contains(told), "{error}: {}", reason(&mut operator));
    };
    check("access_denied", 422, "was cancelled or isn", "");
    check("temporarily_unavailable", 503, "be reached right now", "the provider answered temporarily_unavailable");
    check("invalid_scope", 422, "Acme ID didn", "the provider answered invalid_scope");
    check("x\r\ny<b>", 422, "Acme ID didn", "the provider answered xy");
    // A code that the provider doesn't know.
    let mut browser = house.browser();
    let way = leave(&mut browser, "");
    let back = [("code", "invented"), ("state", &way.parameters["state"])];
    assert_eq!(browser.get(&format!("/in/oidc/back?{}", urlencoded(&back))).status, 422);
    assert!(reason(&mut operator).contains("refused the code: invalid_grant no[2J"), "{}", reason(&mut operator));
}

#[test]
fn somebody_elses_answer_is_not_the_providers() {
    let provider = Provider::start();
    let house = house(&provider);
    let attempt = |issuer: &str| {
        let mut browser = house.browser();
        let way = leave(&mut browser, "");
        let back = provider.let_in(&way, &provider.token(&provider.claims(&way, ADA, house.clock.now())));
        let named = if issuer.is_empty() { String::new() } else { format!("&{}", urlencoded(&[("iss", issuer)])) };
        browser.get(&format!("{back}{named}")).status
    };
    assert_eq!(attempt(""), 303);
    assert_eq!(attempt(&provider.issuer), 303);
    assert_eq!(attempt("https://evil.example"), 422);
    provider.name_itself();
    house.wait(SignedDuration::from_hours(2));
    assert_eq!(attempt(""), 422, "it always names itself");
    assert_eq!(attempt(&provider.issuer), 303);
}

#[test]
fn a_new_key_is_found_at_once_and_unknown_ones_not_looked_for_again_and_again() {
    let mut provider = Provider::start();
    let house = house(&provider);
    assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 303);
    assert_eq!((provider.asked(KEYS), provider.asked(DESCRIPTION)), (1, 1));
    house.wait(SignedDuration::from_secs(61));
    provider.publish("k2");
    assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 303);
    assert_eq!(provider.asked(KEYS), 2);
    let published = std::mem::replace(&mut provider.kid, "k3".to_owned());
    for _ in 0..3 {
        assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 422, "not published");
    }
    assert_eq!(provider.asked(KEYS), 2, "fetched just now");
    house.wait(SignedDuration::from_secs(61));
    assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 422);
    assert_eq!(provider.asked(KEYS), 3);
    provider.kid = published;
    house.wait(SignedDuration::from_mins(59));
    assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 303);
    assert_eq!(provider.asked(KEYS), 3, "kept for an hour");
    house.wait(SignedDuration::from_mins(2));
    assert_eq!(sign_in(&house, &provider, ADA, |_| {}).1.status, 303);
    assert_eq!(provider.asked(KEYS), 4);
}

#[test]
fn where_it_is_the_only_way_no_letter_signs_them_in() {
    let provider = Provider::start();
    let house = house_at(&provider.issuer, "", &format!("{BOTH}\nonly = true"));
    let ask = |address: &str| house.browser().post("/in", &[("address", address), ("do", "ask")]);
    let (one, other) = (ask(HANNA), ask("carl@sawmill.example"));
    let plain = |reply: &Reply, address: &str| reply.plain().replace(address, "ADDRESS");
    assert_eq!(plain(&one, HANNA), plain(&other, "carl@sawmill.example"), "nobody learns who signs in where");
    assert_eq!(ask(ADA).status, 200);
    // Letters are written in order, so all are there when the last is.
    house.sign_in("last@sawmill.example");
    eventually("Carl's letter", || (house.letters("carl@sawmill.example").len() == 1).then_some(()));
    assert!(house.letters(HANNA).is_empty() && house.letters(ADA).is_empty());
    assert_eq!(sign_in(&house, &provider, HANNA, |_| {}).1.status, 303);
    assert!(house.browser().get("/in").text().contains("this is the only way to sign in"));
}

#[test]
fn not_everybody_can_send_browsers_away_without_end() {
    let provider = Provider::start();
    let house = house(&provider);
    let mut browser = house.browser();
    for number in 0..200 {
        assert_eq!(browser.post("/in/oidc", &[]).status, 200, "{number}");
    }
    assert_eq!(browser.post("/in/oidc", &[]).status, 429);
    assert_eq!(house.browser().post("/in/oidc", &[]).status, 200, "from elsewhere");
    house.wait(SignedDuration::from_mins(16));
    assert_eq!(browser.post("/in/oidc", &[]).status, 200);
    assert_eq!(provider.asked(DESCRIPTION), 1);
}

#[test]
fn without_a_provider_there_is_no_way_there() {
    let house = House::new();
    let mut browser = house.browser();
    assert_eq!(browser.post("/in/oidc", &[]).status, 404);
    assert_eq!(browser.get("/in/oidc/back?code=a&state=b").status, 404);
    assert!(!browser.get("/in").text().contains("/in/oidc"));
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn a_real_browser_goes_there_and_comes_back() {
    for scripts in [Scripts::On, Scripts::Off] {
        let provider = Provider::start();
        let house = house(&provider);
        let Some(window) = Chromium::start(house.port, scripts) else { return };
        window.open("/in?to=me");
        window.click("form[action='/in/oidc'] button");
        // It leads on by itself, although no form may lead to another site.
        let address = eventually("the provider's page", || {
            Some(window.url()).filter(|url| url.starts_with(&format!("{}/auth?", provider.issuer)))
        });
        let way = Way::read(&address);
        let back = provider.let_in(&way, &provider.token(&provider.claims(&way, ADA, house.clock.now())));
        let around = format!(
            "HTTP/1.1 302 Found\r\nLocation: http://localhost:{}{back}\r\nContent-Length: 0\r\n\r\n",
            house.port
        );
        provider.answer("/realms/desk/in", Some(around.as_bytes()));
        window.click("a");
        eventually("the page that was wanted", || window.url().ends_with("/me").then_some(()));
        assert!(window.text("main").contains(ADA), "{}", window.text("main"));
    }
}
