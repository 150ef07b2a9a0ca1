//! Formulas as pictures, for terminals that show pictures: typeset by `RaTeX` and sent in the terminal's own protocol. By choice
//! only, and never made of blocks: where it cannot be, there is the text.
//!
//! Which protocol a terminal speaks is read off its environment. To ask the terminal itself would print to the screen, and a
//! look-up would wait for an answer that may never come.

use super::{Context, FormulaArgs};
use crate::cli::ImageChoice;
use crate::locale::shell as texts;
use std::io::{IsTerminal, stdout};

/// How a terminal is sent a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Kitty,
    Sixel,
    Iterm2,
}

/// The protocol in which formulas are wanted; none for text. A protocol that is named is spoken to a pipe as well.
pub(super) fn asked(context: &Context, args: &FormulaArgs) -> Option<Protocol> {
    let auto = context.images().then_some(ImageChoice::Auto);
    let protocol = match args.image.or(auto)? {
        ImageChoice::Kitty => Some(Protocol::Kitty),
        ImageChoice::Sixel => Some(Protocol::Sixel),
        ImageChoice::Iterm2 => Some(Protocol::Iterm2),
        ImageChoice::Auto if stdout().is_terminal() => spoken(|name| std::env::var(name).ok()),
        ImageChoice::Auto | ImageChoice::Never => None,
    };
    if protocol.is_some() && !cfg!(feature = "images") {
        if args.image.is_some() {
            eprintln!("wengu: {}", texts::NO_IMAGES.of(context.lang));
        }
        return None;
    }
    protocol
}

/// The protocol that the terminal of this environment speaks. Within a multiplexer pictures would go astray.
fn spoken(variable: impl Fn(&str) -> Option<String>) -> Option<Protocol> {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    let program = variable("TERM_PROGRAM").or_else(|| variable("LC_TERMINAL")).unwrap_or_default();
    if is_set("TMUX") || is_set("STY") || is_set("ZELLIJ") {
        return None;
    }
    if is_set("KITTY_WINDOW_ID") || term.contains("kitty") || term.contains("ghostty") || program == "ghostty" {
        return Some(Protocol::Kitty);
    }
    if matches!(program.as_str(), "iTerm.app" | "iTerm2" | "WezTerm" | "mintty" | "rio") {
        return Some(Protocol::Iterm2);
    }
    let draws = ["foot", "mlterm", "contour", "yaft", "sixel"];
    draws.iter().any(|name| term.contains(name)).then_some(Protocol::Sixel)
}

#[cfg(not(feature = "images"))]
pub(super) const fn picture(_tex: &str, _protocol: Protocol, _room: usize) -> Option<String> {
    None
}

#[cfg(feature = "images")]
pub(super) use drawn::picture;

#[cfg(feature = "images")]
mod drawn {
    use super::Protocol;
    use crate::typeset::MOST_CELLS;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ratex_layout::{LayoutOptions, layout, to_display_list, validate_layout};
    use ratex_render::{RenderOptions, render_to_png};
    use ratex_types::color::Color;
    use ratex_types::math_style::MathStyle;
    use std::fmt::Write as _;

    /// Rows of the terminal for one em of the formula: letters somewhat larger than those of the text around.
    const ROWS_OF_EM: f64 = 1.2;
    /// Cells of its width for the same.
    const CELLS_OF_EM: f64 = 2.0 * ROWS_OF_EM;
    /// What is too wide is made smaller by so much at most: to about the size of the letters of the text.
    const SMALLEST: f64 = 0.6;
    /// Pixels of an em, where the terminal scales the picture and where it does not.
    const FINE: u16 = 64;
    const PLAIN: u16 = 20;
    /// What covers less of a pixel is left out where pixels are there or not.
    const FAINTEST: u8 = 24;
    /// Bytes of a chunk that kitty takes.
    const CHUNK: usize = 4096;

    struct Picture {
        png: Vec<u8>,
        size: Size,
    }

    /// The side that a terminal is told, in cells; the other one follows.
    #[derive(Clone, Copy)]
    enum Size {
        Rows(usize),
        Columns(usize),
    }

    /// What shows `tex` as a picture, made to fit into `room` cells; none if it would be too small, if it says more than the fonts of mathematics hold,
    /// or if it cannot be typeset.
    pub(in super::super) fn picture(tex: &str, protocol: Protocol, room: usize) -> Option<String> {
        let em = if protocol == Protocol::Sixel { PLAIN } else { FINE };
        let picture = typeset(tex, em, room)?;
        match protocol {
            Protocol::Kitty => Some(kitty(&picture)),
            Protocol::Iterm2 => Some(iterm2(&picture)),
            Protocol::Sixel => sixel(&picture),
        }
    }

    fn typeset(tex: &str, em: u16, room: usize) -> Option<Picture> {
        // For other scripts and for chemistry the typesetter looks around, and tells the screen what it found
        if !tex.is_ascii() || tex.contains("\\ce") || tex.contains("\\pu") {
            return None;
        }
        let tree = ratex_parser::parser::parse(tex).ok()?;
        let options = LayoutOptions::default().with_style(MathStyle::Display).with_color(ink());
        let boxed = layout(&tree, &options);
        validate_layout(&boxed).ok()?;
        let list = to_display_list(&boxed);
        let scale = (f64::from(u32::try_from(room).unwrap_or(u32::MAX)) / (list.width * CELLS_OF_EM)).min(1.0);
        if scale < SMALLEST {
            return None;
        }
        let em = (1..=em).rev().find(|size| f64::from(*size) <= f64::from(em) * scale).map_or(1.0, f32::from);
        let size = size((list.height + list.depth) * ROWS_OF_EM * scale, list.width * CELLS_OF_EM * scale, room)?;
        let background_color = Color { a: 0.0, ..Color::WHITE };
        let options = RenderOptions { font_size: em, padding: em / 16.0, background_color, ..RenderOptions::default() };
        Some(Picture { png: render_to_png(&list, &options).ok()?, size })
    }

    /// Whole cells for so many rows and columns, on the side on which rounding up enlarges the picture less.
    fn size(rows: f64, columns: f64, room: usize) -> Option<Size> {
        let whole = |cells: f64| (1_usize..=MOST_CELLS).find(|count| cells <= *count as f64);
        let (high, wide) = (whole(rows)?, whole(columns)?.min(room));
        let enlarged = high as f64 / rows;
        let fits = columns * enlarged <= room as f64;
        Some(if fits && enlarged <= wide as f64 / columns { Size::Rows(high) } else { Size::Columns(wide) })
    }

    /// Dark on a terminal that says it is light, else light.
    fn ink() -> Color {
        if is_light() { Color::BLACK } else { Color { r: 0.9, g: 0.9, b: 0.9, a: 1.0 } }
    }

    fn is_light() -> bool {
        let colors = std::env::var("COLORFGBG").unwrap_or_default();
        matches!(colors.rsplit(';').next(), Some("7" | "15"))
    }

    fn kitty(picture: &Picture) -> String {
        let data = STANDARD.encode(&picture.png);
        let mut text = String::new();
        let mut rest = data.as_str();
        let mut head = match picture.size {
            Size::Rows(rows) => format!("a=T,f=100,q=2,r={rows},"),
            Size::Columns(columns) => format!("a=T,f=100,q=2,c={columns},"),
        };
        while !rest.is_empty() {
            let (chunk, more) = rest.split_at(rest.len().min(CHUNK));
            let goes_on = u8::from(!more.is_empty());
            let _ = write!(text, "\x1b_G{head}m={goes_on};{chunk}\x1b\\");
            head.clear();
            rest = more;
        }
        text
    }

    fn iterm2(picture: &Picture) -> String {
        let (bytes, data) = (picture.png.len(), STANDARD.encode(&picture.png));
        let side = match picture.size {
            Size::Rows(rows) => format!("height={rows}"),
            Size::Columns(columns) => format!("width={columns}"),
        };
        format!("\x1b]1337;File=inline=1;size={bytes};{side};preserveAspectRatio=1:{data}\x07")
    }

    fn sixel(picture: &Picture) -> Option<String> {
        let mut reader = png::Decoder::new(picture.png.as_slice()).read_info().ok()?;
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).ok()?;
        if info.color_type != png::ColorType::Rgba {
            return None;
        }
        pixels.chunks_exact_mut(4).for_each(opaque);
        let [width, height] = [info.width, info.height].map(|size| usize::try_from(size).unwrap_or(0));
        icy_sixel::sixel_encode(&pixels, width, height, &icy_sixel::EncodeOptions::default()).ok()
    }

    /// A pixel is there or not in this protocol: thin strokes are dim ones before the background that the ink is for.
    fn opaque(pixel: &mut [u8]) {
        let background = if is_light() { 255 } else { 0 };
        let [color @ .., alpha] = pixel else { return };
        let cover = u16::from(*alpha);
        let mixed = |part: u8| (u16::from(part) * cover + background * (255 - cover)) / 255;
        for part in color.iter_mut() {
            *part = u8::try_from(mixed(*part)).unwrap_or(u8::MAX);
        }
        *alpha = if *alpha < FAINTEST { 0 } else { u8::MAX };
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::formula::all;

        #[test]
        fn each_protocol_is_spoken_as_it_is_defined() {
            let tex = r"\frac{a}{b}";
            let kitty = picture(tex, Protocol::Kitty, 80).unwrap();
            assert!(kitty.starts_with("\x1b_Ga=T,f=100,q=2,c=2,m=") && kitty.ends_with("\x1b\\"), "{kitty}");
            for chunk in kitty.split("\x1b\\").filter(|chunk| !chunk.is_empty()) {
                assert!(chunk.starts_with("\x1b_G") && chunk.split_once(';').unwrap().1.len() <= CHUNK);
            }
            let iterm2 = picture(tex, Protocol::Iterm2, 80).unwrap();
            let data = iterm2.strip_suffix('\x07').unwrap().rsplit(':').next().unwrap();
            assert!(iterm2.starts_with("\x1b]1337;File=inline=1;size="));
            assert!(STANDARD.decode(data).unwrap().starts_with(b"\x89PNG"));
            let sixel = picture(tex, Protocol::Sixel, 80).unwrap();
            assert!(sixel.starts_with("\x1bP") && sixel.ends_with("\x1b\\"));
        }

        #[test]
        fn a_thin_stroke_is_dim_and_not_left_out() {
            for (pixel, seen) in
                [([230, 230, 230, 255], [230, 230, 230, 255]), ([230, 230, 230, 51], [46, 46, 46, 255])]
            {
                let mut shown = pixel;
                opaque(&mut shown);
                assert_eq!(shown, seen);
            }
            let mut faint = [230, 230, 230, 5];
            opaque(&mut faint);
            assert_eq!(faint[3], 0);
        }

        #[test]
        fn what_has_no_picture_is_left_to_the_text() {
            for tex in [r"\text{中文}", r"\ce{H2O}", r"\nosuchcommand", r"\frac{a"] {
                assert_eq!(picture(tex, Protocol::Kitty, 80), None, "{tex}");
            }
            assert_eq!(picture("a+b+c+d+e+f", Protocol::Kitty, 4), None, "too wide");
        }

        #[test]
        fn what_is_somewhat_too_wide_is_made_smaller() {
            let columns = |room| {
                let kitty = picture("a+b+c+d+e+f+g+h", Protocol::Kitty, room)?;
                kitty.split_once("c=")?.1.split(',').next()?.parse::<usize>().ok()
            };
            let whole = columns(200).unwrap();
            assert!(columns(whole - 5).is_some_and(|columns| columns <= whole - 5));
            assert_eq!(columns(whole / 2), None);
        }

        #[test]
        fn most_of_the_pack_has_a_picture() {
            // Drawn without optimisation, all of them would take their time
            let tried: Vec<_> = all().iter().step_by(6).collect();
            let drawn = tried.iter().filter(|formula| picture(formula.tex, Protocol::Kitty, 200).is_some()).count();
            assert!(drawn * 10 >= tried.len() * 9, "{drawn} of {}", tried.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_tells_the_protocol() {
        for (environment, protocol) in [
            (&[("TERM", "xterm-kitty")][..], Some(Protocol::Kitty)),
            (&[("TERM", "xterm-ghostty")], Some(Protocol::Kitty)),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Some(Protocol::Iterm2)),
            (&[("TERM", "foot")], Some(Protocol::Sixel)),
            (&[("TERM", "xterm-256color")], None),
            (&[("TERM", "screen-256color"), ("TMUX", "/tmp/x"), ("KITTY_WINDOW_ID", "1")], None),
            (&[], None),
        ] {
            let variable = |asked: &str| {
                let found = environment.iter().find(|(name, _)| *name == asked);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(spoken(variable), protocol, "{environment:?}");
        }
    }
}
