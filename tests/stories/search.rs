//! What the shell finds in notes as people write them.

use crate::sandbox::Sandbox;
use serde_json::Value;

/// A sandbox with these notes imported.
fn shelf(notes: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, text) in notes {
        sandbox.write(&format!("notes/{name}"), text);
    }
    sandbox.wengu(&["notes", "import", sandbox.path("notes").to_str().unwrap()]).fine();
    sandbox
}

/// The first hit: its title, where it stands, and why.
fn first(sandbox: &Sandbox, query: &str) -> (String, String, String) {
    let hits = sandbox.json(&["search", query, "--json"]);
    let text = |key: &str| hits[0][key].as_str().unwrap_or_default().to_owned();
    let note = text("note").rsplit('/').next().unwrap_or_default().to_owned();
    (text("title"), format!("{note}:{}", hits[0]["line"]), text("why"))
}

#[test]
fn what_stands_under_no_heading_is_found() {
    let sandbox = shelf(&[
        ("bare.md", "今天把蒸馏的温度调到四\n\n软标签的熵变大，学生学得更稳。\n"),
        ("titled.md", "---\ntags: [推理]\n---\n\n# 投机采样笔记\n\n草稿模型一次猜五个词元。\n\n验收率七成。\n"),
        ("lead.md", "# 周三总结\n\n上午读了环形注意力的论文。\n\n## 序列并行\n\n每张卡只留一段键值。\n"),
        ("today.md", "## 门控\n\n按输入放行。\n"),
    ]);
    for (query, title, place) in [
        ("软标签的熵", "今天把蒸馏的温度调到四", "bare.md:1"),
        ("蒸馏的温度", "今天把蒸馏的温度调到四", "bare.md:1"),
        ("验收率", "投机采样笔记", "titled.md:5"),
        ("环形注意力的论文", "周三总结", "lead.md:1"),
        ("每张卡", "序列并行", "lead.md:5"),
        // A title is found by its words and by its sound
        ("采样笔记", "投机采样笔记", "titled.md:5"),
        ("zhousanzongjie", "周三总结", "lead.md:1"),
        ("tjcy", "投机采样笔记", "titled.md:5"),
    ] {
        let (found, at, why) = first(&sandbox, query);
        assert_eq!((found.as_str(), at.as_str()), (title, place), "{query}: {why}");
    }
    let only = sandbox.json(&["search", "门控", "--kind", "section", "--json"]);
    assert_eq!(only.as_array().map(Vec::len), Some(1), "a title that is a heading is one hit: {only}");
}

#[test]
fn what_stands_under_no_heading_is_no_section() {
    let sandbox = shelf(&[("lead.md", "# 周三总结\n\n上午读了论文。\n\n## 序列并行\n\n每张卡只留一段。\n")]);
    let note = sandbox.json(&["notes", "show", "lead.md", "--json"]);
    assert_eq!(note["sections"].as_array().map(Vec::len), Some(1), "{note}");
    let list = sandbox.json(&["notes", "list", "--json"]);
    assert_eq!(list[0]["sections"], Value::from(1), "{list}");
    let again = sandbox.json(&["notes", "import", sandbox.path("notes").to_str().unwrap(), "--json"]);
    assert_eq!(again["sections"], Value::from(1), "{again}");
    let shown = sandbox.wengu(&["notes", "show", "lead.md"]).fine();
    assert_eq!(shown.matches("上午读了论文").count(), 1, "{shown}");
}

#[test]
fn where_nothing_is_found_the_nearest_is_named() {
    let sandbox =
        shelf(&[("a.md", "# 周三\n\n## 环形注意力\n\n- 环形注意力：每张卡只留一段键值。\n- quokkas：短尾矮袋鼠。\n")]);
    for (query, near) in [
        // Too narrow
        ("tag:没有 环形", "near: 环形注意力"),
        ("\"键值 环形\"", "near: 环形注意力"),
        // Spelled alike, but for too much
        ("quaccas", "near: quokkas"),
    ] {
        let run = sandbox.wengu(&["search", query]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{query}");
        assert!(run.err.contains(&format!("nothing for `{query}`")) && run.err.contains(near), "{}", run.err);
    }
    let far = sandbox.wengu(&["search", "xqzvkjw"]);
    assert!(far.err.contains("nothing matches"), "{}", far.err);
}

#[test]
fn a_note_whose_file_has_gone_is_not_opened_as_a_new_one() {
    let sandbox = shelf(&[("a.md", "# 周三\n\n环形注意力。\n")]);
    let open = || sandbox.with(("EDITOR", "true"), &["search", "环形注意力", "--open"]);
    assert_eq!(open().code, 0);
    std::fs::remove_file(sandbox.path("notes/a.md")).unwrap();
    let gone = open();
    assert!(gone.code == 1 && gone.err.contains("there is no file"), "{}", gone.err);
}

#[test]
fn nothing_from_a_note_commands_the_terminal() {
    let sandbox = shelf(&[("a.md", "# \u{1b}[31m周三\n\n控制\u{1b}]0;evil\u{7}字符\u{9b}31m，\u{7f}完\n")]);
    for args in [&["search", "控制"][..], &["search", "控制", "--json"], &["--color", "always", "search", "周三"]]
    {
        let run = sandbox.wengu(args).fine();
        let shown = run.replace("\u{1b}[1;33m", "").replace("\u{1b}[0m", "");
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{args:?}: {shown:?}");
    }
}

#[test]
fn tags_on_a_line_of_their_own_are_tags() {
    let sandbox = shelf(&[
        ("a.md", "# 周三\n\nTags: moe, 长上下文\n\n读了路由的论文。\n"),
        ("b.md", "# 周四\n\n读了路由的另一篇论文。\n"),
    ]);
    for query in ["tag:moe 路由", "tag:长上下文 路由", "路由 -tag:无 tag:moe"] {
        let hits = sandbox.json(&["search", query, "--kind", "section", "--json"]);
        let titles: Vec<_> = hits.as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["周三"], "{query}");
    }
}

#[test]
fn a_note_that_is_called_otherwise_is_found_by_its_new_title_alone() {
    let sandbox = shelf(&[("a.md", "# zebrafish\n\n一句话。\n")]);
    assert_eq!(first(&sandbox, "zebraf").0, "zebrafish");
    sandbox.write("notes/a.md", "# quokka\n\n一句话，又一句。\n");
    sandbox.wengu(&["notes", "import", sandbox.path("notes").to_str().unwrap()]).fine();
    assert_eq!(first(&sandbox, "quok").0, "quokka");
    let gone = sandbox.wengu(&["search", "zebraf", "--kind", "section", "--json"]);
    assert_eq!(gone.out.trim(), "[]");
}
