//! Reads an answer of HTTP/1.1 (RFC 9112) from the bytes that have come so far. It is one answer on one connection, and small.

/// The most headers of an answer.
const MAX_HEADERS: usize = 100;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// The answer, if it is whole. `ended`: no more bytes will come. The error says what it isn't.
pub(super) fn parse(bytes: &[u8], ended: bool) -> Result<Option<Reply>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if ended => return Err("closed the connection in the middle of its answer"),
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err("doesn't answer as a web server"),
    };
    let (status, rest) = (head.code.unwrap_or_default(), bytes.get(length..).unwrap_or_default());
    // RFC 9110, section 15.2: what is sent ahead of the answer.
    if (100..200).contains(&status) {
        return parse(rest, ended);
    }
    let field = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
    };
    let body = match (field("transfer-encoding"), field("content-length")) {
        (Some(coding), _) if coding == "chunked" => unchunk(rest)?,
        (Some(_), _) => return Err("answers in a transfer coding that isn't known"),
        (None, Some(length)) => {
            let length: usize = length.parse().map_err(|_| "has a wrong Content-Length")?;
            rest.get(..length).map(<[u8]>::to_vec)
        }
        (None, None) => ended.then(|| rest.to_vec()),
    };
    match body {
        Some(body) => Ok(Some(Reply { status, body })),
        None if ended => Err("closed the connection in the middle of its answer"),
        None => Ok(None),
    }
}

/// RFC 9112, section 7.1. None: it isn't whole yet.
fn unchunk(mut bytes: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    const BROKEN: &str = "sends broken chunks";
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(bytes) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(BROKEN),
        };
        if size == 0 {
            return Ok(Some(body));
        }
        let size = usize::try_from(size).map_err(|_| BROKEN)?;
        let end = start.checked_add(size).ok_or(BROKEN)?;
        let Some(chunk) = bytes.get(start..end) else { return Ok(None) };
        body.extend_from_slice(chunk);
        match bytes.get(end..end.saturating_add(2)) {
            Some(b"\r\n") => bytes = bytes.get(end.saturating_add(2)..).unwrap_or_default(),
            Some(_) => return Err(BROKEN),
            None => return Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BROKEN_OFF: &str = "closed the connection in the middle of its answer";

    #[test]
    fn answers_are_read_when_they_are_whole() {
        let check = |bytes: &str, ended: bool, expected: Result<Option<(u16, &str)>, &str>| {
            let found = parse(bytes.as_bytes(), ended);
            let expected =
                expected.map(|reply| reply.map(|(status, body)| Reply { status, body: body.as_bytes().to_vec() }));
            assert_eq!(found, expected, "{bytes:?} {ended}");
        };
        let sized = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        check(&format!("{sized}{{}}"), false, Ok(Some((200, "{}"))));
        check(&format!("{sized}{{}} and more"), false, Ok(Some((200, "{}"))));
        check(&format!("{sized}{{"), false, Ok(None));
        check(&format!("{sized}{{"), true, Err(BROKEN_OFF));
        check("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n", false, Err("has a wrong Content-Length"));
        check("HTTP/1.1 400\r\n\r\n{}", false, Ok(None));
        check("HTTP/1.1 400\r\n\r\n{}", true, Ok(Some((400, "{}"))));
        check("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n", true, Ok(Some((204, ""))));
        check("HTTP/1.1 2", false, Ok(None));
        check("HTTP/1.1 2", true, Err(BROKEN_OFF));
        check("", true, Err(BROKEN_OFF));
        check("220 mail.example ESMTP\r\n", false, Err("doesn't answer as a web server"));
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";
        check(&format!("{chunked}1\r\n{{\r\n1;x=y\r\n}}\r\n0\r\n\r\n"), false, Ok(Some((200, "{}"))));
        check(&format!("{chunked}1\r\n{{\r\n"), false, Ok(None));
        check(&format!("{chunked}1\r\n{{\r"), true, Err(BROKEN_OFF));
        check(&format!("{chunked}1\r\n{{xx"), false, Err("sends broken chunks"));
        check(&format!("{chunked}x\r\n"), false, Err("sends broken chunks"));
        check(&format!("{chunked}fffffffffffffff\r\n{{"), false, Ok(None));
        let gzip = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
        check(gzip, false, Err("answers in a transfer coding that isn't known"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), ended: bool) {
            for head in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"] {
                let whole = [head.as_bytes(), &bytes].concat();
                let found = parse(&whole, ended);
                prop_assert!(!ended || !matches!(found, Ok(None)), "what has ended is whole or broken");
            }
        }
    }
}
