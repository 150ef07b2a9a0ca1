//! `wengu review`: the review screen, or a review line by line for screen readers and scripts.

use super::exercise::Asked;
use super::{Context, Ending, output};
use crate::cli::ReviewArgs;
use crate::domain::{CardId, Grade, Prompt, ReviewScope};
use crate::library::Library;
use crate::locale::{exercise, shell as texts};
use crate::tui::Tab;
use anyhow::{Context as _, Result};
use std::io::BufRead;
use std::time::Duration;

pub(super) fn run(context: &Context, args: &ReviewArgs) -> Result<Ending> {
    let scope = ReviewScope { deck: args.deck.clone(), card: args.card.map(CardId), limit: args.limit };
    if !args.plain {
        return super::tui::open(context, Tab::Review, scope, true);
    }
    let mut session = Session { context, library: context.library()?, scope, answered: 0, again: None };
    session.run(&mut std::io::stdin().lock())
}

/// What the learner wants done with a card.
enum Wish {
    Grade(Grade),
    Undo,
    Suspend,
    Quit,
}

struct Session<'a> {
    context: &'a Context,
    library: Library,
    scope: ReviewScope,
    answered: u32,
    /// The card that an undo brought back.
    again: Option<CardId>,
}

impl Session<'_> {
    fn run(&mut self, input: &mut impl BufRead) -> Result<Ending> {
        while let Some(prompt) = self.next()? {
            if !self.ask(&prompt, input)? {
                return Ok(Ending::Fine);
            }
        }
        output::text(&texts::review_over(self.context.lang, self.answered))
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
        let Some(line) = read(input)? else { return Ok(false) };
        let mut wish = wish(&line).filter(|wish| !matches!(wish, Wish::Grade(_)));
        let mut proposed = None;
        if wish.is_none() {
            if let Some(asked) = &asked {
                proposed = asked.hear(lang, &line)?;
            }
            output::text(&texts::answer(lang, prompt))?;
        }
        loop {
            match wish {
                Some(Wish::Quit) => return Ok(false),
                Some(Wish::Suspend) => {
                    self.library.suspend(prompt.card.id, self.context.now())?;
                    return Ok(true);
                }
                Some(Wish::Undo) => match self.library.undo(self.context.now())? {
                    Some(card) => {
                        self.again = Some(card);
                        self.answered = self.answered.saturating_sub(1);
                        return Ok(true);
                    }
                    None => output::text(&texts::nothing_to_undo(lang))?,
                },
                Some(Wish::Grade(grade)) => {
                    let now = self.context.now();
                    let took = (now - shown).to_std().unwrap_or(Duration::ZERO);
                    self.library.answer(prompt.card.id, grade, took, now)?;
                    self.answered += 1;
                    output::text(&texts::answered(lang, prompt, grade))?;
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

fn wish(line: &str) -> Option<Wish> {
    match line.trim() {
        "u" => Some(Wish::Undo),
        "s" => Some(Wish::Suspend),
        "q" => Some(Wish::Quit),
        number => number.parse().ok().and_then(Grade::from_number).map(Wish::Grade),
    }
}

fn read(input: &mut impl BufRead) -> Result<Option<String>> {
    let mut line = Vec::new();
    let length = input.read_until(b'\n', &mut line).context("could not read standard input")?;
    Ok((length > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
}
