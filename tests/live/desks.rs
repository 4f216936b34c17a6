//! One conversation with each of the five desks in `fixtures/desks/`, on the running daemon.

use crate::conversation::Conversation;

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn the_service_center_routes_resolves_and_is_rated() {
    let (ada, mona) = ("ada@mill.example", "mona@servicecenter.example");
    let desk = Conversation::with("service-center", &[ada, mona, "dora@servicecenter.example"]);
    desk.write(ada, ("support", "Prices are wrong"), "", "About: M3\nUrgency: yesterday\n\nAll prices are zero.");
    desk.letter(ada, "confirmation", "HD-00001");
    desk.letter(ada, "choices", "critical");
    let told = desk.letter(mona, "new-ticket", "All prices are zero.");
    desk.reply(mona, &told, "", "#urgency high\n#resolved\nImport the list again.");
    desk.letter(ada, "reply", "Import the list again.");
    let question = desk.letter(ada, "feedback", "HD-00001");
    desk.reply(ada, &question, "", "5\nQuick.");
    desk.letter(mona, "rated", "Quick.");
    desk.write(ada, ("support", "tickets"), "", "Please.");
    desk.letter(ada, "listing", "Prices are wrong");
    desk.reply(ada, &question, "", "It is wrong again.");
    desk.letter(mona, "new-comment", "It is wrong again.");
    desk.until("SELECT count(*) FROM ticket WHERE status = 'assigned'", 1);
    assert_eq!(desk.count("dora@servicecenter.example", "new-ticket"), 0);
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn the_hotline_shows_a_companys_cases_to_the_company_alone() {
    let (ada, bob, sam) = ("ada@pressworks.example", "bob@pressworks.example", "sam@sawmill.example");
    let desk = Conversation::with("hotline", &[ada, bob, sam, "rolf@hotline.example"]);
    desk.write(ada, ("support", "It does not open"), "", "Subject: Robotics / Gripper\n\nIt holds what it has.");
    let told = desk.letter("rolf@hotline.example", "new-ticket", "It holds what it has.");
    desk.letter(ada, "confirmation", "#close");
    desk.write(bob, ("support", "Re: [HD-00001]"), "", "I heard it click.");
    desk.letter(ada, "reply", "I heard it click.");
    desk.write(sam, ("support", "Re: [HD-00001]"), "", "What is it?");
    desk.letter(sam, "confirmation", "HD-00002");
    desk.reply("rolf@hotline.example", &told, "", "Is there air?");
    let answer = desk.letter(ada, "reply", "Is there air?");
    desk.letter(bob, "reply", "Is there air?");
    desk.reply(ada, &answer, "", "#close\nThere was none.");
    desk.letter(ada, "status-change", "Closed");
    desk.until("SELECT count(*) FROM ticket WHERE number = 1 AND status = 'closed'", 1);
    assert_eq!(desk.count(sam, "reply"), 0);
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn customer_success_judges_and_judges_again() {
    let (ada, lotte) = ("ada@klant.example", "lotte@customersuccess.example");
    let desk = Conversation::with("customer-success", &[ada, lotte, "sem@customersuccess.example"]);
    desk.write(ada, ("support", "De kassa"), "", "Die staat stil. En de factuur klopt niet.");
    desk.letter(ada, "confirmation", "Groeten,");
    let told = desk.letter(lotte, "new-ticket", "Die staat stil.");
    // To judge it, and to reply.
    desk.until("SELECT count(*) FROM due WHERE kind = 'promise' AND ticket = 1", 2);
    desk.reply(lotte, &told, "", "#prio 3\n#assign sem\n#split De factuur klopt niet\n#note");
    let judged = desk.letter(ada, "judged", "HD-00001");
    desk.letter(ada, "confirmation", "HD-00002");
    let assigned = desk.letter("sem@customersuccess.example", "assigned", "HD-00001");
    desk.reply(ada, &judged, "", "Er is geen andere kassa.");
    desk.letter("sem@customersuccess.example", "new-comment", "Er is geen andere kassa.");
    desk.reply("sem@customersuccess.example", &assigned, "", "#prio 1\nWij komen eraan.");
    desk.letter(ada, "reply", "Wij komen eraan.");
    desk.until("SELECT count(*) FROM event WHERE kind = 'judgement-asked'", 1);
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn the_procedure_holds_inquiries_and_strangers() {
    let (ada, ines) = ("ada@client.example", "ines@productsupport.example");
    let desk = Conversation::with("sop", &[ada, ines, "jan@productsupport.example"]);
    let proven = |domain: &str| {
        format!("Authentication-Results: mx.productsupport.example; dmarc=pass header.from={domain}\r\n")
    };
    let (customer, agent) = (proven("client.example"), proven("productsupport.example"));
    desk.write(ada, ("support", "Reset my password"), "", "To the usual one.");
    desk.letter(ines, "held", "ada@client.example");
    desk.until("SELECT count(*) FROM ticket", 0);
    desk.command(&["replay", "1"]);
    desk.until("SELECT count(*) FROM ticket", 1);
    desk.write(ada, ("support", "The report is empty"), &customer, "It was full yesterday.");
    let inquiry = desk.letter(ines, "new-ticket", "It was full yesterday.");
    desk.reply(ines, &inquiry, &agent, "#open\n#assign me\n#severity major");
    desk.letter(ada, "confirmation", "HD-00002");
    desk.reply(ines, &inquiry, &agent, "#closed\nIt is full again.");
    desk.letter(ada, "reply", "It is full again.");
    desk.until("SELECT count(*) FROM ticket WHERE number = 2 AND status = 'closed'", 1);
    assert_eq!(desk.count(ada, "confirmation"), 1);
}

#[test]
#[ignore = "needs Dovecot and Exim; ./test runs it"]
fn partners_get_what_is_handed_to_them() {
    let (rita, paula, it) = ("rita@retailer.example", "paula@solutionsupport.example", "operations@cloud.example");
    let desk = Conversation::with("partners", &[rita, paula, it, "it@retailer.example", "support@webhost.example"]);
    desk.write(rita, ("support", "The shop is slow"), "", "Very.");
    desk.letter(rita, "confirmation", "#to-it");
    let told = desk.letter(paula, "new-ticket", "Very.");
    desk.reply(paula, &told, "", "#to-web-it\nPlease look.");
    desk.letter(paula, "receipt", "retailer");
    desk.reply(paula, &told, "", "#to-it\nIs the server well?");
    let handed = desk.letter(it, "handed", "Is the server well?");
    desk.until("SELECT count(*) FROM ticket WHERE status = 'on-partner'", 1);
    desk.reply(it, &handed, "", "#to-customer\nWe need the time when it was slow.");
    desk.letter("it@retailer.example", "reply", "We need the time when it was slow.");
    desk.until("SELECT count(*) FROM ticket WHERE status = 'on-customer'", 1);
    let asked = desk.letter(rita, "reply", "We need the time when it was slow.");
    desk.reply(rita, &asked, "", "At noon.");
    desk.letter(paula, "new-comment", "At noon.");
    desk.until("SELECT count(*) FROM ticket WHERE status = 'new'", 1);
    assert_eq!(desk.count("support@webhost.example", "handed"), 0);
}
