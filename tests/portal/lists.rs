//! A list is put in order and narrowed down by fields, and never shows more than it did before.

use crate::browser::Browser;
use crate::house::House;

/// Opens a ticket with fields.
fn open(who: &mut Browser, subject: &str, fields: &[(&str, &str)]) {
    let nonce = who.get("/new").hidden("nonce");
    let form = [("nonce", nonce.as_str()), ("step", "details"), ("subject", subject), ("text", "It stops.")];
    let reply = who.post("/new", &[&form[..], fields, &[("do", "send")]].concat());
    assert_eq!(reply.status, 303, "{}", reply.text());
}

/// The subjects of a list, in its order.
fn subjects(who: &mut Browser, path: &str) -> Vec<String> {
    let page = who.get(path);
    assert_eq!(page.status, 200, "{path}");
    let text = page.text();
    let mut found: Vec<(usize, &str)> = ["Alpha", "Beta", "Gamma", "Delta"]
        .iter()
        .filter_map(|word| Some((text.find(&format!(">{word}<"))?, *word)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, word)| word.to_owned()).collect()
}

#[test]
fn fields_narrow_a_list_down_and_priority_sorts_it() {
    let house = House::new();
    let mut ada = house.sign_in("ada@pressworks.example");
    open(&mut ada, "Alpha", &[("field.priority", "low")]);
    open(&mut ada, "Beta", &[("field.priority", "high"), ("field.area", "Machines/Press")]);
    open(&mut ada, "Gamma", &[("field.area", "Machines")]);
    open(&mut ada, "Delta", &[("field.priority", "high"), ("field.area", "Robotics/Arm")]);
    let mut check = |query: &str, expected: &[&str]| assert_eq!(subjects(&mut ada, query), expected, "{query}");
    check("/?sort=created", &["Delta", "Gamma", "Beta", "Alpha"]);
    check("/?sort=priority", &["Delta", "Beta", "Gamma", "Alpha"]);
    check("/?field.priority=high&sort=created", &["Delta", "Beta"]);
    check("/?field.area=Machines&sort=created", &["Gamma", "Beta"]);
    check("/?field.area=Machines/Press", &["Beta"]);
    check("/?field.area=Machines%2FPress&field.priority=low", &[]);
    check("/?field.priority=low&q=Alpha", &["Alpha"]);
    check("/?field.priority=low&q=Beta", &[]);
    check("/?field.priority=low&state=done", &[]);
    // What is no value, no field or no number narrows nothing.
    check(
        "/?field.priority=at-once&sort=x&from=x&below=x&field.=1&field.nothing=2&sort=created",
        &["Delta", "Gamma", "Beta", "Alpha"],
    );
    let page = ada.get("/?field.priority=high");
    assert!(page.text().contains("<option value=\"high\" selected>"), "{}", page.text());
    assert!(page.attributes("href").iter().any(|href| href == "/?scope=mine&amp;state=done&amp;field.priority=high"));
}
