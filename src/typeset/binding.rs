//! What holds together beside a slash or a script, and what needs parentheses there.

use super::layout::{both_sides, is_atom, is_function, plain};
use super::tree::{Class, Node, Place, Span};

/// Whether a base of scripts has to be held together.
pub(super) fn is_loose(base: &Node) -> bool {
    match base {
        Node::Row(nodes) if nodes.iter().all(is_function) || is_enclosed(nodes) => false,
        Node::Row(nodes) => nodes.len() > 1 || nodes.first().is_some_and(is_loose),
        Node::Fraction { .. } | Node::Scripts { .. } => true,
        Node::Span { body, span: Span::Overbrace | Span::Underbrace, .. } => is_loose(body),
        _ => false,
    }
}

/// Whether part of a fraction has to be held together when it is written beside a slash.
pub(super) fn needs_parentheses(node: &Node, is_lower: bool) -> bool {
    match node {
        Node::Row(nodes) => match nodes.as_slice() {
            [single] => needs_parentheses(single, is_lower),
            nodes if is_enclosed(nodes) => false,
            nodes => (is_lower && !is_one_thing(nodes)) || falls_apart(nodes) || applies(nodes),
        },
        Node::Fraction { .. } | Node::Grid(_) => true,
        Node::Text(text) => text.trim().contains([' ', '/']),
        _ => false,
    }
}

/// Whether nodes are one number, one function with its argument, `q(x)`, or one differential, `∂x`.
fn is_one_thing(nodes: &[Node]) -> bool {
    let is_digit = |node: &Node| matches!(node, Node::Glyph { text, .. } if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let is_head = |node: &Node| is_atom(node) || is_function(node);
    match nodes {
        [sign, of] if matches!(plain(sign).as_deref(), Some("∂" | "d" | "Δ" | "δ")) => is_atom(of),
        [head, Node::Fenced { .. }] => is_head(head),
        [head, Node::Glyph { class: Class::Open, .. }, inside @ .., Node::Glyph { class: Class::Close, .. }] => {
            is_head(head) && is_balanced(inside)
        }
        [digits @ .., last] => digits.iter().all(is_digit) && is_digit(unscripted(last)),
        [] => true,
    }
}

/// How a node changes the depth of brackets.
pub(super) fn nesting(node: &Node) -> i32 {
    match both_sides(node).0 {
        _ if matches!(unscripted(node), Node::Fenced { .. }) => 0,
        Class::Open => 1,
        Class::Close => -1,
        _ => 0,
    }
}

fn is_balanced(nodes: &[Node]) -> bool {
    let depths = nodes.iter().scan(0, |depth, node| {
        *depth += nesting(node);
        Some(*depth)
    });
    let mut last = 0;
    depths.inspect(|depth| last = *depth).all(|depth| depth >= 0) && last == 0
}

/// Whether one pair of brackets or bars holds all of it; the closing one may have scripts.
pub(super) fn is_enclosed(nodes: &[Node]) -> bool {
    let bar = |node: &Node| matches!(node, Node::Glyph { text, .. } if matches!(text.as_str(), "|" | "‖"));
    let [first, inside @ .., last] = nodes else { return false };
    match (first, unscripted(last)) {
        (
            Node::Glyph { class: Class::Open, .. } | Node::Tall { class: Class::Open, .. },
            Node::Glyph { class: Class::Close, .. } | Node::Tall { class: Class::Close, .. },
        ) => is_balanced(inside),
        (first, last) => first == last && bar(first) && !inside.iter().map(unscripted).any(bar),
    }
}

/// What scripts stand at.
fn unscripted(node: &Node) -> &Node {
    match node {
        Node::Scripts { base, .. } => base,
        node => node,
    }
}

/// Whether a function stands before an argument without brackets, of which a slash would become part: `log n`.
fn applies(nodes: &[Node]) -> bool {
    let mut seen = nodes.iter().filter(|node| !matches!(node, Node::Space(_))).peekable();
    while let Some(node) = seen.next() {
        let is_name = matches!(unscripted(node), Node::Name { is_word: false, place: Place::Side, .. });
        if is_name && seen.peek().is_some_and(|next| matches!(both_sides(next).0, Class::Ord | Class::Op)) {
            return true;
        }
    }
    false
}

/// Whether something outside of brackets binds less than a slash does.
fn falls_apart(nodes: &[Node]) -> bool {
    let mut depth = 0;
    nodes.iter().enumerate().any(|(at, node)| {
        depth += nesting(node);
        let class = both_sides(node).0;
        let loosens = matches!(class, Class::Rel | Class::Punct)
            || (at > 0 && class == Class::Bin)
            || matches!(node, Node::BigOp { .. } | Node::Fraction { .. })
            || matches!(node, Node::Text(text) if text.trim().contains([' ', '/']))
            || matches!(node, Node::Scripts { base, .. } if matches!(**base, Node::BigOp { .. }));
        depth <= 0 && loosens
    })
}
