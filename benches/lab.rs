//! The lab against its floors and a peer, in one run: a key press with its repaint beside the bare product, and attention beside
//! NumPy's, where python3 with numpy is there. `cargo bench --bench lab`; quick by default, `-- --long` for more runs.

#![allow(clippy::unwrap_used)]

use chrono::DateTime;
use ndarray::Array2;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;
use wengu::lab::attention::{Attention, AttentionInput, forward};
use wengu::lab::matrix::from_rows;
use wengu::lab::toy::Lcg;
use wengu::locale::Lang;
use wengu::tui::effect::Msg;
use wengu::tui::{App, Depth, Tab, Theme, Tone, render};

/// Median and 90th percentile of so many runs, in microseconds.
fn time(runs: usize, mut work: impl FnMut()) -> (f64, f64) {
    work();
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[runs / 2], times[runs * 9 / 10])
}

fn main() {
    let long = std::env::args().any(|argument| argument == "--long");
    repaint(if long { 400 } else { 60 });
    attention(long);
}

/// A digit typed into Q at T=64, H=8, D=64, until the whole screen is drawn, beside the product of all heads alone.
fn repaint(runs: usize) {
    let now = DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap();
    let (mut app, _) = App::start(Lang::En, Theme::new(Tone::Dark, Depth::True), Tab::Lab, now);
    app.receive(Msg::Resized { width: 140, height: 44 });
    app.press("enter", now);
    // To the knob T, up to 64; D to 64; heads to 8
    for (knob, turns) in [("T", 60), ("D", 60), ("heads", 7)] {
        app.press("J", now);
        for _ in 0..turns {
            app.press("L", now);
        }
        let _ = knob;
    }
    let area = Rect::new(0, 0, 140, 44);
    let mut buffer = Buffer::empty(area);
    render(&app, area, &mut buffer);
    let text: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(text.contains("64×512"), "the bench is not at T=64, H=8, D=64");
    let mut digit = 0;
    let (median, p90) = time(runs, || {
        digit = (digit + 1) % 10;
        app.press(&digit.to_string(), now);
        app.press("enter", now);
        let mut buffer = Buffer::empty(area);
        render(&app, area, &mut buffer);
        black_box(&buffer);
    });
    let q = Array2::from_elem((64, 64), 0.5);
    let floor = time(runs, || {
        for _ in 0..8 {
            black_box(black_box(&q).dot(&q.t()).dot(&q));
        }
    });
    // Two keys were pressed: the digit and Enter
    println!(
        "key press to repaint, T=64 H=8 D=64, 140x44: {:.2} ms a key (p90 {:.2}); goal < 16 ms",
        median / 2e3,
        p90 / 2e3
    );
    println!("  the bare products of its heads: {:.3} ms", floor.0 / 1e3);
}

fn attention(long: bool) {
    println!(
        "attention, D=64, f64, one thread, µs (median; p90)   goal: ≤ 0.6x NumPy to T=32, ≤ 1x at 64, ≤ 2x at 1024"
    );
    for tokens in [8, 16, 32, 64, 128, 256, 512, 1024] {
        let runs = if tokens > 200 { 15 } else { 200 } * if long { 5 } else { 1 };
        let mut toy = Lcg::new(1);
        let mut rows = || toy.rows(tokens, 64);
        let (q, k, v) = (rows(), rows(), rows());
        let of = |rows: &[Vec<f64>]| from_rows("x", rows).unwrap();
        let (a, b, c) = (of(&q), of(&k), of(&v));
        let quick = time(runs, || drop(black_box(forward(&a, &b, &c, (0.125, false)))));
        let bare = time(runs, || drop(black_box(a.dot(&b.t()).dot(&c))));
        let input = AttentionInput::new(q, k, v);
        let stages = time(runs.min(50), || drop(black_box(Attention::compute(&input))));
        let peer = numpy(tokens, runs);
        let ratio =
            peer.map_or_else(|| "no numpy".to_owned(), |peer| format!("numpy {peer:9.1}  {:.2}x", quick.0 / peer));
        println!(
            "  T={tokens:<5} lab {:9.1} ({:9.1})  bare dot {:9.1}  all stages {:10.1}  {ratio}",
            quick.0, quick.1, bare.0, stages.0
        );
    }
}

/// The median of NumPy's times for the same, measured right now in a process of its own.
fn numpy(tokens: usize, runs: usize) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/attention_numpy.py");
    let output = Command::new("python3")
        .args([script, &tokens.to_string(), &runs.to_string()])
        .env("OPENBLAS_NUM_THREADS", "1")
        .env("OMP_NUM_THREADS", "1")
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
