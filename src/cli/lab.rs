//! The flags of the benches, made from the fields that their calculations read: what can be computed can be asked for.

use crate::lab::bench::{Bench, Default, Field, Inputs, Kind};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, Subcommand};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What is asked of a bench.
#[derive(Debug, Clone)]
pub struct BenchArgs {
    pub bench: Bench,
    /// Which of its calculations.
    pub case: Option<String>,
    /// Fields by name, as they were typed.
    pub fields: Vec<(&'static str, String)>,
    pub seed: Option<u64>,
    pub scene: Option<String>,
    pub json: bool,
}

/// `wengu attention`: the attention bench without `lab` before it.
#[derive(Debug, Clone)]
pub struct AttentionArgs(pub BenchArgs);

impl FromArgMatches for BenchArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let (name, matches) =
            matches.subcommand().ok_or_else(|| Error::new(clap::error::ErrorKind::MissingSubcommand))?;
        let bench = name.parse().map_err(|_| Error::new(clap::error::ErrorKind::InvalidSubcommand))?;
        Ok(read(bench, matches))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for BenchArgs {
    fn augment_subcommands(command: Command) -> Command {
        Bench::ALL.into_iter().fold(command, |command, bench| {
            command.subcommand(Command::new(bench.name()).about(about(bench)).defer(fill))
        })
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        name.parse::<Bench>().is_ok()
    }
}

impl FromArgMatches for AttentionArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(read(Bench::Attention, matches)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for AttentionArgs {
    /// Made when this command is the one: the help of the flags tells what a calculation gives.
    fn augment_args(command: Command) -> Command {
        command.defer(|command| flags(command, Bench::Attention))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

const fn about(bench: Bench) -> &'static str {
    match bench {
        Bench::Attention => "Attention stage by stage: scores, masks, heads, softmax",
        Bench::Position => "Sinusoids, RoPE, ALiBi, and rotations stretched beyond the training length",
        Bench::Norm => "LayerNorm and its kin, where they stand, and activations through depth",
        Bench::Activation => "Activation functions with their slopes, gated feed-forward layers",
        Bench::KvCache => "What models keep of each token: MHA, GQA, MQA, MLA, windows, states",
        Bench::Moe => "Which experts a token goes to, and how evenly",
        Bench::Ssm => "State spaces, Mamba, retention, RWKV, Hyena, linear attention",
        Bench::Mla => "Latent attention, naive and absorbed",
        Bench::Cost => "How time and memory grow with length",
    }
}

fn fill(command: Command) -> Command {
    match command.get_name().parse() {
        Ok(bench) => flags(command, bench),
        Err(_) => command,
    }
}

/// Every field of every calculation once; help tells which reads what.
fn flags(command: Command, bench: Bench) -> Command {
    let mut seen = BTreeSet::new();
    let fields = bench.cases().flat_map(|case| case.fields).filter(|field| seen.insert(field.name));
    let command = command.args(fields.map(flag)).args([
        Arg::new("case").value_name("CASE").help("Which calculation; found from the inputs where left out"),
        Arg::new("seed")
            .long("seed")
            .value_name("N")
            .value_parser(clap::value_parser!(u64))
            .help("Toy numbers from this seed for all that is not given; standard input is not read"),
        Arg::new("scene")
            .long("scene")
            .value_name("NAME")
            .help("The settings of a scene of this bench (`wengu lab --list`)"),
        Arg::new("json").long("json").action(ArgAction::SetTrue).help("One JSON document instead of text"),
    ]);
    command.after_long_help(cases(bench))
}

fn flag(field: &'static Field) -> Arg {
    let value = match field.kind {
        Kind::Number { .. } => "NUMBER",
        Kind::Count { .. } | Kind::Size { .. } => "COUNT",
        Kind::Flag => "BOOL",
        Kind::Choice(_) | Kind::Word(_) => "WORD",
        Kind::Vector(_) => "[…]",
        Kind::Matrix(..) => "[[…]]",
        Kind::Cube(..) => "[[[…]]]",
    };
    let words = match field.kind {
        Kind::Choice(words) => format!(": {}", words.join(", ")),
        _ => String::new(),
    };
    let default = match field.default {
        Default::Number(number) if field.kind == Kind::Flag => format!(" [default: {}]", number != 0.0),
        Default::Number(number) => format!(" [default: {number}]"),
        Default::Word(word) => format!(" [default: {word}]"),
        _ => String::new(),
    };
    let dashed = field.name.replace('_', "-");
    let arg = Arg::new(field.name)
        .long(dashed.clone())
        .value_name(value)
        .allow_hyphen_values(true)
        .help(format!("{}{words}{default}", field.about));
    if dashed == field.name { arg } else { arg.alias(field.name) }
}

/// The JSON that each calculation reads and writes.
fn cases(bench: Bench) -> String {
    let mut text = String::from(
        "Input is one JSON object on standard input, its keys the names below; flags go over it. A list may also be \
         {\"shape\":[…],\"data\":[…]}, and the fields may stand under \"params\" and \"inputs\". \"case\" names the calculation; \
         without it, the one whose fields fit. Without input, toy numbers are made (T, D and the like size them). \
         \"-inf\", \"inf\" and \"nan\" stand for what JSON cannot write. Unknown fields are named on standard error and left out.\n\
         \nReads -> writes (* must be given):\n",
    );
    for case in bench.cases() {
        let reads = case.fields.iter().map(|field| {
            let star = if field.is_required() { "*" } else { "" };
            format!("{star}{}", field.name)
        });
        let inputs = Inputs::toy(1).of(case);
        let writes: Vec<&str> =
            case.compute(&inputs).map(|outcome| outcome.iter().map(|(name, _)| name).collect()).unwrap_or_default();
        let reads: Vec<String> = reads.collect();
        let _ = write!(text, "\n  {}\n    {}\n    -> {}\n", case.name, reads.join(", "), writes.join(", "));
    }
    text
}

fn read(bench: Bench, matches: &ArgMatches) -> BenchArgs {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let mut seen = BTreeSet::new();
    let fields = bench.cases().flat_map(|case| case.fields).filter(|field| seen.insert(field.name));
    BenchArgs {
        bench,
        case: text("case"),
        fields: fields.filter_map(|field| Some((field.name, text(field.name)?))).collect(),
        seed: matches.get_one("seed").copied(),
        scene: text("scene"),
        json: matches.get_flag("json"),
    }
}
