//! Notes at the shell: taken in, shown, edited, gone and back.

use crate::sandbox::{Sandbox, fixture};
use serde_json::Value;
use std::fs;

const NOTE: &str = "\
# 2025-11-03 归一化

## 一、层归一化

- LayerNorm：对每个词元的全部特征减去均值，再除以标准差。
- RMSNorm：只除以均方根，不减均值，因此更快。

$$\\mathrm{RMS}(x)=\\sqrt{\\frac{1}{d}\\sum_i x_i^2}$$
";

fn import(sandbox: &Sandbox, path: &str) -> Value {
    sandbox.json(&["notes", "import", path, "--json"])
}

/// The keys of the note's cards in play, by question.
fn keys(sandbox: &Sandbox) -> Vec<(String, String)> {
    let cards = sandbox.json(&["cards", "list", "--json"]);
    let text = |card: &Value, field: &str| card[field].as_str().unwrap_or_default().to_owned();
    let of_notes = cards.as_array().unwrap().iter().filter(|card| !card["note"].is_null());
    let mut keys: Vec<_> = of_notes.map(|card| (text(card, "question"), text(card, "key"))).collect();
    keys.sort();
    keys
}

#[test]
fn the_real_note_becomes_what_its_author_meant() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("notes/今日学习总结.md", fs::read(fixture("notes/daily-summary.md")).unwrap());
    let path = path.to_str().unwrap();
    let report = import(&sandbox, path);
    assert_eq!(report["notes"], serde_json::json!({"added":1,"changed":0,"unchanged":0,"failed":0,"removed":0}));
    assert_eq!((report["sections"].as_i64(), report["formulas"].as_i64()), (Some(21), Some(1)));
    assert!(report["definitions"].as_i64().unwrap() >= 20, "{}", report["definitions"]);
    assert_eq!(report["images"].as_array().unwrap().len(), 3);
    assert!(report["cards"]["added"].as_i64().unwrap() >= 15);
    let missing = report["diagnostics"].as_array().unwrap().iter();
    let missing = missing.filter(|finding| finding["code"] == "image-missing" && finding["path"] == path);
    assert_eq!(missing.count(), 3);

    let note = sandbox.json(&["notes", "show", path, "--json"]);
    assert_eq!((note["date"].as_str(), note["date_source"].as_str()), (Some("2025-10-16"), Some("image-name")));
    assert_eq!(note["title"], "今日学习总结");
    let sections = note["sections"].as_array().unwrap();
    let depths = |depth: i64| sections.iter().filter(|section| section["depth"] == depth).count();
    assert_eq!((depths(1), depths(2)), (5, 16));
    let cards = note["card_lines"].as_array().unwrap();
    assert_eq!(Some(cards.len() as u64), note["cards"].as_u64());
    assert!(cards.iter().any(|card| card["line"] == 71 && card["question"] == "什么是 Mamba？"), "{cards:?}");
    for (title, parent) in [
        ("前馈网络与残差连接", "Transformer 模型核心机制"),
        ("激活函数", "大语言模型的关键配置"),
        ("混合专家架构", "大语言模型的关键配置"),
        ("整体视觉与布局的现代化改造", "博客美化"),
        ("模型对比", "新型模型架构探索"),
    ] {
        let section = sections.iter().find(|section| section["title"] == title).unwrap();
        assert_eq!(section["path"], serde_json::json!([parent, title]));
    }
    let concepts = note["concepts"].as_array().unwrap();
    for name in ["ALiBi", "Mamba", "MQA", "GQA", "MLA", "位置插值", "NTK-RoPE", "RetNet", "Λ型上下文窗口"] {
        let concept = concepts.iter().find(|concept| concept["name"] == name);
        assert!(concept.is_some_and(|concept| concept["definition"].is_string()), "{name}: {concept:?}");
    }
    let formula = &note["formulas"][0];
    assert_eq!(formula["tex"], r"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{D}}\right)V");
    assert_eq!(formula["line"], 27);
}

#[test]
fn the_real_note_says_the_same_in_every_dress() {
    let text = fs::read_to_string(fixture("notes/daily-summary.md")).unwrap();
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let gb18030 = encoding_rs::GB18030.encode(&text);
    assert!(!gb18030.2, "the note has a character that GB18030 lacks");
    let said = |bytes: Vec<u8>| {
        let sandbox = Sandbox::new();
        let path = sandbox.write("notes/今日学习总结.md", bytes);
        import(&sandbox, path.to_str().unwrap());
        let note = sandbox.json(&["notes", "show", path.to_str().unwrap(), "--json"]);
        ["title", "date", "sections", "concepts", "formulas", "images"].map(|part| note[part].clone())
    };
    let plain = said(text.clone().into_bytes());
    assert!(plain[3].as_array().unwrap().len() > 20);
    for (dress, bytes) in [
        ("GB18030", gb18030.0.into_owned()),
        ("UTF-16 little-endian", [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat()),
        ("UTF-16 big-endian", [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat()),
        ("a byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("line ends of Windows", text.replace('\n', "\r\n").into_bytes()),
    ] {
        assert_eq!(said(bytes), plain, "{dress}");
    }
}

#[test]
fn a_second_import_changes_not_a_row() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("notes/今日学习总结.md", fs::read(fixture("notes/daily-summary.md")).unwrap());
    let path = path.to_str().unwrap();
    let first = import(&sandbox, path);
    let before = sandbox.dump();
    let again = import(&sandbox, path);
    assert_eq!(again["notes"], serde_json::json!({"added":0,"changed":0,"unchanged":1,"failed":0,"removed":0}));
    assert_eq!((&again["sections"], &again["images"]), (&first["sections"], &first["images"]));
    assert_eq!(sandbox.dump(), before);
    assert!(sandbox.wengu(&["notes", "import", path]).fine().contains("nothing changed"));
    // The time of the file alone is no change either
    fs::write(path, fs::read(path).unwrap()).unwrap();
    assert_eq!(import(&sandbox, path)["notes"]["unchanged"], 1);
}

#[test]
fn what_was_learned_survives_an_edit_a_move_and_an_absence() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("notes").to_string_lossy().into_owned();
    sandbox.write("notes/a.md", NOTE);
    import(&sandbox, &folder);
    let before = keys(&sandbox);
    assert!(before.len() >= 3, "{before:?}");
    let id = sandbox.json(&["cards", "list", "--kind", "definition", "--json"])[0]["id"].to_string();
    sandbox.piped(&["review", "--plain", "--card", &id], b"\n4\n").fine();

    // A typo is fixed and the section renumbered
    sandbox.write("notes/a.md", NOTE.replace("一、层归一化", "二、层归一化").replace("因此更快", "所以更快"));
    let report = import(&sandbox, &folder);
    assert_eq!((report["notes"]["changed"].as_i64(), report["cards"]["added"].as_i64()), (Some(1), Some(0)));
    let same =
        |keys: Vec<(String, String)>| keys.into_iter().map(|(_, key)| key).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(same(keys(&sandbox)), same(before.clone()));

    // The file is renamed
    fs::rename(sandbox.path("notes/a.md"), sandbox.path("notes/b.md")).unwrap();
    let report = import(&sandbox, &folder);
    assert_eq!((report["notes"]["added"].as_i64(), report["notes"]["removed"].as_i64()), (Some(1), Some(1)));
    assert_eq!(same(keys(&sandbox)), same(before.clone()));
    assert_eq!(sandbox.json(&["cards", "show", &id, "--json"])["reps"], 1);

    // It is taken away, and comes back
    sandbox.write("notes/other.md", "# 别的\n\n别的内容。\n");
    fs::rename(sandbox.path("notes/b.md"), sandbox.path("away.md")).unwrap();
    let report = import(&sandbox, &folder);
    assert!(report["cards"]["retired"].as_i64().unwrap() >= 3);
    fs::rename(sandbox.path("away.md"), sandbox.path("notes/b.md")).unwrap();
    import(&sandbox, &folder);
    assert!(same(keys(&sandbox)).is_superset(&same(before)));
    assert_eq!(sandbox.json(&["cards", "show", &id, "--json"])["reps"], 1);
}

#[test]
fn a_bad_file_is_named_and_the_others_go_in() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/good.md", NOTE);
    sandbox.write("notes/bad.md", b"# \xe6\xb3\xa8\xe6\x84\x8f\n\xe5\x8a\x9b\xff\xff\n");
    let run = sandbox.wengu(&["notes", "import", sandbox.path("notes").to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("bad.md:2:4: error[not-text]:"), "{}", run.err);
    assert!(run.out.contains("1 added") && run.out.contains("1 failed"), "{}", run.out);
}

#[test]
fn a_folder_that_is_suddenly_empty_is_asked_about() {
    let sandbox = Sandbox::new();
    let note = sandbox.write("notes/a.md", NOTE);
    let folder = sandbox.path("notes").to_string_lossy().into_owned();
    import(&sandbox, &folder);
    fs::remove_file(note).unwrap();
    let run = sandbox.wengu(&["notes", "import", &folder]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("wengu notes remove"), "{}", run.err);
    assert_eq!(sandbox.json(&["notes", "list", "--json"]).as_array().unwrap().len(), 1);
    sandbox.wengu(&["notes", "remove", "a.md"]).fine();
    assert_eq!(sandbox.json(&["notes", "list", "--json"]).as_array().unwrap().len(), 0);
}

#[test]
fn a_rehearsal_tells_and_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.wengu(&["due"]).fine();
    let path = sandbox.write("a.md", NOTE);
    let before = sandbox.dump();
    let report = sandbox.json(&["notes", "import", path.to_str().unwrap(), "--dry-run", "--json"]);
    assert_eq!(report["notes"]["added"], 1);
    assert_eq!(sandbox.dump(), before);
    let report = sandbox.json(&["notes", "check", path.to_str().unwrap(), "--json"]);
    assert_eq!(report["formulas"], 1);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_note_can_be_piped_in() {
    let sandbox = Sandbox::new();
    let run = sandbox.piped(&["notes", "import", "-", "--name", "2025-11-03.md", "--json"], NOTE.as_bytes()).fine();
    let report: Value = serde_json::from_str(&run).unwrap();
    assert_eq!(report["notes"]["added"], 1);
    let again = sandbox.piped(&["notes", "import", "-", "--name", "2025-11-03.md", "--json"], NOTE.as_bytes()).fine();
    assert_eq!(serde_json::from_str::<Value>(&again).unwrap()["notes"]["unchanged"], 1);
    assert_eq!(sandbox.json(&["notes", "show", "归一化", "--json"])["date"], "2025-11-03");
}

#[test]
fn a_concept_is_one_across_notes() {
    let sandbox = Sandbox::new();
    sandbox.write("n/1.md", "# 一日\n\n- 多头注意力：把注意力分成多个头，各看各的子空间。\n");
    sandbox.write("n/2.md", "# Day two\n\n- MHA: splits attention into heads with subspaces of their own.\n");
    sandbox.write("n/3.md", "# 三日\n\n- 多头注意力（MHA）：头的输出拼接起来，再乘输出矩阵。\n");
    import(&sandbox, sandbox.path("n").to_str().unwrap());
    let concept = sandbox.json(&["notes", "show", "mha", "--json"]);
    assert_eq!(concept["mentions"].as_array().unwrap().len(), 3, "{concept}");
}

#[test]
fn nothing_from_a_note_commands_the_terminal() {
    let sandbox = Sandbox::new();
    let evil =
        "# T\u{1b}]0;owned\u{7}\n\n- ESC\u{1b}[31m：红色\u{9b}2J 的解释，足够长。\n\n![x](\u{1b}]52;c;aGk=\u{7}.png)\n";
    let path = sandbox.write("evil\u{1b}[2J.md", evil);
    let commands: [&[&str]; 5] = [
        &["notes", "import", path.to_str().unwrap()],
        &["notes", "list"],
        &["notes", "show", "evil"],
        &["search", "ESC"],
        &["cards", "list"],
    ];
    for args in commands {
        let run = sandbox.wengu(args);
        for text in [run.out, run.err] {
            let raw = text.chars().find(|character| character.is_control() && !matches!(character, '\n' | '\t'));
            assert_eq!(raw, None, "{args:?}: {text:?}");
        }
    }
}

#[test]
fn a_note_that_is_saved_is_in_the_library_a_moment_later() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/a.md", NOTE);
    let mut watching = sandbox.start(&["notes", "import", sandbox.path("notes").to_str().unwrap(), "--watch"]);
    let until = |notes: usize| {
        for _ in 0..600 {
            if sandbox.json(&["notes", "list", "--json"]).as_array().unwrap().len() == notes {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{notes} notes were awaited");
    };
    until(1);
    sandbox.write("notes/deep/b.md", "# 又一篇\n\n- 门控：按输入决定放行多少。\n");
    until(2);
    watching.kill().unwrap();
    watching.wait().unwrap();
}

#[test]
fn a_note_comes_back_to_be_read_and_a_schedule_from_elsewhere_goes_on() {
    let sandbox = Sandbox::new();
    let cards = "## 卡片\n\n什么是门控::按输入决定放行多少\n<!--SR:!2026-12-20,30,250-->\n";
    sandbox.write("n/2026-11-24.md", format!("# 门控\n\n#flashcards\n\n{cards}"));
    let at = |moment: &str, args: &[&str]| {
        let mut all = vec!["--now", moment];
        all.extend(args);
        sandbox.json(&all)
    };
    at("2026-11-24T21:00:00+08:00", &["notes", "import", sandbox.path("n").to_str().unwrap(), "--json"]);
    let reread = |moment: &str| {
        let cards = at(moment, &["cards", "list", "--kind", "reread", "--json"]);
        cards[0].clone()
    };
    let card = reread("2026-11-24T21:00:00+08:00");
    assert_eq!((card["due"].as_str(), card["stability"].as_f64()), (Some("2026-11-25T04:00:00+08:00"), Some(1.0)));
    let id = card["id"].to_string();
    let run = sandbox.piped(&["--now", "2026-11-25T21:00:00+08:00", "review", "--plain", "--card", &id], b"\n3\n");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(reread("2026-11-25T21:00:00+08:00")["stability"].as_f64(), Some(7.0));

    let cards = at("2026-11-24T21:00:00+08:00", &["cards", "list", "--kind", "basic", "--json"]);
    let known = cards.as_array().unwrap().iter().find(|card| card["question"] == "什么是门控").unwrap();
    assert_eq!(known["state"], "review");
    assert!(known["due"].as_str().unwrap().starts_with("2026-12-20"), "{known}");
    assert!(sandbox.wengu(&["doctor"]).fine().contains("whole"));
}

#[test]
fn what_the_learner_wrote_is_learned_before_what_the_tool_brought() {
    let sandbox = Sandbox::new();
    sandbox.wengu(&["due"]).fine();
    sandbox.write("n/1.md", NOTE);
    import(&sandbox, sandbox.path("n").to_str().unwrap());
    let asked = sandbox.piped(&["review", "--plain", "--limit", "1"], b"\nq\n").out;
    assert!(asked.contains("Notes") || asked.contains("LayerNorm"), "{asked}");
}

#[test]
fn two_texts_without_a_name_are_two_notes() {
    let sandbox = Sandbox::new();
    for text in ["# 一\n\n- 甲：第一件事，解释得够长。\n", "# 二\n\n- 乙：第二件事，解释得够长。\n"]
    {
        sandbox.piped(&["notes", "import", "-"], text.as_bytes()).fine();
        sandbox.piped(&["notes", "import", "-"], text.as_bytes()).fine();
    }
    assert_eq!(sandbox.json(&["notes", "list", "--json"]).as_array().unwrap().len(), 2);
}
