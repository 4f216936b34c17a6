//! The faults of `[[route]]`.

use super::check;

/// Ten lines, then the routes.
fn routes(lines: &str, expected: &str) {
    let known = "[[field]]\nname = 'category'\nvalue = [{ name = 'M3' }, { name = 'VXL', subtypes = ['x'] }]\n\
                 [[team]]\nname = 'm3'\nmembers = ['ben']\n\
                 [[organisation]]\nname = 'acme'\ndomains = ['acme.example']\n\
                 [[agent]]\nname = 'anna'\naddress = 'anna@desk.example'\n\
                 [[agent]]\nname = 'ben'\naddress = 'ben@desk.example'";
    check(&format!("{known}\n{lines}"), expected);
}

/// One route, from line 16 on. Its condition is on line 19.
fn when(when: &str, expected: &str) {
    routes(&format!("[[route]]\nname = 'r'\nthen.team = 'm3'\nwhen = {{ {when} }}"), expected);
}

#[test]
fn routes_lead_somewhere() {
    let then = |then: &str, expected: &str| routes(&format!("[[route]]\nname = 'r'\nthen = {{ {then} }}"), expected);
    let write = "(write then = { team = \"presses\" })";
    then("team = 'm3', assignee = 'ben', language = 'de', fields = { category = 'vxl/x' }", "");
    then("", &format!("18:8 error: the route does nothing {write}"));
    routes("[[route]]\nname = 'r'", &format!("16:1 error: [route] has no `then` {write}"));
    routes("[[route]]\nthen.team = 'm3'", "16:1 error: [route] has no `name` (write name = \"presses\")");
    then("team = 'm4'", "18:17 error: there is no team `m4` (did you mean `m3`?)");
    then("assignee = 'carl'", "18:21 error: `carl` isn't an agent (choose from: anna, ben)");
    then(
        "assignee = 'ada@customer.example'",
        "18:21 error: `ada@customer.example` isn't an agent (choose from: anna, ben)",
    );
    then(
        "language = 'fr'",
        "18:21 error: there are no letters in `fr` (choose from: \"en\", \"nl\", \"nl-informal\", \"de\", \"de-informal\". Or put your own letters \
         into fr/ in the directory of [templates])",
    );
    then("fields = { catgory = 'M3' }", "18:21 error: there is no field `catgory` (did you mean `category`?)");
    then(
        "fields = { category = 'M4' }",
        "18:32 error: there is no value `M4` in field `category` (did you mean `M3`?)",
    );
    then(
        "fields = { category = ['M3', 'VXL'] }",
        "18:21 error: a ticket has one category (write fields = { category = \"Robotics\" })",
    );
    then(
        "fields = { category = 3 }",
        "18:32 error: it must be text in quotes, not a number (write fields = { category = \"Robotics\" })",
    );
    then(
        "team = 'm3', assignee = 'anna'",
        "18:34 warning: anna isn't in team `m3` (leave out the team or the assignee, or add the agent to the team)",
    );
    then(
        "status = 'new'",
        "18:10 error: unknown key `status` in [route.then] (choose from: fields, team, assignee, language)",
    );
}

#[test]
fn conditions() {
    when("mailbox = ['support'], to = ['support+m3@desk.example'], words = ['press']", "");
    when("subject = '\\bm3\\b', from = ['@acme.example', 'ada@x.example', 'x.example'], organisation = ['acme']", "");
    when("fields = { category = ['M3', 'VXL/x'] }", "");
    when("mailbox = ['suport']", "19:21 error: there is no mailbox `suport` (did you mean `support`?)");
    when("organisation = ['acne']", "19:26 error: there is no organisation `acne` (did you mean `acme`?)");
    when(
        "from = ['customer']",
        "19:18 error: `customer` isn't an address or a domain (write ada@customer.example or customer.example)",
    );
    when(
        "words = []",
        "19:18 error: `words` is an empty list (write words = [\"gripper\", \"robot arm\"], or leave it out to mean all)",
    );
    when("words = ['?!']", "19:19 error: `?!` has no letters or digits (write one or more words)");
    when("fields = { category = [] }", "19:32 error: this list is empty (write fields = { category = \"Robotics\" })");
    when(
        "fields = { category = 'M5' }",
        "19:32 error: there is no value `M5` in field `category` (did you mean `M3`?)",
    );
    when("fields = { kind = 'M3' }", "19:21 error: there is no field `kind` (choose from: category)");
    let help = "(write it in single quotes, such as '\\bpress \\d+'. For whole words, use words = [\"press\"])";
    when("subject = '(m3'", &format!("19:20 error: `(m3` isn't a pattern for subjects: unclosed group {help}"));
    let huge = "(?:(?:a{1000}){1000}){1000}";
    when(
        &format!("subject = '{huge}'"),
        &format!("19:20 error: `{huge}` isn't a pattern for subjects: it is too large {help}"),
    );
    when(
        "to = ['support']",
        "19:16 error: `support` isn't an email address (write it as \"support@desk.example\", without a name)",
    );
}

#[test]
fn no_route_speaks_in_vain() {
    let twice = |first: &str, second: &str, expected: &str| {
        let route = |name: &str, when: &str| format!("[[route]]\nname = '{name}'\nthen.team = 'm3'\n{when}\n");
        routes(&format!("{}{}", route("a", first), route("b", second)), expected);
    };
    twice("when.words = ['x']", "when.words = ['y']", "");
    twice("when.words = ['x']", "", "");
    twice(
        "",
        "when.words = ['x']",
        "21:8 warning: route `b` never sets team: route `a` above it matches the same emails \
         (put it above route `a`, or remove it)",
    );
    twice(
        "when.from = ['acme.example']",
        "when.from = ['ada@acme.example']",
        "21:8 warning: route `b` never sets team: route `a` above it matches the same emails \
         (put it above route `a`, or remove it)",
    );
    routes(
        "[[route]]\nname = 'r'\nthen.team = 'm3'\nwhen.words = ['x']\n[[route]]\nname = 'r'\nthen.language = 'de'",
        "21:8 error: there are two routes `r` (give one of them another name)",
    );
}
