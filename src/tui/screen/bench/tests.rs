use super::*;
use crate::locale::scene::all;

fn press(bench: &mut Workbench, keys: &str) {
    for key in keys.chars() {
        bench.update(Action::Type(key));
    }
}

fn cell(bench: &Workbench) -> f64 {
    let (row, column) = bench.cursor;
    bench.tables[bench.stop].1[0][row][column]
}

#[test]
fn every_bench_opens_on_something_that_can_be_computed() {
    for bench in Bench::ALL {
        let open = Workbench::new(bench).unwrap();
        assert!(open.now.outcome.is_ok() && open.stops() > 0, "{bench}: {:?}", open.now.outcome);
    }
}

#[test]
fn every_calculation_can_be_turned_to_and_back_without_an_error() {
    for bench in Bench::ALL {
        let mut open = Workbench::new(bench).unwrap();
        for case in bench.cases().chain(bench.cases()) {
            assert_eq!(open.now.setup.case.name, case.name);
            assert!(open.now.outcome.is_ok(), "{bench} {}: {:?}", case.name, open.now.outcome);
            if bench.cases().nth(1).is_some() {
                open.knob = 0;
                open.update(Action::KnobMore);
            }
        }
    }
}

#[test]
fn every_knob_turns_both_ways_and_undo_brings_all_back() {
    for bench in Bench::ALL {
        let mut open = Workbench::new(bench).unwrap();
        let before = open.command();
        for knob in 0..open.knobs().len() {
            open.knob = knob;
            for action in [Action::KnobMore, Action::KnobMore, Action::KnobLess] {
                open.update(action);
            }
        }
        while !open.past.is_empty() {
            open.update(Action::UndoEdit);
        }
        assert_eq!(open.command(), before, "{bench}");
    }
}

#[test]
fn a_minus_alone_takes_a_tenth_and_before_a_digit_it_is_a_sign() {
    let mut bench = Workbench::new(Bench::Attention).unwrap();
    let start = cell(&bench);
    press(&mut bench, "-");
    assert!((cell(&bench) - (start - 0.1)).abs() < 1e-9);
    press(&mut bench, "-");
    assert!((cell(&bench) - (start - 0.2)).abs() < 1e-9);
    press(&mut bench, "2");
    assert!((cell(&bench) - -2.0).abs() < 1e-9);
    bench.update(Action::Commit);
    bench.update(Action::UndoEdit);
    assert!((cell(&bench) - (start - 0.1)).abs() < 1e-9, "the nudge before stays");
}

#[test]
fn a_size_changed_keeps_what_was_edited() {
    let mut bench = Workbench::new(Bench::Attention).unwrap();
    press(&mut bench, "7");
    bench.update(Action::Commit);
    let knobs = bench.knobs();
    bench.knob = knobs.iter().position(|knob| matches!(knob, knobs::Knob::Field(field) if field.name == "T")).unwrap();
    bench.update(Action::KnobMore);
    assert!((cell(&bench) - 7.0).abs() < 1e-9 && bench.rows() == 5);
    assert!(bench.now.outcome.is_ok(), "{:?}", bench.now.outcome);
}

#[test]
fn every_scene_runs_against_its_other_side_and_has_its_stage() {
    for scene in all() {
        let mut bench = Workbench::new(scene.bench).unwrap();
        bench.enter(scene);
        assert!(bench.now.outcome.is_ok(), "{}: {:?}", scene.id, bench.now.outcome);
        assert_eq!(bench.stage().map(|stage| stage.name), Some(scene.stage), "{}", scene.id);
        let before = bench.command();
        bench.update(Action::Compare);
        assert!(bench.now.outcome.is_ok() && bench.pinned.is_some(), "{}: {:?}", scene.id, bench.now.outcome);
        assert_ne!(bench.command(), before, "{}: B is A", scene.id);
    }
}

#[test]
fn a_pasted_matrix_is_taken_or_refused_with_a_word() {
    let mut bench = Workbench::new(Bench::Norm).unwrap();
    assert_eq!(bench.paste("[[1,2],[3,4.5]]"), Ok(()));
    assert_eq!(bench.size(), (2, 2));
    for wrong in ["", "[[1,2],[3]]", "[[1,\"nan\"]]", "7", "{}", "[[[1]]]", "rm -rf"] {
        assert!(bench.paste(wrong).is_err(), "{wrong}");
    }
    assert_eq!(bench.size(), (2, 2));
}

#[test]
fn tokens_become_rows_and_equal_tokens_equal_rows() {
    let mut bench = Workbench::new(Bench::Attention).unwrap();
    bench.update(Action::Tokens);
    bench.update(Action::EraseAll);
    press(&mut bench, "猫坐猫");
    bench.update(Action::Commit);
    assert_eq!(bench.rows(), 3);
    let rows = &bench.tables[0].1[0];
    assert_eq!(rows[0], rows[2]);
    assert_ne!(rows[0], rows[1]);
}

#[test]
fn a_guess_hides_the_row_until_it_is_judged() {
    let mut bench = Workbench::new(Bench::Attention).unwrap();
    bench.update(Action::Predict);
    let row = bench.cursor.0;
    assert!(bench.is_veiled(row));
    bench.update(Action::Open);
    assert!(!bench.is_veiled(row) && bench.guess.as_ref().unwrap().answer.is_some());
    bench.update(Action::Open);
    assert!(bench.guess.is_none());
}

#[test]
fn a_wrong_guess_becomes_a_card_that_leads_back_to_its_case() {
    let mut bench = Workbench::new(Bench::Attention).unwrap();
    for key in [Action::KnobMore, Action::Predict, Action::Last, Action::Open] {
        bench.update(key);
    }
    // The greatest weight of the row is elsewhere: the last column is a miss, or else the first one is
    if bench.missed().is_none() {
        for key in [Action::Open, Action::Predict, Action::Open] {
            bench.update(key);
        }
    }
    let card = bench.missed().expect("one of two columns is wrong");
    assert!(card.question.contains("哪一列最大") && card.question.contains("which column is the greatest"));
    let (again, case, inputs) = of_command(&card.question).unwrap();
    assert_eq!((again, case.name), (Bench::Attention, bench.now.setup.case.name));
    let mut other = Workbench::new(Bench::Attention).unwrap();
    other.load(case, inputs);
    let weights =
        |bench: &Workbench| bench.now.stages.iter().find(|stage| stage.name == "weights").unwrap().sheets.clone();
    assert_eq!(weights(&other), weights(&bench));
    assert!(matches!(bench.update(Action::MakeCard).as_slice(), [Effect::AddCard(made)] if *made == card));
}

#[test]
fn a_command_line_is_read_with_its_quotes_and_only_if_it_is_one() {
    let (bench, case, inputs) = of_command("see `wengu lab ssm wkv --seed 3 --w '[1, 2]'` there").unwrap();
    assert_eq!((bench, case.name, inputs.seed()), (Bench::Ssm, "wkv", Some(3)));
    assert_eq!(inputs.json("w").map(ToString::to_string).as_deref(), Some("[1,2]"));
    for text in ["", "wengu lab", "wengu lab kitchen", "wengu lab attention --no-such 1", "wengu lab attention --mask"]
    {
        assert!(of_command(text).is_none(), "{text}");
    }
}

#[test]
fn what_cannot_be_computed_says_why_and_can_be_undone() {
    let mut bench = Workbench::new(Bench::Moe).unwrap();
    bench.knob =
        bench.knobs().iter().position(|knob| matches!(knob, knobs::Knob::Field(field) if field.name == "k")).unwrap();
    for _ in 0..10 {
        bench.update(Action::KnobMore);
    }
    let reason = bench.now.outcome.clone().unwrap_err();
    assert!(reason.to_string().contains("number of experts"), "{reason}");
    for _ in 0..10 {
        bench.update(Action::UndoEdit);
    }
    assert!(bench.now.outcome.is_ok());
}

#[test]
fn a_formula_finds_its_calculation() {
    for (bench, names, case) in [
        ("norm", &["rmsnorm", "RMSNorm"][..], "layer_norm"),
        ("position", &["alibi"], "alibi"),
        ("position", &["x", "位置插值"], "pi"),
        ("ssm", &["retnet-recurrent", "RetNet"], "retention"),
        ("moe", &["unknown"], "mixtral"),
    ] {
        assert_eq!(of_formula(bench, names).map(|link| link.case), Some(case), "{names:?}");
    }
    assert!(of_formula("kitchen", &[]).is_none());
    assert!(of_text("今天天气不错").is_none());
    assert_eq!(of_text("MQA、GQA：减少 KV 缓存").map(|link| link.case), Some("gqa"));
}
