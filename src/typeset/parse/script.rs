//! Scripts, primes and limits: what stands raised or lowered beside an atom, or above and below it.

use super::{Kind, Parser};
use crate::typeset::alphabet::level;
use crate::typeset::symbol;
use crate::typeset::tree::{Class, Mark, Node, Place};

impl Parser<'_> {
    /// `base` with the scripts, primes and limit commands that follow it.
    pub(super) fn scripts(&mut self, mut base: Node) -> Node {
        let (mut sub, mut sup): (Option<Node>, Option<Node>) = (None, None);
        while let Some(token) = self.peek() {
            if let Some((plain, is_raised)) = token.character().and_then(level) {
                self.tokens.pop();
                let slot = if is_raised { &mut sup } else { &mut sub };
                let plain = plain.to_string();
                let (text, class) = symbol::character(&plain);
                *slot = Some(beside(slot.take(), Node::glyph(text, class)));
                continue;
            }
            match token.kind {
                Kind::Command(name @ ("limits" | "nolimits" | "displaylimits")) => {
                    self.tokens.pop();
                    base = with_place(base, if name == "nolimits" { Place::Side } else { Place::Limits });
                }
                Kind::Char("'") => {
                    let primes = self.primes();
                    sup = Some(beside(sup, primes));
                }
                Kind::Sup | Kind::Sub => {
                    self.tokens.pop();
                    let script = one_prime(self.argument(&token.source(), token.at));
                    let slot = if token.kind == Kind::Sup { &mut sup } else { &mut sub };
                    let is_second = slot.as_ref().is_some_and(|had| !is_primes(had));
                    *slot = Some(beside(slot.take(), script));
                    if is_second {
                        self.note(token.at, "a second script in the same place");
                    }
                }
                _ => break,
            }
        }
        if sub.is_none() && sup.is_none() {
            return base;
        }
        match (base, sub) {
            // `\hat{x_i}^2`
            (Node::Scripts { base, sub: sub @ Some(_), sup: None }, None) => {
                Node::Scripts { base, sub, sup: sup.map(Box::new) }
            }
            (base, sub) => Node::Scripts { base: Box::new(base), sub: sub.map(Box::new), sup: sup.map(Box::new) },
        }
    }

    fn primes(&mut self) -> Node {
        let mut count = 0;
        while self.take(Kind::Char("'")) {
            count += 1;
        }
        primes(count)
    }
}

fn primes(count: usize) -> Node {
    match count {
        1 => Node::glyph("′", Class::Ord),
        2 => Node::glyph("″", Class::Ord),
        3 => Node::glyph("‴", Class::Ord),
        _ => Node::Row(vec![Node::glyph("′", Class::Ord); count]),
    }
}

/// `\prime\prime` is one sign, as `''` is; so is the prime of `f^{'}`, which is raised already.
fn one_prime(node: Node) -> Node {
    if let Node::Row(nodes) = &node
        && let [Node::Scripts { base, sub: None, sup: Some(sup) }] = nodes.as_slice()
        && base.is_empty()
        && is_primes(sup)
    {
        return (**sup).clone();
    }
    let is_prime = |node: &Node| matches!(node, Node::Glyph { text, .. } if text == "′");
    match node {
        Node::Row(nodes) if !nodes.is_empty() && nodes.iter().all(is_prime) => primes(nodes.len()),
        node => node,
    }
}

fn is_primes(node: &Node) -> bool {
    match node {
        Node::Glyph { text, .. } => matches!(text.as_str(), "′" | "″" | "‴"),
        Node::Row(nodes) => nodes.iter().all(is_primes),
        _ => false,
    }
}

fn beside(before: Option<Node>, after: Node) -> Node {
    match before {
        None => after,
        Some(Node::Row(mut nodes)) => {
            nodes.push(after);
            Node::Row(nodes)
        }
        Some(before) => Node::Row(vec![before, after]),
    }
}

fn with_place(base: Node, place: Place) -> Node {
    match base {
        Node::Name { text, is_word, .. } => Node::Name { text, place, is_word },
        Node::BigOp { text, .. } => Node::BigOp { text, place },
        other => Node::Classed { class: other.class(), place, body: Box::new(other) },
    }
}

/// `\hat{x_i}`, as it is read: the mark belongs to the letter, not to its index.
pub(super) fn accented(body: Node, mark: Mark) -> Node {
    match body.unbraced() {
        Node::Scripts { base, sub: sub @ Some(_), sup: None } if is_letter(&base) => {
            Node::Scripts { base: Box::new(Node::Accent { body: base, mark }), sub, sup: None }
        }
        body => Node::Accent { body: Box::new(body), mark },
    }
}

pub(super) fn is_letter(node: &Node) -> bool {
    match node {
        Node::Glyph { text, .. } => text.chars().nth(1).is_none(),
        Node::Row(nodes) => matches!(nodes.as_slice(), [single] if is_letter(single)),
        _ => false,
    }
}
