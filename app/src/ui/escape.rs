//! Texts of strangers inside of elements that hold nothing but text, such as `<textarea>`: there views cannot put nodes.

/// Text as the inside of an element.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_cannot_leave_its_field() {
        let escaped = super::escaped("</textarea><script>alert(1)</script>&lt;");
        assert_eq!(
            escaped,
            "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;"
        );
    }
}
