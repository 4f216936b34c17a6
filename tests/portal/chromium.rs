//! A real browser: Debian's Chromium, driven through chromedriver (W3C WebDriver, and DevTools where that has no word).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::eventually;
use crate::http::exchange;

const CHROMIUM: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";
/// The name of an element's id (WebDriver, section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Keys (WebDriver, section 17.4.2).
pub(crate) const TAB: &str = "\u{E004}";
pub(crate) const ENTER: &str = "\u{E007}";
pub(crate) const DOWN: &str = "\u{E015}";
/// No page has more places for the focus.
const MOST_TABS: usize = 90;

/// A browser's window.
pub(crate) struct Chromium {
    driver: Child,
    port: u16,
    session: String,
    origin: String,
    _profile: TempDir,
}

/// Whether scripts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

impl Chromium {
    /// Starts a browser for a portal. None where there is none to start.
    pub(crate) fn start(portal: u16, scripts: Scripts) -> Option<Self> {
        if !Path::new(CHROMIUM).exists() || !Path::new(DRIVER).exists() {
            println!("not tested in a real browser: apt-get install chromium chromium-driver");
            return None;
        }
        let mut driver =
            Command::new(DRIVER).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = said.find_map(|line| {
            let line = line.unwrap();
            line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').parse().unwrap())
        });
        let (port, profile) = (port.unwrap(), tempfile::tempdir().unwrap());
        let data = format!("--user-data-dir={}", profile.path().display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            &data,
        ];
        let javascript = if scripts == Scripts::On { 1 } else { 2 };
        let options = json!({
            "binary": CHROMIUM,
            "args": arguments,
            "prefs": {"profile.managed_default_content_settings.javascript": javascript},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL"},
            "unhandledPromptBehavior": "ignore",
        }}});
        let session = call(port, "POST", "/session", &wanted).unwrap_or_else(|why| panic!("{why}"));
        let session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        Some(Self { driver, port, session, origin: format!("http://localhost:{portal}"), _profile: profile })
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        call(self.port, method, &format!("{}{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, body).unwrap_or_else(|why| panic!("{path}: {why}\n{}", self.page()))
    }

    fn get(&self, path: &str) -> String {
        let value = self.ask("GET", path, &Value::Null).unwrap_or_else(|why| panic!("{path}: {why}"));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Opens a page of the portal.
    pub(crate) fn open(&self, path: &str) {
        self.post("/url", &json!({"url": format!("{}{path}", self.origin)}));
    }

    /// Where it is, on the portal or elsewhere.
    pub(crate) fn url(&self) -> String {
        self.get("/url")
    }

    /// The path of the page that is open, with its query.
    pub(crate) fn path(&self) -> String {
        let url = self.url();
        url.strip_prefix(&self.origin).unwrap_or_else(|| panic!("beyond the portal: {url}")).to_owned()
    }

    /// Its HTML.
    pub(crate) fn page(&self) -> String {
        self.get("/source")
    }

    fn find(&self, css: &str) -> String {
        self.find_by("css selector", css)
    }

    fn find_by(&self, using: &str, value: &str) -> String {
        let found = eventually(value, || self.ask("POST", "/element", &json!({"using": using, "value": value})).ok());
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    pub(crate) fn click(&self, css: &str) {
        let element = self.find(css);
        self.post(&format!("{element}/click"), &json!({}));
    }

    /// Clicks on the summary with these words, which opens what is below it.
    pub(crate) fn unfold(&self, words: &str) {
        let element = self.find_by("xpath", &format!("//summary[contains(., '{words}')]"));
        self.post(&format!("{element}/click"), &json!({}));
    }

    /// Types into a control. For files: their paths.
    pub(crate) fn write(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.post(&format!("{element}/value"), &json!({"text": text}));
    }

    /// The text that people see of an element.
    pub(crate) fn text(&self, css: &str) -> String {
        self.get(&format!("{}/text", self.find(css)))
    }

    /// Waits until people see these words in what was said.
    pub(crate) fn sees(&self, words: &str) {
        crate::house::eventually(words, || {
            let story = self.ask("GET", &format!("{}/text", self.find(".story")), &Value::Null);
            story.ok().filter(|story| story.as_str().is_some_and(|story| story.contains(words)))
        });
    }

    /// Waits until people see these words anywhere on the page.
    pub(crate) fn shows(&self, words: &str) {
        let shown = || {
            let main = self.ask("GET", &format!("{}/text", self.find("main")), &Value::Null);
            main.ok().filter(|main| main.as_str().is_some_and(|main| main.contains(words)))
        };
        crate::house::waited(shown).unwrap_or_else(|| panic!("no {words} on {}: {}", self.path(), self.text("main")));
    }

    /// Presses keys, wherever the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let press = |key: char| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        self.post("/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// An attribute of the element with the focus.
    pub(crate) fn focused(&self, attribute: &str) -> String {
        let active = self.ask("GET", "/element/active", &Value::Null).unwrap();
        let id = active[ELEMENT].as_str().unwrap();
        self.get(&format!("/element/{id}/attribute/{attribute}"))
    }

    /// The text of the element with the focus.
    pub(crate) fn focused_text(&self) -> String {
        let active = self.ask("GET", "/element/active", &Value::Null).unwrap();
        self.get(&format!("/element/{}/text", active[ELEMENT].as_str().unwrap()))
    }

    /// Presses Tab until the element with this attribute has the focus.
    pub(crate) fn tab_to(&self, attribute: &str, value: &str) {
        self.tab_until(&format!("{attribute}={value}"), || self.focused(attribute) == value);
    }

    /// Presses Tab until what has the focus is it.
    pub(crate) fn tab_until(&self, what: &str, is_it: impl Fn() -> bool) {
        for _ in 0..MOST_TABS {
            self.press(TAB);
            if is_it() {
                return;
            }
        }
        panic!("no way by keyboard to {what} on {}\n{}", self.path(), self.page());
    }

    /// Runs a script that calls back.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// A command of Chrome DevTools.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Signs in with another browser's cookie.
    pub(crate) fn take_session(&self, session: &str) {
        self.open("/robots.txt");
        let cookie = json!({"name": "session", "value": session, "path": "/", "httpOnly": true, "sameSite": "Lax"});
        self.post("/cookie", &json!({"cookie": cookie}));
    }

    pub(crate) fn forget_cookies(&self) {
        self.open("/robots.txt");
        self.ask("DELETE", "/cookie", &Value::Null).unwrap();
    }

    /// Whether a dialog is open.
    pub(crate) fn has_dialog(&self) -> bool {
        self.ask("GET", "/alert/text", &Value::Null).is_ok()
    }

    /// The addresses of all requests since the last time.
    pub(crate) fn requests(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "performance"}));
        let url = |line: &Value| {
            let message: Value = serde_json::from_str(line["message"].as_str()?).ok()?;
            let is_request = message["message"]["method"] == "Network.requestWillBeSent";
            is_request.then(|| message["message"]["params"]["request"]["url"].as_str().unwrap_or_default().to_owned())
        };
        log.as_array().unwrap().iter().filter_map(url).collect()
    }

    /// A picture of the window, as PNG.
    pub(crate) fn picture(&self) -> Vec<u8> {
        data_encoding::BASE64.decode(self.get("/screenshot").as_bytes()).unwrap()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.ask("DELETE", "", &Value::Null).ok();
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

fn call(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let body = if method == "POST" { body.to_string() } else { String::new() };
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let reply = exchange(port, request.as_bytes()).ok_or_else(|| format!("no answer to {method} {path}"))?;
    let mut answer: Value = serde_json::from_slice(&reply.bytes).map_err(|error| error.to_string())?;
    if reply.status == 200 { Ok(answer["value"].take()) } else { Err(answer["value"]["message"].to_string()) }
}
