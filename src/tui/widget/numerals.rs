//! A number large enough to be read from across the room.

/// Three rows of half blocks for each digit.
const DIGITS: [[&str; 3]; 10] = [
    ["█▀▀█", "█  █", "▀▀▀▀"],
    [" ▀█ ", "  █ ", " ▀▀▀"],
    ["▀▀▀█", "█▀▀▀", "▀▀▀▀"],
    ["▀▀▀█", " ▀▀█", "▀▀▀▀"],
    ["█  █", "▀▀▀█", "   ▀"],
    ["█▀▀▀", "▀▀▀█", "▀▀▀▀"],
    ["█▀▀▀", "█▀▀█", "▀▀▀▀"],
    ["▀▀▀█", "  █ ", "  ▀ "],
    ["█▀▀█", "█▀▀█", "▀▀▀▀"],
    ["█▀▀█", "▀▀▀█", "▀▀▀▀"],
];

/// The number in three rows.
pub fn rows(number: u32) -> [String; 3] {
    let mut rows = [String::new(), String::new(), String::new()];
    for digit in number.to_string().chars().filter_map(|digit| digit.to_digit(10)) {
        for (row, part) in rows.iter_mut().zip(DIGITS.get(digit as usize).into_iter().flatten()) {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(part);
        }
    }
    rows
}
