//! What people write on the samples of `maildesk template preview`, in one language each: a letter with words of two
//! languages is none that anybody gets.

/// The words of a desk, a customer and an agent.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) subject: String,
    /// The customer's mail that opens the ticket.
    pub(super) asks: String,
    /// Theirs after it was resolved.
    pub(super) asks_again: String,
    pub(super) answer: String,
    pub(super) note: String,
    /// To a partner.
    pub(super) handover: String,
    pub(super) thanks: String,
    pub(super) files: Vec<String>,
    pub(super) plan: String,
    pub(super) other_subjects: [String; 3],
    /// A label and its value.
    pub(super) priority: [String; 2],
    pub(super) category: [String; 2],
    /// What the customer wrote in its place.
    pub(super) mistyped: String,
    /// What a customer, an agent and a partner can ask for: the line, and what it does.
    pub(super) cancel: [String; 2],
    pub(super) second_level: [String; 2],
    pub(super) done: [String; 2],
    pub(super) team: String,
    /// The names of a rule, a timer and a promise.
    pub(super) rule: String,
    pub(super) timer: String,
    pub(super) promise: String,
}

/// The words of a language; English ones for languages that maildesk does not come with.
pub(super) fn words(language: &str) -> Words {
    match language.split_once('-').unwrap_or((language, "")) {
        ("nl", "informal") => informal_dutch(),
        ("de", "informal") => informal_german(),
        ("nl", _) => dutch(),
        ("de", _) => german(),
        _ => english(),
    }
}

fn english() -> Words {
    Words {
        subject: "The press stops".to_owned(),
        asks: "Good morning,\n\nit stops after ten minutes, always with the same sound. The display says:\n\n    \
               E-217  feed belt\n\nThe log is attached, see also https://customer.example/press/7.\n\nKind regards\nAda"
            .to_owned(),
        asks_again: "It ran for an hour, and now it has stopped again.".to_owned(),
        answer: "Good morning Ada,\n\nplease check the fuse behind the cover; page 3 of the plan shows it.".to_owned(),
        note: "The feed belt again; see HD-00017.".to_owned(),
        handover: "Good morning,\n\ncan you bring a new feed belt tomorrow?\n\nKind regards\nAnna".to_owned(),
        thanks: "Quick help, thank you.".to_owned(),
        files: ["press.log", "display.jpg"].map(str::to_owned).to_vec(),
        plan: "plan.pdf".to_owned(),
        other_subjects: ["The press makes a noise", "Spare part for the feed belt", "Oil leaks"].map(str::to_owned),
        priority: ["Priority", "2 – urgent"].map(str::to_owned),
        category: ["Category", "Robotics / Gripper"].map(str::to_owned),
        mistyped: "Robotiks".to_owned(),
        cancel: ["#cancel", "Cancel this ticket"].map(str::to_owned),
        second_level: ["#to-2nd-level", "2nd-level support"].map(str::to_owned),
        done: ["#done", "Done, back to the helpdesk"].map(str::to_owned),
        team: "Presses".to_owned(),
        rule: "a comment reopens".to_owned(),
        timer: "resolved tickets close".to_owned(),
        promise: "urgent".to_owned(),
    }
}

fn dutch() -> Words {
    Words {
        subject: "De pers stopt".to_owned(),
        asks: "Goedemorgen,\n\nhij stopt na tien minuten, steeds met hetzelfde geluid. Op het scherm staat:\n\n    \
               E-217  transportband\n\nDe log is bijgevoegd, zie ook https://klant.example/pers/7.\n\nMet \
               vriendelijke groet,\nAda"
            .to_owned(),
        asks_again: "Hij heeft een uur gelopen en is nu weer gestopt.".to_owned(),
        answer:
            "Goedemorgen Ada,\n\nwilt u de zekering achter de klep controleren? Op bladzijde 3 van het schema staat \
                 waar die zit."
                .to_owned(),
        note: "Weer de transportband, zie HD-00017.".to_owned(),
        handover: "Goedemorgen,\n\nkunt u morgen een nieuwe transportband brengen?\n\nMet vriendelijke \
                   groet,\nAnna"
            .to_owned(),
        thanks: "Snel geholpen, bedankt.".to_owned(),
        files: ["pers.log", "scherm.jpg"].map(str::to_owned).to_vec(),
        plan: "schema.pdf".to_owned(),
        other_subjects: ["De pers maakt lawaai", "Reserveonderdeel voor de band", "Olielek"].map(str::to_owned),
        priority: ["Prioriteit", "2 – dringend"].map(str::to_owned),
        category: ["Categorie", "Robotica / Grijper"].map(str::to_owned),
        mistyped: "Robotika".to_owned(),
        cancel: ["#annuleren", "Ticket annuleren"].map(str::to_owned),
        second_level: ["#naar-tweede-lijn", "Tweede lijn"].map(str::to_owned),
        done: ["#klaar", "Klaar, terug naar de helpdesk"].map(str::to_owned),
        team: "Persen".to_owned(),
        rule: "een reactie heropent".to_owned(),
        timer: "opgeloste tickets sluiten".to_owned(),
        promise: "dringend".to_owned(),
    }
}

fn german() -> Words {
    Words {
        subject: "Die Presse steht".to_owned(),
        asks: "Guten Morgen,\n\nsie bleibt nach zehn Minuten stehen, immer mit demselben Geräusch. Auf dem \
               Display steht:\n\n    E-217  Förderband\n\nDas Protokoll hängt an, siehe auch \
               https://kunde.example/presse/7.\n\nMit freundlichen Grüßen\nAda"
            .to_owned(),
        asks_again: "Sie lief eine Stunde, und nun steht sie wieder.".to_owned(),
        answer: "Guten Morgen Ada,\n\nbitte prüfen Sie die Sicherung hinter der Klappe. Auf Seite 3 des Plans ist \
                 sie eingezeichnet."
            .to_owned(),
        note: "Wieder das Förderband, siehe HD-00017.".to_owned(),
        handover: "Guten Morgen,\n\nkönnen Sie morgen ein neues Förderband bringen?\n\nMit freundlichen Grüßen\nAnna"
            .to_owned(),
        thanks: "Schnelle Hilfe, danke.".to_owned(),
        files: ["presse.log", "Display.jpg"].map(str::to_owned).to_vec(),
        plan: "Plan.pdf".to_owned(),
        other_subjects: ["Die Presse macht Geräusche", "Ersatzteil für das Förderband", "Öl tropft"].map(str::to_owned),
        priority: ["Priorität", "2 – dringend"].map(str::to_owned),
        category: ["Kategorie", "Robotik / Greifer"].map(str::to_owned),
        mistyped: "Robotics".to_owned(),
        cancel: ["#stornieren", "Ticket stornieren"].map(str::to_owned),
        second_level: ["#an-second-level", "Second Level"].map(str::to_owned),
        done: ["#erledigt", "Erledigt, zurück an den Helpdesk"].map(str::to_owned),
        team: "Pressen".to_owned(),
        rule: "eine Antwort öffnet wieder".to_owned(),
        timer: "gelöste Tickets schließen".to_owned(),
        promise: "dringend".to_owned(),
    }
}

/// To customers who are called je.
fn informal_dutch() -> Words {
    Words {
        answer:
            "Goedemorgen Ada,\n\nwil je de zekering achter de klep controleren? Op bladzijde 3 van het schema staat \
                 waar die zit."
                .to_owned(),
        handover: "Goedemorgen,\n\nkunnen jullie morgen een nieuwe transportband brengen?\n\nGroeten,\nAnna".to_owned(),
        ..dutch()
    }
}

/// To customers who are called du.
fn informal_german() -> Words {
    Words {
        answer: "Guten Morgen Ada,\n\nbitte prüf die Sicherung hinter der Klappe. Auf Seite 3 des Plans ist sie \
                 eingezeichnet."
            .to_owned(),
        handover: "Guten Morgen,\n\nkönnt ihr morgen ein neues Förderband bringen?\n\nViele Grüße\nAnna".to_owned(),
        ..german()
    }
}

/// Long words and links, other scripts, markup, in whatever language.
pub(super) fn wide() -> Words {
    let word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4);
    let link = format!("https://customer.example/{}", "a-very-long-path/".repeat(12));
    let text = format!(
        "{word}\n{link}\n\n> quoted\n>> twice\n\n\tTab, {{{{subject}}}} & <b>bold</b>\n\nمرحبا بالعالم\n日本語の文章"
    );
    Words {
        subject: format!("<b>Prüfstand</b> steht {}", "schon wieder und wieder ".repeat(12)),
        asks: text.clone(),
        asks_again: text.clone(),
        answer: text.clone(),
        note: word.clone(),
        handover: text,
        thanks: word.clone(),
        files: (0..20).map(|number| format!("{}{number}.pdf", "Wartungsprotokoll_".repeat(8))).collect(),
        plan: format!("{word}.zip"),
        other_subjects: ["שלום עולם: המכונה <b>נעצרה</b> שוב", &word, "日本語の件名"].map(str::to_owned),
        priority: ["Produktbezeichnung laut Lieferschein", &word].map(str::to_owned),
        category: ["<b>", "مرحبا"].map(str::to_owned),
        mistyped: word.clone(),
        cancel: ["#to-application-and-integration-support-of-the-manufacturer", &word].map(str::to_owned),
        second_level: ["#to-the-second-level", &word].map(str::to_owned),
        done: ["#done", &word].map(str::to_owned),
        team: word.clone(),
        rule: word.clone(),
        timer: word.clone(),
        promise: word,
    }
}
