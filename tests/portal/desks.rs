//! What the pages of the five example setups show: to whom which tickets, values, people, times and buttons.

use jiff::SignedDuration;

use crate::browser::{Browser, Sent};
use crate::house::{House, eventually};

/// The part of a page that is about something: from behind these words to the end of the element of that name.
fn part<'a>(page: &'a str, from: &str, element: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from} on\n{page}"));
    let (part, _) = rest.split_once(&format!("</{element}>")).unwrap_or_else(|| panic!("no end of {from}"));
    part
}

/// The values of the buttons with which a reader can send the form of a ticket.
fn offers(who: &mut Browser, path: &str) -> Vec<String> {
    let page = who.get(path);
    assert_eq!(page.status, 200, "{path}");
    let values = page.text();
    let values = values.split("<button name=\"do\" value=\"#").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Waits for a letter with these words.
fn gets(house: &House, to: &str, words: &str) {
    eventually(words, || house.letters(to).iter().any(|letter| letter.text.contains(words)).then_some(()));
}

/// Opens a ticket with these values.
fn opened(who: &mut Browser, subject: &str, fields: &[(&str, &str)]) -> String {
    let nonce = who.get("/new").hidden("nonce");
    let own =
        [("nonce", nonce.as_str()), ("step", "details"), ("subject", subject), ("text", "It is so."), ("do", "send")];
    let reply = who.post("/new", &[&own, fields].concat());
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.location().split('?').next().unwrap().to_owned()
}

/// The page with the second part of the form.
fn details(who: &mut Browser) -> String {
    let nonce = who.get("/new").hidden("nonce");
    let page = who.post("/new", &[("nonce", &nonce), ("step", "choose"), ("subject", "It stops"), ("do", "next")]);
    assert_eq!(page.status, 200);
    page.text()
}

#[test]
fn what_a_ticket_is_about_is_asked_first_and_then_how_urgent_it_is() {
    let house = House::of_desk("service-center");
    let mut ada = house.sign_in("ada@mill.example");
    let first = ada.get("/new").text();
    for value in ["M3", "Integration", "VXL", "VBU", "Other", "question", "incident", "change"] {
        assert!(
            first.contains(&format!("type=\"radio\" name=\"field.{}\" value=\"{value}\"", field_of(value))),
            "{value}"
        );
    }
    assert!(!first.contains("field.urgency"), "{first}");
    let second = details(&mut ada);
    let urgency = part(&second, "<legend>Urgency", "fieldset");
    for (value, description) in [
        ("critical", "critical to the business, and there is no workaround"),
        ("high", "much of it doesn&#39;t work, and there is no acceptable workaround"),
        ("medium", "some of it doesn&#39;t work"),
        ("low", "a minor defect, or an idea that would make it easier to use"),
    ] {
        let radio = part(urgency, &format!("value=\"{value}\""), "label");
        assert!(radio.contains(description), "{value}: {radio}");
    }
}

fn field_of(value: &str) -> &'static str {
    if ["question", "incident", "change"].contains(&value) { "kind" } else { "about" }
}

#[test]
fn a_list_has_one_s_own_tickets_open_and_done() {
    let house = House::of_desk("service-center");
    let (mut ada, mut bob) = (house.sign_in("ada@mill.example"), house.sign_in("bob@mill.example"));
    let mut mona = house.sign_in("mona@servicecenter.example");
    let licence = opened(&mut ada, "M3 asks for a licence", &[]);
    opened(&mut ada, "VXL is slow", &[]);
    opened(&mut bob, "The payroll", &[]);
    let closed = [("do", "set"), ("status", "#closed")];
    assert_eq!(mona.act(&format!("/desk{licence}"), &closed).status, 303);
    let (open, done) = (ada.get("/").text(), ada.get("/?state=done").text());
    assert!(open.contains("VXL is slow") && !open.contains("M3 asks"), "{open}");
    assert!(open.contains("Open <span class=\"count\">1</span>"), "{open}");
    assert!(
        done.contains("M3 asks for a licence") && done.contains("Closed") && !done.contains("VXL is slow"),
        "{done}"
    );
    for page in [&open, &done] {
        assert!(!page.contains("payroll"), "another's: {page}");
    }
}

#[test]
fn a_resolved_ticket_says_what_a_comment_does_and_asks_for_stars() {
    let house = House::of_desk("service-center");
    let (mut ada, mut mona) = (house.sign_in("ada@mill.example"), house.sign_in("mona@servicecenter.example"));
    let path = opened(&mut ada, "M3 asks for a licence", &[("field.about", "M3")]);
    assert!(!ada.get(&path).text().contains("name=\"score\""), "not before it is resolved");
    let resolved = [("do", "set"), ("status", "#resolved")];
    assert_eq!(mona.act(&format!("/desk{path}"), &resolved).status, 303);
    let page = ada.get(&path).text();
    assert_eq!(page.matches("name=\"score\"").count(), 5, "{page}");
    assert!(part(&page, "id=\"h-text\"", "p").contains("Status: In progress"), "{page}");
    assert_eq!(page.matches("<li class=\"comment").count(), 1, "a status without words is no comment: {page}");
    assert_eq!(ada.act(&path, &[("do", "rate"), ("score", "4"), ("comment", "Quick")]).status, 303);
    let rated = mona.get(&format!("/desk{path}")).text();
    assert!(rated.contains("4 out of 5") && rated.contains("Quick"), "{rated}");
}

#[test]
fn a_company_has_a_list_and_no_other_company_s_tickets() {
    let house = House::of_desk("hotline");
    let (mut ada, mut bob) = (house.sign_in("ada@pressworks.example"), house.sign_in("bob@pressworks.example"));
    let mut sam = house.sign_in("sam@sawmill.example");
    let path = opened(&mut ada, "The press stops", &[("field.area", "Machines/Press")]);
    let page = bob.get("/").text();
    assert!(page.contains("scope=company") && !page.contains("The press stops"), "{page}");
    let company = bob.get("/?scope=company").text();
    assert!(company.contains("The press stops") && company.contains("ada@pressworks.example"), "{company}");
    assert!(bob.get(&path).text().contains("It is so."));
    for page in [sam.get("/"), sam.get("/?scope=company"), sam.get("/?scope=company&state=done")] {
        assert!(page.status == 200 && !page.text().contains("The press stops"), "{}", page.text());
    }
    assert_eq!((sam.get(&path).status, sam.get(&format!("{path}/files")).status), (404, 404));
}

#[test]
fn subtypes_are_below_their_value() {
    let house = House::of_desk("hotline");
    let mut ada = house.sign_in("ada@pressworks.example");
    let first = ada.get("/new").text();
    let robotics = part(&first, "<optgroup label=\"Robotics\">", "optgroup");
    for value in ["Robotics/Gripper", "Robotics/Arm", "Robotics/Cell"] {
        assert!(robotics.contains(&format!("value=\"{value}\"")), "{value}: {robotics}");
    }
    assert!(!robotics.contains("Licence") && !part(&first, "label=\"Software\"", "optgroup").contains("Gripper"));
    let second = details(&mut ada);
    assert!(part(&second, "value=\"high\"", "label").contains("really important and urgent"), "{second}");
    for field in ["field.product", "field.range"] {
        assert!(second.contains(&format!("<input type=\"text\" name=\"{field}\"")), "{field}: {second}");
    }
}

#[test]
fn save_close_and_cancel_are_the_buttons_of_a_company() {
    let house = House::of_desk("hotline");
    let (mut ada, mut bob) = (house.sign_in("ada@pressworks.example"), house.sign_in("bob@pressworks.example"));
    let path = opened(&mut ada, "The press stops", &[]);
    for who in [&mut ada, &mut bob] {
        assert_eq!(offers(who, &path), ["close", "cancel"]);
        assert!(who.get(&path).text().contains("name=\"do\" value=\"send\">Send</button>"));
    }
    assert_eq!(ada.act(&path, &[("do", "#close"), ("text", "")]).status, 303);
    assert_eq!(offers(&mut ada, &path), [""; 0], "it is closed");
    assert_eq!(bob.act(&path, &[("do", "#cancel")]).status, 409, "a button that is gone");
}

#[test]
fn what_is_late_comes_first_in_the_queue_with_its_time() {
    let house = House::of_desk("customer-success");
    let (mut ada, mut lotte) = (house.sign_in("ada@klant.example"), house.sign_in("lotte@customersuccess.example"));
    let (late, soon) = (opened(&mut ada, "Een", &[]), opened(&mut ada, "Twee", &[]));
    let judged = [("do", "set"), ("field.prio", "#prio 4")];
    assert_eq!(lotte.act(&format!("/desk{late}"), &judged).status, 303);
    house.wait(SignedDuration::from_mins(12));
    let page = lotte.get("/desk").text();
    assert!(page.find("Twee") < page.find("Een"), "due soonest first: {page}");
    assert!(part(&page, "<li class=\"soon\">", "li").contains("nog 3 minuten"), "{page}");
    house.wait(SignedDuration::from_mins(5));
    let broken = eventually("the broken promise", || {
        let page = lotte.get("/desk").text();
        page.contains("<li class=\"broken\">").then_some(page)
    });
    assert!(part(&broken, "<li class=\"broken\">", "li").contains("2 minuten te laat"), "{broken}");
    assert!(broken.contains("value=\"take\""), "{broken}");
    let ticket = lotte.get(&format!("/desk{soon}")).text();
    assert!(ticket.contains("2 minuten te laat") && ticket.contains("value=\"#prio 1\""), "{ticket}");
    assert_eq!(lotte.act(&format!("/desk{soon}"), &[("do", "take")]).status, 303);
    assert!(lotte.get("/desk?tab=mine").text().contains("Twee"));
}

#[test]
fn the_priority_is_the_team_s_and_the_customer_can_ask_again() {
    let house = House::of_desk("customer-success");
    let (mut ada, mut lotte) = (house.sign_in("ada@klant.example"), house.sign_in("lotte@customersuccess.example"));
    let page = details(&mut ada);
    assert!(part(&page, "value=\"1\"", "label").contains("bedrijfskritiek en dringend, zonder workaround"), "{page}");
    assert!(page.contains("name=\"field.soort\" value=\"incident\""), "vraag of incident");
    let path = opened(&mut ada, "De kassa", &[("field.soort", "incident")]);
    assert_eq!(lotte.act(&format!("/desk{path}"), &[("do", "set"), ("field.prio", "#prio 3")]).status, 303);
    let page = ada.get(&path).text();
    let facts = part(&page, "<dl class=\"facts\">", "dl");
    assert!(facts.contains("<dt>Prio</dt>") && facts.contains('3'), "{facts}");
    assert!(page.contains("value=\"judge\""), "{page}");
    assert_eq!(ada.act(&path, &[("do", "judge"), ("text", "De winkel is dicht.")]).status, 303);
    let story = lotte.get(&format!("/desk{path}")).text();
    assert!(story.contains("Andere prioriteit gevraagd"), "{story}");
}

#[test]
fn the_people_of_a_ticket_are_on_it_and_can_be_added() {
    let house = House::of_desk("customer-success");
    let (mut ada, mut cor) = (house.sign_in("ada@klant.example"), house.sign_in("cor@leverancier.example"));
    let path = opened(&mut ada, "De kassa", &[]);
    assert_eq!(cor.get(&path).status, 404);
    assert_eq!(ada.act(&path, &[("do", "add-person"), ("person", "cor@leverancier.example")]).status, 303);
    assert!(part(&ada.get(&path).text(), "<ul class=\"people\">", "ul").contains("cor@leverancier.example"));
    assert!(ada.get(&path).text().contains("value=\"remove-person:cor@leverancier.example\""));
    let page = cor.get(&path).text();
    assert!(page.contains("It is so.") && page.contains("value=\"leave\""), "{page}");
    assert!(!page.contains("remove-person:"), "only who asked removes somebody: {page}");
    assert_eq!(ada.act(&path, &[("do", "remove-person:cor@leverancier.example")]).status, 303);
    assert_eq!(cor.get(&path).status, 404);
}

#[test]
fn times_are_those_of_the_desk() {
    let house = House::of_desk("customer-success");
    let (mut ada, mut lotte) = (house.sign_in("ada@klant.example"), house.sign_in("lotte@customersuccess.example"));
    let path = opened(&mut ada, "De export stopt", &[]);
    // 9:00 UTC is ten o'clock in Amsterdam in January.
    for page in [ada.get("/"), ada.get(&path), lotte.get("/desk"), lotte.get(&format!("/desk{path}"))] {
        let page = page.text();
        assert!(page.contains("datetime=\"2026-01-05T09:00:00Z\">5 januari, 10.00 uur"), "{page}");
    }
}

#[test]
fn a_status_of_the_assignee_is_no_choice_of_others() {
    let house = House::of_desk("sop");
    let (mut ines, mut jan) =
        (house.sign_in("ines@productsupport.example"), house.sign_in("jan@productsupport.example"));
    let mut ada = house.sign_in("ada@client.example");
    let path = format!("/desk{}", opened(&mut ada, "The report is empty", &[]));
    for who in [&mut ines, &mut jan] {
        let page = who.get(&path).text();
        assert!(page.contains("value=\"#resolved\"") && !page.contains("value=\"#closed\""), "{page}");
    }
    house.wait(SignedDuration::from_mins(1));
    assert_eq!(jan.act(&path, &[("do", "take")]).status, 303);
    let page = jan.get(&path).text();
    assert!(page.contains("value=\"#closed\""), "{page}");
    assert_eq!(page.matches("<li class=\"comment").count(), 1, "to take it says nothing more than its event: {page}");
    assert!(!ines.get(&path).text().contains("value=\"#closed\""));
    // A form of before, or of nobody's page, is refused.
    assert_eq!(ines.act(&path, &[("do", "set"), ("status", "#closed")]).status, 409);
    assert_eq!(jan.act(&path, &[("do", "set"), ("status", "#closed")]).status, 303);
    assert!(ada.get("/?state=done").text().contains("The report is empty"));
}

#[test]
fn type_severity_and_component_are_asked_and_the_channel_of_a_call() {
    let house = House::of_desk("sop");
    let mut ada = house.sign_in("ada@client.example");
    let first = ada.get("/new").text();
    for field in ["type", "severity", "component"] {
        assert!(first.contains(&format!("type=\"radio\" name=\"field.{field}\"")), "{field}: {first}");
    }
    let mut ines = house.sign_in("ines@productsupport.example");
    let page = ines.get("/desk/new").text();
    for channel in ["phone", "chat"] {
        assert!(page.contains(&format!("type=\"radio\" name=\"channel\" value=\"{channel}\"")), "{channel}: {page}");
    }
    let fields =
        [("customer", "bob@client.example"), ("channel", "phone"), ("subject", "No access"), ("text", "He called.")];
    let nonce = ines.get("/desk/new").hidden("nonce");
    let reply = ines.post("/desk/new", &[&fields[..], &[("nonce", &nonce), ("do", "send")]].concat());
    assert_eq!(reply.status, 303, "{}", reply.text());
    assert!(ines.get(reply.location()).text().contains("bob@client.example"));
    gets(&house, "bob@client.example", "Ines Iversen has opened this ticket for you");
}

#[test]
fn a_mail_that_is_held_is_released_or_dropped_on_its_page() {
    let house = House::of_desk("sop");
    let mut ines = house.sign_in("ines@productsupport.example");
    let mail = |subject: &str| {
        format!(
            "From: ada@client.example\r\nTo: support@productsupport.example\r\nSubject: {subject}\r\n\
             Message-ID: <{}@x>\r\n\r\nTo the usual one.\r\n",
            subject.len()
        )
    };
    house.arrive("support", &mail("Please reset my password"));
    house.arrive("support", &mail("And this one"));
    let held = eventually("both mails", || {
        let page = ines.get("/desk?tab=held").text();
        (page.contains("Please reset") && page.contains("And this one")).then_some(page)
    });
    assert!(held.contains("/desk/mail/1"), "{held}");
    let page = ines.get("/desk/mail/1").text();
    assert!(page.contains("value=\"release\"") && page.contains("value=\"drop\""), "{page}");
    assert_eq!(ines.act("/desk/mail/1", &[("do", "release")]).status, 303);
    assert_eq!(ines.act("/desk/mail/2", &[("do", "drop")]).status, 303);
    eventually("the inquiry", || ines.get("/desk").text().contains("/desk/t/HD-00001").then_some(()));
    let rest = ines.get("/desk?tab=held").text();
    assert!(!rest.contains("Please reset") && !rest.contains("And this one"), "{rest}");
}

#[test]
fn customers_and_partners_have_buttons_for_involved_partners_and_nothing_else() {
    let house = House::of_desk("partners");
    let (mut ada, mut rita) = (house.sign_in("ada@publisher.example"), house.sign_in("rita@retailer.example"));
    let mut paula = house.sign_in("paula@solutionsupport.example");
    let (mut operator, mut wim) = (house.sign_in("operator@cloud.example"), house.sign_in("wim@webhost.example"));
    let (one, other) =
        (opened(&mut ada, "The catalogue is empty", &[]), opened(&mut rita, "Der Shop ist langsam", &[]));
    assert_eq!(offers(&mut ada, &one), ["to-second-level", "to-it", "to-web-it", "to-os-hcms"]);
    assert_eq!(offers(&mut rita, &other), ["to-it"]);
    assert!(rita.get(&other).text().contains("An IT Provider übergeben"));
    assert_eq!(offers(&mut paula, &format!("/desk{other}")), ["to-customer", "to-it"]);
    for (who, path) in [(&mut ada, &one), (&mut rita, &other)] {
        let page = who.get(path).text();
        assert!(!page.contains("name=\"status\"") && !page.contains("name=\"assignee\""), "{page}");
    }
    // A partner sees nothing before they have it.
    assert_eq!((operator.get(&other).status, wim.get(&other).status), (404, 404));
    assert_eq!(paula.act(&format!("/desk{other}"), &[("do", "#to-it"), ("text", "Is it well?")]).status, 303);
    assert_eq!(offers(&mut operator, &other), ["to-customer"]);
    let page = operator.get(&other).text();
    assert!(!page.contains("name=\"status\"") && !page.contains("name=\"assignee\""), "{page}");
    assert!(operator.get("/?scope=handed").text().contains("Der Shop ist langsam"));
    assert_eq!(wim.get(&other).status, 404);
    assert_eq!(operator.act(&other, &[("do", "#to-customer"), ("text", "We need a picture.")]).status, 303);
    gets(&house, "it@retailer.example", "We need a picture.");
    // Only agents are assigned.
    let assigned = paula.get(&format!("/desk{other}")).text();
    let choices = part(&assigned, "<select name=\"assignee\"", "select");
    assert!(choices.contains("Quinn Quist") && choices.matches("<option").count() == 2, "{choices}");
}

#[test]
fn files_stand_together_for_both_sides() {
    let house = House::of_desk("hotline");
    let (mut ada, mut hanna) = (house.sign_in("ada@pressworks.example"), house.sign_in("hanna@hotline.example"));
    let path = format!("/t/{}", ada.open_with("The press stops", "Here is the log.", &[Sent::new("press.log", b"F3")]));
    for (who, path) in [(&mut ada, path.clone()), (&mut hanna, format!("/desk{path}"))] {
        let page = who.get(&path).text();
        assert!(page.contains("1 attachment"), "{page}");
        let files =
            page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.ends_with("/files"));
        let files = who.get(files.unwrap()).text();
        assert!(files.contains("press.log"), "{files}");
    }
}
