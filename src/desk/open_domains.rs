//! Domains where anybody can have an address. They belong to no organisation.

/// Domains of public mail providers and of those who sell access. Sharing tickets with one would share them with the world.
#[rustfmt::skip]
pub const OPEN_TO_ALL: &[&str] = &[
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it", "hotmail.com", "hotmail.co.uk",
    "hotmail.de", "hotmail.fr", "hotmail.es", "hotmail.it", "hotmail.nl", "live.com", "live.nl", "live.fr", "live.co.uk", "msn.com", "yahoo.com",
    "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it", "yahoo.co.jp", "ymail.com", "rocketmail.com", "icloud.com", "me.com", "mac.com",
    "aol.com", "aol.de", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "t-online.de", "freenet.de", "arcor.de", "vodafone.de",
    "vodafonemail.de", "unitymail.de", "kabelmail.de", "1und1.de", "online.de", "email.de", "mail.de", "posteo.de", "mailbox.org", "proton.me",
    "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "fastmail.com", "zoho.com", "mail.com", "hey.com", "mail.ru", "bk.ru", "list.ru",
    "inbox.ru", "yandex.ru", "yandex.com", "rambler.ru", "ukr.net", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "home.nl", "hetnet.nl",
    "xs4all.nl", "chello.nl", "upcmail.nl", "tele2.nl", "telfort.nl", "casema.nl", "quicknet.nl", "online.nl", "solcon.nl", "zeelandnet.nl",
    "caiway.nl", "telenet.be", "skynet.be", "proximus.be", "scarlet.be", "voo.be", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr",
    "laposte.net", "bbox.fr", "numericable.fr", "aliceadsl.fr", "club-internet.fr", "bluewin.ch", "sunrise.ch", "hispeed.ch", "aon.at", "a1.net",
    "chello.at", "utanet.at", "inode.at", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "tim.it", "fastwebnet.it", "telefonica.net",
    "terra.es", "movistar.es", "sapo.pt", "btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net", "blueyonder.co.uk",
    "eircom.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "rogers.com",
    "shaw.ca", "sympatico.ca", "videotron.ca", "telus.net", "bigpond.com", "optusnet.com.au", "xtra.co.nz", "telia.com", "comhem.se", "bredband.net",
    "online.no", "tdcadsl.dk", "mail.dk", "stofanet.dk", "kolumbus.fi", "elisanet.fi", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz",
    "centrum.cz", "email.cz", "azet.sk", "freemail.hu", "citromail.hu", "t-online.hu", "abv.bg", "uol.com.br", "bol.com.br", "terra.com.br", "qq.com",
    "163.com", "126.com", "sina.com", "naver.com", "daum.net", "hanmail.net", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "nifty.com",
];
