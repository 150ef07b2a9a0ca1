//! `wengu review`: the review screen, or a review line by line for screen readers and scripts.

use super::exercise::Asked;
use super::{Context, Ending, output};
use crate::cli::ReviewArgs;
use crate::domain::{Card, CardId, Grade, Prompt, ReviewScope, Study, diff, editor};
use crate::library::{Library, Manner};
use crate::locale::{exercise, review as review_texts, shell as texts, stats as stats_texts, tui as tui_texts};
use crate::tui::Tab;
use crate::tui::action::Action;
use anyhow::{Context as _, Result};
use std::io::BufRead;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

pub(super) fn run(context: &Context, args: &ReviewArgs) -> Result<Ending> {
    let scope = scope(args);
    if !args.plain {
        return super::tui::open(context, Action::Go(Tab::Review), scope, true);
    }
    let mut session = Session {
        context,
        library: context.library()?,
        scope,
        answered: 0,
        deeds: Vec::new(),
        given: Vec::new(),
        left: false,
        again: None,
    };
    session.run(&mut std::io::stdin().lock())
}

fn scope(args: &ReviewArgs) -> ReviewScope {
    let study = match (args.cram, args.ahead, args.forgotten) {
        (_, Some(days), _) => Study::Ahead { days },
        (_, _, true) => Study::Forgotten,
        // A search is a study of its own
        (true, ..) => Study::Cram,
        _ if args.search.is_some() => Study::Cram,
        _ => Study::Due,
    };
    ReviewScope {
        deck: args.deck.clone(),
        card: args.card.map(CardId),
        limit: args.limit,
        study,
        words: args.search.clone(),
        counts: args.count,
    }
}

/// What the learner wants done with a card.
enum Wish {
    Grade(Grade),
    Undo,
    Suspend,
    Bury,
    Flag,
    Hint,
    Edit,
    Quit,
}

struct Session<'a> {
    context: &'a Context,
    library: Library,
    scope: ReviewScope,
    answered: u32,
    /// What can be undone, the latest last: whether it was a grade.
    deeds: Vec<bool>,
    /// Grades that stand, with their questions.
    given: Vec<(Grade, String)>,
    /// Whether the learner left before the end.
    left: bool,
    /// The card that an undo brought back.
    again: Option<CardId>,
}

impl Session<'_> {
    fn run(&mut self, input: &mut impl BufRead) -> Result<Ending> {
        while let Some(prompt) = self.next()? {
            if !self.ask(&prompt, input)? {
                self.left = true;
                break;
            }
        }
        // Whoever only looked in is told nothing
        if self.given.is_empty() && self.left {
            return Ok(Ending::Fine);
        }
        let lang = self.context.lang;
        output::text(&texts::review_over(lang, self.answered))?;
        let tomorrow = self.library.dashboard(self.context.now())?.forecast.get(1).copied().unwrap_or_default();
        output::text(&review_texts::summary(lang, &self.given, tomorrow))
    }

    fn next(&mut self) -> Result<Option<Prompt>> {
        if let Some(card) = self.again.take() {
            let scope = ReviewScope { card: Some(card), ..self.scope.clone() };
            return Ok(self.library.next_card(&scope, self.context.now())?);
        }
        let is_over = self.scope.limit.is_some_and(|limit| self.answered >= limit)
            || (self.scope.card.is_some() && self.answered > 0);
        if is_over {
            return Ok(None);
        }
        Ok(self.library.next_card(&self.scope, self.context.now())?)
    }

    /// One card. False when the learner leaves or the input ends.
    fn ask(&mut self, prompt: &Prompt, input: &mut impl BufRead) -> Result<bool> {
        let lang = self.context.lang;
        let shown = self.context.now();
        let asked = Asked::of(lang, prompt);
        let prompt = asked.as_ref().map_or(prompt, |asked| &asked.prompt);
        output::text(&texts::question(lang, prompt))?;
        output::text(&review_texts::changed(lang, prompt, false))?;
        let mut typed = String::new();
        let mut proposed = None;
        let mut wish = loop {
            let Some(line) = read(input)? else { return Ok(false) };
            match wish(&line) {
                Some(Wish::Hint) => {
                    output::text(&review_texts::hint(lang, prompt.hint.as_deref()))?;
                }
                // A number before the answer is no grade
                Some(Wish::Grade(_)) if asked.is_none() => break None,
                None | Some(Wish::Grade(_)) => {
                    line.trim().clone_into(&mut typed);
                    break None;
                }
                wish => break wish,
            }
        };
        if wish.is_none() {
            if let Some(asked) = &asked {
                proposed = asked.hear(lang, &typed)?;
            } else if !typed.is_empty() {
                output::text(&review_texts::compared(lang, &typed, &prompt.card.answer))?;
                proposed = diff::proposal(&typed, &prompt.card.answer);
            }
            output::text(&texts::answer(lang, prompt))?;
            output::text(&review_texts::changed(lang, prompt, true))?;
        }
        loop {
            match wish {
                Some(Wish::Quit) => return Ok(false),
                Some(Wish::Suspend) => {
                    self.library.set_aside(prompt.card.id, self.context.now())?;
                    self.deeds.push(false);
                    return Ok(true);
                }
                Some(Wish::Bury) => {
                    self.library.bury(prompt.card.id, self.context.now())?;
                    self.deeds.push(false);
                    return Ok(true);
                }
                Some(Wish::Flag) => {
                    self.library.flag(prompt.card.id, u8::from(prompt.flag == 0))?;
                    output::text(&review_texts::flagged(lang, prompt.flag == 0))?
                }
                Some(Wish::Hint) => output::text(&review_texts::hint(lang, prompt.hint.as_deref()))?,
                Some(Wish::Edit) if self.edit(&prompt.card)? => return Ok(true),
                Some(Wish::Edit) => output::text(&format!("{}\n", tui_texts::NO_SOURCE.of(lang)))?,
                Some(Wish::Undo) => match self.library.undo(self.context.now())? {
                    Some(card) => {
                        self.again = Some(card);
                        let was_grade = self.deeds.pop().unwrap_or(true);
                        self.answered = self.answered.saturating_sub(u32::from(was_grade));
                        self.given.truncate(self.answered as usize);
                        return Ok(true);
                    }
                    None => output::text(&texts::nothing_to_undo(lang))?,
                },
                Some(Wish::Grade(grade)) => {
                    let now = self.context.now();
                    let took = (now - shown).to_std().unwrap_or(Duration::ZERO);
                    if self.scope.is_stored() {
                        self.library.answer(prompt.card.id, grade, took, now)?;
                    } else {
                        self.library.practise(prompt.card.id, grade)?;
                    }
                    self.answered += 1;
                    self.deeds.push(true);
                    self.given.push((grade, prompt.card.question.clone()));
                    let word = if self.scope.is_stored() {
                        texts::answered(lang, prompt, grade)
                    } else {
                        stats_texts::practised(lang)
                    };
                    output::text(&word)?;
                    return Ok(true);
                }
                None => {
                    let proposal = proposed.map(|grade| exercise::proposal(lang, grade)).unwrap_or_default();
                    output::text(&(texts::grades(lang, prompt) + &proposal))?
                }
            };
            let Some(line) = read(input)? else { return Ok(false) };
            let accepts = line.trim().is_empty();
            wish = self::wish(&line).or_else(|| proposed.filter(|_| accepts).map(Wish::Grade));
        }
    }
}

impl Session<'_> {
    /// Opens the line that a card comes from in the editor, and asks the card as it then stands. False if it comes from no file.
    fn edit(&mut self, card: &Card) -> Result<bool> {
        let Some(path) = card.note.as_deref().filter(|path| Path::new(path).is_absolute()) else { return Ok(false) };
        let editor = editor::from_environment(|name| std::env::var(name).ok());
        let command = editor::at_line(&editor, path, card.line.unwrap_or(1));
        Command::new(&command.program)
            .args(&command.arguments)
            .status()
            .with_context(|| format!("could not start `{}`; name another with EDITOR", command.program))?;
        self.library.import(&[path.into()], Manner { dry_run: false, now: self.context.now() }, &|_| {})?;
        self.again = Some(card.id);
        Ok(true)
    }
}

fn wish(line: &str) -> Option<Wish> {
    match line.trim() {
        "u" => Some(Wish::Undo),
        "s" => Some(Wish::Suspend),
        "b" => Some(Wish::Bury),
        "f" => Some(Wish::Flag),
        "h" => Some(Wish::Hint),
        "e" => Some(Wish::Edit),
        "q" => Some(Wish::Quit),
        number => number.parse().ok().and_then(Grade::from_number).map(Wish::Grade),
    }
}

fn read(input: &mut impl BufRead) -> Result<Option<String>> {
    let mut line = Vec::new();
    let length = input.read_until(b'\n', &mut line).context("could not read standard input")?;
    Ok((length > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}
