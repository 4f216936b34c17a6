//! Too much, too slow, broken: each is refused early, and the portal stays open for others.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::house::{House, eventually};
use crate::http::{connect, exchange, read};

const ADA: &str = "ada@pressworks.example";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

#[test]
fn a_hundred_megabytes_are_refused_early() {
    let house = House::new();
    let ada = house.sign_in(ADA);
    let length = 100 << 20;
    let multipart = format!("multipart/form-data; boundary={}", crate::browser::BOUNDARY);
    let start = format!(
        "--{}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.bin\"\r\n\r\n",
        crate::browser::BOUNDARY
    );
    for (kind, start) in [(multipart.as_str(), start.as_str()), (FORM.1, "text="), ("text/plain", "x")] {
        let head = ada.head("POST", "/new", &[OWN, ("Content-Type", kind)], length);
        let mut stream = connect(house.port);
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        let (piece, mut sent) = (vec![b'x'; 64 << 10], 0);
        while sent < length && stream.write_all(&piece).is_ok() {
            sent += piece.len();
        }
        // The server reads on for some seconds and keeps nothing of it, so that the answer isn't lost with the connection.
        assert!(sent > 0, "{kind}");
        let reply = read(&mut stream).unwrap();
        assert!([413, 415].contains(&reply.status), "{kind}: {}", reply.status);
    }
    eventually("the files are gone", || house.files("uploads").is_empty().then_some(()));
}

#[test]
fn broken_forms_are_refused() {
    let house = House::new();
    let (mut guest, mut ada) = (house.browser(), house.sign_in(ADA));
    let reference = ada.open("Press stops", "It stops.");
    let ticket = format!("/t/{reference}");
    let many: String = (0..10_000).flat_map(|number| ["f".to_owned(), number.to_string(), "=x&".to_owned()]).collect();
    let check = |who: &mut crate::browser::Browser, path: &str, (kind, body): (&str, &[u8]), expected: u16| {
        let reply = who.send("POST", path, &[OWN, ("Content-Type", kind)], body);
        assert_eq!(reply.status, expected, "{path} {kind} {}", String::from_utf8_lossy(&body[..body.len().min(40)]));
    };
    for path in ["/in", "/me", "/new", ticket.as_str()] {
        let who = if path == "/in" { &mut guest } else { &mut ada };
        check(who, path, (FORM.1, b"text=\xff\xfe"), 400);
        check(who, path, (FORM.1, b"text=%FF%FE"), 400);
        check(who, path, (FORM.1, b"%C3=x"), 400);
        check(who, path, (FORM.1, many.as_bytes()), 413);
        check(who, path, (FORM.1, format!("{}=x", "n".repeat(300)).as_bytes()), 413);
        check(who, path, (FORM.1, format!("text={}", "x".repeat(2 << 20)).as_bytes()), 413);
        check(who, path, ("application/json", b"{\"do\":\"send\"}"), 415);
        check(who, path, ("text/plain", b"do=send"), 415);
        check(who, path, ("", b"do=send"), 415);
        check(who, path, ("multipart/form-data", b"--x"), 400);
        check(who, path, ("multipart/form-data; boundary=x", b"--x\r\nContent-Disp"), 400);
        check(
            who,
            path,
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\xff\r\n--x--",
            ),
            400,
        );
    }
    assert_eq!(guest.get(&format!("/{}", "x".repeat(3_000))).status, 404);
    assert_eq!(guest.get("/t/HD-00001%00").status, 404);
    assert!([400, 404].contains(&guest.get("/t/%FF").status));
    assert_eq!(ada.get(&ticket).status, 200, "and the portal is open for others");
}

#[test]
fn no_byte_of_a_request_breaks_the_portal() {
    let house = House::new();
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(64 << 10));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(500));
    let requests: [&[u8]; 9] = [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nBroken\r\n\r\n",
        b"POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\nzz\r\n",
        large.as_bytes(),
        many.as_bytes(),
    ];
    for request in requests {
        if let Some(reply) = exchange(house.port, request) {
            assert!(
                (400..506).contains(&reply.status),
                "{}: {}",
                reply.status,
                String::from_utf8_lossy(&request[..request.len().min(60)])
            );
        }
    }
    // Two lengths at once: whoever stands before us may have read the other one.
    let smuggled = b"POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nSec-Fetch-Site: same-origin\r\n\r\n0\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut stream = connect(house.port);
    stream.write_all(smuggled).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).ok();
    assert!(!String::from_utf8_lossy(&all).contains("Disallow"), "{}", String::from_utf8_lossy(&all));
    assert_eq!(house.browser().get("/in").status, 200);
}

#[test]
fn a_slow_head_ends_its_connection_and_holds_up_nobody() {
    let house = House::new();
    let start = Instant::now();
    let mut slow: Vec<_> = ["", "GET", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "]
        .into_iter()
        .map(|head| {
            let mut stream = connect(house.port);
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(house.browser().get("/in").status, 200);
    for stream in &mut slow {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).ok();
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn the_five_hundred_and_thirteenth_connection_is_closed() {
    let house = House::new();
    let request = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut all = Vec::new();
    for number in 0..512 {
        let mut stream = connect(house.port);
        stream.write_all(request).unwrap();
        assert!(read(&mut stream).is_some_and(|reply| reply.status == 200), "connection {number}");
        all.push(stream);
    }
    let mut one_more = connect(house.port);
    one_more.write_all(request).ok();
    assert!(read(&mut one_more).is_none(), "one too many");
    all.pop();
    eventually("there is room again", || exchange(house.port, request).map(|_| ()));
}
