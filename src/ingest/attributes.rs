//! Labels that say what a thing is like, not what it is: they are told by the company that they keep.

use super::body::Row;
use super::definitions::Source;
use super::explanation::is_defining;
use super::lexer::is_cjk;
use super::lines::LineKind;
use super::remark::is_remark;
use super::words;

/// So many rows to either side tell what a list lists.
const FELLOWS: usize = 8;

impl Source<'_> {
    /// Whether a short label stands in a list of what a heading's thing is like: `损失：…` between `目标：…` and `数据：…`.
    pub fn is_attribute(&self, at: usize, name: &str) -> bool {
        let row = &self.rows[at];
        if is_remark(name) {
            return true;
        }
        if !row.is_item || name.chars().count() > 4 || !name.chars().all(is_cjk) {
            return false;
        }
        let is_fellow = |other: &&Row| other.is_item && other.indent == row.indent;
        let is_over = |other: &&Row| self.lines[other.line].kind != LineKind::Blank && other.indent < row.indent;
        let before = self.rows[..at].iter().rev().take(FELLOWS).take_while(|other| !is_over(other));
        let after = self.rows[at + 1..].iter().take(FELLOWS).take_while(|other| !is_over(other));
        let (mut all, mut common) = (0, 0);
        for other in before.chain(after).filter(is_fellow) {
            let words = self.lines[other.line].words(self.text).trim_start_matches('*');
            let label = words.find(['：', ':', '*']).filter(|&end| end <= 60).map(|end| words[..end].trim());
            all += 1;
            common += usize::from(label.is_some_and(|label| words::is_common(label) || is_defining(label)));
        }
        common > 0 && common * 2 >= all
    }
}
