//! A new ticket, and what is shown before something is sent.

use super::knowledge::links;
use super::sample::{Sample, ada, mark};
use super::values::{area, choice, fault, kept_files, priority, product, text};
use crate::pages::page::Page;
use crate::pages::views::{
    ChoiceGroup, Control, Fact, FaultKind, FormField, KeptValue, NewChoose, NewDetails, NewSuggest, Preview,
    PreviewFor, Recipient,
};

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, page| Sample { name, frame: ada(), page };
    let choose = NewChoose {
        form: mark(),
        fields: vec![kinds()],
        subject: String::new(),
        kept: vec![kept()],
        suggest: true,
        faults: Vec::new(),
    };
    let nothing = NewChoose {
        faults: vec![fault("subject", FaultKind::Missing), fault("field.kind", FaultKind::NotAChoice)],
        suggest: false,
        ..choose.clone()
    };
    let suggest =
        NewSuggest { form: mark(), subject: text("Gripper loses the part"), articles: links(), kept: vec![kept()] };
    let details = details();
    let wrong = NewDetails {
        faults: vec![
            fault("text", FaultKind::Missing),
            fault("field.area", FaultKind::Missing),
            fault("for", FaultKind::Stale),
        ],
        kept_files: kept_files(),
        ..details.clone()
    };
    vec![
        page("new", Page::NewChoose(choose)),
        page("new-wrong", Page::NewChoose(nothing)),
        page("new-suggest", Page::NewSuggest(suggest)),
        page("new-details", Page::NewDetails(details)),
        page("new-details-wrong", Page::NewDetails(wrong)),
        page("preview", Page::Preview(preview())),
        page(
            "preview-comment",
            Page::Preview(Preview { what: PreviewFor::Comment, reference: text("HD-00042"), ..preview() }),
        ),
        page("preview-note", Page::Preview(note())),
    ]
}

fn kept() -> KeptValue {
    KeptValue { name: text("field.kind"), value: text("incident") }
}

fn kinds() -> FormField {
    let choices = vec![
        choice("incident", "Incident", "Something doesn't work, or no longer works as it did."),
        choice("question", "Question", "You'd like to know how something works."),
        choice("change", "Change", "Something should work differently from now on."),
    ];
    let groups = vec![ChoiceGroup { label: String::new(), choices }];
    FormField {
        name: text("field.kind"),
        label: text("Kind"),
        hint: String::new(),
        proposed: false,
        required: true,
        control: Control::Radios,
        value: String::new(),
        groups,
    }
}

fn details() -> NewDetails {
    NewDetails {
        form: mark(),
        subject: text("Gripper loses the part at station 3"),
        kind: text("Incident"),
        kept: vec![kept()],
        fields: vec![priority(), area(), product()],
        text: String::new(),
        has_colleagues: true,
        colleague: text("bob@acme.example"),
        files: true,
        file_limit: text("10 MB"),
        kept_files: Vec::new(),
        faults: Vec::new(),
    }
}

fn preview() -> Preview {
    let recipient = |name: &str, address: &str, gets: &str| Recipient {
        name: text(name),
        address: text(address),
        gets: text(gets),
    };
    Preview {
        form: mark(),
        href: text("/new"),
        what: PreviewFor::Ticket,
        act: text("send"),
        act_label: String::new(),
        reference: String::new(),
        subject: text("Gripper loses the part at station 3"),
        facts: vec![Fact { label: text("Urgency"), value: text("2 – High"), time: None }],
        text: text("Since this morning the gripper opens too early.\n\nWe've restarted it twice."),
        files: kept_files(),
        recipients: vec![
            recipient("Ada Vermeer", "ada@acme.example", "a confirmation"),
            recipient("", "bob@acme.example", "a copy"),
            recipient("Help Desk", "", ""),
        ],
        status: text("Received"),
        remarks: vec![text("You'll hear from us by 11:00.")],
        kept: vec![kept()],
    }
}

fn note() -> Preview {
    Preview {
        what: PreviewFor::Note,
        act: text("note"),
        act_label: text("Internal note"),
        reference: text("HD-00042"),
        recipients: Vec::new(),
        files: Vec::new(),
        status: String::new(),
        ..preview()
    }
}
