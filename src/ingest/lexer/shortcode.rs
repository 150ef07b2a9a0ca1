//! Shortcodes of site generators that hold code: `{{< highlight go >}}` … `{{< /highlight >}}`.

use super::{Lexer, Prefix, SpanKind};

/// Shortcodes whose content is no Markdown. Others hold text.
const CODE: [&str; 3] = ["code-toggle", "code", "highlight"];

impl Lexer<'_> {
    /// Passes over a shortcode of code that begins with this line, to the line that closes it. `false` if there is none.
    pub(super) fn shortcode(&mut self, prefix: &Prefix) -> bool {
        let words = self.text.get(prefix.content..prefix.end).unwrap_or_default();
        let Some(name) = named(words, "").filter(|_| !words.trim_end().ends_with("/>}}")) else { return false };
        if self.hopeless.elements.get(name).is_some_and(|&until| self.at < until) {
            return false;
        }
        let mut at = prefix.next;
        while at < self.bytes.len() {
            let line = Prefix::read(self.bytes, at);
            if named(self.text.get(line.content..line.end).unwrap_or_default(), "/") == Some(name) {
                self.push(SpanKind::CodeFence, prefix.content..line.end, prefix.next..at);
                self.at = line.next;
                return true;
            }
            at = line.next;
        }
        self.hopeless.elements.insert(name, self.bytes.len());
        false
    }
}

/// The shortcode that the line opens, or with `mark` before its name closes.
fn named(words: &str, mark: &str) -> Option<&'static str> {
    let rest = words.strip_prefix("{{<").or_else(|| words.strip_prefix("{{%"))?;
    let rest = rest.trim_start().strip_prefix(mark)?.trim_start();
    let is_name = |name: &&str| rest.strip_prefix(*name).is_some_and(|rest| rest.starts_with([' ', '>', '%']));
    CODE.into_iter().find(is_name)
}
