//! Tokens that are signed as a provider signs them, and each way to be wrong.

use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
    RsaPublicKeyComponents,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use super::*;

const NOW: Timestamp = Timestamp::constant(1_767_603_600, 0);
const ISSUER: &str = "https://id.example";

fn seconds(after: i64) -> i64 {
    NOW.as_second() + after
}

fn expected() -> Expected<'static> {
    Expected { issuer: ISSUER, client_id: "desk", nonce: "n1", verified_by: "email_verified", now: NOW }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "aud": "desk",
        "sub": "7",
        "exp": seconds(300),
        "iat": seconds(0),
        "nonce": "n1",
        "email": "Ada@Customer.example",
        "email_verified": true,
    })
}

fn encoded(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

/// A provider's key on P-256, and the set that publishes it as `k1`.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        Self { pair, random }
    }

    fn keys(&self) -> Keys {
        let point = self.pair.public_key().as_ref();
        let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let key =
            json!({ "kty": "EC", "crv": "P-256", "kid": "k1", "x": part(&point[1..33]), "y": part(&point[33..]) });
        Keys::read(json!({ "keys": [key] }).to_string().as_bytes()).unwrap()
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    /// What a token with these claims is good for.
    fn outcome(&self, claims: &Value, expected: Expected<'_>) -> Result<String, TokenFault> {
        let token = self.sign(&json!({ "alg": "ES256", "kid": "k1", "typ": "JWT" }), claims);
        check(&token, &self.keys(), expected).map(|address| address.key().to_owned())
    }
}

#[test]
fn claims_one_by_one() {
    let signer = Signer::new();
    let check = |key: &str, value: Value, wrong: Option<TokenFault>| {
        let mut claims = claims();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(key)),
            value => claims[key] = value,
        }
        let found = signer.outcome(&claims, expected());
        match wrong {
            None => assert_eq!(found.as_deref(), Ok("ada@customer.example"), "{claims}"),
            // The parser's own words aren't compared.
            Some(TokenFault::Claims(_)) => assert!(matches!(found, Err(TokenFault::Claims(_))), "{claims}: {found:?}"),
            Some(wrong) => assert_eq!(found, Err(wrong), "{claims}"),
        }
    };
    let no_claims = || Some(TokenFault::Claims(String::new()));
    let unverified = || Some(TokenFault::Unverified("email_verified".to_owned()));
    check("iss", json!(ISSUER), None);
    check("iss", json!("https://id.example/"), Some(TokenFault::Issuer("https://id.example/".to_owned())));
    check("iss", json!("https://evil.example"), Some(TokenFault::Issuer("https://evil.example".to_owned())));
    check("iss", Value::Null, no_claims());
    check("aud", json!(["desk"]), None);
    check("aud", json!("other"), Some(TokenFault::Audience));
    check("aud", json!("Desk"), Some(TokenFault::Audience));
    check("aud", json!(["other", "desk"]), Some(TokenFault::Audience));
    check("aud", json!([]), Some(TokenFault::Audience));
    check("aud", json!({ "desk": true }), no_claims());
    check("aud", Value::Null, no_claims());
    check("azp", json!("desk"), None);
    check("azp", json!("other"), Some(TokenFault::AuthorizedParty));
    check("exp", json!(seconds(-59)), None);
    check("exp", json!(seconds(-60)), Some(TokenFault::Expired));
    check("exp", json!(0), Some(TokenFault::Expired));
    check("exp", json!(-1e300), Some(TokenFault::Expired));
    check("exp", json!("never"), no_claims());
    check("exp", Value::Null, no_claims());
    check("iat", json!(seconds(60)), None);
    check("iat", json!(seconds(61)), Some(TokenFault::Future));
    check("iat", json!(seconds(-660)), None);
    check("iat", json!(seconds(-661)), Some(TokenFault::Old));
    check("iat", Value::Null, no_claims());
    check("nbf", json!(seconds(60)), None);
    check("nbf", json!(seconds(61)), Some(TokenFault::Future));
    check("nonce", json!("n2"), Some(TokenFault::Nonce));
    check("nonce", json!(""), Some(TokenFault::Nonce));
    check("nonce", Value::Null, Some(TokenFault::Nonce));
    check("email", Value::Null, Some(TokenFault::NoAddress));
    check("email", json!("ada"), Some(TokenFault::NoAddress));
    check("email", json!("ada@customer.example\r\nBcc: eve@evil.example"), Some(TokenFault::NoAddress));
    check("email", json!(["ada@customer.example"]), no_claims());
    for value in [json!(false), json!("false"), json!(0), json!(2), json!("yes"), json!([true]), Value::Null] {
        check("email_verified", value, unverified());
    }
    for value in [json!(true), json!("true"), json!(1), json!("1")] {
        check("email_verified", value, None);
    }
}

#[test]
fn another_claim_can_say_that_an_address_is_verified() {
    let signer = Signer::new();
    let expected = Expected { verified_by: "xms_edov", ..expected() };
    assert_eq!(signer.outcome(&claims(), expected), Err(TokenFault::Unverified("xms_edov".to_owned())));
    let mut claims = claims();
    claims["xms_edov"] = json!(true);
    claims["email_verified"] = json!(false);
    assert!(signer.outcome(&claims, expected).is_ok());
}

#[test]
fn a_google_account_is_its_domains_or_googles_own() {
    let signer = Signer::new();
    let expected = Expected { issuer: GOOGLE, ..expected() };
    let check = |email: &str, managed_by: Option<&str>, good: bool| {
        let mut claims = claims();
        (claims["iss"], claims["email"]) = (json!(GOOGLE), json!(email));
        claims["hd"] = json!(managed_by);
        let found = signer.outcome(&claims, expected);
        assert!(if good { found.is_ok() } else { found == Err(TokenFault::OtherDomain) }, "{email}: {found:?}");
    };
    check("ada@customer.example", Some("customer.example"), true);
    check("ada@customer.example", Some("Customer.example"), true);
    check("ada@customer.example", None, false);
    check("ada@customer.example", Some("evil.example"), false);
    check("ada@gmail.com", None, true);
}

#[test]
fn what_is_signed_by_nobody_counts_for_nothing() {
    let (signer, other) = (Signer::new(), Signer::new());
    let keys = signer.keys();
    let outcome = |token: &str| check(token, &keys, expected()).unwrap_err();
    let header = |alg: &str| json!({ "alg": alg, "kid": "k1" });
    let named = |name: &str| TokenFault::Algorithm(name.to_owned());
    for alg in ["none", "None", "NONE", "HS256", "HS512", "RS1", "ES512", "EdDSA", "dir", ""] {
        assert_eq!(outcome(&signer.sign(&header(alg), &claims())), named(alg));
        let unsigned = format!("{}.{}.", encoded(&header(alg)), encoded(&claims()));
        assert_eq!(outcome(&unsigned), named(alg));
    }
    // Signed with what everybody knows: the public key as a shared secret.
    let signed = format!("{}.{}", encoded(&header("HS256")), encoded(&claims()));
    let secret = hmac_sha256(signer.pair.public_key().as_ref(), signed.as_bytes());
    assert_eq!(outcome(&format!("{signed}.{}", BASE64URL_NOPAD.encode(&secret))), named("HS256"));
    // The key's kind isn't that of the algorithm.
    assert_eq!(outcome(&signer.sign(&header("RS256"), &claims())), TokenFault::UnknownKey("k1".to_owned()));
    assert_eq!(outcome(&other.sign(&header("ES256"), &claims())), TokenFault::Signature);
    let stranger = json!({ "alg": "ES256", "kid": "k2" });
    assert_eq!(outcome(&signer.sign(&stranger, &claims())), TokenFault::UnknownKey("k2".to_owned()));
    // A key that comes with the token is nobody's.
    let with_key = json!({ "alg": "ES256", "kid": "k1", "jwk": { "kty": "EC" }, "jku": "https://evil.example/keys" });
    assert_eq!(outcome(&other.sign(&with_key, &claims())), TokenFault::Signature);
    let critical = json!({ "alg": "ES256", "kid": "k1", "crit": ["exp"], "exp": 1 });
    assert_eq!(outcome(&signer.sign(&critical, &claims())), TokenFault::Critical);
    let good = signer.sign(&header("ES256"), &claims());
    let parts: Vec<&str> = good.split('.').collect();
    let mut others = claims();
    others["email"] = json!("eve@evil.example");
    for wrong in [
        format!("{}.{}.{}", parts[0], encoded(&others), parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], parts[1], BASE64URL_NOPAD.encode(&[0; 64])),
        format!("{good}.{}", parts[2]),
    ] {
        assert_eq!(outcome(&wrong), TokenFault::Signature, "{wrong}");
    }
    for wrong in [
        String::new(),
        "..".to_owned(),
        parts[..2].join("."),
        format!("{good}="),
        format!("{good}!"),
        good.replace('.', " "),
        format!("{}.{}.{}", encoded(&json!("none")), parts[1], parts[2]),
        "a".repeat(MAX_TOKEN + 1),
    ] {
        assert_eq!(outcome(&wrong), TokenFault::NotAToken, "{wrong:.100}");
    }
    let not_json = format!("{}.{}", parts[0], BASE64URL_NOPAD.encode(b"ada@customer.example"));
    let signature = signer.pair.sign(&signer.random, not_json.as_bytes()).unwrap();
    let not_json = format!("{not_json}.{}", BASE64URL_NOPAD.encode(signature.as_ref()));
    assert!(matches!(outcome(&not_json), TokenFault::Claims(_)));
    assert!(check(&good, &keys, expected()).is_ok());
}

fn hmac_sha256(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key), bytes).as_ref().to_vec()
}

#[test]
fn rsa_keys_sign_in_both_ways() {
    let pem = include_bytes!("../../../fixtures/oidc/signing-key-for-tests.pem");
    let key = PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap();
    let pair = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap();
    let RsaPublicKeyComponents::<Vec<u8>> { n, e } = pair.public().into();
    let key = json!({ "kty": "RSA", "kid": "r", "n": BASE64URL_NOPAD.encode(&n), "e": BASE64URL_NOPAD.encode(&e) });
    let keys = Keys::read(json!({ "keys": [key] }).to_string().as_bytes()).unwrap();
    let sign = |alg: &str, encoding: &'static dyn RsaEncoding| {
        let signed = format!("{}.{}", encoded(&json!({ "alg": alg, "kid": "r" })), encoded(&claims()));
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
    };
    let good = |token: &str| check(token, &keys, expected()).map(|address| address.key().to_owned());
    assert_eq!(good(&sign("RS256", &RSA_PKCS1_SHA256)).as_deref(), Ok("ada@customer.example"));
    assert_eq!(good(&sign("PS256", &RSA_PSS_SHA256)).as_deref(), Ok("ada@customer.example"));
    assert_eq!(good(&sign("RS256", &RSA_PSS_SHA256)), Err(TokenFault::Signature));
    assert_eq!(good(&sign("PS256", &RSA_PKCS1_SHA256)), Err(TokenFault::Signature));
    assert_eq!(good(&sign("ES256", &RSA_PKCS1_SHA256)), Err(TokenFault::UnknownKey("r".to_owned())));
}

proptest! {
    #[test]
    fn any_text_is_no_token(text in "\\PC{0,200}", parts in proptest::collection::vec(any::<Vec<u8>>(), 0..5)) {
        let keys = Signer::new().keys();
        prop_assert!(check(&text, &keys, expected()).is_err());
        let parts: Vec<String> = parts.iter().map(|part| BASE64URL_NOPAD.encode(part)).collect();
        prop_assert!(check(&parts.join("."), &keys, expected()).is_err());
        let header = encoded(&json!({ "alg": "ES256", "kid": "k1" }));
        let headed = [header, parts.join(".")].join(".");
        prop_assert!(check(&headed, &keys, expected()).is_err());
    }

    #[test]
    fn whatever_is_signed_is_read_or_refused(claims in proptest::collection::vec(any::<u8>(), 0..200)) {
        let signer = Signer::new();
        let signed = format!("{}.{}", encoded(&json!({ "alg": "ES256", "kid": "k1" })), BASE64URL_NOPAD.encode(&claims));
        let signature = signer.pair.sign(&signer.random, signed.as_bytes()).unwrap();
        let token = format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()));
        prop_assert!(check(&token, &signer.keys(), expected()).is_err());
    }
}
