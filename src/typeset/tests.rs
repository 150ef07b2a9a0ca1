//! Formulas as one sees them, and what must hold for any source whatever.

use super::*;
use proptest::prelude::*;

fn display(tex: &str) -> Vec<String> {
    set(tex, Form::Display, None).rows
}

fn line(tex: &str) -> String {
    set(tex, Form::Line, None).rows.concat()
}

fn messages(tex: &str) -> Vec<(String, usize)> {
    set(tex, Form::Display, None).diagnostics.into_iter().map(|found| (found.message, found.at)).collect()
}

#[test]
fn formulas_stand_around_their_baseline() {
    let cases: [(&str, &[&str]); 13] = [
        (r"\frac{a}{b}+c", &["a", "─ + c", "b"]),
        // A bar is as wide as the wider part, and wider than one inside
        (r"\frac{\frac{a}{b}}{c}", &[" a", " ─", " b", "───", " c"]),
        (r"\sqrt{a+b}", &[" _____", "√a + b"]),
        (r"\sqrt2", &["√2"]),
        (r"\sqrt{\frac ab}", &[" ┌──", " │ a", " │ ─", "╲│ b"]),
        (r"\left(\frac{a}{b}\right)^2", &["⎛ a ⎞2", "⎜ ─ ⎟", "⎝ b ⎠"]),
        // Parentheses grow even if nobody asked
        (r"(\frac ab)", &["⎛ a ⎞", "⎜ ─ ⎟", "⎝ b ⎠"]),
        (r"\sum_{i=1}^n i", &[" n", " ∑  i", "i=1"]),
        (r"x^{y^z}", &[" z", " y", "x"][..0]),
        (r"\begin{cases}1&x>0\\0&\text{否则}\end{cases}", &["⎧ 1   x > 0", "⎨", "⎩ 0   否则"]),
        (r"\underbrace{a+b}_{n}", &["a + b", "╰─┬─╯", "  n"]),
        (r"W_q^K", &[" K", "W", " q"]),
        // Numbers of equations meet
        (r"\begin{align}a&=b+c\tag{1}\\d&=e\tag{2}\end{align}", &["a = b + c   (1)", "d = e       (2)"]),
    ];
    for (tex, rows) in cases {
        if !rows.is_empty() {
            assert_eq!(display(tex), rows, "{tex}");
        }
    }
    assert_eq!(set(r"\frac{a}{b}", Form::Display, None).baseline, 1);
}

#[test]
fn rules_stand_where_columns_are() {
    let cases: [(&str, &[&str]); 3] = [
        // Fewer columns than were specified
        (r"\begin{array}{|c|c|c|}a&b\\c&d\end{array}", &["│ a │ b │", "│ c │ d │"]),
        (r"\begin{array}{c||*{2}{r|}}a&b&c\end{array}", &["a │ b │ c │"]),
        (r"\begin{array}{@{}p{2cm}||r@{}}aa&b\\c&dd\end{array}", &["aa │  b", "c  │ dd"]),
    ];
    for (tex, rows) in cases {
        assert_eq!(display(tex), rows, "{tex}");
    }
    // Several rules in one place once made the row wider than asked
    let set = set(r"arrow-\begin{aligned}[|||", Form::Display, Some(8));
    assert!(set.width <= 8, "{:?}", set.rows);
}

#[test]
fn one_line_keeps_together_what_belongs_together() {
    for (tex, expected) in [
        (r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d}}\right)V", "softmax(QKᵀ/√d)V"),
        (r"\frac{a+b}{2c}", "(a + b)/(2c)"),
        (r"\frac12 x", "(1/2)x"),
        (r"\log\frac{p(x)}{q(x)}", "log(p(x)/q(x))"),
        (r"x_i^2+W_{Q}X", "xᵢ² + W_Q X"),
        (r"e^{x_i-m}", "e^(xᵢ−m)"),
        (r"\sum_{i=1}^{n}x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"-x+\left|y\right|", "−x + |y|"),
        (r"a=-b", "a = −b"),
        (r"\begin{bmatrix}1&0\\0&1\end{bmatrix}", "[1, 0; 0, 1]"),
        (r"\hat{x}\ne\bar y", "x̂ ≠ ȳ"),
        (r"\mathbb{R}^{n\times d}", "ℝ^(n×d)"),
        (r"34,560", "34,560"),
        (r"f(1, 2)", "f(1, 2)"),
        (r"\text{若 $x_i>0$ 则}", "若 xᵢ > 0 则"),
        // What a slash or a parenthesis would take in
        (r"\frac{\ln N}{n}", "(ln N)/n"),
        (r"\frac{\text{tokens}}{\text{peak FLOPs/s}}", "tokens/(peak FLOPs/s)"),
        (r"\cos\frac{t}{T}\pi", "cos (t/T)π"),
        (r"\operatorname{rank}_i-\frac{M}{2}", "rankᵢ − M/2"),
        // A bar that opens, and a brace that only closes
        (r"|-x|+\|\mathrm{sg}(x)\|", "|−x| + ‖sg(x)‖"),
        (r"p\mid\mid q", "p || q"),
        (r"\left.\begin{aligned}x&=1\\y&=0\end{aligned}\right\}", "{x = 1; y = 0}"),
        (r"A\xrightarrow[T\to0]{\ }B", "A ─T→0─→ B"),
        // A fraction in braces is a factor, and its full stop is none
        (r"{\frac{1}{2}}{\rm E}[x]", "(1/2)E[x]"),
        (r"a=\frac{b}{c}.", "a = b/c."),
        (r"a=\frac{b}{c}，-b>0", "a = b/c，−b > 0"),
        // What a root ends with
        (r"\sqrt{\bar\alpha_t}x_0+\sqrt2\sigma(x)", "√ᾱₜ x₀ + √2 σ(x)"),
        // Parentheses that are there already
        (r"\sqrt{(a+b)}+\sqrt{(a+b)^2}+{|x|}^2", "√(a + b) + √((a + b)²) + |x|²"),
        (r"\frac{\Delta y}{\Delta x}+\underset{w,b}{min}\,f", "Δy/Δx + min_(w,b) f"),
        // A mark belongs to the letter and not to its index; a prime is raised already
        (r"\hat{y_i}^2+f^{'}(x)", "ŷᵢ² + f′(x)"),
        // What pages and editors make of a formula
        (r"p(a∣b)\=\pi(\cdot\mid x)", "p(a|b) = π(· | x)"),
        (r"a=b+\\c\\=d\\-e", "a = b + c = d; −e"),
    ] {
        assert_eq!(line(tex), expected, "{tex}");
    }
}

#[test]
fn ascii_is_ascii() {
    let set = set(r"\sqrt{\frac{\alpha x}{2}}\le\theta", Form::Ascii, None);
    assert_eq!(set.rows, [" +--------", " | alpha x", " | ------- <= theta", "\\|    2"]);
    let plain = |tex: &str| super::set(tex, Form::Ascii, None).rows.join("\n");
    for (tex, expected) in [
        (r"\lfloor i/g\rfloor+2\lceil x\rceil", "floor(i/g) + 2 ceil(x)"),
        (r"t\sqrt d\,y_w\succ y", "t sqrt(d) y  >- y\n           w"),
        (r"x_{i\in S}", "x\n i in S"),
        (r"\mathbb R^{d\times k}", " d x k\nR"),
        (r"\left\lceil\frac ab\right\rceil", "    / a \\\nceil| - |\n    \\ b /"),
    ] {
        assert_eq!(plain(tex), expected, "{tex}");
    }
}

#[test]
fn what_ascii_cannot_say_is_told() {
    let set = set(r"\text{温}+x", Form::Ascii, None);
    assert_eq!(set.rows, ["? + x"]);
    assert_eq!(set.diagnostics, [Diagnostic { message: "`温` has no ASCII form".to_owned(), at: 6 }]);
}

#[test]
fn what_people_write_wrongly_is_understood() {
    for tex in [
        r"a &= b \\ &= c",
        r"a=b \\",
        r"\text{d_model}+\text{softmax}(x)",
        r"\argmax_\theta f",
        r"\operatorname*{arg\,max}_{x}",
        r"{\bf x}+{\rm d}x+\bm{W}\boldsymbol\theta\mathbbm{1}",
        r"\displaystyle\sum\limits_{i}x_i\nonumber\label{eq:1}\tag{3}",
        r"\begin{equation*}a\end{equation*}",
        r"\begin{array}{lcr}a&b&c\\\hline d&e&f\end{array}",
        r"\DeclareMathOperator{\KLD}{KL}\KLD(p\|q)",
        r"\newcommand{\R}[1]{\mathbb{R}^{#1}}x\in\R{n}",
        r"\color{red}{x}+\textcolor{blue}{y}",
        "θ ≤ 1，其中 α∈ℝ",
        r"$$x^2$$",
        r"50\%+50%",
        r"\underset{x}{\mathrm{max}}\overset{a}{b}\mathop{\mathrm{sup}}_x",
        r"{a \over b}+{n \choose k}",
        r"\left.\frac{df}{dx}\right|_{x=0}",
    ] {
        assert_eq!(messages(tex), [], "{tex}");
    }
}

#[test]
fn what_is_wrong_is_shown_and_told() {
    for (tex, shown, message, at) in [
        (r"a+\foo{x}", r"a + \foo{x}", r"unknown command `\foo`", 2),
        (r"\frac{a", "a", "`{` is not closed", 5),
        (r"a}b", "a}b", "`}` closes nothing", 1),
        (r"\left(a", "(a", r"`\left` without `\right`", 0),
        (r"x^a^b", "xᵃᵇ", "a second script in the same place", 3),
        (r"\begin{foo}a\end{foo}", r"\begin{foo}a", "unknown environment `foo`", 0),
        (r"\begin{CD}A@>f>>B\\C\end{CD}", "\\begin{CD}A@>f>>B\nC\\end{CD}", "unknown environment `CD`", 0),
        (r"\begin{align}a", "a", r"`\begin{align}` is not ended", 0),
    ] {
        let rows = display(tex).join("\n");
        assert!(rows.contains(shown.trim()), "{tex}: {rows}");
        assert!(messages(tex).contains(&(message.to_owned(), at)), "{tex}: {:?}", messages(tex));
    }
}

#[test]
fn what_is_too_wide_is_broken_and_never_cut() {
    let tex = r"f(x)=aaaaaaaa+bbbbbbbb+cccccccc=dddddddd";
    let broken = set(tex, Form::Display, Some(24));
    assert_eq!(broken.rows, ["f(x) = aaaaaaaa", "     + bbbbbbbb", "     + cccccccc", "     = dddddddd"]);
    // Brackets that are too wide are broken at a sign in them, and never before what is given
    let brackets = set(r"L=\left[aaaaaaaa\left(b|c\right)-\frac{dddddddd}{e}\right]^2", Form::Display, Some(20));
    let rows = ["    ⎡", "L = ⎢ aaaaaaaa(b|c)", "    ⎣", "", "    dddddddd ⎤2", "  − ──────── ⎥", "       e     ⎦"];
    assert_eq!(brackets.rows, rows);
    let fraction = set(r"\frac{aaaaaaaaaaaaaaaaaaaa}{bbbbbbbbbbbbbbbbbbbb}", Form::Display, Some(12));
    assert!(fraction.width <= 12);
    assert_eq!(fraction.rows.concat(), "aaaaaaaaaaaaaaaaaaaa/(bbbbbbbbbbbbbbbbbbbb)");
}

#[test]
fn endless_and_deep_sources_end() {
    for tex in [
        r"\def\a{\a\a}\a".to_owned(),
        "{".repeat(5000),
        r"\sqrt".repeat(5000),
        r"\frac".repeat(3000),
        r"\left(".repeat(3000),
        "x^".repeat(5000),
        "x^{".repeat(5000),
        r"\begin{matrix}".repeat(2000),
        r"\text{$".repeat(3000),
        r"a\over".repeat(3000),
        r"\\".repeat(9000),
        "&".repeat(9000),
        "x".repeat(30_000),
        r"\begin{matrix}a".to_owned() + &r"\\a".repeat(3000) + r"\end{matrix}",
    ] {
        let set = set(&tex, Form::Display, Some(80));
        assert!(set.height <= MOST_CELLS && set.width <= 80, "{}", &tex[..12]);
    }
}

#[test]
fn meaning_looks_through_spelling() {
    assert_eq!(meaning(r"$\sqrt{ d_k }$"), meaning(r"\sqrt {d_{k}}"));
}

fn tokens() -> impl Strategy<Value = String> {
    const TOKENS: [&str; 92] = [
        "a",
        "x",
        "1",
        "+",
        "-",
        "=",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "{",
        "}",
        "^",
        "_",
        "&",
        "\\\\",
        " ",
        "'",
        "|",
        ",",
        "$",
        "#1",
        "%",
        "中",
        "é",
        "e\u{301}",
        "\u{200b}",
        "\x1b",
        "\t",
        "\u{202e}",
        "👍",
        "\\frac",
        "\\sqrt",
        "\\sum",
        "\\int",
        "\\left(",
        "\\right)",
        "\\left\\{",
        "\\middle|",
        "\\right.",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{cases}",
        "\\end{cases}",
        "\\begin{aligned}",
        "\\end{aligned}",
        "\\begin{array}{l|c}",
        "\\end{array}",
        "\\hline",
        "\\text{",
        "\\mathrm{",
        "\\mathbf",
        "\\hat",
        "\\vec",
        "\\overbrace",
        "\\underbrace",
        "\\overline",
        "\\not",
        "\\limits",
        "\\operatorname*",
        "\\substack{",
        "\\over",
        "\\def\\a{",
        "\\a",
        "\\newcommand",
        "\\xrightarrow",
        "\\boxed",
        "\\quad",
        "\\foo",
        "\\begin{array}{|c||*{2}{r|}}",
        "\\begin{pmatrix}",
        "\\end{pmatrix}",
        "\\tag{1}",
        "\\big(",
        "\\Bigg)",
        "\\sqrt[n]",
        "\\overset",
        "\\underset{",
        "\\binom",
        "\\langle",
        "\\left\\langle",
        "\\right/",
        "\\mathbb",
        "\\widehat{",
        "\\lim",
        "\\color{red}",
        "\\phantom",
        "\u{fe0f}",
        "\u{200d}",
        "\\",
    ];
    proptest::collection::vec(proptest::sample::select(&TOKENS[..]), 0..60).prop_map(|tokens| tokens.concat())
}

/// What holds for any source in any form.
pub(super) fn holds(tex: &str, form: Form, width: Option<usize>) {
    let set = set(tex, form, width);
    assert_eq!(set.height, set.rows.len());
    assert!(!set.rows.is_empty() && set.height <= MOST_CELLS && set.width <= MOST_CELLS);
    assert!(set.baseline < set.height);
    for row in &set.rows {
        assert!(!row.chars().any(lex::is_command), "{row:?} from {tex:?}");
        assert!(cells(row) <= set.width);
        assert!(form != Form::Ascii || row.is_ascii(), "{row:?} from {tex:?}");
    }
    if let Some(width) = width.filter(|width| *width > 3) {
        assert!(set.width <= width, "{} > {width}: {:?} from {tex:?}", set.width, set.rows);
    }
    for found in &set.diagnostics {
        assert!(found.at <= tex.len() && !found.message.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_source_is_set(tex in tokens(), width in 1_usize..60) {
        for form in [Form::Display, Form::Line, Form::Ascii] {
            holds(&tex, form, None);
            holds(&tex, form, Some(width));
        }
    }

    #[test]
    fn any_text_is_set(tex in "\\PC{0,60}", width in 1_usize..60) {
        for form in [Form::Display, Form::Line, Form::Ascii] {
            holds(&tex, form, Some(width));
        }
    }

    /// Letters, digits and Chinese that are in the source are in the formula.
    #[test]
    fn nothing_is_lost(parts in proptest::collection::vec(("[a-z]", proptest::sample::select(&["^", "_", "+", "=", "\\frac ", "\\sqrt "][..])), 1..12)) {
        let tex: String = parts.iter().flat_map(|(letter, sign)| [letter, *sign, "{", letter, "}{", letter, "}"]).collect();
        let shown = set(&tex, Form::Ascii, None).rows.concat();
        let count = |text: &str, letter: char| text.chars().filter(|c| *c == letter).count();
        for letter in tex.replace("\\frac", "").replace("\\sqrt", "").chars().filter(char::is_ascii_lowercase) {
            let wanted = count(&tex.replace("\\frac", "").replace("\\sqrt", ""), letter);
            prop_assert!(count(&shown, letter) >= wanted, "{} of {}: {}", letter, tex, shown);
        }
    }
}

/// A longer run for those who change the layout: `WENGU_TYPESET_SECONDS=600 cargo test --release --lib long -- --ignored`.
#[test]
#[ignore = "takes as long as one asks for"]
fn a_long_run_finds_nothing() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let seconds = std::env::var("WENGU_TYPESET_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let mut runner = TestRunner::default();
    let end = std::time::Duration::from_secs(seconds);
    #[allow(clippy::disallowed_methods)]
    let start = std::time::Instant::now();
    let mut count = 0_u64;
    while start.elapsed() < end {
        let tex = tokens().new_tree(&mut runner).unwrap().current();
        let tex = if count.is_multiple_of(10) { tex.repeat(20) } else { tex };
        for (form, width) in
            [(Form::Display, None), (Form::Display, Some(30)), (Form::Line, Some(20)), (Form::Ascii, None)]
        {
            holds(&tex, form, width);
        }
        count += 1;
    }
    println!("{count} sources");
}
