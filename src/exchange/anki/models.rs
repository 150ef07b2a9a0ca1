//! The note types that we write, and what we know of those that others wrote.

use super::proto::Fields;
use crate::storage::AnkiTables;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Ids of our note types: always the same, so that a second import meets the first.
pub(super) const BASIC: i64 = 1_760_000_000_001;
pub(super) const CLOZE: i64 = 1_760_000_000_002;
/// The field that holds the card's source.
pub(super) const SOURCE_FIELD: &str = "wengu";

const CSS: &str = ".card { font-family: sans-serif; font-size: 20px; text-align: left; max-width: 40em; margin: auto; }\n\
                   .extra { color: #777; font-size: 16px; margin-top: 1em; }\n.cloze { font-weight: bold; }";
const EXTRA: &str = "{{#Extra}}<div class=\"extra\">{{Extra}}</div>{{/Extra}}";

/// Our note types as the old schema keeps them.
pub(super) fn ours(modified_secs: i64) -> String {
    let model = |id: i64, name: &str, kind: u8, fields: &[&str], template: Value| {
        let fields: Vec<Value> = fields
            .iter()
            .enumerate()
            .map(|(ord, name)| {
                json!({"name": name, "ord": ord, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": [],
                       "description": "", "collapsed": ord > 1, "excludeFromSearch": *name == SOURCE_FIELD})
            })
            .collect();
        json!({
            "id": id, "name": name, "type": kind, "mod": modified_secs, "usn": -1, "sortf": 0, "did": null,
            "tmpls": [template], "flds": fields, "css": CSS, "latexPre": "", "latexPost": "", "latexsvg": false,
            "req": [[0, "any", [0]]], "tags": [], "vers": [],
        })
    };
    let template = |name: &str, front: &str, back: &str| {
        json!({"name": name, "ord": 0, "qfmt": front, "afmt": format!("{back}{EXTRA}"), "bqfmt": "", "bafmt": "",
               "did": null, "bfont": "", "bsize": 0})
    };
    let basic = template("Card 1", "{{Question}}", "{{FrontSide}}<hr id=\"answer\">{{Answer}}");
    let cloze = template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}");
    json!({
        BASIC.to_string(): model(BASIC, "wengu", 0, &["Question", "Answer", "Extra", SOURCE_FIELD], basic),
        CLOZE.to_string(): model(CLOZE, "wengu cloze", 1, &["Text", "Extra", SOURCE_FIELD], cloze),
    })
    .to_string()
}

/// A note type of a package.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Model {
    pub is_cloze: bool,
    pub fields: Vec<String>,
    /// Front and back.
    pub templates: Vec<(String, String)>,
}

/// The note types and the decks' names of an old collection. What is not as it should be is left out.
pub(super) fn from_old(models: &str, decks: &str) -> (HashMap<i64, Model>, HashMap<i64, String>) {
    let object = |text: &str| match serde_json::from_str(text) {
        Ok(Value::Object(object)) => object,
        _ => serde_json::Map::new(),
    };
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let model = |value: &Value| Model {
        is_cloze: value.get("type").and_then(Value::as_i64) == Some(1),
        fields: list(value, "flds").iter().map(|field| text(field, "name")).collect(),
        templates: list(value, "tmpls").iter().map(|side| (text(side, "qfmt"), text(side, "afmt"))).collect(),
    };
    let models = object(models).iter().filter_map(|(id, value)| Some((id.parse().ok()?, model(value)))).collect();
    let decks = object(decks).iter().filter_map(|(id, value)| Some((id.parse().ok()?, text(value, "name")))).collect();
    (models, decks)
}

/// The same of a present one.
pub(super) fn from_present(tables: &AnkiTables) -> (HashMap<i64, Model>, HashMap<i64, String>) {
    let mut models: HashMap<i64, Model> = tables
        .notetypes
        .iter()
        .map(|(id, config)| (*id, Model { is_cloze: Fields(config).number(1) == Some(1), ..Model::default() }))
        .collect();
    for (id, name) in &tables.fields {
        if let Some(model) = models.get_mut(id) {
            model.fields.push(name.clone());
        }
    }
    for (id, config) in &tables.templates {
        if let Some(model) = models.get_mut(id) {
            let side = |number| Fields(config).text(number).unwrap_or_default();
            model.templates.push((side(1), side(2)));
        }
    }
    let decks = tables.decks.iter().map(|(id, name)| (*id, name.replace('\u{1f}', "::"))).collect();
    (models, decks)
}
