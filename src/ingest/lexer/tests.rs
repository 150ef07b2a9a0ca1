use super::*;
use proptest::prelude::*;

fn seen(text: &str) -> Vec<(String, &str)> {
    lex(text)
        .into_iter()
        .map(|span| {
            let kind = match span.kind {
                SpanKind::Math { display: true } => "display".to_owned(),
                SpanKind::Math { display: false } => "inline".to_owned(),
                kind => format!("{kind:?}"),
            };
            (kind, &text[span.inner])
        })
        .collect()
}

#[test]
fn each_span_is_what_its_author_meant() {
    #[rustfmt::skip]
    let cases: &[(&str, &[(&str, &str)])] = &[
        // inline mathematics
        ("点积 $QK^T$ 除以 $\\sqrt{d}$。", &[("inline", "QK^T"), ("inline", "\\sqrt{d}")]),
        ("$a$$b$", &[("inline", "a"), ("inline", "b")]),
        ("the $n$th of $k$-NN", &[("inline", "n"), ("inline", "k")]),
        ("wrapped $a +\nb$ here", &[("inline", "a +\nb")]),
        ("\\(x\\) 和 \\(a+b\\)", &[("inline", "x"), ("inline", "a+b")]),
        ("$`x^2`$", &[("inline", "x^2")]),
        // money, variables, escapes
        ("$5 和 $6", &[]),
        ("花了$5，又花了3$。", &[]),
        ("It costs $5, while tea is 3$.", &[]),
        ("价格 \\$5 与 $x$", &[("inline", "x")]),
        ("$ x $", &[]),
        ("$x$5", &[]),
        // displayed mathematics
        ("公式为：$$a_1[2]$$，其中", &[("display", "a_1[2]")]),
        ("$$\na\n- b\n$$", &[("display", "\na\n- b\n")]),
        ("\\[\nx\n\\] 与 \\[x^2\\]", &[("display", "\nx\n"), ("display", "x^2")]),
        ("```math\nx_1\n```", &[("display", "x_1\n")]),
        ("$$ a $ b $$", &[("display", " a $ b ")]),
        ("$$a \\text{costs \\$} $$", &[("display", "a \\text{costs \\$} ")]),
        // brackets that are not mathematics
        ("\\[1\\] 与 \\[ \\] 与 \\[link\\]", &[]),
        // not over a blank line, nor into prose
        ("$$a\n\nb$$ c", &[]),
        ("- 公式：$$a=b\n- 其中 a 是甲\n- 又 $$c$$", &[("display", "c")]),
        ("- $a\n- b$", &[]),
        // code
        ("`$x$` 与 ``a`b``", &[("CodeSpan", "$x$"), ("CodeSpan", "a`b")]),
        ("- `a\n- b`", &[]),
        ("```rust\nlet x = \"$y$\";\n```\n$z$", &[("CodeFence", "let x = \"$y$\";\n"), ("inline", "z")]),
        ("> ~~~\n> $x$\n\n$y$", &[("CodeFence", "> $x$\n"), ("inline", "y")]),
        ("- ```\n  $x$\n- $y$", &[("CodeFence", "  $x$\n"), ("inline", "y")]),
        ("文字\n\n    $x$\n\n$y$", &[("CodeFence", "    $x$"), ("inline", "y")]),
        ("    首行缩进的段落 $x$", &[("inline", "x")]),
        ("- 项\n\n    续段 $x$", &[("inline", "x")]),
        // nothing inside mathematics is anything else
        ("$\\sqrt[3]{x}$ [index]", &[("inline", "\\sqrt[3]{x}")]),
        ("$x[i, :]$ picks row [i]", &[("inline", "x[i, :]")]),
        ("$a<b>c$", &[("inline", "a<b>c")]),
        // links and embeds
        ("[RoPE](https://e.org/a_(b)) 与 [x](y \"t\")", &[("Link", "RoPE"), ("Link", "x")]),
        ("[see $x$](u)", &[("Link", "see $x$")]),
        ("[a][r] [r] [s]\n\n[r]: https://e.org", &[("Link", "a"), ("Link", "r"), ("Link", "r")]),
        ("![a.png](\nb.png)", &[("Embed", "a.png")]),
        ("![a](", &[("Embed", "a")]),
        ("[[A|b]] ![[c.png|300]] ![d e](f g.png) ![image-1]", &[
            ("WikiLink", "A|b"), ("Embed", "c.png|300"), ("Embed", "f g.png"), ("Embed", "image-1"),
        ]),
        ("![a.png](\nb.png)", &[("Embed", "a.png")]),
        ("x[i] 与 [词](解释 一)", &[]),
        // comments, tags, addresses
        ("a <!-- $x$\n\n $y$ --> $z$", &[("HtmlComment", " $x$\n\n $y$ "), ("inline", "z")]),
        ("%%\n$x$\n\n%% $y$", &[("ObsidianComment", "\n$x$\n\n"), ("inline", "y")]),
        ("涨了 5%% 与 6%%", &[]),
        ("<b class=\"x\">粗</b> a<b 且 c>d", &[("Html", "<b class=\"x\">"), ("Html", "</b>")]),
        ("<code>$x$</code> <https://e.org>", &[("Html", "<code>$x$</code>"), ("Url", "https://e.org")]),
        ("见https://e.org/注意力_(x)，然后 http://a.b/c.", &[("Url", "https://e.org/注意力_(x)"), ("Url", "http://a.b/c")]),
        ("比例 1:2 与 a::b", &[]),
        // front matter
        ("---\ntitle: $x$\n---\n$y$", &[("FrontMatter", "title: $x$\n"), ("inline", "y")]),
        ("---\n今天学了：$x$\n---\n", &[("inline", "x")]),
    ];
    for (text, expected) in cases {
        let seen = seen(text);
        let seen: Vec<(&str, &str)> = seen.iter().map(|(kind, inner)| (kind.as_str(), *inner)).collect();
        assert_eq!(&seen[..], *expected, "{text:?}");
    }
}

#[test]
fn what_does_not_close_is_named_and_the_rest_is_read() {
    for (text, at, rest) in [
        ("公式 $$a\n\n然后 $x$", 7, 1),
        ("坏的 $\\alpha\n\n好的 $x$", 7, 1),
        ("坏的 \\(\\alpha\n\n好的 $x$", 7, 1),
        ("<!-- 没完\n\n好的 $x$", 0, 1),
        ("```\n$x$", 0, 1),
    ] {
        let lexed = Lexed::new(text);
        assert_eq!(lexed.unclosed().iter().map(|unclosed| unclosed.at).collect::<Vec<_>>(), [at], "{text:?}");
        assert_eq!(lexed.spans().len(), rest, "{text:?}");
    }
}

#[test]
fn places_are_asked_for_one_by_one() {
    let text = "a $b$ c `d` e";
    let lexed = Lexed::new(text);
    let open: Vec<&str> = lexed.open(0..text.len()).map(|range| &text[range]).collect();
    assert_eq!(open, ["a ", " c ", " e"]);
    assert!(lexed.protects(2) && lexed.protects(4) && !lexed.protects(5));
    assert_eq!(lexed.open(3..4).count(), 0);
    assert_eq!(lexed.within(4..9).len(), 2);
}

/// Texts that make a careless reader search the same bytes again and again.
#[test]
fn hostile_repetition_passes() {
    const SIZE: usize = 20_000;
    for piece in [
        "[",
        "![",
        "[[",
        "$",
        "$$",
        "$a ",
        "$a",
        "$`",
        "`",
        "` `` ",
        "\\[",
        "\\(",
        "\\(aaaaaaaa",
        "](",
        "[](",
        "[a](<",
        "[a](b (",
        "[a](b \"",
        "<",
        "<a ",
        "<a b=\"",
        "<code>",
        "<pre>",
        "<!--",
        "%%",
        "a%%",
        ">",
        "> ",
        "- ",
        "![](",
        "[x]: y\n",
        "[x] ",
        "a://",
        "(",
        "$a，",
        "$$\n",
        "```\n",
        "    \n",
        "-\n",
        "1. ",
        "\\",
        "]",
        "[]",
        "[x][",
        "<script",
        "</",
        "<style></",
        "{{< code >}}\n",
    ] {
        for tail in ["", "\n\n", "$", "]", "`", "\\)", "\\]", ")", ">", "a$"] {
            let text = piece.repeat(SIZE / piece.len()) + tail;
            let spans = lex(&text);
            assert!(spans.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        }
    }
}

proptest! {
    #[test]
    fn spans_lie_on_characters_and_do_not_overlap(
        text in proptest::collection::vec(proptest::sample::select(vec![
            "$", "$$", "\\", "\\[", "\\]", "\\(", "\\)", "`", "```", "\n", "\n\n", "[", "]", "(", ")", "!", "<", ">", "<!--", "-->",
            "%%", "://", "ab", "注意", "，", " ", "    ", "- ", "1. ", "> ", "---\n", "a: b\n", "math", "^", "{", "}", "é", "|", "\r\n",
        ]), 0..60).prop_map(|pieces| pieces.concat())
    ) {
        let mut before = 0;
        for span in lex(&text) {
            prop_assert!(before <= span.range.start && span.range.start < span.range.end);
            prop_assert!(span.range.start <= span.inner.start && span.inner.end <= span.range.end);
            prop_assert!(text.get(span.range.clone()).is_some() && text.get(span.inner.clone()).is_some());
            before = span.range.end;
        }
    }

    #[test]
    fn the_short_way_of_a_plain_line_leads_to_the_same(
        text in proptest::collection::vec(proptest::sample::select(vec![
            "$", "[", "`", "ab", "注意", "，", "：", ":", "//", " ", "    ", "- ", "1. ", "> ", "---", "+++", "*", "^", "=", "|", "#", "\n", "\u{feff}",
        ]), 0..8).prop_map(|pieces| pieces.concat())
    ) {
        prop_assert_eq!(Lexed::new(&text), Lexer::new(&text).run());
    }

    #[test]
    fn any_text_is_lexed(text in "\\PC*") {
        lex(&text);
    }
}
