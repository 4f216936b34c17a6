//! The conversation of each example setup in a real browser, twice: without scripts, and by keyboard alone.

use crate::chromium::{Chromium, DOWN, ENTER, Scripts, TAB};
use crate::house::{House, eventually};

/// How somebody uses the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By mouse, and no script runs. They sign in with the link of the letter.
    WithoutScripts,
    /// By keyboard alone. They sign in with the code of the letter.
    ByKeyboard,
}

/// Somebody before a browser.
struct Person<'a> {
    house: &'a House,
    window: &'a Chromium,
    way: Way,
}

/// Has the conversation of a setup in both ways.
fn converse(desk: &str, conversation: impl Fn(&House, &Person<'_>)) {
    for (way, scripts) in [(Way::WithoutScripts, Scripts::Off), (Way::ByKeyboard, Scripts::On)] {
        let house = House::of_desk(desk);
        let Some(window) = Chromium::start(house.port, scripts) else { return };
        conversation(&house, &Person { house: &house, window: &window, way });
    }
}

impl Person<'_> {
    /// Whoever was here leaves, and somebody signs in.
    fn becomes(&self, address: &str) {
        self.window.forget_cookies();
        self.window.open("/in");
        let before = self.house.sign_in_letters(address);
        self.writes("f-address", address);
        self.presses("ask");
        let letter = self.house.letter_after(address, &before);
        if self.way == Way::ByKeyboard {
            self.writes("f-code", &letter.code());
            self.presses("code");
        } else {
            self.window.open(&letter.link());
            self.window.click("main form button");
        }
        eventually("to be signed in", || ["/", "/desk"].contains(&self.window.path().as_str()).then_some(()));
    }

    fn follows(&self, href: &str) {
        if self.way == Way::ByKeyboard {
            self.window.tab_to("href", href);
            self.window.press(ENTER);
        } else {
            self.window.click(&format!("main a[href='{href}'], nav a[href='{href}']"));
        }
        eventually(href, || (self.window.path() == href).then_some(()));
    }

    fn writes(&self, id: &str, words: &str) {
        if self.way == Way::ByKeyboard {
            self.window.tab_to("id", id);
            self.window.press(words);
        } else {
            self.window.write(&format!("[id='{id}']"), words);
        }
    }

    /// Chooses one of several radios.
    fn chooses(&self, name: &str, value: &str) {
        if self.way == Way::WithoutScripts {
            return self.window.click(&format!("label:has(input[name='{name}'][value='{value}'])"));
        }
        self.window.tab_to("name", name);
        for _ in 0..7 {
            if self.window.focused("value") == value {
                return self.window.press(" ");
            }
            self.window.press(DOWN);
        }
        panic!("no way by keyboard to {value} of {name}");
    }

    /// Chooses from a list, by value or by what is shown of it.
    fn picks(&self, name: &str, (value, shown): (&str, &str)) {
        if self.way == Way::ByKeyboard {
            self.window.tab_to("id", &format!("f-{name}"));
            self.window.press(shown);
        } else {
            self.window.click(&format!("select[name='{name}'] option[value='{value}']"));
        }
    }

    /// Chooses a subtype, which has a list of its own where scripts run.
    fn picks_subtype(&self, name: &str, (value, subtype): (&str, &str)) {
        let mut shown = (value, subtype);
        if self.way == Way::ByKeyboard {
            shown = (value, value);
        }
        self.picks(name, shown);
        if self.way == Way::ByKeyboard {
            self.window.press(TAB);
            self.window.press(subtype);
        }
    }

    fn unfolds(&self, words: &str) {
        if self.way == Way::ByKeyboard {
            self.window.tab_until(words, || self.window.focused_text() == words);
            self.window.press(ENTER);
        } else {
            self.window.unfold(words);
        }
    }

    /// Presses a button of this value.
    fn presses(&self, value: &str) {
        if self.way == Way::ByKeyboard {
            self.window.tab_to("value", value);
            self.window.press(ENTER);
        } else {
            self.window.click(&format!("button[value='{value}']:not(.vh)"));
        }
    }

    /// Waits until the page says this.
    fn sees(&self, words: &str) {
        self.window.shows(words);
    }

    /// Writes an answer, and sends it with this button.
    fn answers(&self, words: &str, button: &str) {
        self.writes("f-text", words);
        self.presses(button);
        self.window.sees(words);
    }

    /// Sets values of a ticket as an agent.
    fn sets(&self, choices: &[(&str, (&str, &str))], seen: &str) {
        for (name, choice) in choices {
            self.picks(name, *choice);
        }
        self.presses("set");
        self.sees(seen);
    }
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn a_service_center_is_asked_answers_and_is_rated() {
    converse("service-center", |_, person| {
        person.becomes("ada@mill.example");
        person.follows("/new");
        person.chooses("field.about", "M3");
        person.writes("f-subject", "A licence is missing");
        person.presses("next");
        person.sees("critical to the business, and there is no workaround");
        person.chooses("field.urgency", "high");
        person.writes("f-text", "Since Monday.");
        person.presses("send");
        person.sees("Mona Mertens");
        person.becomes("mona@servicecenter.example");
        person.follows("/desk?tab=mine");
        person.follows("/desk/t/HD-00001");
        person.answers("Here is one.", "reply");
        person.sets(&[("status", ("#resolved", "Resolved"))], "Status: In progress → Resolved");
        person.becomes("ada@mill.example");
        person.follows("/?scope=mine&state=done");
        person.follows("/t/HD-00001");
        person.sees("Here is one.");
        person.chooses("score", "4");
        person.writes("f-comment", "Quick, but I had to ask twice.");
        person.presses("rate");
        person.sees("4 out of 5");
        person.answers("It asks again.", "send");
        person.sees("In progress");
        person.becomes("mona@servicecenter.example");
        person.follows("/desk?tab=mine");
        person.follows("/desk/t/HD-00001");
        person.sees("I had to ask twice.");
    });
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn a_company_asks_a_hotline_and_closes_the_ticket() {
    converse("hotline", |house, person| {
        person.becomes("ada@pressworks.example");
        person.follows("/new");
        person.picks_subtype("field.area", ("Robotics/Gripper", "Gripper"));
        person.writes("f-subject", "It does not open");
        person.presses("next");
        person.chooses("field.priority", "high");
        person.writes("f-field.product", "R-200");
        person.writes("f-text", "It holds what it has.");
        person.presses("send");
        person.sees("Robotics / Gripper");
        person.becomes("bob@pressworks.example");
        person.follows("/?scope=company&state=open");
        person.follows("/t/HD-00001");
        person.answers("I saw smoke.", "send");
        person.becomes("rolf@hotline.example");
        person.follows("/desk/t/HD-00001");
        person.answers("Is there air?", "reply");
        person.becomes("ada@pressworks.example");
        person.follows("/t/HD-00001");
        person.sees("I saw smoke.");
        person.answers("There was none.", "#close");
        person.sees("Closed");
        person.follows("/");
        person.follows("/?scope=mine&state=done");
        person.sees("It does not open");
        assert!(house.letters("rolf@hotline.example").iter().any(|letter| letter.text.contains("There was none.")));
    });
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn a_priority_is_judged_and_judged_again() {
    converse("customer-success", |_, person| {
        person.becomes("ada@klant.example");
        person.follows("/new");
        person.writes("f-subject", "De kassa");
        person.presses("next");
        person.chooses("field.soort", "incident");
        person.writes("f-text", "Die staat stil.");
        person.presses("send");
        person.sees("Ontvangen");
        person.becomes("lotte@customersuccess.example");
        person.sees("nog 15 minuten");
        person.follows("/desk/t/HD-00001");
        let judged = [("assignee", ("#assign sem", "Sem")), ("field.prio", ("#prio 3", "3"))];
        person.sets(&judged, "Prio: geen → 3");
        person.becomes("ada@klant.example");
        person.follows("/t/HD-00001");
        person.sees("Sem Smit");
        person.writes("f-text", "De winkel is dicht.");
        person.unfolds("Klopt de prioriteit niet?");
        person.presses("judge");
        person.sees("De winkel is dicht.");
        person.becomes("sem@customersuccess.example");
        person.follows("/desk?tab=mine");
        person.follows("/desk/t/HD-00001");
        person.sees("Andere prioriteit gevraagd");
        person.sets(&[("field.prio", ("#prio 1", "1"))], "3 → 1");
        person.answers("Wij komen er direct aan.", "reply");
        person.becomes("ada@klant.example");
        person.follows("/t/HD-00001");
        person.sees("Wij komen er direct aan.");
    });
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn an_inquiry_becomes_a_ticket_and_its_assignee_closes_it() {
    converse("sop", |house, person| {
        house.arrive(
            "support",
            "From: Ada Lovelace <ada@client.example>\r\nTo: support@productsupport.example\r\nSubject: The report is empty\r\n\
             Message-ID: <report@client.example>\r\n\
             Authentication-Results: mx.productsupport.example; dmarc=pass header.from=client.example\r\n\r\n\
             It was full yesterday.\r\n",
        );
        person.becomes("ines@productsupport.example");
        person.follows("/desk/t/HD-00001");
        person.unfolds("More actions");
        person.presses("preview-command:open");
        person.sees("ada@client.example");
        person.presses("command:open");
        person.sees("Opened");
        person.presses("take");
        person.sees("Assigned: none → Ines Iversen");
        person.answers("Which browser is it?", "reply");
        person.becomes("ada@client.example");
        person.follows("/t/HD-00001");
        person.answers("All of them.", "send");
        person.becomes("ines@productsupport.example");
        person.follows("/desk?tab=mine");
        person.follows("/desk/t/HD-00001");
        person.sees("All of them.");
        person.sets(&[("status", ("#closed", "Closed"))], "→ Closed");
        person.becomes("ada@client.example");
        person.follows("/?scope=mine&state=done");
        person.sees("The report is empty");
    });
}

#[test]
#[ignore = "needs Chromium; ./test runs it"]
fn a_ticket_goes_to_a_partner_and_back_to_the_customer() {
    converse("partners", |house, person| {
        person.becomes("ada@publisher.example");
        person.follows("/new");
        person.writes("f-subject", "The catalogue is empty");
        person.presses("next");
        person.writes("f-text", "Since the night.");
        person.presses("send");
        person.sees("Hand over to IT Provider");
        person.answers("It must be the disk.", "#to-it");
        person.sees("Waiting for our partner");
        person.becomes("operator@cloud.example");
        person.follows("/?scope=handed&state=open");
        person.follows("/t/HD-00001");
        person.sees("It must be the disk.");
        person.answers("We need a picture of it.", "#to-customer");
        person.becomes("ada@publisher.example");
        person.follows("/t/HD-00001");
        person.sees("Waiting for your reply");
        person.answers("It is too dark for one.", "send");
        person.becomes("paula@solutionsupport.example");
        person.follows("/desk/t/HD-00001");
        person.answers("We have lit it.", "reply");
        person.sets(&[("status", ("#resolved", "Resolved"))], "→ Resolved");
        person.becomes("ada@publisher.example");
        person.follows("/?scope=mine&state=done");
        person.sees("The catalogue is empty");
        assert!(!house.letters("helpdesk@publisher.example").is_empty(), "the customer's support group");
    });
}
