//! Scripts: raised and lowered letters, rows of their own, limits above and below.

use super::{Setter, Style};
use crate::typeset::alphabet::{lowered, raised};
use crate::typeset::block::Block;
use crate::typeset::tree::{Node, Place};

/// Longer scripts get rows of their own.
const LONGEST_INLINE: usize = 4;

impl Setter {
    /// Finds out whether the simple scripts of a formula all have raised and lowered forms.
    pub(super) fn survey(&mut self, node: &Node) {
        if let Node::Scripts { base, sub, sup } = node
            && (base.place() == Place::Side || matches!(**base, Node::BigOp { .. }))
        {
            self.lowers &= sub.as_deref().and_then(plain).is_none_or(|text| fits(&text, lowered));
            self.raises &= sup.as_deref().and_then(plain).is_none_or(|text| fits(&text, raised));
        }
        children(node, &mut |child| self.survey(child));
    }

    pub(super) fn scripts(self, base: &Node, sub: Option<&Node>, sup: Option<&Node>, style: Style) -> Block {
        let block = self.block(base, style);
        let is_stacked = match base.place() {
            Place::Limits => true,
            Place::Movable => style == Style::Display,
            Place::Side => false,
        };
        if is_stacked {
            return self.stacked(block, sup, sub);
        }
        self.with_scripts(block, base, (sub, sup))
    }

    /// `block`, which shows `base`, with its scripts beside it.
    pub(super) fn with_scripts(
        self,
        mut block: Block,
        base: &Node,
        (sub, sup): (Option<&Node>, Option<&Node>),
    ) -> Block {
        let core = block.core;
        // What hangs below the line does not keep a raised letter off it
        let is_flat = block.ascent == 0 && sub.is_none() && matches!(base, Node::Fenced { .. });
        if (block.height() == 1 || is_flat)
            && !matches!(base, Node::Text(text) if text.len() > 12)
            && let Some(text) = self.inline(sub, sup)
        {
            block.append(Block::text(text), 0);
            return block;
        }
        let column = block.width;
        let (ascent, descent) = (block.ascent, block.descent);
        if let Some(sub) = sub {
            let script = self.block(sub, Style::Script);
            let row = if core.1 > 0 { descent } else { descent + 1 };
            let row = row + script.ascent;
            block.put(script, column, row);
        }
        if let Some(sup) = sup {
            let script = self.block(sup, Style::Script);
            let row = if is_primes(sup) || core.0 > 0 { ascent } else { ascent + 1 };
            let row = -row - script.descent;
            block.put(script, column, row);
        }
        block.with_core(core)
    }

    /// Both scripts in raised and lowered letters, if that is how this formula sets them.
    fn inline(self, sub: Option<&Node>, sup: Option<&Node>) -> Option<String> {
        let primed = sup.is_some_and(is_primes);
        let raises = self.raises || (primed && !self.is_ascii);
        let sub = match sub {
            Some(sub) => short(sub, lowered).filter(|_| self.lowers)?,
            None => String::new(),
        };
        let sup = match sup {
            Some(sup) => short(sup, raised).filter(|_| raises)?,
            None => String::new(),
        };
        // A prime belongs to the letter
        Some(if primed { sup + &sub } else { sub + &sup })
    }

    /// `base` with something above and below it, all in the middle.
    pub(super) fn stacked(self, base: Block, over: Option<&Node>, under: Option<&Node>) -> Block {
        let over = over.map(|node| self.block(node, Style::Script));
        let under = under.map(|node| self.block(node, Style::Script));
        let width = [Some(&base), over.as_ref(), under.as_ref()].into_iter().flatten().map(|b| b.width).max();
        let width = width.unwrap_or(0);
        let (ascent, descent) = (base.ascent, base.descent);
        let mut block = Block::blank(width);
        block.put_centred(base, width, 0);
        if let Some(over) = over {
            let row = -ascent - 1 - over.descent;
            block.put_centred(over, width, row);
        }
        if let Some(under) = under {
            let row = descent + 1 + under.ascent;
            block.put_centred(under, width, row);
        }
        block.with_whole_core()
    }
}

/// Whether a simple script has a raised or lowered form. One with signs in it counts as not simple, and speaks for itself
/// only.
fn fits(text: &str, form: fn(&str) -> Option<String>) -> bool {
    form(text).is_some() || !text.chars().all(|character| character.is_alphanumeric() || character == ',')
}

/// Whether a raised script is nothing but primes.
pub(in crate::typeset) fn is_primes(node: &Node) -> bool {
    plain(node).is_some_and(|text| text.chars().all(|character| "′″‴".contains(character)))
}

fn short(node: &Node, form: fn(&str) -> Option<String>) -> Option<String> {
    plain(node).filter(|text| text.chars().count() <= LONGEST_INLINE).and_then(|text| form(&text))
}

/// The text of a script that is only characters. `None` if it has any structure, or is long.
pub(in crate::typeset) fn plain(node: &Node) -> Option<String> {
    let mut text = String::new();
    gather(node, &mut text).then_some(text).filter(|text| !text.is_empty())
}

fn gather(node: &Node, text: &mut String) -> bool {
    if text.chars().nth(12).is_some() {
        return false;
    }
    match node {
        Node::Glyph { text: glyph, .. } => text.push_str(glyph),
        Node::Name { text: name, .. } | Node::Text(name) => text.push_str(name),
        Node::Space(_) => {}
        Node::Row(nodes) => return nodes.iter().all(|node| gather(node, text)),
        _ => return false,
    }
    true
}

/// Calls `each` with every child of `node`.
fn children(node: &Node, each: &mut impl FnMut(&Node)) {
    match node {
        Node::Row(nodes) => nodes.iter().for_each(each),
        Node::Scripts { base, sub, sup } => {
            [Some(base), sub.as_ref(), sup.as_ref()].into_iter().flatten().for_each(|n| each(n));
        }
        Node::Fraction { over, under, .. } => [over, under].into_iter().for_each(|n| each(n)),
        Node::Radical { body, index } => [Some(body), index.as_ref()].into_iter().flatten().for_each(|n| each(n)),
        Node::Fenced { parts, .. } => parts.iter().for_each(each),
        Node::Grid(grid) => grid.rows.iter().flatten().for_each(each),
        Node::Stack { base, over, under } => {
            [Some(base), over.as_ref(), under.as_ref()].into_iter().flatten().for_each(|n| each(n));
        }
        Node::Arrow { over, under, .. } => [Some(over), under.as_ref()].into_iter().flatten().for_each(|n| each(n)),
        Node::Accent { body, .. }
        | Node::Span { body, .. }
        | Node::Negated(body)
        | Node::Boxed(body)
        | Node::Phantom(body)
        | Node::Classed { body, .. }
        | Node::Tag(body) => each(body),
        Node::Glyph { .. }
        | Node::Name { .. }
        | Node::BigOp { .. }
        | Node::Text(_)
        | Node::Space(_)
        | Node::Tall { .. }
        | Node::Unknown(_) => {}
    }
}
