//! The command line in the user's language: help and complaints of the parser are English at their source.

use super::LangChoice;
use crate::locale::{Lang, phrases};
use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory, Error, Parser, ValueEnum};
use std::ffi::OsString;
use std::io::IsTerminal as _;

/// What a parser writes between what we tell it.
const FRAME: [(&str, &str); 9] = [
    ("Usage:", "用法:"),
    ("Commands:", "命令:"),
    ("Arguments:", "参数:"),
    ("Options:", "选项:"),
    ("Everywhere:", "通用选项:"),
    ("Possible values:", "可选的值:"),
    ("[default: ", "[默认: "),
    ("[possible values: ", "[可选: "),
    ("[aliases: ", "[别名: "),
];

/// The language that is asked for before anything is parsed: the flag, then the environment.
pub(super) fn wanted(arguments: &[OsString]) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    let mut flag = None;
    while let Some(word) = words.next() {
        flag = word.strip_prefix("--lang=").or_else(|| (word == "--lang").then(|| words.next()).flatten()).or(flag);
    }
    let variable = |name: &str| std::env::var(name).ok();
    let asked = flag.map(str::to_owned).or_else(|| variable("WENGU_LANG"));
    let chosen = asked.and_then(|asked| LangChoice::from_str(&asked, true).ok()).and_then(LangChoice::chosen);
    let environment = ["LC_ALL", "LC_MESSAGES", "LANG"].map(variable);
    chosen.unwrap_or_else(|| Lang::from_environment(environment.iter().map(Option::as_deref)))
}

/// The whole tree of `T`'s commands, with all that they say of themselves in `lang`.
pub(super) fn tree<T: CommandFactory>(lang: Lang) -> Command {
    let mut command = T::command();
    if lang == Lang::En {
        return command;
    }
    // Flags that are made when their command is asked for have to be there to be worded
    command.build();
    localized(command, lang)
}

/// What was typed, read as `T`. Help and wrong usage end the process here, as the shell expects.
pub(super) fn parsed<T: Parser>(arguments: &[OsString]) -> T {
    let lang = wanted(arguments);
    match T::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) if lang == Lang::En => error.exit(),
        // To word the tree takes its time, so it is done for those alone who will read it
        Err(error) => match tree::<T>(lang).try_get_matches_from(arguments) {
            Ok(_) => error.exit(),
            Err(error) => end(&error, lang),
        },
    }
}

fn localized(command: Command, lang: Lang) -> Command {
    let said = |text: &StyledStr| phrases::said(&text.to_string(), lang).into_owned();
    let mut command = command;
    if let Some(about) = command.get_about().map(said) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(said) {
        command = command.long_about(about);
    }
    if let Some(after) = command.get_after_help().map(said) {
        command = command.after_help(after);
    }
    if let Some(after) = command.get_after_long_help().map(said) {
        command = command.after_long_help(after);
    }
    command.mut_args(|arg| argument(arg, lang)).mut_subcommands(|below| localized(below, lang))
}

fn argument(arg: Arg, lang: Lang) -> Arg {
    let said = |text: &StyledStr| phrases::said(&text.to_string(), lang).into_owned();
    let mut arg = arg;
    if let Some(help) = arg.get_help().map(said) {
        arg = arg.help(help);
    }
    if let Some(help) = arg.get_long_help().map(said) {
        arg = arg.long_help(help);
    }
    arg
}

/// Shows what the parser has to say, help or complaint, and ends with the exit code for it.
fn end(error: &Error, lang: Lang) -> ! {
    if error.use_stderr() {
        eprint!("{}", phrases::said(&error.render().to_string(), lang));
        std::process::exit(error.exit_code());
    }
    let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let text = error.render();
    let takes_colour = std::io::stdout().is_terminal() && !is_unwanted;
    print!("{}", framed(&if takes_colour { text.ansi().to_string() } else { text.to_string() }));
    std::process::exit(error.exit_code())
}

fn framed(help: &str) -> String {
    FRAME.iter().fold(help.to_owned(), |help, (english, chinese)| help.replace(english, chinese))
}

/// What the tree says that has no Chinese form.
#[cfg(test)]
pub(super) fn unworded(command: &Command) -> Vec<String> {
    let own = [command.get_about(), command.get_long_about(), command.get_after_help(), command.get_after_long_help()];
    let args = command.get_arguments().flat_map(|arg| [arg.get_help(), arg.get_long_help()]);
    let texts = own.into_iter().chain(args).flatten().map(ToString::to_string);
    let lines: Vec<String> = texts.flat_map(|text| text.lines().map(told).collect::<Vec<_>>()).collect();
    // Names of fields are what one types, in any language
    let is_names = |line: &str| line.trim_start_matches("-> ").split(", ").all(|name| !name.contains(' '));
    let mut missing: Vec<String> =
        lines.into_iter().filter(|line| !phrases::is_known(line) && !is_names(line)).collect();
    missing.extend(command.get_subcommands().flat_map(unworded));
    missing.sort();
    missing.dedup();
    missing
}

/// A line without what a default adds to it.
#[cfg(test)]
fn told(line: &str) -> String {
    line.trim().split(" [default: ").next().unwrap_or_default().to_owned()
}
