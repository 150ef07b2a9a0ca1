//! Settings: flag, then environment, then file, then default. And the places where wengu keeps its things.

mod review;

use crate::domain::Rollover;
use crate::locale::{Lang, Text};
use crate::{library, scheduler};
use anyhow::{Context, Result, ensure};
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A settings file to begin with: every setting with its default, each left out.
pub const TEMPLATE: Text = Text::new(
    "\
# 每个设置都写着默认值；去掉行首的 # 再改。

# lang = \"zh\"                    # zh 或 en；不写则随系统
# background = \"dark\"            # dark 深色或 light 浅色；不写则问终端
# rollover_hour = 4                # 学习日在几点结束，0 到 23
# desired_retention = 0.9          # 希望记住的比例，0.7 到 0.97
# maximum_interval_days = 36500    # 最长隔多少天
# new_per_day = 20                 # 每天最多多少张新卡
# starter_decks = true             # false：不要入门牌组
# images = false                   # true：终端能显示图片时，公式用图片（编译时须带 images 功能）

# [review]
# reviews_per_day = 200            # 每天最多复习多少张；0：到期的全部
# new_when_behind = false          # true：积压时也加新卡
# order = \"auto\"                  # auto、endangered 最易忘的先、safest 最牢的先、due 按到期、overdue 最迟的先、
#                                  # hardest 最难的先、deck 按牌组、random；auto 平时 endangered，积压时 safest
# learning_steps = [\"1m\", \"10m\"]   # 新卡的步骤：s 秒、m 分、h 时、d 天；[] 不要步骤
# relearning_steps = [\"10m\"]      # 忘记之后的步骤
# typed_answers = false            # true：先打字作答，再对照（不设也可随时按 t）

# 单个牌组，连同其下的牌组：
# [decks.\"入门::注意力\"]
# desired_retention = 0.9
# new_per_day = 20
# reviews_per_day = 200
",
    "\
# Every setting with its default; take the # at the start of a line away to change it.

# lang = \"en\"                    # zh or en; else that of the system
# background = \"dark\"            # dark or light; else what the terminal answers
# rollover_hour = 4                # the hour at which a study day ends, 0 to 23
# desired_retention = 0.9          # the share of reviews that should succeed, 0.7 to 0.97
# maximum_interval_days = 36500    # no card waits longer
# new_per_day = 20                 # cards met for the first time in one study day
# starter_decks = true             # false leaves the starter decks out
# images = false                   # true shows formulas as pictures where the terminal can (builds with that feature)

# [review]
# reviews_per_day = 200            # at most so many reviews a day; 0 for all that are due
# new_when_behind = false          # true: new cards even while more waits than that
# order = \"auto\"                  # auto, endangered (likeliest forgotten first), safest, due, overdue (latest first),
#                                  # hardest, deck or random; auto is endangered, and safest while behind
# learning_steps = [\"1m\", \"10m\"]   # of a new card: s seconds, m minutes, h hours, d days; [] for none
# relearning_steps = [\"10m\"]      # after a card was forgotten
# typed_answers = false            # true: type each answer, then compare (`t` does so for one card)

# For one deck and all below it:
# [decks.\"Starter::Attention\"]
# desired_retention = 0.9
# new_per_day = 20
# reviews_per_day = 200
",
);

/// The settings as a file would say them.
pub fn describe(settings: &library::Settings) -> String {
    let lang = match settings.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let scheduler = &settings.scheduler;
    format!(
        "lang = \"{lang}\"\nrollover_hour = {}\ndesired_retention = {}\nmaximum_interval_days = {}\nnew_per_day = {}\nstarter_decks = {}\n",
        scheduler.rollover.hour(),
        scheduler.desired_retention,
        scheduler.maximum_interval_days,
        settings.new_per_day,
        settings.starter_decks
    ) + &review::describe(settings)
}

/// What the settings file may say; whatever it leaves out has a default.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// `zh` or `en`.
    pub lang: Option<Lang>,
    pub background: Option<Background>,
    /// The hour at which a study day ends, 0 to 23.
    pub rollover_hour: Option<u8>,
    /// The share of reviews that should succeed, 0.7 to 0.97.
    pub desired_retention: Option<f32>,
    pub maximum_interval_days: Option<u32>,
    pub new_per_day: Option<u32>,
    pub starter_decks: Option<bool>,
    /// Whether the shell shows formulas as pictures, on terminals that can.
    pub images: Option<bool>,
    /// The queue of the day and the steps of minutes.
    #[serde(default)]
    pub review: review::Section,
    /// What holds for single decks, by name.
    #[serde(default)]
    pub decks: BTreeMap<String, review::Deck>,
}

/// What the terminal's background is, for those who rather say than have it found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Background {
    Dark,
    Light,
}

impl File {
    /// Reads the settings at `path`. A file that is not there says nothing, unless it was asked for by name.
    ///
    /// # Errors
    /// If it cannot be read, or says what is not a setting.
    pub fn read(path: &Path, is_asked_for: bool) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_asked_for => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("could not read the settings {}", path.display())),
        };
        toml::from_str(&text).with_context(|| format!("could not understand the settings {}", path.display()))
    }

    /// The library's settings for a tool that speaks `lang`.
    ///
    /// # Errors
    /// If a number is out of its range.
    pub fn library_settings(&self, lang: Lang) -> Result<library::Settings> {
        let defaults = scheduler::Settings::default();
        let desired_retention = self.desired_retention.unwrap_or(defaults.desired_retention);
        ensure!(
            (0.7..=0.97).contains(&desired_retention),
            "`desired_retention` is {desired_retention}; give a share from 0.7 to 0.97"
        );
        let hour = self.rollover_hour.unwrap_or_else(|| defaults.rollover.hour());
        let rollover =
            Rollover::at_hour(hour).with_context(|| format!("`rollover_hour` is {hour}; give an hour from 0 to 23"))?;
        let defaults = self.review.steps(defaults)?;
        let maximum_interval_days = self.maximum_interval_days.unwrap_or(defaults.maximum_interval_days);
        ensure!(maximum_interval_days > 0, "`maximum_interval_days` is 0; give at least 1");
        Ok(library::Settings {
            lang,
            scheduler: scheduler::Settings { desired_retention, maximum_interval_days, rollover, ..defaults },
            new_per_day: self.new_per_day.unwrap_or_else(|| library::Settings::default().new_per_day),
            starter_decks: self.starter_decks.unwrap_or(true),
            queue: self.review.rules(&self.decks)?,
            typed_answers: self.review.typed_answers.unwrap_or_default(),
        })
    }
}

/// Where wengu keeps its things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub library: PathBuf,
    pub settings: PathBuf,
}

impl Places {
    /// The places under `data_dir` if one is given, else those of the platform.
    ///
    /// # Errors
    /// If there is no home folder and none was named.
    pub fn find(data_dir: Option<PathBuf>) -> Result<Self> {
        if let Some(folder) = data_dir {
            return Ok(Self { library: folder.join("library.db"), settings: folder.join("config.toml") });
        }
        let args =
            AppStrategyArgs { top_level_domain: String::new(), author: String::new(), app_name: "wengu".to_owned() };
        let strategy = choose_app_strategy(args).context(
            "could not find your home folder; set HOME, or name the library with --db and the settings with --config",
        )?;
        Ok(Self { library: strategy.in_data_dir("library.db"), settings: strategy.in_config_dir("config.toml") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::queue::{Limits, Rules};

    /// Every setting that the file may hold.
    const KEYS: [&str; 12] = [
        "lang",
        "rollover_hour",
        "desired_retention",
        "maximum_interval_days",
        "new_per_day",
        "starter_decks",
        "reviews_per_day",
        "new_when_behind",
        "order",
        "learning_steps",
        "relearning_steps",
        "typed_answers",
    ];

    fn settings(text: &str) -> Result<library::Settings> {
        toml::from_str::<File>(text)?.library_settings(Lang::Zh)
    }

    #[test]
    fn what_the_file_says_counts_and_the_rest_is_default() {
        let settings = settings("rollover_hour = 0\nnew_per_day = 5").unwrap();
        assert_eq!((settings.scheduler.rollover.hour(), settings.new_per_day), (0, 5));
        assert!(settings.starter_decks);
    }

    #[test]
    fn the_template_and_the_description_are_settings() {
        let defaults = settings("").unwrap();
        for template in [TEMPLATE.zh, TEMPLATE.en] {
            assert_eq!(settings(template).unwrap(), defaults);
            // Each line that has the form of a setting is one, and all that there are stand there
            let is_setting = |line: &&str| line.contains(" = ") || line.starts_with('[');
            let lines = template.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_setting);
            let set: String = lines.flat_map(|line| [line, "\n"]).collect();
            let chosen = settings(&set).unwrap();
            assert_eq!(chosen.queue.decks[0].limits, Limits { new: Some(20), reviews: Some(200) });
            let queue = Rules { decks: Vec::new(), ..chosen.queue };
            let lang = if template == TEMPLATE.en { Lang::En } else { Lang::Zh };
            assert!(set.contains(&format!("lang = \"{}\"", if lang == Lang::En { "en" } else { "zh" })));
            assert_eq!(library::Settings { queue, ..chosen }, defaults);
            assert!(set.contains("background = \"dark\""));
            for key in KEYS {
                assert!(set.lines().any(|line| line.starts_with(&format!("{key} = "))), "{key} is not in the template");
                assert!(describe(&defaults).contains(&format!("{key} = ")), "{key} is not told");
                // A key that nothing reads would be refused
                assert!(toml::from_str::<File>(&format!("{key} = []")).is_err(), "{key}");
            }
        }
        assert_eq!(settings(&describe(&defaults)).unwrap(), defaults);
    }

    #[test]
    fn the_review_and_single_decks_have_settings_of_their_own() {
        let text = "[review]\nreviews_per_day = 0\norder = \"safest\"\nlearning_steps = [\"90s\", \"1h\", \"1d\"]\n\
                    [decks.\"学习::LLM\"]\ndesired_retention = 0.85\nnew_per_day = 3";
        let settings = settings(text).unwrap();
        assert_eq!(settings.queue.reviews_per_day, None);
        assert_eq!(settings.queue.retention_of("学习::LLM::注意力"), Some(0.85));
        assert_eq!(settings.queue.decks[0].limits.new, Some(3));
        let seconds: Vec<_> = settings.scheduler.learning_steps.iter().map(chrono::Duration::num_seconds).collect();
        assert_eq!(seconds, [90, 3_600, 86_400]);
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_words() {
        for (text, word) in [
            ("rollover_hour = 24", "0 to 23"),
            ("desired_retention = 0.2", "0.7 to 0.97"),
            ("maximum_interval_days = 0", "at least 1"),
            ("newperday = 3", "unknown field"),
            ("[review]\nlearning_steps = [\"soon\"]", "10m"),
            ("[review]\norder = \"best\"", "unknown variant"),
            ("[decks.a]\ndesired_retention = 2", "0.7 to 0.97"),
            ("new_per_day = \"many\"", "invalid type"),
        ] {
            let error = format!("{:#}", settings(text).unwrap_err());
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
