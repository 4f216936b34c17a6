//! An invitation (RFC 5545) as text that a person can read: what, when, where, who.
//!
//! Comes in: the text of a text/calendar part. Goes out: a few lines, or nothing when there is no event in it. Linear.

use super::super::clean::one_line;
use super::text;
use super::tree::MimePart;

/// The most bytes of a calendar that are read.
const MAX_BYTES: usize = 1_000_000;

/// Whether a part is the answer to an invitation. RFC 6047 §2.4: its type says so; some programs say it inside alone.
pub(super) fn answers(part: &MimePart<'_>) -> bool {
    if !part.media.is("text/calendar") || part.is_attached() {
        return false;
    }
    if let Some(method) = part.media.parameter("method") {
        return method.eq_ignore_ascii_case("reply");
    }
    let text = text::read(part, &mut |_| {}).words;
    let mut lines = super::super::clean::truncated(&text, MAX_BYTES).lines().map(str::trim);
    lines.any(|line| line.eq_ignore_ascii_case("METHOD:REPLY"))
}

/// The first event or task of a calendar.
pub(super) fn readable(text: &str) -> Option<String> {
    let text = super::super::clean::truncated(text, MAX_BYTES);
    let lines = unfolded(text);
    let begins = |line: &String| {
        let line = line.trim();
        line.eq_ignore_ascii_case("BEGIN:VEVENT") || line.eq_ignore_ascii_case("BEGIN:VTODO")
    };
    let at = lines.iter().position(begins)?;
    let mut inside = 0_usize;
    let mut event = Vec::new();
    for line in lines.iter().skip(at + 1) {
        match line.get(..4) {
            // alarms inside it have descriptions of their own
            Some(word) if word.eq_ignore_ascii_case("BEGI") => inside += 1,
            Some(word) if word.eq_ignore_ascii_case("END:") && inside == 0 => break,
            Some(word) if word.eq_ignore_ascii_case("END:") => inside -= 1,
            _ if inside == 0 => event.extend(CalendarLine::of(line)),
            _ => {}
        }
    }
    let method = lines.iter().filter_map(|line| CalendarLine::of(line)).find(|property| property.name == "METHOD");
    told(method.map(|method| method.value.to_ascii_uppercase()).as_deref(), &event)
}

fn told(method: Option<&str>, event: &[CalendarLine<'_>]) -> Option<String> {
    let of = |name: &str| event.iter().find(|property| property.name == name);
    let text = |name: &str| of(name).map(|property| unescaped(property.value)).filter(|text| !text.trim().is_empty());
    let kind = match method {
        Some("CANCEL") => "Cancelled",
        Some("REPLY") => "Answer to an invitation",
        Some("REQUEST") | None => "Invitation",
        Some(_) => "Calendar entry",
    };
    let mut lines = Vec::new();
    lines.push(
        format!("{kind}: {}", one_line(&text("SUMMARY").unwrap_or_default())).trim_end_matches([':', ' ']).to_owned(),
    );
    let start = of("DTSTART").map(CalendarLine::time);
    let end = of("DTEND").or_else(|| of("DUE")).map(CalendarLine::time);
    match (start, end) {
        (Some(start), Some(end)) => lines.push(format!("When: {start} to {end}")),
        (Some(time), None) | (None, Some(time)) => lines.push(format!("When: {time}")),
        (None, None) => {}
    }
    if let Some(place) = text("LOCATION") {
        lines.push(format!("Where: {}", one_line(&place)));
    }
    if let Some(organizer) = of("ORGANIZER") {
        lines.push(format!("Who: {}", organizer.person()));
    }
    if let Some(answer) = of("ATTENDEE").filter(|_| method == Some("REPLY")) {
        let answered = answer.parameter("PARTSTAT").unwrap_or_default().to_ascii_lowercase();
        lines.push(format!("Answer of {}: {}", answer.person(), one_line(&answered)));
    }
    let description = text("DESCRIPTION").map(|text| format!("\n{}", text.trim()));
    lines.extend(description);
    let says_something = lines.len() > 1 || text("SUMMARY").is_some();
    says_something.then(|| format!("{}\n", lines.join("\n")))
}

/// A line of a calendar.
struct CalendarLine<'l> {
    name: String,
    parameters: &'l str,
    value: &'l str,
}

impl<'l> CalendarLine<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let mut in_quotes = false;
        let colon = line.char_indices().find(|(_, c)| {
            in_quotes ^= *c == '"';
            *c == ':' && !in_quotes
        });
        let (before, value) = line.split_at_checked(colon?.0)?;
        let (name, parameters) = before.split_once(';').unwrap_or((before, ""));
        Some(Self { name: name.trim().to_ascii_uppercase(), parameters, value: value.strip_prefix(':')?.trim_end() })
    }

    fn parameter(&self, name: &str) -> Option<&'l str> {
        let mut parameters = self.parameters.split(';').filter_map(|parameter| parameter.split_once('='));
        parameters.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim_matches('"'))
    }

    fn person(&self) -> String {
        let scheme = self.value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
        let address = scheme.and_then(|_| self.value.get(7..)).unwrap_or(self.value);
        match self.parameter("CN").filter(|name| !name.eq_ignore_ascii_case(address)) {
            Some(name) => one_line(&format!("{name} <{address}>")),
            None => one_line(address),
        }
    }

    /// `20260105T100000Z` as `2026-01-05 10:00 UTC`; what is no time stays as it is.
    fn time(&self) -> String {
        let digits = |from: usize, to: usize| {
            self.value.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let (Some(year), Some(month), Some(day)) = (digits(0, 4), digits(4, 6), digits(6, 8)) else {
            return one_line(self.value);
        };
        let (Some(hour), Some(minute)) = (digits(9, 11), digits(11, 13)) else {
            return format!("{year}-{month}-{day}");
        };
        let zone = match self.parameter("TZID") {
            Some(zone) => format!(" ({})", one_line(zone)),
            None if self.value.ends_with('Z') => " UTC".to_owned(),
            None => String::new(),
        };
        format!("{year}-{month}-{day} {hour}:{minute}{zone}")
    }
}

/// RFC 5545 §3.1: a line that begins with a blank goes on with the one above.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// RFC 5545 §3.3.11.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invitations_are_readable() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(readable(text).as_deref(), expected, "{text:?}");
        check(
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Visit\\, at the\r\n  press\r\nDTSTART;TZID=Europe/Berlin:20260105T100000\r\n\
             DTEND:20260105T110000Z\r\nLOCATION:Hall 2\r\nORGANIZER;CN=\"Hill: Bob\":mailto:bob@x.example\r\nDESCRIPTION:One\\nTwo\r\n\
             BEGIN:VALARM\r\nDESCRIPTION:Alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            Some(
                "Invitation: Visit, at the press\nWhen: 2026-01-05 10:00 (Europe/Berlin) to 2026-01-05 11:00 UTC\nWhere: Hall 2\n\
                 Who: Hill: Bob <bob@x.example>\n\nOne\nTwo\n",
            ),
        );
        check(
            "METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Visit\nDTSTART;VALUE=DATE:20260105\n",
            Some("Cancelled: Visit\nWhen: 2026-01-05\n"),
        );
        check("BEGIN:VCALENDAR\nEND:VCALENDAR\n", None);
        check("BEGIN:VEVENT\nEND:VEVENT\n", None);
        check("", None);
    }
}
