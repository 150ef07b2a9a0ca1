//! How a cloze is stored, so that its answer can be shown in its place.
//!
//! The question is the whole text with [`HOLE`] where something is asked; what other holes of the text hide is shown. The answer
//! is what the hole hides. A card that asks several holes at once has one line of answer for each, in order. A hole inside a
//! formula stands in the TeX itself, in braces where TeX would misread it, and its answer is TeX between dollars, so that it can
//! also be shown alone.

/// What stands for the hole of a cloze.
pub const HOLE: &str = "[...]";
/// What stands for a part that stays hidden on both sides, and for a note's own `[...]`.
pub const HIDDEN: &str = "[…]";

/// The question with every hole filled. `mark` dresses an answer for its place and is told whether that is in a formula.
pub fn filled(question: &str, answer: &str, mark: impl Fn(&str, bool) -> String) -> String {
    let holes = question.matches(HOLE).count();
    let answers: Vec<&str> = if holes == 1 { vec![answer.trim()] } else { answer.lines().collect() };
    let mut whole = String::with_capacity(question.len() + answer.len());
    let mut math = Math::default();
    for (nth, part) in question.split(HOLE).enumerate() {
        if let Some(before) = nth.checked_sub(1) {
            let said = answers.get(before).map_or("", |said| said.trim());
            let said = if math.is_open() { bare_tex(said) } else { said };
            whole.push_str(&mark(said, math.is_open()));
        }
        whole.push_str(part);
        math.read(part);
    }
    whole
}

/// TeX without the dollars around it.
fn bare_tex(text: &str) -> &str {
    let bare = text.trim_matches('$');
    if bare.contains('$') { text } else { bare.trim() }
}

/// Follows dollars and TeX brackets through a text.
#[derive(Debug, Default)]
struct Math {
    opened_by: Option<&'static str>,
}

impl Math {
    const fn is_open(&self) -> bool {
        self.opened_by.is_some()
    }

    fn read(&mut self, text: &str) {
        const PAIRS: [(&str, &str); 4] = [("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")];
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let step = match self.opened_by {
                Some(close) if rest.starts_with(close) => {
                    self.opened_by = None;
                    close.len()
                }
                None => match PAIRS.iter().find(|(open, _)| rest.starts_with(open)) {
                    Some((open, close)) => {
                        self.opened_by = Some(close);
                        open.len()
                    }
                    None => skip(rest),
                },
                Some(_) => skip(rest),
            };
            at += step;
        }
    }
}

/// The length of the next character, or of a backslash with what it escapes.
fn skip(rest: &str) -> usize {
    let mut characters = rest.chars();
    let first = characters.next().map_or(1, char::len_utf8);
    if rest.starts_with('\\') { first + characters.next().map_or(0, char::len_utf8) } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shown_in_its_place() {
        let mark = |said: &str, math: bool| if math { format!("\\boxed{{{said}}}") } else { format!("<{said}>") };
        for (question, answer, whole) in [
            ("除以 [...]。", "$\\sqrt{D}$", "除以 <$\\sqrt{D}$>。"),
            // Inside a formula the answer's own dollars would close it
            (r"$\frac{QK^T}{[...]}$ 与 $x$", r"$\sqrt{D}$", r"$\frac{QK^T}{\boxed{\sqrt{D}}}$ 与 $x$"),
            ("价格 \\$5，[...] 元 $a$ [...]", "五\n六", "价格 \\$5，<五> 元 $a$ <六>"),
            ("$$\na + [...]\n$$", "$b$", "$$\na + \\boxed{b}\n$$"),
            ("没有洞", "答", "没有洞"),
        ] {
            assert_eq!(filled(question, answer, mark), whole);
        }
    }
}
