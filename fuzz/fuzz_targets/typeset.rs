//! Any text set in any form and width: `cargo +nightly fuzz run typeset`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wengu::typeset::{Form, MOST_CELLS, set};

fuzz_target!(|input: (u8, &str)| {
    let (width, tex) = input;
    for form in [Form::Display, Form::Line, Form::Ascii] {
        for width in [None, Some(usize::from(width).max(4))] {
            let set = set(tex, form, width);
            assert!(set.height <= MOST_CELLS && set.width <= width.unwrap_or(MOST_CELLS));
            assert!(set.baseline < set.height);
            assert!(set.rows.iter().all(|row| !row.chars().any(char::is_control)));
            assert!(form != Form::Ascii || set.rows.iter().all(|row| row.is_ascii()));
        }
    }
});
