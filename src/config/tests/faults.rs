//! The faults of each section: one line for the text, one for the expected fault.

use super::check;

#[test]
fn the_file() {
    check("[deks]", "1:2 error: unknown key `deks` (did you mean `desk`?)");
    check(
        "colour = 1",
        "1:1 error: unknown key `colour` (choose from: templates, team, partner, organisation, lists, portal, …)",
    );
}

#[test]
fn the_desk() {
    let name = "(write name = \"Example Desk\")";
    check("[desk]\nname = ''", &format!("2:8 error: `name` is empty {name}"));
    check("[desk]\nname = 7", &format!("2:8 error: `name` must be text in quotes, not a number {name}"));
    check(
        "[desk]\nname = \"a\\u0000b\"",
        &format!("2:8 error: `name` must be one line without control characters {name}"),
    );
    let desk = |line: &str, expected: &str| check(&format!("[desk]\nname = 'D'\n{line}"), expected);
    desk("langauge = 'en'", "3:1 error: unknown key `langauge` in [desk] (did you mean `language`?)");
    desk(
        "state_dir = 'open'",
        "3:13 warning: other users of this machine can get into /desk/open, where all emails are (chmod 0700 /desk/open)",
    );
    let shipped = "choose from: \"en\", \"nl\", \"nl-informal\", \"de\", \"de-informal\"";
    let own = "Or put your own letters into ed/ in the directory of [templates]";
    desk("language = 'ed'", &format!("3:12 error: there are no letters in `ed` ({shipped}. {own})"));
    let tag = "isn't a language";
    for wrong in ["English", "../en", "e", "en-"] {
        desk(&format!("language = '{wrong}'"), &format!("3:12 error: `{wrong}` {tag} ({shipped})"));
    }
    desk("timezone = 'Europe/Amsterdam'", "");
    let zone = |name: &str, help: &str| {
        desk(&format!("timezone = '{name}'"), &format!("3:12 error: there is no time zone `{name}` ({help})"));
    };
    zone("Europe/Amsterdm", "did you mean \"Europe/Amsterdam\"?");
    zone("Amsterdam", "did you mean \"Europe/Amsterdam\"?");
    zone("CET", "write it as \"Europe/Amsterdam\" (IANA), or \"UTC\"");
    let letters = "isn't one to ten letters from A to Z (write prefix = \"HD\" for ticket numbers like HD-00042)";
    desk("prefix = 'HD-'", &format!("3:10 error: `HD-` {letters}"));
    let banner = "can't be the start of a banner (write the first words of its line: at least 3 letters, not starting with # or >)";
    desk("banners = ['#x external']", &format!("3:12 error: `#x external` {banner}"));
    desk("banners = ['--']", &format!("3:12 error: `--` {banner}"));
    desk("prefix = '42'", &format!("3:10 error: `42` {letters}"));
    let domain = "isn't a domain name, but is needed in Message-IDs \
                  (write host = \"desk.example\", the domain of your addresses)";
    let own = "Or put your own letters into /desk/templates/it/";
    check(
        "[templates]\ndirectory = 'templates'\n[[organisation]]\nname = 'a'\ndomains = ['a.example']\nlanguage = 'it'",
        &format!("6:12 error: there are no letters in `it` ({shipped}. {own})"),
    );
    check(
        "[mailbox.a]\naddress = 'a@desk.example'\nlanguage = 'xx'\nmaildir.path = 'a'",
        &format!(
            "3:12 error: there are no letters in `xx` ({shipped}. {})",
            "Or put your own letters into xx/ in the directory of [templates]"
        ),
    );
    desk("host = 'desk'", &format!("3:8 error: `desk` {domain}"));
    desk("host = '10.0.0.1'", &format!("3:8 error: `10.0.0.1` {domain}"));
    desk("host = 'a b.example'", &format!("3:8 error: `a b.example` {domain}"));
}

#[test]
fn agents() {
    let agent = |lines: &str, expected: &str| check(&format!("[[agent]]\n{lines}"), expected);
    agent("name = 'anna'", "1:1 error: [agent] has no `address` (write address = \"anna@desk.example\")");
    agent("address = 'a@x.example'", "1:1 error: [agent] has no `name` (write name = \"anna\")");
    let no_address = "isn't an email address (write it as \"support@desk.example\", without a name)";
    agent("name = 'anna'\naddress = 'anna'", &format!("3:11 error: `anna` {no_address}"));
    agent(
        "name = 'Anna A'\naddress = 'a@x.example'",
        "2:8 error: `Anna A` isn't a short name: use letters, digits, `.`, `-` and `_` \
         (write name = \"anna\", the word for #assign. The full name goes into full_name)",
    );
    agent("name = 'me'\naddress = 'a@x.example'", "2:8 error: `#assign me` has another meaning (choose another name)");
    agent(
        "name = 'Team'\naddress = 'a@x.example'",
        "2:8 error: `team` means something else in lists of people to notify (choose another name)",
    );
    let agent = |line: &str, expected: &str| agent(&format!("name = 'a'\naddress = 'a@x.example'\n{line}"), expected);
    agent(
        "told_of_new = 'yes'",
        "4:15 error: `told_of_new` must be true or false, without quotes, not text (write told_of_new = true)",
    );
    agent(
        "colour = true",
        "4:1 error: unknown key `colour` in [agent] (choose from: full_name, aliases, told_of_new, signature)",
    );
    let help = "(write signature = \"{name}\\nExample Ltd\", or signature.nl = \"…\" for one language)";
    let signature = |line: &str, expected: &str| agent(line, &format!("{expected} {help}"));
    signature("signature = 5", "4:13 error: `signature` must be text in quotes, or one for each language");
    signature("signature.nl = 5", "4:16 error: a signature must be text in quotes");
    signature("signature.'N L' = 'x'", "4:11 error: `N L` isn't a language");
    signature("signature = 'a {phone}'", "4:13 error: `{phone}` isn't a placeholder. Only {name} is");
    signature("signature = \"a\\n-- \\nb\"", "4:13 error: mail programs hide everything below a line `--`");
    signature("signature = '#1 of its kind'", "4:13 error: `#1 of its kind` would be read as a command or a quote");
    signature("signature = \"a\\u0007\"", "4:13 error: a signature has no control characters");
    let long = format!("signature = '{}'", "a".repeat(1_001));
    signature(&long, "4:13 error: a signature has at most 12 lines and 1000 bytes");
    agent(
        "signature.fr = 'x'",
        "4:11 warning: there are no letters in `fr` (leave it out, or add your own letters in the directory of [templates])",
    );
    agent("aliases = ['b']", &format!("4:12 error: `b` {no_address}"));
    agent(
        "aliases = 'b@x.example'",
        "4:11 error: `aliases` must be a list, not text (write aliases = [\"anna.adler@desk.example\"])",
    );
    let second = |lines: &str, expected: &str| agent(&format!("[[agent]]\n{lines}"), expected);
    second(
        "name = 'A'\naddress = 'b@x.example'",
        "5:8 error: there are two agents `a` (give one of them another name)",
    );
    second(
        "name = 'b'\naddress = 'A@x.example'",
        "6:11 error: A@x.example is also the address of agent `a` (give every agent their own address)",
    );
    second(
        "name = 'b'\naddress = 'support@desk.example'",
        "6:11 error: support@desk.example is the address of mailbox `support`: maildesk would write to itself \
         (write the agent's own address)",
    );
}

#[test]
fn a_list_and_a_table_are_not_the_same() {
    let rest = "[desk]\nname = 'D'\n[mailbox.a]\naddress = 'a@x.example'\nmaildir.path = 'a'\n[courier]\nmaildir.path = 'b'\n[authentication]\ntrusted = ['mx.desk.example']";
    let told = |text: &str| super::told(text).join("\n");
    assert_eq!(
        told(&format!("[agent]\nname = 'anna'\n{rest}")),
        "1:1 error: `agent` must be a list of tables (write [[agent]] with double brackets)"
    );
    assert_eq!(
        told(rest),
        "file warning: there is no [[agent]], so nobody is notified about tickets and nobody can reply \
         (add an [[agent]] with name = \"anna\" and address = \"anna@desk.example\")"
    );
    check(
        "[[mailbox]]\naddress = 'a@x.example'",
        "1:1 error: `mailbox` is written as a list, but there can only be one (write [mailbox] with single brackets)",
    );
    check(
        "[limits]\n[[log]]",
        "2:1 error: `log` is written as a list, but there can only be one (write [log] with single brackets)",
    );
}

#[test]
fn mailboxes() {
    let example = "[mailbox.support] with address = \"support@desk.example\"";
    check(
        "[mailbox]\naddress = 'a@x.example'",
        &format!("2:1 error: `address` in [mailbox] must be a table (for example: {example})"),
    );
    check(
        "[mailbox]",
        &format!("file error: there is no [mailbox.NAME], so no email can come in or go out (write {example})"),
    );
    check(
        "[mailbox.a]\nmaildir.path = 'in'",
        "1:1 error: [mailbox.a] has no `address` (write address = \"support@desk.example\")",
    );
    check(
        "[mailbox.'a b']\naddress = 'a@x.example'\nmaildir.path = 'in'",
        "1:10 error: `a b` isn't a name for a mailbox: use letters, digits, `-` and `_` \
         (write [mailbox.support], and the address in it)",
    );
    let mailbox =
        |lines: &str, expected: &str| check(&format!("[mailbox.a]\naddress = 'a@desk.example'\n{lines}"), expected);
    mailbox("", "1:1 error: [mailbox.a] needs imap or maildir (write [mailbox.a.imap] or [mailbox.a.maildir])");
    mailbox(
        "maildir.path = 'in'\nimap = { host = 'h', user = 'u', password.env = 'IMAP_PASSWORD' }",
        "4:8 error: [mailbox.a] has both imap and maildir (keep one of them, or add a second mailbox)",
    );
    mailbox("maildir = 'in'", "3:11 error: `maildir` must be a table (write a section [mailbox.a.maildir])");
    mailbox("maildir = {}", "3:11 error: [mailbox.a.maildir] has no `path` (write path = \"data/mailbox\")");
    mailbox(
        "maildir = { path = 'in', poll = '2' }",
        "3:33 error: `poll` must be a time with its unit (ms, s, m, h, d), in quotes (write poll = \"2s\")",
    );
    mailbox(
        "maildir = { path = 'in', poll = '2d' }",
        "3:33 error: `poll` must be between 10ms and 1d (write poll = \"2s\")",
    );
    mailbox(
        "maildir = { path = 'in' }\n[courier.maildir]\npath = 'in'",
        "5:8 error: mailbox `a` reads this directory, so letters would come in again (write path = \"data/letters\")",
    );
    let second = |lines: &str, expected: &str| mailbox(&format!("maildir.path = 'in'\n[mailbox.b]\n{lines}"), expected);
    let taken = "is also an address of mailbox `a` (keep each address in one mailbox)";
    second("address = 'A@desk.example'\nmaildir.path = 'b'", &format!("5:11 error: A@desk.example {taken}"));
    second(
        "address = 'b@desk.example'\naliases = ['a@desk.example']\nmaildir.path = 'b'",
        &format!("6:12 error: a@desk.example {taken}"),
    );
    second(
        "address = 'b@desk.example'\nmaildir.path = 'in'",
        "6:1 error: mailbox `a` reads the same folder (put the addresses of one folder into one mailbox, as aliases)",
    );
}

#[test]
fn imap() {
    let imap = |lines: &str, expected: &str| {
        let head = "[mailbox.a]\naddress = 'a@desk.example'\n[mailbox.a.imap]";
        check(&format!("{head}\n{lines}\nuser = 'u'\npassword.file = 'imap-password'"), expected);
    };
    let (no_host, port) = ("isn't a host name or IP address", "(write host = \"mail.example\" and port = 993)");
    imap("host = 'mail.example:993'", &format!("4:8 error: `mail.example:993` {no_host} {port}"));
    imap("host = 'imaps://mail.example:993'", &format!("4:8 error: `imaps://mail.example:993` {no_host} {port}"));
    imap("host = 'a b'", &format!("4:8 error: `a b` {no_host} (write host = \"mail.desk.example\")"));
    imap("", "3:1 error: [mailbox.a.imap] has no `host` (write host = \"mail.desk.example\")");
    let imap = |line: &str, expected: &str| imap(&format!("host = 'mail.example'\n{line}"), expected);
    for wrong in ["0", "65536", "-1"] {
        imap(&format!("port = {wrong}"), "5:8 error: `port` must be between 1 and 65535 (write port = 993)");
    }
    imap("port = '993'", "5:8 error: `port` must be a whole number without quotes, not text (write port = 993)");
    imap(
        "port = 143",
        "5:8 warning: port 143 is usually for starttls, but tls is implicit (write tls = \"starttls\", or port = 993)",
    );
    imap("tls = 'start-tls'", "5:7 error: `start-tls` is an unknown value for `tls` (did you mean \"starttls\"?)");
    imap(
        "tls = 'none'",
        "5:7 error: `none` is an unknown value for `tls` (write one of: \"implicit\", \"starttls\", \"clear-text\")",
    );
    imap("tls = true", "5:7 error: `tls` must be text in quotes, not true or false (write tls = \"implicit\")");
    imap(
        "tls = 'clear-text'",
        "5:7 error: no encryption to mail.example: others on the network could read the login and all emails \
         (write tls = \"implicit\" or \"starttls\"; clear text is only for this machine)",
    );
    imap(
        "ca_file = 'none.pem'",
        "5:11 error: the file /desk/none.pem doesn't exist (write the path of a PEM file with the certificate of the CA, or leave it out)",
    );
    imap("first = 'nwe'", "5:9 error: `nwe` is an unknown value for `first` (did you mean \"new\"?)");
    imap(
        "first = 'today'",
        "5:9 error: `today` is an unknown value for `first` (write one of: \"all\", \"unseen\", \"new\")",
    );
    imap("after = 'mark_seen'", "5:9 error: `mark_seen` is an unknown value for `after` (did you mean \"mark-seen\"?)");
    imap("after = 'move'", "5:9 error: `move` needs a folder (write after = { move = \"Archive\" })");
    imap(
        "after = { move = 'INBOX' }",
        "5:18 error: emails would be moved to INBOX, where they already are (name another folder)",
    );
    imap(
        "after = { mvoe = 'Old' }",
        "5:9 error: [mailbox.a.imap.after] has no `move` (write move = \"Archive\")\n\
         5:11 error: unknown key `mvoe` in [mailbox.a.imap.after] (did you mean `move`?)",
    );
    imap("poll = '0s'", "5:8 error: `poll` must be between 1s and 1d (write poll = \"60s\")");
    imap("idle = 1", "5:8 error: `idle` must be true or false, without quotes, not a number (write idle = true)");
}

#[test]
fn couriers() {
    let kinds = "(write [courier.smtp], [courier.sendmail] or [courier.maildir])";
    check("[courier]", &format!("1:1 error: [courier] needs smtp, sendmail or maildir {kinds}"));
    check(
        "[courier.stmp]\nhost = 'x'",
        &format!(
            "1:2 error: [courier] needs smtp, sendmail or maildir {kinds}\n\
             1:10 error: unknown key `stmp` in [courier] (did you mean `smtp`?)"
        ),
    );
    check(
        "[courier.maildir]\npath = 'out'\n[courier.smtp]\nhost = 'h'",
        "3:1 error: [courier.smtp] is a second courier (keep one of them)",
    );
    check(
        "[courier.sendmail]\nprogram = '/none'",
        "2:11 error: there is no program /none (install an MTA, or write the path of its sendmail program)",
    );
    let list = "(write args = [\"-i\"])";
    check("[courier.sendmail]\nargs = '-i'", &format!("2:8 error: `args` must be a list, not text {list}"));
    check(
        "[courier.sendmail]\nargs = [1]",
        &format!("2:9 error: `args` must be a list of text in quotes, not a number {list}"),
    );
    let smtp =
        |lines: &str, expected: &str| check(&format!("[courier.smtp]\nhost = 'mail.example'\n{lines}"), expected);
    smtp(
        "user = 'u'",
        "3:8 error: `user` needs a password \
         (write password = { file = \"smtp-password\" }, or leave user out)",
    );
    smtp(
        "password = { file = 'smtp-password' }",
        "3:12 error: `password` needs a user (write user = \"support@desk.example\", or leave password out)",
    );
    smtp(
        "tls = 'clear-text'",
        "3:7 error: no encryption to mail.example: others on the network could read all emails \
         (write tls = \"implicit\" or \"starttls\"; clear text is only for this machine)",
    );
    smtp(
        "envelope = 'support@desk.example'",
        "3:12 error: `support@desk.example` is an unknown value for `envelope` (write one of: \"null\", \"mailbox\")",
    );
    smtp(
        "port = 587",
        "3:8 warning: port 587 is usually for starttls, but tls is implicit (write tls = \"starttls\", or port = 465)",
    );
    check(
        "[courier.smtp]\nhost = '127.0.0.1'\ntls = 'clear-text'\nca_file = 'ca.pem'",
        "4:11 warning: ca_file has no effect: tls is clear-text (leave it out)",
    );
}

#[test]
fn the_rest() {
    check(
        "[machines]",
        "1:1 error: [machines] has no `open` (write open = [\"auto-generated\", \"list\", \"recall\"])",
    );
    check("[machines]\nopen = ['lits']", "2:9 error: `lits` is an unknown value for `open` (did you mean \"list\"?)");
    check(
        "[machines]\nopen = ['own']",
        "2:9 error: `own` is an unknown value for `open` (write one of: \"auto-reply\", \"auto-generated\", \"bulk\", \
         \"list\", \"bounce\", \"report\", \"reaction\", \"recall\", \"calendar-reply\")",
    );
    let size =
        "`message_size` must be a size with its unit (B, KB, MB, GB), in quotes (write message_size = \"25 MB\")";
    check(
        "[limits]\nfile_size = '10 MB'\nfiles_size = '5 MB'",
        "2:13 error: file_size is larger than files_size, so such a file never fits into an email \
         (write file_size no larger than files_size)",
    );
    check("[limits]\nfiles = -1", "2:9 error: `files` must be between 0 and 10000 (write files = 20)");
    for (key, example) in [("letters_per_ticket", 20), ("same_words", 2), ("newcomers", 30), ("told_of_sender", 60)] {
        let place = key.len() + 4;
        let fault = format!("2:{place} error: `{key}` must be between 1 and 1000000 (write {key} = {example})");
        check(&format!("[limits]\n{key} = 0"), &fault);
    }
    check(
        "[limits]\nletters_per_ticket = 300",
        "2:22 error: letters_per_ticket is 300 and letters_per_address is 200, so the first can never be reached \
         (write letters_per_ticket no larger than letters_per_address)",
    );
    check("[limits]\nmessage_size = 25", &format!("2:16 error: {size}"));
    check("[limits]\nmessage_size = '25 TiB'", &format!("2:16 error: {size}"));
    check(
        "[limits]\nmessage_size = '2 GB'",
        "2:16 error: `message_size` must be between 4 KB and 1 GB (write message_size = \"25 MB\")",
    );
    check(
        "[limits]\nbatch_messages = 0",
        "2:18 error: `batch_messages` must be between 1 and 10000 (write batch_messages = 128)",
    );
    let order = "(write them in order: first_pause, longest_pause, give_up_after)";
    check("[retry]\nfirst_pause = '5h'", &format!("2:15 error: first_pause is longer than longest_pause {order}"));
    check("[retry]\ngive_up_after = '1s'", &format!("2:17 error: give_up_after is shorter than first_pause {order}"));
    check(
        "[templates]\ndirectory = 'none'",
        "2:13 error: the directory /desk/none doesn't exist (create it, or remove [templates] to use the shipped letters)",
    );
    check("[log]\nlevel = 'inf'", "2:9 error: `inf` is an unknown value for `level` (did you mean \"info\"?)");
    check(
        "[log]\nformat = 'xml'",
        "2:10 error: `xml` is an unknown value for `format` (write one of: \"text\", \"json\")",
    );
}
