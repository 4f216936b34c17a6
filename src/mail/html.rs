//! HTML becomes text that a person likes to read in a mail.

use super::inbound::Mark;

/// Readable text and what the structure says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// LF line ends.
    pub text: String,
    /// Where quotes begin.
    pub marks: Vec<Mark>,
}

/// Renders HTML as text.
pub fn render(html: &str) -> Rendered {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    Rendered { text, marks: Vec::new() }
}
