//! Small values that several samples have.

use crate::pages::views::{
    Choice, ChoiceGroup, Control, FaultKind, FormFault, FormField, KeptFile, Moment, TicketFile, TicketPerson,
};

pub(super) fn text(words: &str) -> String {
    words.to_owned()
}

pub(super) fn at(iso: &str, words: &str) -> Moment {
    Moment { iso: text(iso), words: text(words) }
}

pub(super) fn fault(field: &str, kind: FaultKind) -> FormFault {
    let label = match field {
        "field.area" => "Area",
        "field.kind" => "Kind",
        _ => "",
    };
    FormFault { field: text(field), label: text(label), kind }
}

pub(super) fn choice(value: &str, label: &str, description: &str) -> Choice {
    Choice { value: text(value), label: text(label), description: text(description), chosen: value == "2" }
}

pub(super) fn kept_files() -> Vec<KeptFile> {
    let file = |id: &str, name: &str, size: &str| KeptFile { id: text(id), name: text(name), size: text(size) };
    vec![file("u1", "station-3.log", "48 KB"), file("u2", "Screenshot 2026-01-05.png", "1.2 MB")]
}

pub(super) fn file(name: &str, size: &str, version: u64) -> TicketFile {
    TicketFile {
        name: text(name),
        href: text("/t/HD-00042/f/2/1"),
        size: text(size),
        is_picture: name.contains(".png"),
        author: text("Ada Vermeer"),
        at: at("2026-01-05T10:40:00Z", "today, 10:40"),
        version,
    }
}

pub(super) fn people() -> Vec<TicketPerson> {
    let person = |name: &str, address: &str| TicketPerson {
        name: text(name),
        address: text(address),
        is_you: false,
        is_requester: false,
        organisation: String::new(),
        can_remove: false,
    };
    vec![
        TicketPerson { is_you: true, is_requester: true, ..person("Ada Vermeer", "ada@acme.example") },
        TicketPerson { can_remove: true, ..person("Bob Sawyer", "bob@acme.example") },
        TicketPerson { organisation: text("IT Provider"), ..person("Eve Ito", "eve@it.example") },
    ]
}

pub(super) fn priority() -> FormField {
    let choices = vec![
        choice("1", "1 – Critical", "Production stands still, and there is no workaround."),
        choice("2", "2 – High", "Production is slower than usual, and there is no good workaround."),
        choice("3", "3 – Medium", "One function doesn't work, but you can go on."),
        choice("4", "4 – Low", "A small defect or a remark."),
    ];
    FormField {
        name: text("field.priority"),
        label: text("Urgency"),
        hint: text("How much does it hold you up?"),
        required: true,
        proposed: true,
        control: Control::Radios,
        value: text("2"),
        groups: vec![ChoiceGroup { label: String::new(), choices }],
    }
}

pub(super) fn area() -> FormField {
    let group = |label: &str, values: &[&str]| ChoiceGroup {
        label: text(label),
        choices: values.iter().map(|value| choice(&format!("{label} / {value}"), value, "")).collect(),
    };
    let groups = vec![
        group("Machines", &["Press", "Saw", "Robot"]),
        group("Software", &["Licence", "Login", "Reports"]),
        group("Data", &["Import", "Export"]),
    ];
    FormField {
        name: text("field.area"),
        label: text("Area"),
        hint: String::new(),
        required: true,
        proposed: false,
        control: Control::Select,
        value: String::new(),
        groups,
    }
}

pub(super) fn product() -> FormField {
    FormField {
        name: text("field.product"),
        label: text("Product"),
        hint: text("You'll find it on the type plate."),
        required: false,
        proposed: false,
        control: Control::Text,
        value: text("Press P3"),
        groups: Vec::new(),
    }
}
