//! The theme: what each thing on screen is for, as a style. The only file that names a colour.
//!
//! Text keeps the terminal's own foreground and background, so that a wrong guess of dark or light is still readable.

use ratatui::style::{Color, Modifier, Style};

/// Whether the terminal's background is dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Dark,
    Light,
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: bold, underline, reverse and glyphs say everything.
    Mono,
    /// The sixteen of the terminal's own scheme.
    Ansi,
    /// The 256 of xterm.
    Indexed,
    True,
}

/// Every style of the interface by its role.
#[derive(Debug, Clone)]
pub struct Theme {
    pub depth: Depth,
    palette: Palette,
    pub text: Style,
    pub strong: Style,
    pub dim: Style,
    pub faint: Style,
    pub brand: Style,
    pub accent: Style,
    pub title: Style,
    pub rule: Style,
    pub key: Style,
    pub tab: Style,
    pub tab_on: Style,
    pub selected: Style,
    pub matched: Style,
    pub input: Style,
    pub new: Style,
    pub learning: Style,
    pub review: Style,
    pub again: Style,
    pub hard: Style,
    pub good: Style,
    pub easy: Style,
    pub streak: Style,
    pub warning: Style,
    pub error: Style,
    pub heading: Style,
    pub code: Style,
    pub quote: Style,
    pub link: Style,
    pub math: Style,
    pub mascot: Style,
    pub masked: Style,
}

/// A colour as light, and as the terminal's nearest of sixteen.
#[derive(Debug, Clone, Copy)]
struct Hue {
    rgb: (u8, u8, u8),
    ansi: Color,
}

const fn hue(rgb: u32, ansi: Color) -> Hue {
    let [_, r, g, b] = rgb.to_be_bytes();
    Hue { rgb: (r, g, b), ansi }
}

/// The colours that a theme is mixed from.
#[derive(Debug, Clone, Copy)]
struct Palette {
    dim: Hue,
    faint: Hue,
    jade: Hue,
    gold: Hue,
    cinnabar: Hue,
    indigo: Hue,
    violet: Hue,
    /// Behind a selected line, and the zero of every heat scale.
    surface: Hue,
    ink: Hue,
    paper: Hue,
}

const DARK: Palette = Palette {
    dim: hue(0x009a_a0a6, Color::Gray),
    faint: hue(0x005c_6268, Color::DarkGray),
    jade: hue(0x007f_c8a9, Color::Green),
    gold: hue(0x00e0_b973, Color::Yellow),
    cinnabar: hue(0x00e8_7d6a, Color::Red),
    indigo: hue(0x0082_aee0, Color::Blue),
    violet: hue(0x00b9_a0dc, Color::Magenta),
    surface: hue(0x0025_2b31, Color::Black),
    ink: hue(0x0012_1619, Color::Black),
    paper: hue(0x00ee_f0f0, Color::White),
};

const LIGHT: Palette = Palette {
    dim: hue(0x005f_656b, Color::DarkGray),
    faint: hue(0x0092_979d, Color::Gray),
    jade: hue(0x0022_7a5c, Color::Green),
    gold: hue(0x0094_6708, Color::Yellow),
    cinnabar: hue(0x00b8_3f2b, Color::Red),
    indigo: hue(0x002b_619f, Color::Blue),
    violet: hue(0x0076_4fa8, Color::Magenta),
    surface: hue(0x00e9_edea, Color::White),
    ink: hue(0x0014_181b, Color::Black),
    paper: hue(0x00ff_ffff, Color::White),
};

impl Theme {
    pub fn new(tone: Tone, depth: Depth) -> Self {
        let palette = if tone == Tone::Dark { DARK } else { LIGHT };
        let fg = |hue: Hue| match depth {
            Depth::Mono => Style::new(),
            _ => Style::new().fg(color(hue, depth)),
        };
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let quiet = |hue: Hue| if depth == Depth::Mono { Style::new().add_modifier(Modifier::DIM) } else { fg(hue) };
        let band = match depth {
            Depth::Mono | Depth::Ansi => Style::new().add_modifier(Modifier::REVERSED),
            _ => {
                let front = if tone == Tone::Dark { palette.paper } else { palette.ink };
                Style::new().bg(color(palette.surface, depth)).fg(color(front, depth)).add_modifier(Modifier::BOLD)
            }
        };
        Self {
            depth,
            palette,
            text: Style::new(),
            strong: bold,
            dim: quiet(palette.dim),
            faint: quiet(palette.faint),
            brand: fg(palette.cinnabar).patch(bold),
            accent: fg(palette.jade),
            title: fg(palette.jade).patch(bold),
            rule: quiet(palette.faint),
            key: fg(palette.gold).patch(bold),
            tab: quiet(palette.dim),
            tab_on: fg(palette.jade).patch(bold).add_modifier(Modifier::UNDERLINED),
            selected: band,
            matched: fg(palette.gold).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            input: bold,
            new: fg(palette.indigo),
            learning: fg(palette.cinnabar),
            review: fg(palette.jade),
            again: fg(palette.cinnabar),
            hard: fg(palette.gold),
            good: fg(palette.jade),
            easy: fg(palette.indigo),
            streak: fg(palette.jade).patch(bold),
            warning: fg(palette.gold),
            error: fg(palette.cinnabar).patch(bold),
            heading: fg(palette.jade).patch(bold),
            code: fg(palette.gold),
            quote: quiet(palette.dim).add_modifier(Modifier::ITALIC),
            link: fg(palette.indigo).add_modifier(Modifier::UNDERLINED),
            math: fg(palette.violet),
            mascot: fg(palette.gold),
            masked: quiet(palette.faint),
        }
    }

    /// The theme that the environment asks for: `NO_COLOR` and `TERM=dumb` for none, `COLORTERM` and `TERM` for how many colours,
    /// The background is as the learner `chose`, or `COLORFGBG` tells, or the terminal when it is asked; dark where nobody knows.
    pub fn from_environment(
        chosen: Option<Tone>,
        variable: impl Fn(&str) -> Option<String>,
        ask: impl Fn() -> Option<Tone>,
    ) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let depth = if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || term == "dumb" {
            Depth::Mono
        } else if variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit") {
            Depth::True
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Ansi
        };
        let background = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
        let told = background.map(|number| if number == 7 || number >= 9 { Tone::Light } else { Tone::Dark });
        // Without colour the background makes no difference
        let tone = chosen.or(told).or_else(|| if depth == Depth::Mono { None } else { ask() });
        Self::new(tone.unwrap_or(Tone::Dark), depth)
    }

    /// Whether heat is told by shade glyphs, as backgrounds cannot.
    pub fn needs_shades(&self) -> bool {
        matches!(self.depth, Depth::Mono | Depth::Ansi)
    }

    /// Heat of a share: 0 is the surface, 1 the full colour. The scale is fixed, so that two pictures can be compared.
    pub fn sequential(&self, share: f64) -> Style {
        self.heat(self.palette.jade, share)
    }

    /// Heat around zero: -1 one colour, 0 the surface, 1 the other.
    pub fn diverging(&self, value: f64) -> Style {
        self.heat(if value < 0.0 { self.palette.cinnabar } else { self.palette.indigo }, value.abs())
    }

    /// How much was done on a day: 0 nothing, 4 a great deal.
    pub fn activity(&self, level: usize) -> Style {
        let share = [0.0, 0.35, 0.55, 0.78, 1.0].get(level).copied().unwrap_or(1.0);
        match self.depth {
            Depth::Mono => Style::new(),
            Depth::Ansi if level == 0 => self.faint,
            Depth::Ansi => self.accent,
            _ if level == 0 => self.faint,
            _ => Style::new().fg(self.mix(self.palette.surface, self.palette.jade, share)),
        }
    }

    fn heat(&self, full: Hue, share: f64) -> Style {
        if self.needs_shades() {
            return Style::new();
        }
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let rgb = blend(self.palette.surface.rgb, full.rgb, share);
        let (r, g, b) = (f64::from(rgb.0), f64::from(rgb.1), f64::from(rgb.2));
        let bright = 0.299 * r + 0.587 * g + 0.114 * b > 140.0;
        let (ink, paper) = (self.palette.ink, self.palette.paper);
        let front = if bright { ink } else { paper };
        Style::new().bg(self.light(rgb)).fg(color(front, self.depth))
    }

    fn mix(&self, from: Hue, to: Hue, share: f64) -> Color {
        self.light(blend(from.rgb, to.rgb, share))
    }

    fn light(&self, rgb: (u8, u8, u8)) -> Color {
        if self.depth == Depth::True { Color::Rgb(rgb.0, rgb.1, rgb.2) } else { Color::Indexed(indexed(rgb)) }
    }
}

fn color(hue: Hue, depth: Depth) -> Color {
    match depth {
        Depth::True => Color::Rgb(hue.rgb.0, hue.rgb.1, hue.rgb.2),
        Depth::Indexed => Color::Indexed(indexed(hue.rgb)),
        Depth::Ansi | Depth::Mono => hue.ansi,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn blend(from: (u8, u8, u8), to: (u8, u8, u8), share: f64) -> (u8, u8, u8) {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    (channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

/// The nearest of xterm's 6x6x6 cube, or of its greys where the colour is nearly grey.
fn indexed((r, g, b): (u8, u8, u8)) -> u8 {
    let spread = r.max(g).max(b) - r.min(g).min(b);
    if spread < 12 {
        let grey = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
        return u8::try_from(232 + grey.saturating_sub(3).min(235) / 10).unwrap_or(255);
    }
    let step = |value: u8| if value < 48 { 0 } else { ((value - 35) / 40).min(5) };
    16 + 36 * step(r) + 6 * step(g) + step(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Theme {
        Theme::from_environment(
            None,
            |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
            || None,
        )
    }

    #[test]
    fn colours_follow_the_environment() {
        for (variables, depth) in [
            (&[("COLORTERM", "truecolor"), ("TERM", "xterm-256color")][..], Depth::True),
            (&[("TERM", "xterm-256color")], Depth::Indexed),
            (&[("TERM", "linux")], Depth::Ansi),
            (&[], Depth::Ansi),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::Mono),
            (&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], Depth::Mono),
            // An empty NO_COLOR asks for nothing
            (&[("NO_COLOR", ""), ("COLORTERM", "24bit")], Depth::True),
        ] {
            assert_eq!(environment(variables).depth, depth, "{variables:?}");
        }
    }

    #[test]
    fn a_light_terminal_gets_darker_ink() {
        let light = environment(&[("COLORFGBG", "0;15"), ("COLORTERM", "truecolor")]);
        let dark = environment(&[("COLORFGBG", "15;0"), ("COLORTERM", "truecolor")]);
        assert_ne!(light.accent, dark.accent);
        assert_eq!(environment(&[("COLORFGBG", "15;default;0")]).accent, environment(&[]).accent);
    }

    #[test]
    fn the_background_is_as_chosen_or_told_or_as_the_terminal_answers() {
        let with = |chosen, variables: &'static [(&str, &str)]| {
            let variable = move |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            Theme::from_environment(chosen, variable, || Some(Tone::Light)).accent
        };
        let (light, dark) = (environment(&[("COLORFGBG", "0;15")]).accent, environment(&[]).accent);
        assert_eq!(with(None, &[]), light);
        assert_eq!(with(None, &[("COLORFGBG", "15;0")]), dark);
        assert_eq!(with(Some(Tone::Dark), &[("COLORFGBG", "0;15")]), dark);
    }

    #[test]
    fn without_colour_no_style_has_any() {
        let theme = Theme::new(Tone::Dark, Depth::Mono);
        for style in [theme.brand, theme.again, theme.math, theme.selected, theme.sequential(0.7), theme.activity(3)] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
