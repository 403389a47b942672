//! The formats of the OpenAPI Initiative's registry that a validator of JSON Schema does not know.

/// `byte`: RFC 4648 section 4, padded.
pub fn is_base64(text: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'+' || *byte == b'/';
    text.as_bytes().chunks(4).enumerate().all(|(index, group)| match group {
        [a, b, c, d] if [a, b, c, d].into_iter().all(is_digit) => true,
        [a, b, c, b'='] if (index + 1) * 4 == text.len() => {
            [a, b].into_iter().all(is_digit) && (is_digit(c) || *c == b'=')
        }
        _ => false,
    })
}

/// `decimal`: a fixed-point decimal number.
pub fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded_groups_of_four() {
        for good in ["", "QQ==", "QUI=", "QUJD", "+/+/QQ=="] {
            assert!(is_base64(good), "{good}");
        }
        for bad in ["Q", "QQ=", "Q===", "====", "QQ==QUJD", "QQ-_", "QQ= ", "Q=Q="] {
            assert!(!is_base64(bad), "{bad}");
        }
    }

    #[test]
    fn a_decimal_has_digits_on_both_sides_of_its_point() {
        assert!(["0", "-1.50", "007"].into_iter().all(is_decimal));
        assert!(!["", "-", "1.", ".5", "1e3", "+1"].into_iter().any(is_decimal));
    }
}
