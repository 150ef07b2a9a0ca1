//! What other programs read of the command line: the completions of shells, and the manual page.

use super::{Cli, EXAMPLES, lang};
use crate::locale::{Lang, phrases};
use clap::Command;
use clap_complete::Shell;
use std::fmt::Write as _;
use std::io;

/// The names of formulas come from the tool itself, so that a script that was installed once knows new ones too.
const BASH_NAMES: &str = r#"
_wengu_formula() {
    local command=${COMP_WORDS[1]} word=${COMP_WORDS[COMP_CWORD]}
    if [[ $COMP_CWORD -gt 1 && ( $command == f || $command == formula ) && $word != -* && $3 != --* ]]; then
        local IFS=$'\n'
        COMPREPLY=($(compgen -W "$(wengu formula --names 2>/dev/null | cut -f1)" -- "$word"))
    else
        _wengu "$@"
    fi
}
complete -F _wengu_formula -o bashdefault -o default wengu
"#;

const ZSH_NAMES: &str = r#"_wengu_formula_names() {
    local -a names
    names=(${(f)"$(_call_program names wengu formula --names 2>/dev/null)"})
    names=(${names/$'\t'/:})
    _describe -t formulas 'formula' names
}

"#;
/// Where a script of zsh begins to act; what it needs has to stand before.
const ZSH_START: &str = "if [ \"$funcstack[1]\" = \"_wengu\" ]";

const FISH_NAMES: &str =
    "complete -c wengu -n \"__fish_seen_subcommand_from f formula\" -f -a \"(wengu formula --names 2>/dev/null)\"\n";

/// The completion script of a shell.
pub fn completions(shell: Shell, lang: Lang) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut lang::tree::<Cli>(lang), "wengu", &mut script);
    match shell {
        Shell::Bash => script.extend_from_slice(BASH_NAMES.as_bytes()),
        Shell::Fish => script.extend_from_slice(FISH_NAMES.as_bytes()),
        Shell::Zsh => {
            let text = String::from_utf8_lossy(&script);
            let text = text.replace(
                &format!("{}:_default'", query_help(lang)),
                &format!("{}:_wengu_formula_names'", query_help(lang)),
            );
            script = text.replacen(ZSH_START, &format!("{ZSH_NAMES}{ZSH_START}"), 1).into_bytes();
        }
        _ => {}
    }
    script
}

/// What is said about the names that a look-up takes: by it their place in a script is known.
fn query_help(lang: Lang) -> String {
    let command = lang::tree::<Cli>(lang);
    let query = command.find_subcommand("formula").and_then(|formula| {
        formula
            .get_arguments()
            .find(|argument| argument.get_id() == "query")
            .and_then(|query| query.get_help().cloned())
    });
    query.map(|help| help.to_string()).unwrap_or_default()
}

/// The manual page, in roff: every command with its options.
///
/// # Errors
/// If it cannot be rendered.
pub fn manual(lang: Lang) -> io::Result<Vec<u8>> {
    let command = lang::tree::<Cli>(lang);
    let man = clap_mangen::Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut text = String::from_utf8_lossy(&page).into_owned();
    text.push_str(".SH COMMANDS\n");
    for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        describe(one, "wengu", &mut text)?;
    }
    text.push_str(".SH EXAMPLES\n");
    let examples = EXAMPLES.split_once('\n').map_or(EXAMPLES, |(_, examples)| examples);
    text.push_str(&verbatim(&phrases::said(examples, lang)));
    Ok(headed(text, lang).into_bytes())
}

/// The page with its sections named in `lang`.
fn headed(page: String, lang: Lang) -> String {
    let lines = page.lines().map(|line| match line.strip_prefix(".SH ") {
        Some(heading) => format!(".SH {}\n", phrases::said(heading, lang)),
        None => format!("{line}\n"),
    });
    if lang == Lang::En { page } else { lines.collect() }
}

/// A command and those below it, each with what it does, its options and its examples.
fn describe(command: &Command, above: &str, page: &mut String) -> io::Result<()> {
    let name = format!("{above} {}", command.get_name());
    let mut heading = name.clone();
    for alias in command.get_visible_aliases() {
        let _ = write!(heading, ", {above} {alias}");
    }
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = writeln!(page, ".SS \"{}\"\n{}", escaped(&heading), escaped(&about));
    let mut options = Vec::new();
    clap_mangen::Man::new(command.clone()).render_options_section(&mut options)?;
    let options = String::from_utf8_lossy(&options).into_owned();
    // The page has said already how it writes an apostrophe, and its sections are the commands
    let is_body = |line: &&str| ![".ie ", ".el ", ".SH "].iter().any(|start| line.starts_with(start));
    options.lines().filter(is_body).for_each(|line| page.extend([line, "\n"]));
    if let Some(examples) = command.get_after_help() {
        page.push_str(&verbatim(&examples.to_string()));
    }
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        describe(one, &name, page)?;
    }
    Ok(())
}

/// Lines as they are written.
fn verbatim(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(escaped).collect();
    format!(".PP\n.nf\n{}\n.fi\n", lines.join("\n"))
}

/// A line whose characters roff leaves alone.
fn escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('"', "\\(dq");
    if line.starts_with('.') { format!("\\&{line}") } else { line }
}
