//! The faults of `[workflow]`: statuses, rules, timers.

use super::{check, told};

#[test]
fn statuses() {
    check("[workflow]\nstatus.new.stage = 'open'", "1:1 error: [workflow] has no `initial` (write initial = \"new\")");
    let workflow = |lines: &str, expected: &str| check(&format!("[workflow]\ninitial = 'new'\n{lines}"), expected);
    workflow(
        "",
        "1:1 error: [workflow] has no statuses (write [workflow.status] and below it resolved = { stage = \"done\" })",
    );
    workflow(
        "status.nwe.stage = 'open'",
        "2:11 error: there is no status `new` in [workflow.status] (did you mean `nwe`?)",
    );
    workflow(
        "status.new.stage = 'opne'",
        "3:20 error: `opne` is an unknown value for `stage` (did you mean \"open\"?)",
    );
    workflow("status.new = {}", "3:14 error: [workflow.status.new] has no `stage` (write stage = \"open\")");
    workflow(
        "status.new = 'open'",
        "3:8 error: `new` in [workflow.status] must be a table (for example: resolved = { stage = \"done\" })",
    );
    workflow(
        "status.new.stage = 'done'",
        "2:11 warning: a new ticket gets `new`, which is done already (write a status with stage = \"open\")",
    );
    workflow(
        "status.new = { stage = 'open', asks_feedback = true }",
        "3:8 warning: `new` asks for a rating, but isn't done (ask for ratings in a status with stage = \"done\")",
    );
    let workflow = |line: &str, expected: &str| workflow(&format!("status.new.stage = 'open'\n{line}"), expected);
    workflow(
        "status.'On Hold'.stage = 'done'",
        "4:8 error: `On Hold` isn't a name for a status: use lower-case letters, digits and `-` \
         (write on-hold, for the command #on-hold)",
    );
    workflow(
        "status.note.stage = 'done'",
        "4:8 error: `#note` is a command already (give a status another name, such as `our-note`)",
    );
    workflow(
        "status.parked.stage = 'waiting'",
        "4:8 hint: no rule, transition or timer uses `parked`: only agents set it, with #parked \
         (add a rule with status = [\"parked\"], or remove the status)",
    );
}

#[test]
fn inquiries() {
    let workflow = |inquiry: &str, more: &str, expected: &str| {
        let statuses = "new = { stage = 'open' }, asked = { stage = 'open' }, done = { stage = 'done' }";
        let text = format!("[workflow]\ninitial = 'new'\n{inquiry}\nstatus = {{ {statuses}{more} }}");
        check(&text, expected);
    };
    workflow("inquiry = 'asked'", "", "");
    workflow(
        "inquiry = 'aksed'",
        "",
        &[
            "3:11 error: there is no status `aksed` in [workflow.status] (did you mean `asked`?)",
            "4:38 hint: no rule, transition or timer uses `asked`: only agents set it, with #asked \
         (add a rule with status = [\"asked\"], or remove the status)",
        ]
        .join("\n"),
    );
    let asked = "4:38 hint: no rule, transition or timer uses `asked`: only agents set it, with #asked \
                 (add a rule with status = [\"asked\"], or remove the status)";
    workflow(
        "inquiry = 'new'",
        "",
        &format!(
            "3:11 error: `new` is the status of new tickets, so an inquiry would be a ticket already \
         (write another status of [workflow.status])\n{asked}"
        ),
    );
    workflow(
        "inquiry = 'done'",
        "",
        &format!(
            "3:11 error: an inquiry gets `done`, which is done already (write a status with stage = \"open\")\n{asked}"
        ),
    );
    workflow(
        "inquiry = 'asked'",
        ", open = { stage = 'done' }",
        "4:93 error: `#open` is a command already (give a status another name, such as `our-open`)",
    );
    check(
        "[mailbox.support]\naddress = 'support@desk.example'\ninquiries = true\nmaildir.path = 'in'",
        "3:13 error: a mailbox has inquiries, but [workflow] has no status for them \
         (write inquiry = \"inquiry\" in [workflow], and add this status to [workflow.status])",
    );
    check(
        "[workflow]\ninitial = 'new'\ninquiry = 'asked'\nstatus = { new = { stage = 'open' }, asked = { stage = 'open' } }\n\
         [[field]]\nname = 'open'\nfree = true",
        "6:8 error: `#open` is a command already (give a field another name, such as `our-open`)",
    );
}

/// Four lines, then the rule's.
fn rule(lines: &str, expected: &str) {
    let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }";
    check(&format!("{statuses}\n[[workflow.rule]]\n{lines}"), expected);
}

#[test]
fn what_rules_do() {
    let write = "(write then = { status = \"assigned\" })";
    rule("then.status = 'new'", "4:1 error: [workflow.rule] has no `name` (write name = \"a comment reopens\")");
    rule("name = 'r'", &format!("4:1 error: [workflow.rule] has no `then`, so it does nothing {write}"));
    rule("name = 'r'\nthen = {}", &format!("6:8 error: the rule does nothing {write}"));
    rule(
        "name = 'r'\nthen = { status = 'dnoe' }",
        "6:19 error: there is no status `dnoe` in [workflow.status] (did you mean `done`?)",
    );
    rule(
        "name = 'r'\nthen = { assign = 'anna' }",
        "6:19 error: `anna` is an unknown value for `assign` (write one of: \"author\")",
    );
    let agents = "the author can only be assigned if an agent wrote the message \
                  (write when = { comment_by = [\"agent\"], … })";
    rule("name = 'r'\nthen = { assign = 'author' }", &format!("6:19 error: {agents}"));
    rule(
        "name = 'r'\nthen = { assign = 'author' }\nwhen = { comment_by = ['agent', 'requester'] }",
        &format!("6:19 error: {agents}"),
    );
    rule(
        "name = 'r'\nthen = { status = 'new', tell = ['agents', 'requester'] }",
        "6:44 error: people on the ticket are notified about messages anyway \
         (write \"agents\", \"assignee\" or \"team\", an agent's name or an internal address)",
    );
    let rule = |lines: &str, expected: &str| rule(&format!("name = 'r'\nthen.status = 'new'\n{lines}"), expected);
    rule(
        "[[workflow.rule]]\nname = 'r'\nthen.status = 'new'",
        "8:8 error: there are two rules `r` (give one of them another name)",
    );
}

#[test]
fn when_rules_fit() {
    let when = |when: &str, expected: &str| {
        rule(&format!("name = 'r'\nthen.status = 'new'\nwhen = {{ {when} }}"), expected);
    };
    when(
        "comment_by = ['requster']",
        "7:24 error: `requster` is an unknown value for `comment_by` (did you mean \"requester\"?)",
    );
    when(
        "comment_by = ['boss']",
        "7:24 error: `boss` is an unknown value for `comment_by` \
         (write one of: \"requester\", \"participant\", \"member\", \"partner\", \"agent\")",
    );
    when("comment_by = ['machine']", "7:24 error: a program's email never changes a ticket (leave \"machine\" out)");
    let example = "write comment_by = [\"requester\", \"participant\"]";
    when(
        "comment_by = []",
        &format!("7:23 error: `comment_by` is an empty list ({example}, or leave it out to mean all)"),
    );
    when("comment_by = 'agent'", &format!("7:23 error: `comment_by` must be a list, not text ({example})"));
    when(
        "status = ['closed']",
        "7:20 error: there is no status `closed` in [workflow.status] (choose from: new, done)",
    );
    when(
        "status = ['new']",
        "6:15 error: the rule does nothing: the ticket already has status `new` (write another status, here or in `when`)",
    );
    when("visibility = 'pubic'", "7:23 error: `pubic` is an unknown value for `visibility` (did you mean \"public\"?)");
    when("asigned = true", "7:10 error: unknown key `asigned` in [workflow.rule.when] (did you mean `assigned`?)");
    when(
        "for = '7d'",
        "7:10 error: `for` in [workflow.rule.when] is not available yet \
         (rules follow messages. For changes after some time, add a [[workflow.timer]])",
    );
}

#[test]
fn timers() {
    let timer = |lines: &str, expected: &str| {
        let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }";
        check(&format!("{statuses}\n[[workflow.timer]]\nname = 't'\n{lines}"), expected);
    };
    let (when, then) = ("when = { status = ['new'], for = '7d' }", "then.status = 'done'");
    timer(&format!("{when}\n{then}"), "");
    timer(then, "4:1 error: [workflow.timer] has no `when` (write when = { status = [\"resolved\"], for = \"7d\" })");
    timer(when, "4:1 error: [workflow.timer] has no `then` (write then = { status = \"closed\" })");
    timer(
        &format!("when = {{ status = ['nwe'], for = '7d' }}\n{then}"),
        "6:20 error: there is no status `nwe` in [workflow.status] (did you mean `new`?)",
    );
    timer(
        &format!("when = {{ status = ['new'], for = '7' }}\n{then}"),
        "6:34 error: `for` must be a time with its unit (ms, s, m, h, d), in quotes (write for = \"7d\")",
    );
    timer(
        &format!("when = {{ status = ['new'], for = '5s' }}\n{then}"),
        "6:34 error: `for` must be between 1m and 3660d (write for = \"7d\")",
    );
    timer(
        &format!("{when}\nthen = {{ status = 'done', tell = ['boss'] }}"),
        "7:35 error: there is no agent `boss` (write requester, participant, organisation, partner, agents, assignee, team, \
         an agent's name or an internal address)",
    );
    timer(
        &format!("{when}\nthen.status = 'new'"),
        "5:8 error: the timer `t` would move a ticket round in circles: new → new (change the status of one of them)",
    );
    timer(
        &format!("{when}\n{then}\n[[workflow.timer]]\nname = 't'\n{when}\n{then}"),
        "9:8 error: there are two timers `t` (give one of them another name)",
    );
    timer(
        &format!(
            "{when}\n{then}\n[[workflow.timer]]\nname = 'back'\nwhen = {{ status = ['done'], for = '1d' }}\nthen.status = 'new'"
        ),
        "9:8 error: the timer `back` would move a ticket round in circles: new → done → new \
         (change the status of one of them)",
    );
}

#[test]
fn transitions() {
    let transition = |lines: &str, expected: &str| {
        let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }";
        check(&format!("{statuses}\n[[workflow.transition]]\n{lines}"), expected);
    };
    let then = "then = { status = 'done' }";
    transition(&format!("name = 'cancel'\nby = ['requester']\nfrom = ['new']\n{then}"), "");
    transition(
        &format!("name = 'cancel'\n{then}"),
        "4:1 error: [workflow.transition] has no `by` (write by = [\"agent\"])",
    );
    transition(
        "name = 'cancel'\nby = ['agent']",
        "4:1 error: [workflow.transition] has no `then` (write then = { status = \"on-customer\" })",
    );
    transition(
        &format!("name = 'Cancel it'\nby = ['agent']\n{then}"),
        "5:8 error: `Cancel it` isn't a name for a transition: use lower-case letters, digits and `-` \
         (write cancel-it, for the command #cancel-it)",
    );
    transition(
        &format!("name = 'done'\nby = ['agent']\n{then}"),
        "5:8 error: `#done` is a status already (give the transition another name)",
    );
    transition(
        &format!("name = 'note'\nby = ['agent']\n{then}"),
        "5:8 error: `#note` is a command already (give a transition another name, such as `our-note`)",
    );
    transition(
        &format!("name = 'help'\nby = ['agent']\n{then}"),
        "5:8 error: `#help` is a command already (give a transition another name, such as `our-help`)",
    );
    transition(
        &format!("name = 'x'\nby = ['boss']\n{then}"),
        "6:7 error: `boss` is an unknown value for `by` (write one of: \"requester\", \"participant\", \"member\", \"partner\", \"agent\")",
    );
    transition(
        &format!("name = 'x'\nby = ['agent']\nfrom = ['nwe']\n{then}"),
        "7:9 error: there is no status `nwe` in [workflow.status] (did you mean `new`?)",
    );
    transition(
        "name = 'x'\nby = ['requester']\nthen = { status = 'done', assign = 'author' }",
        "7:36 error: the author can only be assigned if an agent asks for it (write by = [\"agent\"])",
    );
    transition(
        &format!("name = 'x'\nby = ['agent']\n{then}\n[[workflow.transition]]\nname = 'x'\nby = ['agent']\n{then}"),
        "9:8 error: there are two transitions `x` (give the transition another name)",
    );
}

#[test]
fn rules_that_are_never_used_or_contradict_each_other() {
    let rules = |rules: &[&str], expected: &str| {
        let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, wait = { stage = 'waiting' }, done = { stage = 'done' } }";
        let rule = |(name, body): (&str, &&str)| format!("[[workflow.rule]]\nname = '{name}'\n{body}");
        let rules: Vec<String> = ["a", "b", "c"].into_iter().zip(rules).map(rule).collect();
        check(&format!("{statuses}\n{}", rules.join("\n")), expected);
    };
    let wait = "when.status = ['wait']\nthen.status = 'new'";
    rules(&[wait, "then.status = 'done'"], "");
    rules(
        &["then.status = 'done'", wait],
        "8:8 warning: the rule `b` never applies: it matches nothing that isn't matched above, by `a` \
         (move it up, or remove it)",
    );
    rules(
        &[
            "when = { comment_by = ['requester', 'participant', 'member', 'partner'] }\nthen.status = 'new'",
            "when = { comment_by = ['agent'] }\nthen.status = 'wait'",
            "when = { status = ['wait'] }\nthen.status = 'done'",
        ],
        "13:8 warning: the rule `c` never applies: it matches nothing that isn't matched above, by `a`, `b` \
         (move it up, or remove it)",
    );
    rules(
        &[wait, "when.status = ['wait']\nthen.status = 'done'"],
        "9:8 error: the rules `a` and `b` have the same `when`, but set different statuses \
         (remove one of them, or change its `when`)",
    );
    rules(
        &["when = { comment_by = ['requester'], visibility = 'internal' }\nthen.status = 'wait'"],
        "5:8 warning: the rule `a` never applies: only agents write internal notes \
         (write comment_by = [\"agent\"], or remove visibility = \"internal\")",
    );
    rules(
        &["when.comment_by = ['partner']\nthen.status = 'wait'"],
        "5:8 warning: the rule `a` never applies: no [[organisation]] has `partners` (leave it out)",
    );
    rules(
        &["when.comment_by = ['member', 'partner']\nthen.status = 'wait'"],
        "5:8 warning: the rule `a` never applies: no [[organisation]] has shares = true (leave it out)",
    );
    rules(&["when.comment_by = ['member', 'requester']\nthen.status = 'wait'"], "");
}

#[test]
fn transitions_that_nobody_can_ask_for() {
    let transition = |lines: &str, more: &str, expected: &str| {
        let statuses = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, done = { stage = 'done' } }";
        check(&format!("{statuses}\n[[workflow.transition]]\nname = 'x'\n{lines}\n{more}"), expected);
    };
    let then = "then.status = 'done'";
    transition(
        &format!("by = ['partner']\n{then}"),
        "",
        "5:8 warning: nobody can use `x`: no [[organisation]] has `partners` (write other roles in `by`, or remove it)",
    );
    transition(
        &format!("by = ['member']\n{then}"),
        "[[organisation]]\nname = 'acme'\ndomains = ['acme.example']",
        "5:8 warning: nobody can use `x`: no [[organisation]] has shares = true (write other roles in `by`, or remove it)",
    );
    transition(
        "by = ['agent']\npartner = 'it'\nthen = { status = 'done', tell = ['partner'] }",
        "[[partner]]\nname = 'it'\ngroup = ['s@it.example']",
        "5:8 warning: nobody can use `x`: no [[organisation]] has `it` among its partners \
         (write partners = [\"it\"] in the organisations of its customers)",
    );
    transition(
        &format!("by = ['agent']\nfrom = ['done']\n{then}"),
        "",
        "5:8 error: the transition `x` does nothing: the ticket already has status `done` \
         (write another status, here or in `from`)",
    );
}

#[test]
fn nothing_is_called_like_a_command() {
    for word in crate::desk::registry::BUILT_IN.iter().map(|built_in| built_in.word) {
        let expected =
            |what: &str| format!("`#{word}` is a command already (give {what} another name, such as `our-{word}`)");
        let refused =
            |text: &str, expected: String| assert!(told(text).contains(&expected), "{text}: {:?}", told(text));
        let workflow = "[workflow]\ninitial = 'new'\nstatus.new.stage = 'open'\n";
        refused(&format!("{workflow}status.{word}.stage = 'done'"), format!("4:8 error: {}", expected("a status")));
        let transition =
            format!("[[workflow.transition]]\nname = '{word}'\nby = ['agent']\nthen = {{ status = 'new' }}");
        refused(&format!("{workflow}{transition}"), format!("5:8 error: {}", expected("a transition")));
        let field = format!("[[field]]\nname = '{word}'\nfree = true");
        refused(&field, format!("2:8 error: {}", expected("a field")));
    }
}
