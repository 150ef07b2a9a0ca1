//! Markdown with TeX to the HTML that Anki shows, and back from the HTML that people's cards hold.

use std::fmt::Write;

/// Markdown as HTML, mathematics as `MathJax`. `picture` gives the name under which a picture goes along, if it does.
pub(super) fn from_markdown(text: &str, picture: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut html = String::with_capacity(text.len() * 5 / 4);
    let mut rest = text.trim_end();
    let mut in_bold = false;
    while !rest.is_empty() {
        let (piece, length) = piece(rest, in_bold);
        match piece {
            Piece::Display(tex) => {
                let _ = write!(html, "\\[{}\\]", escaped(tex));
            }
            Piece::Inline(tex) => {
                let _ = write!(html, "\\({}\\)", escaped(tex));
            }
            Piece::Fence(code) => {
                let _ = write!(html, "<pre><code>{}</code></pre>", escaped(code));
            }
            Piece::Code(code) => {
                let _ = write!(html, "<code>{}</code>", escaped(code));
            }
            Piece::Picture(target) => match picture(target) {
                Some(name) => {
                    let _ = write!(html, "<img src=\"{}\">", escaped(&name));
                }
                None => html.push_str(&escaped(&rest[..length])),
            },
            Piece::Bold => {
                in_bold = !in_bold;
                html.push_str(if in_bold { "<b>" } else { "</b>" });
            }
            Piece::Line => html.push_str("<br>"),
            Piece::Text(text) => html.push_str(&escaped(text)),
        }
        rest = &rest[length..];
    }
    if in_bold {
        html.push_str("</b>");
    }
    html
}

enum Piece<'a> {
    Display(&'a str),
    Inline(&'a str),
    Fence(&'a str),
    Code(&'a str),
    Picture(&'a str),
    Bold,
    Line,
    Text(&'a str),
}

/// The piece that `text` begins with, and its length. Looks no further than the paragraph's end, so that it stays linear.
fn piece(text: &str, in_bold: bool) -> (Piece<'_>, usize) {
    let between = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let end = within_paragraph(inner).find(close)?;
        (end > 0).then(|| (&inner[..end], open.len() + end + close.len()))
    };
    if text.starts_with('\n') {
        return (Piece::Line, 1);
    }
    if let Some(inner) = text.strip_prefix("```")
        && let Some(end) = head(inner, LONGEST_FENCE).find("\n```")
    {
        let body = inner[..end].split_once('\n').map_or("", |(_, body)| body);
        return (Piece::Fence(body), 3 + end + 4);
    }
    if let Some((tex, length)) = between("$$", "$$") {
        return (Piece::Display(tex), length);
    }
    if let Some((tex, length)) = between("$", "$")
        && !tex.starts_with(' ')
        && !tex.ends_with(' ')
    {
        return (Piece::Inline(tex), length);
    }
    if let Some((code, length)) = between("`", "`") {
        return (Piece::Code(code), length);
    }
    if let Some((target, length)) = between("![[", "]]") {
        return (Piece::Picture(target.split('|').next().unwrap_or(target)), length);
    }
    if text.starts_with("![")
        && let Some((inside, _)) = between("![", ")")
        && let Some((alt, target)) = inside.split_once("](")
    {
        return (Piece::Picture(target), 2 + alt.len() + 2 + target.len() + 1);
    }
    if text.starts_with("**") && (in_bold || between("**", "**").is_some()) {
        return (Piece::Bold, 2);
    }
    let first = text.chars().next().map_or(1, char::len_utf8);
    let end = text[first..].find(['\n', '$', '`', '!', '*']).map_or(text.len(), |end| first + end);
    (Piece::Text(&text[..end]), end)
}

/// Longest piece of mathematics or code in a line, in bytes.
const LONGEST: usize = 4_000;
const LONGEST_FENCE: usize = 65_536;

fn within_paragraph(text: &str) -> &str {
    let text = head(text, LONGEST);
    text.find("\n\n").map_or(text, |end| &text[..end])
}

/// At most `length` bytes.
fn head(text: &str, length: usize) -> &str {
    let mut end = text.len().min(length);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Text that HTML takes for text.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Separates fields
            '\u{1f}' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// HTML as Markdown: what is shown stays, what only decorates goes.
pub(super) fn to_markdown(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    let mut hidden = 0_u32;
    // Behind the last `>` nothing is a tag, and nothing need be looked for
    let tags_end = html.rfind('>').map_or(0, |end| end + 1);
    while let Some(at) = rest.find(['<', '&', '\\', '[']) {
        if hidden == 0 {
            text.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        let length = match rest.as_bytes()[0] {
            b'<' => {
                let within = tags_end.saturating_sub(html.len() - rest.len());
                tag(rest, within, &mut text, &mut hidden)
            }
            b'&' => {
                let (character, length) = entity(rest);
                if hidden == 0 {
                    text.push_str(&character);
                }
                length
            }
            _ => mathematics(rest, &mut text),
        };
        rest = &rest[length..];
    }
    if hidden == 0 {
        text.push_str(rest);
    }
    tidy(&text)
}

/// Delimiters of mathematics become dollars. Gives how much was taken.
fn mathematics(text: &str, out: &mut String) -> usize {
    for (delimiter, dollars) in [
        ("\\(", "$"),
        ("\\)", "$"),
        ("\\[", "$$"),
        ("\\]", "$$"),
        ("[$$]", "$$"),
        ("[/$$]", "$$"),
        ("[$]", "$"),
        ("[/$]", "$"),
        ("[latex]", "$$"),
        ("[/latex]", "$$"),
    ] {
        if text.starts_with(delimiter) {
            out.push_str(dollars);
            return delimiter.len();
        }
    }
    out.push_str(&text[..1]);
    1
}

/// A tag of HTML at the beginning of `text`, if one ends `within` so many bytes. Gives its length.
fn tag(text: &str, within: usize, out: &mut String, hidden: &mut u32) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |end| end + 3);
    }
    let is_tag = text[1..].starts_with(|character: char| character.is_ascii_alphabetic() || character == '/');
    let Some(end) = text[..within].find('>').filter(|_| is_tag) else {
        if *hidden == 0 {
            out.push('<');
        }
        return 1;
    };
    let inside = &text[1..end];
    let is_closing = inside.starts_with('/');
    let name = inside.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "style" | "script" => *hidden = if is_closing { hidden.saturating_sub(1) } else { *hidden + 1 },
        _ if *hidden > 0 => {}
        "br" | "hr" => out.push('\n'),
        "div" | "p" | "tr" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "table" | "blockquote" | "pre"
            if !out.ends_with('\n') && !out.is_empty() =>
        {
            out.push('\n');
        }
        "li" if !is_closing => out.push_str(if out.is_empty() || out.ends_with('\n') { "- " } else { "\n- " }),
        "td" | "th" if is_closing => out.push_str("  "),
        "b" | "strong" => out.push_str("**"),
        "i" | "em" => out.push('*'),
        "code" => out.push('`'),
        "img" => {
            if let Some(source) = attribute(inside, "src") {
                let _ = write!(out, "![]({source})");
            }
        }
        _ => {}
    }
    end + 1
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let value = &tag[at..];
    let quote = value.chars().next()?;
    let value = match quote {
        '"' | '\'' => value[1..].split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some(entities(value))
}

/// Text without entities.
pub(super) fn entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let (character, length) = entity(&rest[at..]);
        plain.push_str(&character);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

/// The entity at the beginning of `text`, and its length.
fn entity(text: &str) -> (String, usize) {
    let head: String = text.chars().take(12).collect();
    let Some(end) = head.find(';') else { return ("&".to_owned(), 1) };
    let name = &head[1..end];
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "hellip" => Some('…'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        "times" => Some('×'),
        "middot" => Some('·'),
        "rarr" => Some('→'),
        "larr" => Some('←'),
        _ => number.and_then(char::from_u32),
    };
    character.map_or_else(|| ("&".to_owned(), 1), |character| (character.to_string(), end + 1))
}

/// No blanks at the lines' ends, no more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(markdown: &str) -> String {
        from_markdown(markdown, &mut |target| (target != "missing.png").then(|| target.to_owned()))
    }

    #[test]
    fn what_a_card_shows_is_shown_by_anki() {
        for (markdown, expected) in [
            ("a < b & c", "a &lt; b &amp; c"),
            ("where $x < y$ holds", "where \\(x &lt; y\\) holds"),
            ("$$\\frac{a}{b}$$", "\\[\\frac{a}{b}\\]"),
            ("it costs 5$ and 6$ here", "it costs 5$ and 6$ here"),
            ("**bold** and `co<de`", "<b>bold</b> and <code>co&lt;de</code>"),
            ("2 ** 3", "2 ** 3"),
            ("one\ntwo\n\nthree", "one<br>two<br><br>three"),
            ("![a](pic 1.png) ![[b.png|300]]", "<img src=\"pic 1.png\"> <img src=\"b.png\">"),
            ("![a](missing.png)", "![a](missing.png)"),
            ("```rust\nlet x = 1;\n```", "<pre><code>let x = 1;</code></pre>"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_anki_shows_is_shown_by_a_card() {
        for (html, expected) in [
            ("a &lt; b&nbsp;&amp; c&#x4e2d;&#20013;", "a < b & c中中"),
            ("<div>one</div><div>two<br></div>", "one\ntwo"),
            ("\\(x^2\\) and \\[y\\]", "$x^2$ and $$y$$"),
            ("[$]a[/$] [latex]b[/latex]", "$a$ $$b$$"),
            ("<b>bold</b> <i>it</i> <code>c</code>", "**bold** *it* `c`"),
            ("<ul><li>one</li><li>two</li></ul>after", "- one\n- two\nafter"),
            ("<img src=\"a b.png\" width=3>", "![](a b.png)"),
            ("x<style>.card{}</style>y<script>alert(1)</script>", "xy"),
            ("1 < 2 and a <- b", "1 < 2 and a <- b"),
            ("<!-- hidden -->seen &unknown; & <", "seen &unknown; & <"),
        ] {
            assert_eq!(to_markdown(html), expected, "{html}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn nothing_panics(text in r"(\PC|[\n<>&$`*!\[\]\\()])*") {
            let _ = html(&text);
            let _ = to_markdown(&text);
        }
    }
}
