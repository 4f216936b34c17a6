//! Open pages hear that something changed, and nothing else; only what their reader may see, and only while they are signed in.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use jiff::SignedDuration;

use crate::browser::Browser;
use crate::house::House;
use crate::http::{Reply, connect};

const ADA: &str = "ada@pressworks.example";
const HANNA: &str = "hanna@hotline.example";

/// The address that a page listens to.
fn address(page: &Reply) -> String {
    let found = page.attributes("data-live");
    found.first().unwrap_or_else(|| panic!("it doesn't listen: {}", page.text())).replace("&amp;", "&")
}

/// A page that listens.
struct Listener(BufReader<TcpStream>);

impl Listener {
    /// Opens a page, and listens as it does.
    fn of(who: &mut Browser, path: &str) -> Self {
        let address = address(&who.get(path));
        Self::open(who, who.port, &address)
    }

    fn open(who: &Browser, port: u16, address: &str) -> Self {
        let mut stream = connect(port);
        stream.write_all(who.head("GET", address, &[], 0).as_bytes()).unwrap();
        let mut listener = Self(BufReader::new(stream));
        let first = listener.line().unwrap();
        assert!(first.contains(" 200 "), "{address}: {first}");
        listener.until("retry: 5000");
        listener
    }

    /// The next line; none at the end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.0.read_line(&mut line).unwrap() > 0).then(|| line.trim_end().to_owned())
    }

    /// All lines up to the one that is waited for.
    fn until(&mut self, expected: &str) -> String {
        let mut before = String::new();
        loop {
            let line = self.line().unwrap_or_else(|| panic!("the stream ends before {expected:?}: {before}"));
            if line == expected {
                return before;
            }
            before += &line;
        }
    }

    /// Everything up to its end.
    fn rest(mut self) -> String {
        let mut rest = String::new();
        while let Some(line) = self.line() {
            rest += &line;
        }
        rest
    }
}

#[test]
fn a_page_hears_of_what_its_reader_may_see() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let reference = ada.open("Press stops", "It stops.");
    let (ticket, desk) = (format!("/t/{reference}"), format!("/desk/t/{reference}"));
    // Of a note only agents hear.
    let mut customer = Listener::of(&mut ada, &ticket);
    let mut agent = Listener::of(&mut hanna, &desk);
    assert_eq!(hanna.act(&desk, &[("text", "A secret note"), ("do", "note")]).status, 303);
    assert!(!agent.until("event: changed").contains("secret"));
    assert_eq!(hanna.act(&desk, &[("text", "Which fuse?"), ("do", "reply")]).status, 303);
    assert!(!customer.until("event: changed").contains("fuse"));
    assert!(!customer.rest().contains("fuse"), "the stream ends once there is something to show");
    // A mail is heard of as a page is.
    let (mut list, mut queue) = (Listener::of(&mut ada, "/"), Listener::of(&mut hanna, "/desk"));
    house.arrive(
        "support",
        &format!("From: {ADA}\r\nTo: support@hotline.example\r\nSubject: Saw\r\nMessage-ID: <1@x.example>\r\n\r\nIt stops.\r\n"),
    );
    list.until("event: changed");
    queue.until("event: changed");
}

#[test]
fn nobody_listens_to_what_they_may_not_see() {
    let house = House::with("live = true");
    let (mut ada, mut bo) = (house.sign_in(ADA), house.sign_in("bo@sawmill.example"));
    let reference = ada.open("Press stops", "It stops.");
    let own = address(&ada.get(&format!("/t/{reference}")));
    let check =
        |who: &mut Browser, address: &str, status: u16| assert_eq!(who.get(address).status, status, "{address}");
    check(&mut bo, &own, 404);
    check(&mut bo, &own.replace(&reference, "HD-99999"), 404);
    check(&mut house.browser(), &own, 404);
    check(&mut ada, "/live?of=queue&version=0-0-0", 404);
    for wrong in ["/live", "/live?of=", "/live?of=queue%00", "/live?of=x&of=y", "/live?version=1"] {
        check(&mut ada, wrong, 404);
    }
    // Three streams are enough for a session: a browser that gets no content doesn't ask again.
    let open: Vec<Listener> = (0..3).map(|_| Listener::open(&ada, house.port, &own)).collect();
    check(&mut ada, &own, 204);
    drop(open);
    crate::house::eventually("a place", || {
        let other = own.replace("version=", "version=other");
        (ada.get(&other).status == 200).then_some(())
    });
}

#[test]
fn a_stream_ends_with_its_session() {
    let house = House::new();
    let (mut ada, mut hanna) = (house.sign_in(ADA), house.sign_in(HANNA));
    let path = format!("/t/{}", ada.open("Press stops", "It stops."));
    let listener = Listener::of(&mut ada, &path);
    let mut same = ada.clone();
    assert_eq!(same.post("/out", &[]).status, 200);
    assert_eq!(hanna.act(&format!("/desk{path}"), &[("text", "Which fuse?"), ("do", "reply")]).status, 303);
    assert!(!listener.rest().contains("changed"));
    // And with the daemon, which doesn't wait for it.
    let other = Listener::of(&mut hanna, "/desk");
    drop(house);
    assert!(!other.rest().contains("changed"));
}

#[test]
fn agents_see_who_else_looks() {
    let house = House::new();
    let (mut ada, mut hanna, mut rolf) =
        (house.sign_in(ADA), house.sign_in(HANNA), house.sign_in("rolf@hotline.example"));
    let path = format!("/desk/t/{}", ada.open("Press stops", "It stops."));
    let alone = hanna.get(&path);
    assert!(alone.text().contains("id=\"looking\" role=\"status\" hidden"), "{}", alone.text());
    let mut listener = Listener::open(&hanna, house.port, &address(&alone));
    let words = "Hanna Hahn is looking at this ticket too.";
    assert!(rolf.get(&path).text().contains(words), "without a script, too");
    listener.until("data: Rolf Ritter is looking at this ticket too.");
    assert!(!ada.get(&path.replace("/desk", "")).text().contains("looking"), "customers don't see it");
    drop(listener);
    crate::house::eventually("Hanna to be gone", || (!rolf.get(&path).text().contains(words)).then_some(()));
    hanna.get(&path);
    assert!(rolf.get(&path).text().contains(words));
    house.wait(SignedDuration::from_secs(91));
    assert!(!rolf.get(&path).text().contains(words));
}

#[test]
fn a_desk_can_do_without() {
    let house = House::with("live = false");
    let mut ada = house.sign_in(ADA);
    let path = format!("/t/{}", ada.open("Press stops", "It stops."));
    assert_eq!(ada.get(&path).attributes("data-live"), [""; 0]);
    assert_eq!(ada.get("/live?of=list&version=x").status, 404);
}
