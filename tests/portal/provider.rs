//! A provider of OpenID Connect that the tests start: it has a key of its own, checks what it is asked as a real one does, and
//! signs whatever a test wants signed.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::browser::urlencoded;

pub(crate) const CLIENT: &str = "desk:1";
pub(crate) const SECRET: &str = "s/e:c%r et";

/// A provider.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    /// The name of its key.
    pub(crate) kid: String,
    pair: EcdsaKeyPair,
    random: SystemRandom,
    shared: Arc<Mutex<Shared>>,
    served: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    codes: BTreeMap<String, Code>,
    /// Answers in place of the right ones, by path.
    instead: BTreeMap<String, Vec<u8>>,
    /// The paths that were asked for, in order.
    asked: Vec<String>,
    keys: Vec<Value>,
    issuer: String,
    names_itself: bool,
    stop: bool,
}

struct Code {
    challenge: String,
    back: String,
    token: String,
}

/// Where a browser was sent, in parts.
pub(crate) struct Way {
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Way {
    /// Of an address at the provider.
    pub(crate) fn read(address: &str) -> Self {
        let query = address.split_once('?').unwrap().1;
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned()
        };
        let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (decode(name), decode(value))).unwrap();
        Self { parameters: query.split('&').map(pair).collect() }
    }
}

impl Provider {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}/realms/desk", listener.local_addr().unwrap());
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        let shared = Arc::new(Mutex::new(Shared { issuer: issuer.clone(), ..Shared::default() }));
        let serving = Arc::clone(&shared);
        let served = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.lock().unwrap().stop {
                    return;
                }
                // Browsers open connections ahead of any request.
                let (stream, shared) = (stream.unwrap(), Arc::clone(&serving));
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        let mut provider = Self { issuer, kid: String::new(), pair, random, shared, served: Some(served) };
        provider.publish("k1");
        provider
    }

    /// Gives its key another name, and forgets the old one.
    pub(crate) fn publish(&mut self, kid: &str) {
        kid.clone_into(&mut self.kid);
        self.shared.lock().unwrap().keys = vec![self.key()];
    }

    fn key(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "x": part(&point[1..33]), "y": part(&point[33..]) })
    }

    /// Its public key, which everybody knows.
    pub(crate) fn public(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    /// Says in its description that it always names itself.
    pub(crate) fn name_itself(&self) {
        self.shared.lock().unwrap().names_itself = true;
    }

    /// Answers a path with these bytes; with the right ones again if there are none.
    pub(crate) fn answer(&self, path: &str, bytes: Option<&[u8]>) {
        let instead = &mut self.shared.lock().unwrap().instead;
        match bytes {
            Some(bytes) => drop(instead.insert(path.to_owned(), bytes.to_vec())),
            None => drop(instead.remove(path)),
        }
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.shared.lock().unwrap().asked.iter().filter(|asked| *asked == path).count()
    }

    /// The claims of a good token.
    pub(crate) fn claims(&self, way: &Way, email: &str, now: Timestamp) -> Value {
        json!({
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": now.as_second(),
            "exp": now.as_second() + 300,
            "nonce": way.parameters["nonce"],
            "email": email,
            "email_verified": true,
        })
    }

    /// A token.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    /// A token with its own key.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign(&json!({ "alg": "ES256", "kid": self.kid }), claims)
    }

    /// Lets somebody in who came this way, and gives this token for their code. Returns the path that their browser comes back to.
    pub(crate) fn let_in(&self, way: &Way, token: &str) -> String {
        let parameter = |name: &str| way.parameters[name].clone();
        let code = format!("code {}", &Sha256::digest(token.as_bytes()).iter().map(u8::to_string).collect::<String>());
        let kept =
            Code { challenge: parameter("code_challenge"), back: parameter("redirect_uri"), token: token.to_owned() };
        self.shared.lock().unwrap().codes.insert(code.clone(), kept);
        format!("/in/oidc/back?{}", urlencoded(&[("code", &code), ("state", &parameter("state"))]))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.shared.lock().unwrap().stop = true;
        let host = self.issuer.split('/').nth(2).unwrap();
        TcpStream::connect(host).unwrap();
        self.served.take().map(JoinHandle::join).unwrap().unwrap();
    }
}

fn serve(mut stream: TcpStream, shared: &Mutex<Shared>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 4 << 10];
    let (head, body) = loop {
        let read = stream.read(&mut piece).unwrap_or(0);
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").filter(|(head, body)| body.len() >= length(head));
        if let Some((head, body)) = whole {
            break (head.to_owned(), body.to_owned());
        }
        if read == 0 {
            return;
        }
    };
    let mut shared = shared.lock().unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    shared.asked.push(path.clone());
    let answer = match shared.instead.get(&path) {
        Some(bytes) => bytes.clone(),
        None => right_answer(&mut shared, &head, &path, &body),
    };
    // Whoever has read enough leaves.
    stream.write_all(&answer).ok();
}

fn length(head: &str) -> usize {
    let field = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    field.map_or(0, |length| length.parse().unwrap())
}

fn right_answer(shared: &mut Shared, head: &str, path: &str, body: &str) -> Vec<u8> {
    match path {
        "/realms/desk/.well-known/openid-configuration" => {
            let at = |place: &str| format!("{}/{place}", shared.issuer);
            json_answer(
                200,
                &json!({
                    "issuer": shared.issuer,
                    "authorization_endpoint": at("auth"),
                    "token_endpoint": at("token"),
                    "jwks_uri": at("keys"),
                    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
                    "authorization_response_iss_parameter_supported": shared.names_itself,
                }),
            )
        }
        "/realms/desk/keys" => chunked(&json!({ "keys": shared.keys }).to_string()),
        "/realms/desk/token" => match redeem(shared, head, body) {
            Ok(token) => json_answer(200, &json!({ "access_token": "a", "token_type": "Bearer", "id_token": token })),
            Err(error) => json_answer(400, &json!({ "error": error, "error_description": "no\u{1b}[2J" })),
        },
        // The page on which people would type their password.
        _ if path.starts_with("/realms/desk/auth?") => {
            let page = "<!doctype html><title>Acme ID</title><a href=\"/realms/desk/in\">It's me</a>";
            let length = page.len();
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{page}").into_bytes()
        }
        _ => json_answer(404, &json!({})),
    }
}

/// What a token endpoint looks at (RFC 6749, section 4.1.3; RFC 7636, section 4.6).
fn redeem(shared: &mut Shared, head: &str, body: &str) -> Result<String, &'static str> {
    let form = Way::read(&format!("?{body}")).parameters;
    let encode = |text: &str| urlencoded(&[("", text)]).trim_start_matches('=').replace("%20", "+");
    let login = BASE64.encode(format!("{}:{}", encode(CLIENT), encode(SECRET)).as_bytes());
    if !head.contains(&format!("\r\nAuthorization: Basic {login}\r\n")) {
        return Err("invalid_client");
    }
    let code = shared.codes.remove(&form["code"]).ok_or("invalid_grant")?;
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(form["code_verifier"].as_bytes()));
    let is_right = form["grant_type"] == "authorization_code" && form["redirect_uri"] == code.back;
    if is_right && challenge == code.challenge { Ok(code.token) } else { Err("invalid_grant") }
}

/// An answer with JSON.
pub(crate) fn json_answer(status: u16, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

fn chunked(body: &str) -> Vec<u8> {
    let (one, other) = body.split_at(7);
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}{}0\r\n\r\n", chunk(one), chunk(other)).into_bytes()
}
