//! `wengu config`: where the settings are, what they come to, and a file to begin with.

use super::{Context, Ending, output};
use crate::cli::ConfigCommand;
use crate::config;
use crate::locale::shell as texts;
use anyhow::{Context as _, Result, ensure};
use std::fs;

pub(super) fn run(context: &Context, command: &ConfigCommand) -> Result<Ending> {
    let path = context.settings_path()?;
    match command {
        ConfigCommand::Path => output::text(&format!("{}\n{}\n", path.display(), context.library_path()?.display())),
        ConfigCommand::Show => output::text(&config::describe(&context.library_settings()?)),
        ConfigCommand::Init => {
            ensure!(!path.exists(), "{} is there already; it is left as it is", path.display());
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)
                    .with_context(|| format!("could not make the folder {}", folder.display()))?;
            }
            fs::write(&path, config::TEMPLATE.of(context.lang))
                .with_context(|| format!("could not write the settings {}", path.display()))?;
            output::text(&texts::settings_written(context.lang, &path.display().to_string()))
        }
    }
}
