//! Files: what people send, and what becomes of it when others open it.

use crate::browser::Sent;
use crate::house::House;

const ADA: &str = "ada@pressworks.example";

#[test]
fn a_file_is_kept_and_never_run() {
    let house = House::new();
    let mut ada = house.sign_in(ADA);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let polyglot = b"GIF89a/*<script>alert(1)</script>*/=0;";
    let check = |ada: &mut crate::browser::Browser, file: Sent<'_>, kind: &str, way: &str| {
        let reference =
            ada.open_with("A file", "See there.", &[Sent { name: file.name, kind: file.kind, bytes: file.bytes }]);
        let links = ada.get(&format!("/t/{reference}/files")).attributes("href");
        let link = links.into_iter().find(|href| href.contains("/f/")).unwrap_or_else(|| panic!("{}", file.name));
        let reply = ada.get(&link);
        assert_eq!(reply.status, 200, "{}", file.name);
        assert_eq!(reply.header("content-type"), Some(kind), "{}", file.name);
        let told = reply.header("content-disposition").unwrap();
        assert!(told.starts_with(way), "{}: {told}", file.name);
        assert!(told.is_ascii() && !told.contains("..") && !told.contains('/') && !told.contains('\\'), "{told}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.header("content-security-policy").unwrap().contains("sandbox"));
        assert_eq!(reply.bytes, file.bytes, "{}", file.name);
        told.to_owned()
    };
    let sent = |name, kind, bytes| Sent { name, kind, bytes };
    let octets = "application/octet-stream";
    check(&mut ada, sent("a.svg", "image/svg+xml", svg), octets, "attachment");
    check(&mut ada, sent("a.png", "image/png", svg), octets, "attachment");
    check(&mut ada, sent("a.html", "text/html", html), octets, "attachment");
    check(&mut ada, sent("a.pdf", "application/pdf", b"%PDF-1.7 <script>"), octets, "attachment");
    check(&mut ada, sent("a.js", "text/javascript", b"alert(1)"), octets, "attachment");
    // It stays a picture, whatever else it may be.
    check(&mut ada, sent("a.html", "text/html", polyglot), "image/gif", "inline");
    check(&mut ada, sent("../../etc/passwd", "text/plain", b"x"), octets, "attachment");
    check(&mut ada, sent("..\\..\\boot.ini", "text/plain", b"x"), octets, "attachment");
    check(&mut ada, sent("<img src=x onerror=alert(1)>.txt", "text/plain", b"x"), octets, "attachment");
    check(&mut ada, sent("nothing.txt", "text/plain\r\nX: y", b"x"), octets, "attachment");
    let told = check(&mut ada, sent("invoice\u{202E}fdp.exe", octets, b"MZ"), octets, "attachment");
    assert!(!told.contains("%E2%80%AE"), "what turns the direction of a name is gone: {told}");
}

#[test]
fn files_survive_an_error_and_are_nobody_else_s() {
    let house = House::new();
    let (mut ada, mut bob) = (house.sign_in(ADA), house.sign_in("bob@pressworks.example"));
    let nonce = ada.get("/new").hidden("nonce");
    let marks = [("nonce", nonce.as_str()), ("step", "details"), ("subject", ""), ("text", "Look"), ("do", "send")];
    let wrong = ada.upload("/new", &marks, &[Sent::new("log.txt", b"F3 blown"), Sent::new("two.txt", b"2")]);
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    assert!(page.contains("log.txt") && page.contains("Look"), "what was typed is kept");
    let kept = wrong.hidden("kept");
    assert_eq!(kept.len(), 64);
    // Another session's word for it is worth nothing.
    let nonce = bob.get("/new").hidden("nonce");
    let stolen = [
        ("nonce", nonce.as_str()),
        ("step", "details"),
        ("subject", "Mine"),
        ("text", "x"),
        ("kept", &kept),
        ("do", "send"),
    ];
    let opened = bob.post("/new", &stolen);
    assert_eq!(opened.status, 303, "{}", opened.text());
    let reference = opened.location().split('?').next().unwrap().to_owned();
    assert!(!bob.get(&format!("{reference}/files")).text().contains("log.txt"));
    // One is taken away, the other goes with the form.
    let again = [("nonce", nonce.as_str()), ("step", "details"), ("subject", "S"), ("text", "Look"), ("kept", &kept)];
    let remove = format!("remove-file:{kept}");
    let without = ada.post("/new", &[&again[..], &[("do", remove.as_str())]].concat());
    assert!(!without.text().contains("log.txt"));
    let nonce = ada.get("/new").hidden("nonce");
    let send = [
        ("nonce", nonce.as_str()),
        ("step", "details"),
        ("subject", "S"),
        ("text", "Look"),
        ("kept", &kept),
        ("do", "send"),
    ];
    let opened = ada.post("/new", &send);
    let reference = opened.location().split('?').next().unwrap().to_owned();
    let list = ada.get(&format!("{reference}/files"));
    assert!(list.text().contains("log.txt"), "{}", list.text());
    let link = list.attributes("href").into_iter().find(|href| href.contains("/f/")).unwrap();
    assert_eq!(ada.get(&link).bytes, b"F3 blown");
}

#[test]
fn what_is_too_large_leaves_nothing_behind() {
    let house = House::new();
    let mut ada = house.sign_in(ADA);
    let nonce = ada.get("/new").hidden("nonce");
    let marks = [("nonce", nonce.as_str()), ("step", "details"), ("subject", "S"), ("text", "x"), ("do", "send")];
    let large = vec![b'x'; (1 << 20) + (100 << 10)];
    assert_eq!(ada.upload("/new", &marks, &[Sent::new("a.bin", &large)]).status, 413);
    let many: Vec<Sent<'_>> = (0..200).map(|_| Sent::new("a.txt", b"x")).collect();
    assert_eq!(ada.upload("/new", &marks, &many).status, 413);
    assert_eq!(house.files("uploads"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn whoever_is_not_signed_in_sends_no_file() {
    let house = House::new();
    for cookie in [None, Some("session")] {
        let mut guest = house.browser();
        guest.cookies.extend(cookie.map(|name| (name.to_owned(), "a".repeat(64))));
        for path in ["/new", "/t/HD-00001", "/desk/new", "/desk/t/HD-00001"] {
            for wanted in ["send", "remove-file:x", "preview"] {
                let reply = guest.upload(
                    path,
                    &[("do", wanted), ("step", "details")],
                    &[Sent::new("a.bin", &vec![b'x'; 100_000])],
                );
                assert!(reply.location().starts_with("/in"), "{path} {wanted}: {}", reply.status);
            }
        }
    }
    assert_eq!(house.files("uploads"), Vec::<std::path::PathBuf>::new());
}
