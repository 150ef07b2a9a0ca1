//! Which language the tool speaks.

use serde::{Deserialize, Serialize};

/// A language of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// From a locale name such as `zh_CN.UTF-8`, `C` or `de_DE`: Chinese for Chinese locales, English for all others.
    pub fn from_locale(name: &str) -> Self {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }

    /// The locale that the environment asks for: the first of the given values (`LC_ALL`, `LC_MESSAGES`, `LANG`, in this order)
    /// that is set and not empty. English where none is.
    pub fn from_environment<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        values.into_iter().flatten().find(|value| !value.is_empty()).map_or(Self::En, Self::from_locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_locale() {
        for (name, lang) in [
            ("zh_CN.UTF-8", Lang::Zh),
            ("zh", Lang::Zh),
            ("zh-Hant-TW", Lang::Zh),
            ("en_GB.UTF-8", Lang::En),
            ("C", Lang::En),
            ("POSIX", Lang::En),
            ("zhx", Lang::En),
        ] {
            assert_eq!(Lang::from_locale(name), lang, "{name}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert_eq!(Lang::from_environment([None, Some(""), Some("zh_CN")]), Lang::Zh);
        assert_eq!(Lang::from_environment([Some("en_US"), None, Some("zh_CN")]), Lang::En);
        assert_eq!(Lang::from_environment([None, None, None]), Lang::En);
    }
}
