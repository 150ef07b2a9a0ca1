//! Front matter: what it says of a note as a whole.

use super::dates;
use chrono::NaiveDate;
use saphyr::{LoadableYamlNode, Yaml};

/// At most so many bytes of front matter are read, and so deep.
const LONGEST: usize = 64 * 1024;
const DEEPEST: usize = 24;

/// What front matter says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Matter {
    pub title: Option<String>,
    pub date: Option<NaiveDate>,
    pub aliases: Vec<String>,
    pub tags: Vec<String>,
}

/// Reads front matter, YAML or TOML. `None` if it is neither.
pub(super) fn read(inner: &str, is_toml: bool) -> Option<Matter> {
    let mut matter = Matter::default();
    for (key, values) in if is_toml { toml_entries(inner)? } else { yaml_entries(inner)? } {
        matter.take(&key, values);
    }
    Some(matter)
}

impl Matter {
    fn take(&mut self, key: &str, values: Vec<String>) {
        let key = key.trim().to_lowercase();
        match key.as_str() {
            "title" | "标题" | "標題" => self.title = values.into_iter().find(|title| !title.trim().is_empty()),
            "aliases" | "alias" | "别名" | "別名" => {
                self.aliases.extend(values.into_iter().map(|alias| alias.trim().to_owned()));
            }
            "tags" | "tag" | "keywords" | "categories" | "标签" | "標籤" => {
                let tags = values
                    .iter()
                    .flat_map(|value| value.split([',', '，', '、']))
                    .map(tag)
                    .filter(|tag| !tag.is_empty());
                self.tags.extend(tags.collect::<Vec<_>>());
            }
            key if dates::is_date_key(key) => {
                let found = values.iter().find_map(|value| dates::first(value)).map(|found| found.date);
                self.date = self.date.or(found);
            }
            _ => {}
        }
    }
}

fn tag(value: &str) -> String {
    value.trim().trim_start_matches('#').to_owned()
}

fn yaml_entries(inner: &str) -> Option<Vec<(String, Vec<String>)>> {
    if !is_shallow(inner) {
        return None;
    }
    let documents = Yaml::load_from_str(inner).ok()?;
    let Some(document) = documents.first() else { return Some(Vec::new()) };
    if document.is_null() {
        return Some(Vec::new());
    }
    let mapping = document.as_mapping()?;
    Some(mapping.iter().filter_map(|(key, value)| Some((scalar(key)?, yaml_values(value)))).collect())
}

fn yaml_values(value: &Yaml<'_>) -> Vec<String> {
    match value.as_sequence() {
        Some(values) => values.iter().filter_map(scalar).collect(),
        None => scalar(value).into_iter().collect(),
    }
}

fn scalar(value: &Yaml<'_>) -> Option<String> {
    value
        .as_str()
        .map(str::to_owned)
        .or_else(|| value.as_integer().map(|number| number.to_string()))
        .or_else(|| value.as_floating_point().map(|number| number.to_string()))
}

/// Whether the text is small, does not nest and repeats nothing by reference: else a few bytes could cost very much.
fn is_shallow(inner: &str) -> bool {
    let mut depth = 0_usize;
    let mut deepest = 0_usize;
    for byte in inner.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    let marks = |line: &str| line.split_whitespace().take_while(|word| matches!(*word, "-" | "?" | ":")).count();
    let indents = |line: &str| line.len() - line.trim_start().len();
    let has_anchor = inner.contains('&') && inner.contains('*');
    inner.len() <= LONGEST
        && deepest <= DEEPEST
        && !has_anchor
        && inner.lines().all(|line| marks(line) <= DEEPEST && indents(line) <= 4 * DEEPEST)
}

fn toml_entries(inner: &str) -> Option<Vec<(String, Vec<String>)>> {
    if inner.len() > LONGEST {
        return None;
    }
    let table: toml::Table = inner.parse().ok()?;
    Some(table.into_iter().map(|(key, value)| (key, toml_values(value))).collect())
}

fn toml_values(value: toml::Value) -> Vec<String> {
    match value {
        toml::Value::Array(values) => values.into_iter().flat_map(toml_values).collect(),
        toml::Value::String(text) => vec![text],
        toml::Value::Datetime(date) => vec![date.to_string()],
        toml::Value::Integer(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_names_title_day_aliases_and_tags() {
        let yaml = "title: 多头注意力\ndate: 2025-10-16\naliases: [MHA, multi-head attention]\ntags:\n  - 注意力\n  - '#deep/learning'\nrating: 5\n";
        let toml = "title = \"多头注意力\"\ndate = 2025-10-16\naliases = [\"MHA\", \"multi-head attention\"]\ntags = [\"注意力\", \"deep/learning\"]\n";
        for (inner, is_toml) in [(yaml, false), (toml, true)] {
            let matter = read(inner, is_toml).unwrap();
            assert_eq!(matter.title.as_deref(), Some("多头注意力"));
            assert_eq!(matter.date, NaiveDate::from_ymd_opt(2025, 10, 16));
            assert_eq!(matter.aliases, ["MHA", "multi-head attention"]);
            assert_eq!(matter.tags, ["注意力", "deep/learning"]);
        }
    }

    #[test]
    fn what_is_broken_or_hostile_is_refused() {
        assert_eq!(read("title: [a, b\n", false), None);
        assert_eq!(read("a: &x [1]\nb: *x\n", false), None);
        assert_eq!(read(&format!("a: {}", "[".repeat(100_000)), false), None);
        assert_eq!(read(&format!("a:\n{}1", "- ".repeat(10_000)), false), None);
        assert_eq!(read("", false), Some(Matter::default()));
    }
}
