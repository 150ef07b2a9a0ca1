//! Whether a formula that does not close was meant as one at all: dollars open variables and prices, too, and brackets that are
//! escaped are brackets.

use super::is_cjk;

/// Whether what stands behind a dollar begins a formula.
pub(super) fn is_behind_dollar(text: &str) -> bool {
    let (start, _) = balanced(text);
    let start = before_prose(start);
    !is_variable(start) && (has_command(start) || has_script(start) || is_equation(start))
}

/// Whether what stands behind `\[` or `\(` begins a formula. One that a plain bracket closes was to be read as it stands.
pub(super) fn is_behind_bracket(text: &str) -> bool {
    let (start, is_closed) = balanced(text);
    let start = before_prose(start);
    has_command(start) || (!is_closed && (has_script(start) || is_equation(start)))
}

/// The text before a bracket that closes what the text did not open, and whether there is such a one.
fn balanced(text: &str) -> (&str, bool) {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if std::mem::take(&mut is_escaped) => {}
            b'\\' => is_escaped = true,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return (&text[..at], true),
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    (text, false)
}

/// The text before its first word that no formula has.
fn before_prose(text: &str) -> &str {
    let text = &text[..text.find(is_cjk).unwrap_or(text.len())];
    let is_word = |word: &str| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let word = text.split_ascii_whitespace().find(|word| is_word(word));
    word.map_or(text, |word| &text[..word.as_ptr() as usize - text.as_ptr() as usize])
}

/// `$PATH`, `$sh_c`, `${NAME}`, `$(command)`: what shells, templates and makefiles put a dollar before.
fn is_variable(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let (inner, is_enclosed) = match text.strip_prefix('(') {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let rest = inner.trim_start_matches(is_part);
    let name = &inner[..inner.len() - rest.len()];
    let is_name =
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.as_bytes().get(1).is_some_and(|&b| b != b'_');
    let is_followed = if is_enclosed { rest.starts_with([')', ' ']) } else { !rest.starts_with('^') };
    (is_name && is_followed) || (text.starts_with('{') && !text.starts_with("{\\"))
}

/// `\alpha`
fn has_command(text: &str) -> bool {
    let is_command = |rest: &str| rest.bytes().take_while(u8::is_ascii_alphabetic).nth(1).is_some();
    text.split('\\').skip(1).any(is_command)
}

/// `x_i`, `d_{model}`, `x^2`: a name of one letter, or brackets, with something small behind.
fn has_script(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_base = |at: usize, mark: u8| match bytes[at] {
        b')' | b'}' | b']' => true,
        byte if byte.is_ascii_alphanumeric() => {
            mark == b'^' || at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
        }
        _ => false,
    };
    let is_small = |rest: &[u8]| {
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        matches!(rest.first(), Some(b'{' | b'\\')) || (letters > 0 && rest.get(letters) != Some(&b'_'))
    };
    let is_script = |at: usize| at > 0 && is_base(at - 1, bytes[at]) && is_small(&bytes[at + 1..]);
    memchr::memchr2_iter(b'^', b'_', bytes).any(is_script)
}

/// `E = m`, and no line of a program.
fn is_equation(text: &str) -> bool {
    let Some((left, right)) = text.split_once('=') else { return false };
    let is_sign = left.ends_with(['=', ':', '!', '<', '>', '+', '-']) || right.starts_with(['=', '>', '~']);
    !is_sign
        && left.contains(|c: char| c.is_ascii_alphabetic())
        && !text.contains(['"', '\'', '`', ';', '&'])
        && !left.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| word.len() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_opens_a_formula_where_one_was_meant() {
        for text in [
            r"\alpha",
            r"\text{损失} 是",
            "x_i 是第 i 个",
            "d_{model}",
            "d_model = 512",
            "QK^T/x",
            "mc^2",
            "E = m",
            "f(x) = 2x + 1",
            "a + b = c",
            r"{\bf x",
        ] {
            assert!(is_behind_dollar(text), "{text}");
        }
        for text in [
            "PATH",
            "sh_c to get sudo",
            "CURRENT_USER so user can change x_i",
            "{variable:-value} and ${variable:+value} syntax",
            "{{ runner.temp }}/hugo.deb",
            "(CFLAGS) {lflags} {shared_ldflag}",
            r#"(get-location):/src" -e a=b"#,
            r"(OPENCV_DIR)\lib",
            r"' -exec gzip -f -k {} \;",
            "frontmatter.directus_version}}",
            "greeting = .",
            r#"id := or .Attributes.id (printf "%d")"#,
            "u.IsAbs }} rel=\"external\"",
            r#"x = "a";"#,
            "5，而 x_i 是 3",
            "5 for each of x_i",
            ", instead of \\A and \\z",
            "损失",
        ] {
            assert!(!is_behind_dollar(text), "{text}");
        }
    }

    #[test]
    fn an_escaped_bracket_that_a_plain_one_closes_is_a_bracket() {
        for text in [r" \beta", r"\beta = 3 ]", "a = b", "x_i + 1", "a[1] = b"] {
            assert!(is_behind_bracket(text), "{text}");
        }
        for text in [
            "0, [`Number.MAX_SAFE_INTEGER`][]] range",
            r"arm, arm64/aarch64, x86, x86\_64].",
            r#"_"."_]."#,
            "_matchKey_].",
            "]|EventEmitter",
            r"[`154da1f0d3`](https://example.org/154da1f0d3)] - add missing\_namespace",
            r"`napi\_addon`] 是一个名字",
            r"![图](https://example.org/a.png)] x\_y",
            ") to U+005E(^), and U+007C (|).",
            r"Exposed=\*] APIs in the shadow realm",
            "a=b]",
            "链接",
        ] {
            assert!(!is_behind_bracket(text), "{text}");
        }
    }
}
