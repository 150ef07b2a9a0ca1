//! The look-up of formulas: its arguments, and a reading of the command line that is as quick as it is.

use super::{Cli, ColorChoice, Command, Global, LangChoice, lang, plain_words};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

const FORMULA_EXAMPLES: &str = "\
Examples:
  wengu f 注意力                       by its name; pinyin, abbreviations and slips of the finger do too
  wengu f '\\sqrt{d_k}'                 by a part, whatever its spacing and its braces
  wengu f rope --copy                  its LaTeX, to the clipboard
  wengu f softmax --notes              and what one's own notes have
  wengu f --render '\\frac{a}{b}'       any LaTeX
  wengu f --render - --line < a.tex    line by line";

/// The command line of this process. Help and wrong usage end it here, as the shell expects.
///
/// A look-up has to be quicker than the tree of all commands is built, so it is read by itself when it stands first, and when
/// nothing but words follows, there is nothing to parse.
pub fn arguments() -> Cli {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if !arguments.get(1).is_some_and(|first| first == "formula" || first == "f") {
        return lang::parsed(&plain_words(arguments.into_iter()));
    }
    words(&arguments, |name| std::env::var_os(name)).unwrap_or_else(|| lang::parsed::<LookupAlone>(&arguments).into())
}

/// What a look-up of words alone says, as the parser would read it; none where it has something to decide or to refuse.
fn words(arguments: &[OsString], variable: impl Fn(&str) -> Option<OsString>) -> Option<Cli> {
    let query: Option<Vec<String>> = arguments.get(2..)?.iter().map(|word| Some(word.to_str()?.to_owned())).collect();
    let query = query.filter(|words| !words.is_empty() && !words.iter().any(|word| word.starts_with('-')))?;
    let is_set = |name: &str| variable(name).is_some();
    let [db, data_dir] = ["WENGU_DB", "WENGU_DATA_DIR"].map(|name| variable(name).map(PathBuf::from));
    let is_empty = |path: &Option<PathBuf>| path.as_ref().is_some_and(|path| path.as_os_str().is_empty());
    if is_set("WENGU_LANG") || is_set("WENGU_NOW") || is_empty(&db) || is_empty(&data_dir) {
        return None;
    }
    let (lang, color) = (LangChoice::Auto, ColorChoice::Auto);
    let global = Global { db, lang, color, config: None, now: None, data_dir, quiet: false, verbose: false };
    Some(LookupAlone { global, command: Lookup::Formula(FormulaArgs { query, ..FormulaArgs::default() }) }.into())
}

/// The command line as [`Cli`] reads it, of one command only.
#[derive(Debug, Parser)]
#[command(name = "wengu", version)]
struct LookupAlone {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Lookup,
}

impl From<LookupAlone> for Cli {
    fn from(LookupAlone { global, command }: LookupAlone) -> Self {
        Self { global, command: Some(Command::Lookup(command)) }
    }
}

#[derive(Debug, Subcommand)]
pub enum Lookup {
    /// Look a formula up
    #[command(visible_alias = "f", after_help = FORMULA_EXAMPLES)]
    Formula(FormulaArgs),
}

/// How a terminal is sent a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImageChoice {
    // As the terminal understands it; text if it shows no pictures
    Auto,
    Kitty,
    Sixel,
    Iterm2,
    Never,
}

#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are just that
pub struct FormulaArgs {
    /// A name, an id, an abbreviation, in Chinese or English
    pub query: Vec<String>,
    /// The LaTeX alone
    #[arg(long, conflicts_with_all = ["plain", "json"])]
    pub tex: bool,
    /// One line of plain characters
    #[arg(long, conflicts_with = "json")]
    pub plain: bool,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
    /// Put the LaTeX on the clipboard, by way of the terminal (OSC 52)
    #[arg(long, conflicts_with_all = ["tex", "plain", "json", "render"])]
    pub copy: bool,
    /// Every formula of the pack
    #[arg(long, conflicts_with = "query")]
    pub list: bool,
    /// Names, each with its formula, for the completion of a shell
    #[arg(long, conflicts_with = "query", hide = true)]
    pub names: bool,
    /// All that match, not only the best
    #[arg(long)]
    pub all: bool,
    /// The formulas of one's own notes too; without it they are asked only when the pack has no answer
    #[arg(long, conflicts_with_all = ["list", "render"])]
    pub notes: bool,
    /// Set this LaTeX instead; `-` for each line of standard input
    #[arg(long, value_name = "TEX", allow_hyphen_values = true, conflicts_with_all = ["query", "list", "all", "tex", "plain"])]
    pub render: Option<String>,
    /// In two dimensions
    #[arg(long, requires = "render", conflicts_with_all = ["line", "ascii"])]
    pub display: bool,
    /// In one line
    #[arg(long, requires = "render", conflicts_with = "ascii")]
    pub line: bool,
    /// In ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// As a typeset picture, on terminals that show pictures; to another, or to a file, if it is named
    #[arg(long, value_name = "PROTOCOL", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    pub image: Option<ImageChoice>,
    /// At most so many cells wide
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub width: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_alone_are_read_as_the_parser_reads_them() {
        for line in ["wengu f softmax", "wengu formula 缩放 点积", r"wengu f \sqrt{d_k}", "wengu f a=b"] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let parsed = Cli::try_parse_from(&arguments).unwrap();
            assert_eq!(format!("{:?}", words(&arguments, |_| None).unwrap()), format!("{parsed:?}"), "{line}");
        }
        let at = |name: &str| (name == "WENGU_DATA_DIR").then(|| "data".into());
        let found = words(&["wengu", "f", "x"].map(OsString::from), at).unwrap();
        assert_eq!(found.global.data_dir, Some(PathBuf::from("data")));
    }

    #[test]
    fn flags_and_variables_are_left_to_the_parser() {
        for line in ["wengu f", "wengu f -h", "wengu f softmax --json", "wengu f -- softmax"] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert!(words(&arguments, |_| None).is_none(), "{line}");
        }
        for (name, value) in [("WENGU_LANG", "zh"), ("WENGU_NOW", "x"), ("WENGU_DB", "")] {
            let variable = |asked: &str| (asked == name).then(|| value.into());
            assert!(words(&["wengu", "f", "x"].map(OsString::from), variable).is_none(), "{name}");
        }
    }
}
