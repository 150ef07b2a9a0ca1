//! How an editor is told to open a file at a line; each has its own way.

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorCommand {
    pub program: String,
    pub arguments: Vec<String>,
}

/// The command that opens `path` at `line` in `editor`, which may hold arguments of its own, as `$EDITOR` does.
pub fn at_line(editor: &str, path: &str, line: u32) -> EditorCommand {
    let mut words = editor.split_whitespace().map(str::to_owned);
    let program = words.next().unwrap_or_else(|| "vi".to_owned());
    let mut arguments: Vec<String> = words.collect();
    // A path that looks like a flag or a position is still a path
    let path = if path.starts_with(['-', '+']) { format!("./{path}") } else { path.to_owned() };
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe");
    match name {
        "code" | "codium" | "code-insiders" | "cursor" => arguments.extend(["-g".to_owned(), format!("{path}:{line}")]),
        "hx" | "helix" | "subl" | "zed" => arguments.push(format!("{path}:{line}")),
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "emacsclient" | "kak" | "micro" | "gvim" | "view" | "ne" | "joe"
        | "jed" => {
            arguments.extend([format!("+{line}"), path]);
        }
        _ => arguments.push(path),
    }
    EditorCommand { program, arguments }
}

/// The editor that the environment asks for: the first of `VISUAL` and `EDITOR` that is set and not empty.
pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> String {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(variable).find(|value| !value.trim().is_empty());
    named.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_in_its_own_way() {
        for (editor, expected) in [
            ("vim", "vim +7 a b.md"),
            ("/usr/bin/nvim -R", "/usr/bin/nvim -R +7 a b.md"),
            ("code --wait", "code --wait -g a b.md:7"),
            ("hx", "hx a b.md:7"),
            ("ed", "ed a b.md"),
        ] {
            let command = at_line(editor, "a b.md", 7);
            assert_eq!(format!("{} {}", command.program, command.arguments.join(" ")), expected);
        }
        assert_eq!(at_line("vi", "-rf", 1).arguments, ["+1", "./-rf"]);
    }
}
