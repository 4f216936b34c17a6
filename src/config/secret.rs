//! Passwords, where they are wanted: from a file, a variable, a systemd credential, or (with a warning) the config itself.
//!
//! A password is never shown: not by `Debug`, not in a fault, not in the line that a fault shows.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use toml::de::DeValue;

use super::environment::Passwords;
use super::reader::{Found, Key, Span, Table};

const FILE: Key = Key { name: "file", example: "\"imap-password\"" };
const ENV: Key = Key { name: "env", example: "\"IMAP_PASSWORD\"" };
const CREDENTIAL: Key = Key { name: "credential", example: "\"imap-password\"" };

/// Reads a secret.
pub(super) fn read(table: &Table<'_>, key: Key) -> Option<SecretString> {
    let found = table.value(key.name)?;
    match found.value {
        DeValue::String(literal) => {
            table.reading.keep_secret(found.span.clone());
            let help = format!("write {} = {}, and put it in that file with mode 0600", key.name, key.example);
            let message = format!("`{}` is in the config, where others may read it", key.name);
            table.reading.warn(Some(&found.span), message, help);
            checked(table, key, &Found { value: literal.as_bytes().to_vec(), span: found.span })
        }
        DeValue::Table(_) => read_pointer(&table.table(key.name)?, key),
        _ => {
            table.reading.keep_secret(found.span.clone());
            let help = format!("write {} = {}", key.name, key.example);
            table.reading.fault(&found.span, format!("`{}` must be text, or name its place", key.name), help);
            None
        }
    }
}

fn read_pointer(table: &Table<'_>, key: Key) -> Option<SecretString> {
    let (file, variable, credential) = (table.path(FILE), table.text(ENV), table.text(CREDENTIAL));
    table.done();
    let span = table.span.clone().unwrap_or_default();
    let is_one = [file.is_some(), variable.is_some(), credential.is_some()].iter().filter(|it| **it).count() == 1;
    if is_one && table.reading.passwords == Passwords::Left {
        return Some(SecretString::default());
    }
    let bytes = match (file, variable, credential) {
        (Some(file), None, None) => from_file(table, &file),
        (None, Some(variable), None) => from_variable(table, &variable),
        (None, None, Some(credential)) => from_credential(table, &credential),
        (None, None, None) => {
            let message = format!("`{}` needs a place", key.name);
            table.reading.absent(Some(&span), message, format!("write {} = {}", key.name, key.example));
            None
        }
        _ => {
            let message = format!("`{}` has more than one place", key.name);
            table.reading.fault(&span, message, "keep one of file, env, credential");
            None
        }
    };
    checked(table, key, &Found { value: bytes?, span })
}

fn from_file(table: &Table<'_>, file: &Found<PathBuf>) -> Option<Vec<u8>> {
    if table.reading.environment.is_open_to_all(&file.value) {
        let message = format!("every user of this machine can read {}", file.value.display());
        let help = format!("chmod 0600 {}", file.value.display());
        table.reading.warn(Some(&file.span), message, help);
    }
    read_file(table, &file.value, &file.span, "write the path of a file that contains only the password")
}

fn from_variable(table: &Table<'_>, variable: &Found<String>) -> Option<Vec<u8>> {
    let value = table.reading.environment.var(&variable.value);
    if value.is_none() {
        let message = format!("the environment variable {} isn't set", variable.value);
        table.reading.fault(&variable.span, message, "set it where you start maildesk");
    }
    value.map(String::into_bytes)
}

fn from_credential(table: &Table<'_>, credential: &Found<String>) -> Option<Vec<u8>> {
    let name = &credential.value;
    let help = format!("add LoadCredential={name}:/etc/maildesk/{name} to the unit");
    if name.contains('/') || name.starts_with('.') {
        table.reading.fault(&credential.span, format!("`{name}` is a path"), "write only the name of the credential");
        return None;
    }
    let Some(directory) = table.reading.environment.var("CREDENTIALS_DIRECTORY") else {
        table.reading.fault(&credential.span, "systemd gave no credentials (CREDENTIALS_DIRECTORY is not set)", help);
        return None;
    };
    read_file(table, &Path::new(&directory).join(name), &credential.span, &help)
}

fn read_file(table: &Table<'_>, path: &Path, span: &Span, help: &str) -> Option<Vec<u8>> {
    match table.reading.environment.read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            table.reading.fault(span, format!("can't read {}: {error}", path.display()), help);
            None
        }
    }
}

/// One line of UTF-8. A final line end, which editors add, is removed.
fn checked(table: &Table<'_>, key: Key, found: &Found<Vec<u8>>) -> Option<SecretString> {
    let wrong = match std::str::from_utf8(&found.value).map(|text| text.trim_end_matches(['\r', '\n'])) {
        Err(_) => "isn't UTF-8 text",
        Ok("") => "is empty",
        Ok(text) if text.contains(char::is_control) => "must be one line without control characters",
        Ok(text) => return Some(SecretString::from(text)),
    };
    table.reading.fault(&found.span, format!("`{}` {wrong}", key.name), "put only the password there, on one line");
    None
}
