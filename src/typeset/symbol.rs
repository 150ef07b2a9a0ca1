//! What a command without arguments stands for: `\alpha`, `\leq`, `\cdot`.
//!
//! The table of symbols is that of `pulldown-latex`: each command is given to its parser alone, and what comes out is turned
//! into a glyph and its class. Structure is read by our own parser, because that one names no place of an error, stops at
//! what it does not know, and takes more than linear time in nested groups.

use super::tree::{Class, Node, Place};
use pulldown_latex::event::{Content, DelimiterType, Event};
use pulldown_latex::{Parser, Storage};

/// Commands whose usual sign is missing from common terminal fonts, wider than a cell, or another one than is known here.
const OWN: [(&str, &str, Class); 98] = [
    ("cdot", "·", Class::Bin),
    ("cdotp", "·", Class::Bin),
    ("ast", "*", Class::Bin),
    ("bullet", "•", Class::Bin),
    ("mid", "|", Class::Rel),
    ("vert", "|", Class::Ord),
    ("lvert", "|", Class::Open),
    ("rvert", "|", Class::Close),
    ("|", "‖", Class::Ord),
    ("Vert", "‖", Class::Ord),
    ("lVert", "‖", Class::Open),
    ("rVert", "‖", Class::Close),
    ("parallel", "∥", Class::Rel),
    ("perp", "⊥", Class::Rel),
    ("mu", "μ", Class::Ord),
    ("varnothing", "∅", Class::Ord),
    ("emptyset", "∅", Class::Ord),
    ("Longrightarrow", "⇒", Class::Rel),
    ("implies", "⇒", Class::Rel),
    ("Longleftarrow", "⇐", Class::Rel),
    ("impliedby", "⇐", Class::Rel),
    ("Longleftrightarrow", "⇔", Class::Rel),
    ("iff", "⇔", Class::Rel),
    ("longrightarrow", "→", Class::Rel),
    ("longleftarrow", "←", Class::Rel),
    ("longleftrightarrow", "↔", Class::Rel),
    ("longmapsto", "↦", Class::Rel),
    ("rarr", "→", Class::Rel),
    ("larr", "←", Class::Rel),
    ("Rarr", "⇒", Class::Rel),
    ("coloneqq", ":=", Class::Rel),
    ("coloneq", ":=", Class::Rel),
    ("colonequals", ":=", Class::Rel),
    ("defeq", ":=", Class::Rel),
    ("eqqcolon", "=:", Class::Rel),
    ("leqslant", "≤", Class::Rel),
    ("geqslant", "≥", Class::Rel),
    ("preceq", "≼", Class::Rel),
    ("succeq", "≽", Class::Rel),
    ("ratio", ":", Class::Rel),
    ("colon", ":", Class::Punct),
    ("dots", "…", Class::Inner),
    ("ldots", "…", Class::Inner),
    ("dotsc", "…", Class::Inner),
    ("dotso", "…", Class::Inner),
    ("cdots", "⋯", Class::Inner),
    ("dotsb", "⋯", Class::Inner),
    ("dotsm", "⋯", Class::Inner),
    ("hdots", "…", Class::Inner),
    ("mathellipsis", "…", Class::Inner),
    ("vdots", "⋮", Class::Ord),
    ("{", "{", Class::Open),
    ("}", "}", Class::Close),
    ("lbrace", "{", Class::Open),
    ("rbrace", "}", Class::Close),
    ("lbrack", "[", Class::Open),
    ("rbrack", "]", Class::Close),
    ("lparen", "(", Class::Open),
    ("rparen", ")", Class::Close),
    ("langle", "⟨", Class::Open),
    ("rangle", "⟩", Class::Close),
    ("lang", "⟨", Class::Open),
    ("rang", "⟩", Class::Close),
    ("lfloor", "⌊", Class::Open),
    ("rfloor", "⌋", Class::Close),
    ("lceil", "⌈", Class::Open),
    ("rceil", "⌉", Class::Close),
    ("backslash", "\\", Class::Ord),
    ("setminus", "\\", Class::Bin),
    ("%", "%", Class::Ord),
    ("$", "$", Class::Ord),
    ("#", "#", Class::Ord),
    ("&", "&", Class::Ord),
    ("_", "_", Class::Ord),
    ("lnot", "¬", Class::Ord),
    ("land", "∧", Class::Bin),
    ("lor", "∨", Class::Bin),
    ("hbar", "ħ", Class::Ord),
    ("Re", "Re", Class::Ord),
    ("Im", "Im", Class::Ord),
    ("R", "ℝ", Class::Ord),
    ("N", "ℕ", Class::Ord),
    ("Z", "ℤ", Class::Ord),
    ("Q", "ℚ", Class::Ord),
    ("C", "ℂ", Class::Ord),
    ("reals", "ℝ", Class::Ord),
    ("infin", "∞", Class::Ord),
    ("exist", "∃", Class::Ord),
    ("empty", "∅", Class::Ord),
    ("sub", "⊂", Class::Rel),
    ("sube", "⊆", Class::Rel),
    ("isin", "∈", Class::Rel),
    ("thetasym", "ϑ", Class::Ord),
    ("copyright", "©", Class::Ord),
    ("dag", "†", Class::Ord),
    ("ddag", "‡", Class::Ord),
    ("S", "§", Class::Ord),
    ("P", "¶", Class::Ord),
];

/// Names that are set upright like `\sin` though plain TeX does not know them all; `true` where limits go below.
const NAMES: [(&str, bool); 46] = [
    ("lim", true),
    ("max", true),
    ("min", true),
    ("sup", true),
    ("inf", true),
    ("det", true),
    ("gcd", true),
    ("lcm", true),
    ("Pr", true),
    ("argmax", true),
    ("argmin", true),
    ("arg", false),
    ("softmax", false),
    ("Softmax", false),
    ("sigmoid", false),
    ("relu", false),
    ("ReLU", false),
    ("gelu", false),
    ("GELU", false),
    ("silu", false),
    ("SiLU", false),
    ("swish", false),
    ("softplus", false),
    ("erf", false),
    ("sign", false),
    ("sgn", false),
    ("diag", false),
    ("rank", false),
    ("tr", false),
    ("Tr", false),
    ("trace", false),
    ("Var", false),
    ("Cov", false),
    ("KL", false),
    ("MLP", false),
    ("FFN", false),
    ("LN", false),
    ("LayerNorm", false),
    ("RMSNorm", false),
    ("Attention", false),
    ("Concat", false),
    ("concat", false),
    ("head", false),
    ("clip", false),
    ("supp", false),
    ("dom", false),
];

const BIG: [(&str, &str, Place); 22] = [
    ("sum", "∑", Place::Movable),
    ("prod", "∏", Place::Movable),
    ("coprod", "∐", Place::Movable),
    ("bigcup", "⋃", Place::Movable),
    ("bigcap", "⋂", Place::Movable),
    ("bigvee", "⋁", Place::Movable),
    ("bigwedge", "⋀", Place::Movable),
    ("bigoplus", "⊕", Place::Movable),
    ("bigotimes", "⊗", Place::Movable),
    ("bigodot", "⊙", Place::Movable),
    ("biguplus", "⊎", Place::Movable),
    ("bigsqcup", "⊔", Place::Movable),
    ("intop", "∫", Place::Movable),
    ("int", "∫", Place::Side),
    ("smallint", "∫", Place::Side),
    ("iint", "∬", Place::Side),
    ("iiint", "∭", Place::Side),
    ("oint", "∮", Place::Side),
    ("oiint", "∯", Place::Side),
    ("bigstar", "★", Place::Side),
    ("bigtriangleup", "△", Place::Side),
    ("bigtriangledown", "▽", Place::Side),
];

/// What `\name` stands for, if it is a symbol or the name of an operator.
pub(super) fn command(name: &str) -> Option<Node> {
    if let Some((_, text, class)) = OWN.iter().find(|(own, ..)| *own == name) {
        return Some(Node::glyph(*text, *class));
    }
    if let Some((_, text, place)) = BIG.iter().find(|(own, ..)| *own == name) {
        return Some(Node::BigOp { text: (*text).to_owned(), place: *place });
    }
    if let Some((_, limits)) = NAMES.iter().find(|(own, _)| *own == name) {
        let place = if *limits { Place::Movable } else { Place::Side };
        let text = name.strip_prefix("arg").filter(|rest| !rest.is_empty()).map(|rest| format!("arg {rest}"));
        return Some(Node::Name { text: text.unwrap_or_else(|| name.to_owned()), place, is_word: false });
    }
    known(name)
}

/// Asks `pulldown-latex`.
fn known(name: &str) -> Option<Node> {
    if !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let source = format!("\\{name}");
    let storage = Storage::new();
    let mut events = Parser::new(&source, &storage);
    let Some(Ok(Event::Content(content))) = events.next() else { return None };
    if events.next().is_some() {
        return None;
    }
    Some(node(content))
}

fn node(content: Content<'_>) -> Node {
    match content {
        Content::Text(text) => Node::Text(text.replace("&nbsp;", " ")),
        Content::Number(text) => Node::glyph(text, Class::Ord),
        Content::Function(name) => {
            let place = if name.starts_with("lim ") { Place::Movable } else { Place::Side };
            Node::Name { text: name.to_owned(), place, is_word: false }
        }
        Content::Ordinary { content, .. } => Node::glyph(content, Class::Ord),
        Content::LargeOp { content, .. } => Node::BigOp { text: content.into(), place: Place::Side },
        Content::BinaryOp { content, .. } => Node::glyph(content, Class::Bin),
        Content::Relation { content, .. } => {
            let mut buffer = [0; 8];
            Node::glyph(String::from_utf8_lossy(content.encode_utf8_to_buf(&mut buffer)), Class::Rel)
        }
        Content::Delimiter { content, ty, .. } => Node::glyph(
            content,
            match ty {
                DelimiterType::Open => Class::Open,
                DelimiterType::Fence => Class::Ord,
                DelimiterType::Close => Class::Close,
            },
        ),
        Content::Punctuation(mark) => Node::glyph(mark, Class::Punct),
    }
}

/// The big operator that a character is, as someone writes it who has it on the keyboard.
pub(super) fn operator(text: &str) -> Option<Node> {
    let is_binary = matches!(text, "⊕" | "⊗" | "⊙" | "⊎" | "⊔");
    let (_, text, place) = BIG.iter().find(|(_, sign, _)| *sign == text && !is_binary)?;
    let place = if text.starts_with('∫') { Place::Side } else { *place };
    Some(Node::BigOp { text: (*text).to_owned(), place })
}

/// A character that stands for itself, and its class.
pub(super) fn character(text: &str) -> (&str, Class) {
    let class = match text {
        "-" => return ("−", Class::Bin),
        "'" => return ("′", Class::Ord),
        // As bars come when a formula is copied from a page
        "∣" => return ("|", Class::Ord),
        "∥" => return ("‖", Class::Ord),
        "+" | "*" | "−" | "±" | "∓" | "×" | "÷" | "·" | "∗" | "⊙" | "⊗" | "⊕" | "∘" | "∪" | "∩" | "∧" | "∨" | "⋅" => {
            Class::Bin
        }
        "=" | "<" | ">" | ":" | "≤" | "≥" | "≠" | "≈" | "≡" | "∼" | "∈" | "∉" | "⊂" | "⊆" | "→" | "←" | "↔" | "⇒"
        | "⇐" | "⇔" | "∝" | "≜" | "≪" | "≫" | "↦" | "≃" | "≅" | "⊃" | "⊇" | "∋" | "≔" | "≝" | "≐" | "≺" | "≻" | "≼"
        | "≽" | "≲" | "≳" | "⩽" | "⩾" | "⟶" | "⟵" | "⟹" | "⟺" | "⇌" | "⊢" | "⊨" => Class::Rel,
        "(" | "[" | "⟨" | "⌊" | "⌈" => Class::Open,
        ")" | "]" | "⟩" | "⌋" | "⌉" | "!" | "?" => Class::Close,
        "," | ";" => Class::Punct,
        "…" | "⋯" => Class::Inner,
        _ => Class::Ord,
    };
    (text, class)
}

/// The delimiter that a character or command after `\left` and its like names; `""` for the invisible one.
pub(super) fn delimiter(text: &str) -> Option<&'static str> {
    Some(match text {
        "." => "",
        "(" | "lparen" | "lgroup" => "(",
        ")" | "rparen" | "rgroup" => ")",
        "[" | "lbrack" => "[",
        "]" | "rbrack" => "]",
        "{" | "lbrace" | "lmoustache" => "{",
        "}" | "rbrace" | "rmoustache" => "}",
        "|" | "vert" | "lvert" | "rvert" | "mid" => "|",
        "Vert" | "lVert" | "rVert" | "‖" | "parallel" => "‖",
        "<" | "langle" | "lang" | "⟨" => "⟨",
        ">" | "rangle" | "rang" | "⟩" => "⟩",
        "lfloor" | "⌊" => "⌊",
        "rfloor" | "⌋" => "⌋",
        "lceil" | "⌈" => "⌈",
        "rceil" | "⌉" => "⌉",
        "/" => "/",
        "backslash" => "\\",
        "uparrow" => "↑",
        "downarrow" => "↓",
        "updownarrow" => "↕",
        "Uparrow" => "⇑",
        "Downarrow" => "⇓",
        "llbracket" | "lBrack" | "⟦" => "⟦",
        "rrbracket" | "rBrack" | "⟧" => "⟧",
        "ulcorner" => "⌜",
        "urcorner" => "⌝",
        "llcorner" => "⌞",
        "lrcorner" => "⌟",
        _ => return None,
    })
}
