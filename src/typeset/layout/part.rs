//! Fractions, roots, accents, braces, arrows, boxes.

use super::{Setter, Style};
use crate::typeset::block::Block;
use crate::typeset::layout::script::plain;
use crate::typeset::tree::{Class, Mark, Node, Span};
use unicode_normalization::UnicodeNormalization;

impl Setter {
    pub(super) fn fraction(self, over: &Node, under: &Node, has_bar: bool, style: Style) -> Block {
        let inner = style.max(Style::Text);
        let (above, below) = (self.block(over, inner), self.block(under, inner));
        if style == Style::Script && has_bar && above.height() == 1 && below.height() == 1 {
            return slashed((over, above), (under, below));
        }
        // A bar over a bar has to be told from it
        let is_nested = above.is_tall() || below.is_tall();
        let width = above.width.max(below.width).max(1) + if is_nested { 2 } else { 0 };
        let mut block = Block::blank(width);
        if has_bar {
            block.put(Block::text("─".repeat(width)), 0, 0);
        }
        let (up, down) = (-1 - above.descent, 1 + below.ascent);
        block.put_centred(above, width, up);
        block.put_centred(below, width, down);
        block.with_whole_core()
    }

    pub(super) fn radical(self, body: &Node, index: Option<&Node>, style: Style) -> Block {
        let inner = style.max(Style::Text);
        let inside = self.block(body, inner);
        let index = index.map(|index| (plain(index), self.block(index, Style::Script)));
        if inside.height() > 1 {
            return tall_radical(inside, index.map(|(_, block)| block));
        }
        let mut block = Block::default();
        match index {
            Some((Some(text), _)) if !self.is_ascii && crate::typeset::alphabet::raised(&text).is_some() => {
                block.append(Block::text(crate::typeset::alphabet::raised(&text).unwrap_or_default()), 0);
            }
            Some((_, index)) => block.put(index, 0, -1),
            None => {}
        }
        if self.is_ascii {
            block.append(Block::text("sqrt("), 0);
            block.append(inside, 0);
            block.append(Block::text(")"), 0);
            return block;
        }
        block.append(Block::text("√"), 0);
        let (column, width) = (block.width, inside.width);
        block.append(inside, 0);
        if !is_atom(body) {
            block.put(Block::text("_".repeat(width)), column, -1);
        }
        block.with_core((0, 0))
    }

    pub(super) fn accent(self, body: &Node, mark: Mark, style: Style) -> Block {
        let inside = self.block(body, style);
        let is_letter = plain(body).is_some_and(|text| text.chars().count() == 1) && inside.width == 1;
        if is_letter && !self.is_ascii && mark != Mark::Vector {
            let letter = plain(body).unwrap_or_default();
            return Block::text(marked(&letter, mark));
        }
        if mark == Mark::Bar && !is_letter {
            return self.span(body, Span::Overline, style);
        }
        let sign = match mark {
            Mark::Hat => "^",
            Mark::Check => "v",
            Mark::Tilde => "~",
            Mark::Acute => "'",
            Mark::Grave => "`",
            Mark::Breve => "u",
            Mark::Bar => "_",
            Mark::Dot => ".",
            Mark::DoubleDot => "..",
            Mark::Ring => "o",
            Mark::Vector => "→",
        };
        over(inside, &self.leaf(sign))
    }

    pub(super) fn span(self, body: &Node, span: Span, style: Style) -> Block {
        let inside = self.block(body, style);
        let width = inside.width.max(1);
        match span {
            Span::Overline => over(inside, &Block::text("_".repeat(width))),
            Span::Underline => under(inside, &Block::text("‾".repeat(width))),
            Span::Overbrace => over(inside, &Block::text(brace(width, ["╭", "╮", "┴"], "⏞"))).with_whole_core(),
            Span::Underbrace => under(inside, &Block::text(brace(width, ["╰", "╯", "┬"], "⏟"))).with_whole_core(),
            Span::Overbracket => over(inside, &Block::text(brace(width, ["┌", "┐", "┴"], "⎴"))).with_whole_core(),
            Span::Underbracket => under(inside, &Block::text(brace(width, ["└", "┘", "┬"], "⎵"))).with_whole_core(),
            Span::Wide(mark) => over(inside, &Block::text(wide(mark, width))),
            Span::OverArrow(arrow) => over(inside, &Block::text(long_arrow(arrow, width))),
            Span::UnderArrow(arrow) => under(inside, &Block::text(long_arrow(arrow, width))),
        }
    }

    pub(super) fn arrow(self, arrow: char, above: &Node, below: Option<&Node>) -> Block {
        let above = self.block(above, Style::Script);
        let below = below.map(|node| self.block(node, Style::Script));
        let width = above.width.max(below.as_ref().map_or(0, |block| block.width)) + 2;
        let mut block = Block::text(long_arrow(arrow, width));
        let up = -1 - above.descent;
        block.put_centred(above, width, up);
        if let Some(below) = below {
            let down = 1 + below.ascent;
            block.put_centred(below, width, down);
        }
        block
    }

    pub(super) fn negated(self, body: &Node, style: Style) -> Block {
        if self.is_ascii {
            let mut block = Block::text("not ");
            block.append(self.block(body, style), 0);
            return block;
        }
        let Some(text) = plain(body) else {
            let mut block = Block::text("╱");
            block.append(self.block(body, style), 0);
            return block;
        };
        Block::text(struck(&text))
    }

    pub(super) fn boxed(self, body: &Node, style: Style) -> Block {
        let inside = self.block(body, style);
        let (ascent, descent, width) = (inside.ascent, inside.descent, inside.width + 2);
        let line = "─".repeat(width);
        let mut block = Block::default();
        block.put(Block::text(format!("┌{line}┐")), 0, -ascent - 1);
        block.put(Block::text(format!("└{line}┘")), 0, descent + 1);
        for row in -ascent..=descent {
            block.put(Block::text("│"), 0, row);
            block.put(Block::text("│"), width + 1, row);
        }
        block.put(inside, 2, 0);
        block.with_whole_core()
    }
}

/// A root with a stem as high as what it holds, joined to the bar over it.
fn tall_radical(inside: Block, index: Option<Block>) -> Block {
    let (ascent, descent) = (inside.ascent, inside.descent);
    let margin = index.as_ref().map_or(0, |index| index.width.saturating_sub(1));
    let mut block = Block::default();
    block.put(Block::text("╲"), margin, descent);
    for row in -ascent..=descent {
        block.put(Block::text("│"), margin + 1, row);
    }
    let bar = format!("┌{}", "─".repeat(inside.width + 1));
    block.put(Block::text(bar), margin + 1, -ascent - 1);
    if let Some(index) = index {
        let row = descent - 1 - index.descent;
        block.put(index, 0, row);
    }
    block.put(inside, margin + 3, 0);
    block.with_whole_core()
}

/// `text` struck through: with the sign that Unicode has for it, else with a stroke over each character.
pub(in crate::typeset) fn struck(text: &str) -> String {
    const SIGNS: [(&str, &str); 22] = [
        ("=", "≠"),
        ("∈", "∉"),
        ("∋", "∌"),
        ("∃", "∄"),
        ("⊂", "⊄"),
        ("⊆", "⊈"),
        ("⊃", "⊅"),
        ("⊇", "⊉"),
        ("∼", "≁"),
        ("≡", "≢"),
        ("≈", "≉"),
        ("≅", "≇"),
        ("≤", "≰"),
        ("≥", "≱"),
        ("<", "≮"),
        (">", "≯"),
        ("|", "∤"),
        ("∥", "∦"),
        ("→", "↛"),
        ("⇒", "⇏"),
        ("⇔", "⇎"),
        ("⊢", "⊬"),
    ];
    if let Some((_, sign)) = SIGNS.iter().find(|(plain, _)| *plain == text) {
        return (*sign).to_owned();
    }
    text.chars().flat_map(|character| [character, '\u{338}']).collect()
}

/// A letter with its mark in one cell.
pub(in crate::typeset) fn marked(letter: &str, mark: Mark) -> String {
    [letter, combining(mark).encode_utf8(&mut [0; 4])].concat().nfc().collect()
}

const fn combining(mark: Mark) -> char {
    match mark {
        Mark::Hat => '\u{302}',
        Mark::Check => '\u{30c}',
        Mark::Tilde => '\u{303}',
        Mark::Acute => '\u{301}',
        Mark::Grave => '\u{300}',
        Mark::Breve => '\u{306}',
        Mark::Bar => '\u{304}',
        Mark::Dot => '\u{307}',
        Mark::DoubleDot => '\u{308}',
        Mark::Ring => '\u{30a}',
        Mark::Vector => '\u{20d7}',
    }
}

/// Whether a root needs no bar over it: one letter with its scripts, or one number.
pub(in crate::typeset) fn is_atom(node: &Node) -> bool {
    match node {
        Node::Glyph { class, .. } => *class == Class::Ord,
        Node::Name { .. } => true,
        Node::Accent { body, .. } => is_atom(body),
        Node::Scripts { base, .. } => match base.as_ref() {
            Node::Row(nodes) => matches!(nodes.as_slice(), [Node::Glyph { .. } | Node::Accent { .. }]) && is_atom(base),
            Node::Glyph { .. } | Node::Accent { .. } => is_atom(base),
            _ => false,
        },
        Node::Row(nodes) => match nodes.as_slice() {
            [single] => is_atom(single),
            nodes => {
                let is_digit = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                !nodes.is_empty() && nodes.iter().all(|n| matches!(n, Node::Glyph { text, .. } if is_digit(text)))
            }
        },
        _ => false,
    }
}

/// A fraction in one row, for scripts.
fn slashed((over, above): (&Node, Block), (under, below): (&Node, Block)) -> Block {
    let mut block = Block::default();
    for (node, part, is_lower) in [(over, above, false), (under, below, true)] {
        if is_lower {
            block.append(Block::text("/"), 0);
        }
        if crate::typeset::binding::needs_parentheses(node, is_lower) {
            block.append(Block::text("("), 0);
            block.append(part, 0);
            block.append(Block::text(")"), 0);
        } else {
            block.append(part, 0);
        }
    }
    block
}

fn over(inside: Block, mark: &Block) -> Block {
    let (width, core) = (inside.width.max(mark.width), inside.core);
    let row = -inside.ascent - 1;
    let mut block = Block::blank(width);
    block.put_centred(inside, width, 0);
    block.put_centred(mark.clone(), width, row);
    block.with_core(core)
}

fn under(inside: Block, mark: &Block) -> Block {
    let (width, core) = (inside.width.max(mark.width), inside.core);
    let row = inside.descent + 1;
    let mut block = Block::blank(width);
    block.put_centred(inside, width, 0);
    block.put_centred(mark.clone(), width, row);
    block.with_core(core)
}

/// A lying brace of `width` cells: its ends, and its point in the middle.
fn brace(width: usize, [left, right, point]: [&str; 3], single: &str) -> String {
    match width {
        0 | 1 => single.to_owned(),
        2 => format!("{left}{right}"),
        _ => {
            let before = (width - 3) / 2;
            format!("{left}{}{point}{}{right}", "─".repeat(before), "─".repeat(width - 3 - before))
        }
    }
}

fn wide(mark: Mark, width: usize) -> String {
    match mark {
        Mark::Tilde if width > 2 => "~".repeat(width),
        Mark::Tilde => "~".to_owned(),
        Mark::Check if width > 1 => format!("╲{}╱", " ".repeat(width - 2)),
        Mark::Check => "v".to_owned(),
        _ if width > 1 => format!("╱{}╲", "‾".repeat(width - 2)),
        _ => "^".to_owned(),
    }
}

fn long_arrow(arrow: char, width: usize) -> String {
    let line = if matches!(arrow, '⇒' | '⇐' | '⇔' | '=') { "═" } else { "─" };
    let (first, last) = match arrow {
        '←' | '⇐' | '↩' | '↼' => (arrow.to_string(), line.to_owned()),
        '↔' => ("←".to_owned(), "→".to_owned()),
        '⇔' => ("⇐".to_owned(), "⇒".to_owned()),
        '↦' => ("├".to_owned(), "→".to_owned()),
        '=' => (line.to_owned(), line.to_owned()),
        _ => (line.to_owned(), arrow.to_string()),
    };
    match width {
        0 | 1 => arrow.to_string(),
        _ => format!("{first}{}{last}", line.repeat(width - 2)),
    }
}
