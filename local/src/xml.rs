//! The little XML that STS and S3 answer.

pub(crate) const MEDIA_TYPE: &str = "text/xml";

/// `<name>text</name>`
pub(crate) fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escape(text))
}

/// Text as XML may hold it.
pub(crate) fn escape(text: &str) -> String {
    let allowed = |sign: &char| *sign >= ' ' || matches!(sign, '\t' | '\n' | '\r');
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars().filter(allowed) {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(super::element("a", "<b>&\u{1}'\""), "<a>&lt;b&gt;&amp;&apos;&quot;</a>");
    }
}
