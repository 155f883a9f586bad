//! A form with a file in it, as browsers send it: `multipart/form-data`, RFC 7578.
//!
//! Only what our own forms need is read: the name of each field and its bytes. What is no such form
//! is none, and no input makes it panic.

use std::collections::BTreeMap;

/// Fields of a form; ours have two.
const FIELDS: usize = 16;

/// The fields of a form by name, the last of a name.
pub(super) fn fields(content_type: &str, body: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    })?;
    if boundary.is_empty() || boundary.len() > 70 {
        return None;
    }
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut fields = BTreeMap::new();
    for _ in 0..FIELDS {
        if rest.starts_with(b"--") {
            return Some(fields);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let head_end = find(part, b"\r\n\r\n")?;
        let content = &part[head_end + 4..];
        let end = find(content, next.as_bytes())?;
        fields.insert(name(&part[..head_end])?, content[..end].to_vec());
        rest = &content[end + next.len()..];
    }
    None
}

/// The name of a field, from the lines above its content.
fn name(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let name = disposition.split(';').find_map(|part| part.trim().strip_prefix("name="))?;
    Some(name.trim_matches('"').to_owned())
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| *byte == first) {
        if text[from + at..].starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=XX";

    #[test]
    fn fields_and_files_are_read() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n--XX\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a;b.jsonl\"\r\nContent-Type: text/plain\r\n\r\n\
            {\"a\": 1}\r\n--X\n\r\n--XX--\r\n";
        let fields = fields(KIND, body).unwrap();
        assert_eq!(fields["token"], b"abc");
        assert_eq!(fields["file"], b"{\"a\": 1}\r\n--X\n");
    }

    #[test]
    fn what_is_no_form_is_none() {
        for (kind, body) in [
            ("text/plain; boundary=XX", &b"--XX--"[..]),
            ("multipart/form-data", b"--XX--"),
            ("multipart/form-data; boundary=", b"----"),
            (KIND, b""),
            (KIND, b"--XX\r\n"),
            (KIND, b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends"),
            (KIND, b"--XX\r\nNo-Name: 1\r\n\r\n\r\n--XX--"),
        ] {
            assert_eq!(fields(kind, body), None, "{kind} {}", String::from_utf8_lossy(body));
        }
        let many =
            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n".repeat(FIELDS + 1) + "--XX--";
        assert_eq!(fields(KIND, many.as_bytes()), None);
    }
}
