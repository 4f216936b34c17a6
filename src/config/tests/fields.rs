//! The faults of `[[field]]` and `[[team]]`.

use super::check;

/// The first line is `[[field]]`.
fn field(lines: &str, expected: &str) {
    check(&format!("[[field]]\n{lines}"), expected);
}

#[test]
fn fields_have_a_name_that_nothing_else_has() {
    let value = "value = [{ name = '1' }]";
    field(&format!("name = 'priority'\n{value}"), "");
    field(value, "1:1 error: [field] has no `name` (write name = \"priority\")");
    field(
        &format!("name = 'Prio'\n{value}"),
        "2:8 error: `Prio` isn't a name for a field: use lower-case letters, digits and `-` \
         (write prio, for the command #prio)",
    );
    field(
        &format!("name = 'note'\n{value}"),
        "2:8 error: `#note` is a command already (give a field another name, such as `our-note`)",
    );
    field(
        &format!("name = 'resolved'\n{value}"),
        "2:8 error: `#resolved` is a status already (give the field another name)",
    );
    field(
        &format!("name = 'kind'\n{value}\n[[field]]\nname = 'kind'\n{value}"),
        "5:8 error: there are two fields `kind` (give the field another name)",
    );
    let transition = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }\n\
                      [[workflow.transition]]\nname = 'cancel'\nby = ['requester']\nthen.status = 'done'\n";
    check(
        &format!("{transition}[[field]]\nname = 'cancel'\n{value}"),
        "9:8 error: `#cancel` is a transition already (give the field another name)",
    );
}

#[test]
fn fields_are_free_or_have_values() {
    let help = "(add a [[field.value]] for each value, or write free = true for any text)";
    field("name = 'kind'", &format!("2:8 error: `kind` has no values {help}"));
    field("name = 'kind'\nfree = true", "");
    field(
        "name = 'kind'\nfree = true\nvalue = [{ name = 'a' }]",
        &format!("2:8 error: `kind` is free text, but has values {help}"),
    );
    field("name = 'kind'\nvalue = [{}]", "3:10 error: [field.value] has no `name` (write name = \"1\")");
    field(
        "name = 'kind'\nvalue = [{ name = 'a' }]\ncustomers = 'maybe'",
        "4:13 error: `maybe` is an unknown value for `customers` (write one of: \"set\", \"propose\", \"ignore\")",
    );
    let kind = |default: &str, expected: &str| {
        let values = "value = [{ name = 'a', subtypes = ['x'] }, { name = 'b', labels = { de = ['Beere'] } }]";
        field(&format!("name = 'kind'\n{values}\ndefault = '{default}'"), expected);
    };
    kind("a", "");
    kind("beere", "");
    kind("A / X", "");
    kind("c", "4:11 error: there is no value `c` in field `kind` (choose from: a, b)");
    kind("a/y", "4:11 error: `a/y` isn't a subtype of `a` in field `kind` (choose from: a, a/x, b)");
    kind("x", "4:11 error: `x` is a subtype. Write its value before it (choose from: a, a/x, b)");
}

#[test]
fn only_what_customers_set_can_be_required() {
    let free = "name = 'kind'\nfree = true\nrequired =";
    let required = |rest: &str| super::good(&format!("[[field]]\n{free} {rest}")).policy.fields.0[0].required;
    assert!(required("true") && required("true\ncustomers = 'set'"));
    assert!(!required("false\ncustomers = 'ignore'"));
    assert!(!super::good("[[field]]\nname = 'kind'\nfree = true").policy.fields.0[0].required);
    for may in ["propose", "ignore"] {
        field(
            &format!("{free} true\ncustomers = '{may}'"),
            &format!(
                "4:12 error: field `kind` is required, but customers = \"{may}\" keeps them from setting it \
                 (write customers = \"set\", or leave required out)"
            ),
        );
    }
    field(
        &format!("{free} 'yes'"),
        "4:12 error: `required` must be true or false, without quotes, not text (write required = true)",
    );
}

#[test]
fn a_word_stands_for_one_thing() {
    let rule = "(leave it out in one of them. Case, accents, spaces and punctuation make no difference)";
    let of_field = |labels: &str, expected: &str| {
        field(&format!("name = 'kind'\nfree = true\nlabels = {{ {labels} }}"), expected);
    };
    of_field("en = ['Kind'], de = ['Kind', 'Art']", "");
    of_field("en = ['Kind', 'KIND']", &format!("4:26 error: `KIND` means field `kind` already {rule}"));
    of_field("en = ['--']", "4:18 error: `--` has no letters or digits: nobody could write it (write a word)");
    of_field("fr = 'Genre'", "");
    let write = "(write labels = { en = [\"Urgency\", \"Priority\"] })";
    of_field("E = 'Kind'", &format!("4:12 error: `E` isn't a language {write}"));
    of_field("en = 1", &format!("4:17 error: it must be text in quotes, not a number {write}"));
    of_field("en = []", &format!("4:17 error: this list is empty {write}"));
    field(
        "name = 'kind'\nfree = true\nlabels.en = ['Art']\n[[field]]\nname = 'art'\nfree = true\nlabels.de = ['art']",
        &format!("8:14 error: `art` means field `kind` already, so it can't mean field `art` as well {rule}"),
    );
    field(
        "name = 'kind'\nlabels.en = ['Kind']\nsubtype_labels.en = ['kind']\nvalue = [{ name = 'a', subtypes = ['x'] }]",
        &format!(
            "4:22 error: `kind` means field `kind` already, so it can't mean the subtype of field `kind` as well {rule}"
        ),
    );
    let values = |values: &str, expected: &str| field(&format!("name = 'kind'\nvalue = [{values}]"), expected);
    values(
        "{ name = 'a' }, { name = 'A' }",
        &format!("3:35 error: `A` means value `a` already, so it can't mean value `A` as well {rule}"),
    );
    values(
        "{ name = 'a' }, { name = 'b', labels = { nl = ['á'] } }",
        &format!("3:57 error: `á` means value `a` already, so it can't mean value `b` as well {rule}"),
    );
    values(
        "{ name = 'a', subtypes = ['x', 'X'] }",
        &format!("3:41 error: `X` means subtype `x` already, so it can't mean subtype `X` as well {rule}"),
    );
    values(
        "{ name = 'a/b' }",
        "3:19 error: `a/b` contains `/`, which separates a value from its subtype \
         (use another character. Subtypes go into subtypes = […])",
    );
    field(
        "name = 'kind'\nvalue = [{ name = 'a' }]\nsubtype_labels.en = ['Sub']",
        "2:8 warning: `kind` has subtype_labels, but none of its values has subtypes \
         (write subtypes = [\"Gripper\", \"Arm\"] in a value)",
    );
}

#[test]
fn teams() {
    let team = |lines: &str, expected: &str| check(&format!("[[team]]\n{lines}"), expected);
    team("name = 'm3'\nmembers = ['anna']", "");
    team("members = ['anna']", "1:1 error: [team] has no `name` (write name = \"m3\")");
    team("name = 'm3'", "1:1 error: [team] has no `members` (write members = [\"anna\", \"ben\"])");
    team(
        "name = 'm3'\nmembers = []",
        "3:11 error: team `m3` has no members (write members = [\"anna\"], the short names of agents)",
    );
    team("name = 'm3'\nmembers = ['ana']", "3:12 error: `ana` isn't an agent (did you mean `anna`?)");
    team("name = 'm3'\nmembers = ['anna', 'Anna']", "3:20 error: anna is listed twice (remove one of them)");
    team(
        "name = 'm3'\nmembers = ['anna']\n[[team]]\nname = 'm3'\nmembers = ['anna']",
        "5:8 error: there are two teams `m3` (give one of them another name)",
    );
    team(
        "name = 'M 3'\nmembers = ['anna']",
        "2:8 error: `M 3` isn't a name for a team: use lower-case letters, digits and `-` (write name = \"m3\", the word for #team)",
    );
}
