//! The provider's keys (RFC 7517), and whether one of them signed. Only algorithms with a public key are known, so that nobody can
//! sign with what everybody knows, and a key signs only with the algorithms of its kind.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;

use super::error::{TokenFault, plain};

/// An algorithm of signatures that is taken (RFC 7518, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
}

impl Algorithm {
    /// The algorithm of a name. `none` and all others are not taken.
    pub(super) fn find(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }
}

/// All keys that can sign ID tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys(Vec<Key>);

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    name: Option<String>,
    /// The only algorithm that it is for, if it says so.
    algorithm: Option<String>,
    public: PublicKey,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PublicKey {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// A point of P-256, uncompressed.
    P256(Vec<u8>),
}

#[derive(Deserialize)]
struct WrittenKey {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct WrittenKeys {
    /// Those of unknown kinds, and broken ones, are left out (RFC 7517, section 5).
    keys: Vec<serde_json::Value>,
}

impl Keys {
    /// Reads a set of keys. None: it is no such set, or nothing in it can sign.
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let written: WrittenKeys = serde_json::from_slice(json).ok()?;
        let keys: Vec<Key> = written.keys.into_iter().filter_map(Key::read).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key of a name that can sign with an algorithm; without a name the only one that can.
    pub(super) fn find(&self, name: Option<&str>, algorithm: Algorithm) -> Result<&Key, TokenFault> {
        let unknown = || TokenFault::UnknownKey(plain(name.unwrap_or_default()));
        let fits = |key: &&Key| key.fits(algorithm) && name.is_none_or(|name| key.name.as_deref() == Some(name));
        let mut fitting = self.0.iter().filter(fits);
        let key = fitting.next().ok_or_else(unknown)?;
        if fitting.next().is_some() { Err(unknown()) } else { Ok(key) }
    }
}

impl Key {
    fn read(written: serde_json::Value) -> Option<Self> {
        let written: WrittenKey = serde_json::from_value(written).ok()?;
        if written.purpose.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let bytes = |text: Option<String>| BASE64URL_NOPAD.decode(text?.as_bytes()).ok();
        let public = match (written.kty.as_str(), written.crv.as_deref()) {
            ("RSA", _) => PublicKey::Rsa { modulus: number(bytes(written.n)?), exponent: number(bytes(written.e)?) },
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes(written.x)?, bytes(written.y)?);
                let is_point = x.len() == 32 && y.len() == 32;
                is_point.then(|| PublicKey::P256([&[4][..], &x, &y].concat()))?
            }
            _ => return None,
        };
        Some(Self { name: written.kid, algorithm: written.alg, public })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match self.public {
            PublicKey::Rsa { .. } => matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256),
            PublicKey::P256(_) => algorithm == Algorithm::Es256,
        };
        kind && self.algorithm.as_deref().is_none_or(|only| only == algorithm.name())
    }

    /// Whether it signed these bytes.
    pub(super) fn has_signed(&self, algorithm: Algorithm, bytes: &[u8], signature: &[u8]) -> bool {
        let verified = match (&self.public, algorithm) {
            (PublicKey::Rsa { modulus, exponent }, Algorithm::Rs256 | Algorithm::Ps256) => {
                let parameters = match algorithm {
                    Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
                    _ => &signature::RSA_PKCS1_2048_8192_SHA256,
                };
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(parameters, bytes, signature)
            }
            (PublicKey::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(bytes, signature)
            }
            _ => return false,
        };
        verified.is_ok()
    }
}

/// A number without zeros in front of it, which some providers write (RFC 7518, section 6.3.1.1).
fn number(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn rsa(kid: &str) -> serde_json::Value {
        json!({ "kty": "RSA", "kid": kid, "use": "sig", "n": "AMOf", "e": "AQAB", "x5c": ["MII"] })
    }

    #[test]
    fn what_signs() {
        let point = "A".repeat(43);
        let curve = json!({ "kty": "EC", "crv": "P-256", "kid": "c", "x": point, "y": point });
        let only = json!({ "kty": "RSA", "kid": "p", "alg": "PS256", "n": "w58", "e": "AQAB" });
        let others = [
            json!({ "kty": "oct", "kid": "o", "k": "c2VjcmV0" }),
            json!({ "kty": "RSA", "kid": "enc", "use": "enc", "n": "w58", "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB" }),
            json!({ "kty": "EC", "crv": "P-256", "kid": "short", "x": "AA", "y": "AA" }),
            json!({ "kty": "EC", "crv": "P-521", "kid": "large", "x": point, "y": point }),
            json!({ "kid": "no kind" }),
            json!(7),
        ];
        let all: Vec<_> = [rsa("r"), curve, only].into_iter().chain(others).collect();
        let keys = Keys::read(json!({ "keys": all }).to_string().as_bytes()).unwrap();
        assert_eq!(keys.0.len(), 3);
        assert_eq!(keys.0[0].public, PublicKey::Rsa { modulus: vec![0xc3, 0x9f], exponent: vec![1, 0, 1] });
        let check = |name: Option<&str>, algorithm: Algorithm, expected: Option<&str>| {
            let found = keys.find(name, algorithm).ok().map(|key| key.name.as_deref().unwrap());
            assert_eq!(found, expected, "{name:?} {algorithm:?}");
        };
        check(Some("r"), Algorithm::Rs256, Some("r"));
        check(Some("r"), Algorithm::Es256, None);
        check(Some("c"), Algorithm::Es256, Some("c"));
        check(Some("c"), Algorithm::Rs256, None);
        check(Some("p"), Algorithm::Rs256, None);
        check(Some("p"), Algorithm::Ps256, Some("p"));
        check(Some("o"), Algorithm::Rs256, None);
        check(Some("enc"), Algorithm::Rs256, None);
        check(Some(""), Algorithm::Rs256, None);
        // Without a name only one may fit.
        check(None, Algorithm::Rs256, Some("r"));
        check(None, Algorithm::Ps256, None);
        check(None, Algorithm::Es256, Some("c"));
    }

    #[test]
    fn no_keys() {
        for json in ["", "{}", "[]", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2\"}]}"] {
            assert_eq!(Keys::read(json.as_bytes()), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn no_signature_is_broken_enough_to_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
            signature in proptest::collection::vec(any::<u8>(), 0..300),
            number in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let public = [
                PublicKey::Rsa { modulus: number.clone(), exponent: signature.clone() },
                PublicKey::Rsa { modulus: number.clone(), exponent: vec![1, 0, 1] },
                PublicKey::P256(number),
            ];
            for public in public {
                let key = Key { name: None, algorithm: None, public };
                for algorithm in [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256] {
                    prop_assert!(!key.has_signed(algorithm, &bytes, &signature));
                }
            }
        }
    }
}
