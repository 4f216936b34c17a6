//! Domains where anybody can have an address. They belong to no organisation.

/// Domains of public mail providers. Sharing tickets with one would share them with the world.
pub const OPEN_TO_ALL: [&str; 14] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "proton.me",
    "mail.ru",
];
