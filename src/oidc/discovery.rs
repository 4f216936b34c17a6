//! What the provider says of itself (OpenID Connect Discovery 1.0, section 4), and whether we can use it.

use serde::Deserialize;

use super::OidcError;
use super::endpoint::Endpoint;
use super::error::plain;
use super::keys::Algorithm;

/// Where the description is, below the issuer's address (section 4).
const PLACE: &str = "/.well-known/openid-configuration";

/// The provider's description of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Discovery {
    /// Where browsers are sent.
    pub(super) authorization: Endpoint,
    /// Where codes are taken.
    pub(super) token: Endpoint,
    /// Where its keys are.
    pub(super) keys: Endpoint,
    /// Whether it always names itself when it sends browsers back (RFC 9207, section 3).
    pub(super) names_itself: bool,
    /// What is worth knowing and stops nothing, in words for operators.
    pub(super) remarks: Vec<String>,
}

#[derive(Deserialize)]
struct Described {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    id_token_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The address of the description.
pub(super) fn place(issuer: &str) -> Result<Endpoint, OidcError> {
    let address = format!("{}{PLACE}", issuer.trim_end_matches('/'));
    Endpoint::parse(&address).map_err(|why| wrong(format!("can't be asked for: the issuer {why}")))
}

fn wrong(why: String) -> OidcError {
    OidcError::Discovery(why)
}

impl Discovery {
    /// Reads the description of an issuer.
    pub(super) fn read(json: &[u8], issuer: &str) -> Result<Self, OidcError> {
        let described: Described = serde_json::from_slice(json)
            .map_err(|error| wrong(format!("isn't one: {}. Is `issuer` right?", plain(&error.to_string()))))?;
        if described.issuer != issuer {
            // Section 4.3: exactly the same, or it may be somebody else's.
            let theirs = plain(&described.issuer);
            return Err(wrong(format!(
                "is that of `{theirs}`. Write exactly this as `issuer`, if it is the right one"
            )));
        }
        let endpoint = |name: &str, text: &str| {
            Endpoint::parse(text).map_err(|why| wrong(format!("has a {name} that {why}: {}", plain(text))))
        };
        let offered = &described.id_token_signing_alg_values_supported;
        if !offered.is_empty() && !offered.iter().any(|name| Algorithm::find(name).is_some()) {
            let offered = plain(&offered.join(", "));
            return Err(wrong(format!("offers signatures with {offered} only, and RS256, PS256 and ES256 are taken")));
        }
        let lacks = |offered: &Option<Vec<String>>, wanted: &str| {
            offered.as_ref().is_some_and(|offered| !offered.iter().any(|name| name == wanted))
        };
        let mut remarks = Vec::new();
        if lacks(&described.token_endpoint_auth_methods_supported, "client_secret_basic") {
            remarks.push("it doesn't offer client_secret_basic, which maildesk logs in with".to_owned());
        }
        if lacks(&described.code_challenge_methods_supported, "S256") {
            remarks.push("it doesn't offer PKCE with S256, and may ignore it".to_owned());
        }
        Ok(Self {
            authorization: endpoint("authorization_endpoint", &described.authorization_endpoint)?,
            token: endpoint("token_endpoint", &described.token_endpoint)?,
            keys: endpoint("jwks_uri", &described.jwks_uri)?,
            names_itself: described.authorization_response_iss_parameter_supported,
            remarks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ISSUER: &str = "https://id.example/realms/desk";

    fn described() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://id.example/auth",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://keys.example/",
            "id_token_signing_alg_values_supported": ["HS256", "RS256"],
            "grant_types_supported": ["authorization_code"],
        })
    }

    fn with(key: &str, value: Value) -> Result<Discovery, OidcError> {
        let mut described = described();
        described[key] = value;
        Discovery::read(described.to_string().as_bytes(), ISSUER)
    }

    #[test]
    fn a_description_that_can_be_used() {
        let found = Discovery::read(described().to_string().as_bytes(), ISSUER).unwrap();
        assert_eq!(found.token.to_string(), "https://id.example/token");
        assert_eq!((found.names_itself, found.remarks), (false, Vec::<String>::new()));
        assert!(with("authorization_response_iss_parameter_supported", json!(true)).unwrap().names_itself);
        let told = with("token_endpoint_auth_methods_supported", json!(["client_secret_post"])).unwrap().remarks;
        assert!(told[0].contains("client_secret_basic"), "{told:?}");
        let told = with("code_challenge_methods_supported", json!(["plain"])).unwrap().remarks;
        assert!(told[0].contains("S256"), "{told:?}");
    }

    #[test]
    fn descriptions_that_cannot() {
        let check = |key: &str, value: Value, part: &str| {
            let told = with(key, value).unwrap_err().to_string();
            assert!(told.starts_with("the provider's description of itself ") && told.contains(part), "{told}");
        };
        check("issuer", json!("https://id.example/realms/desk/"), "is that of `https://id.example/realms/desk/`");
        check("issuer", json!("https://evil.example\u{1b}[2J"), "is that of `https://evil.example[2J`");
        check("issuer", json!(null), "isn't one");
        check("token_endpoint", json!("http://id.example/token"), "has a token_endpoint that isn't an https address");
        check("jwks_uri", json!("/keys"), "has a jwks_uri that isn't a web address");
        check("authorization_endpoint", json!(7), "isn't one");
        check("id_token_signing_alg_values_supported", json!(["HS256", "none"]), "offers signatures with HS256, none");
        for bytes in [&b"<html>"[..], b"", b"[]", b"{}", b"\xff", b"null"] {
            let told = Discovery::read(bytes, ISSUER).unwrap_err().to_string();
            assert!(told.contains("isn't one"), "{told}");
        }
    }

    #[test]
    fn where_it_is() {
        let check = |issuer: &str, expected: &str| assert_eq!(place(issuer).unwrap().to_string(), expected);
        check(ISSUER, "https://id.example/realms/desk/.well-known/openid-configuration");
        check("https://id.example/", "https://id.example/.well-known/openid-configuration");
        check("https://id.example", "https://id.example/.well-known/openid-configuration");
        assert!(place("http://id.example").is_err());
    }
}
