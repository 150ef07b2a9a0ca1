//! `wengu review`: the review screen, or a review line by line for screen readers and scripts.

use super::{Context, Ending, output};
use crate::cli::ReviewArgs;
use crate::domain::{CardId, Grade, Prompt, ReviewScope, Study};
use crate::library::Library;
use crate::locale::{shell as texts, stats as stats_texts};
use crate::tui::Tab;
use anyhow::{Context as _, Result};
use std::io::BufRead;
use std::time::Duration;

pub(super) fn run(context: &Context, args: &ReviewArgs) -> Result<Ending> {
    let scope = scope(args);
    if !args.plain {
        return super::tui::open(context, Tab::Review, scope, true);
    }
    let mut session = Session { context, library: context.library()?, scope, answered: 0, again: None };
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
        output::text(&texts::question(lang, prompt))?;
        let mut wish = match read(input)? {
            None => return Ok(false),
            Some(line) => wish(&line).filter(|wish| !matches!(wish, Wish::Grade(_))),
        };
        if wish.is_none() {
            output::text(&texts::answer(lang, prompt))?;
        }
        loop {
            match wish {
                Some(Wish::Quit) => return Ok(false),
                Some(Wish::Suspend) => {
                    self.library.set_aside(prompt.card.id, self.context.now())?;
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
                    if self.scope.is_stored() {
                        self.library.answer(prompt.card.id, grade, took, now)?;
                    } else {
                        self.library.practise(prompt.card.id, grade)?;
                    }
                    self.answered += 1;
                    let word = if self.scope.is_stored() {
                        texts::answered(lang, prompt, grade)
                    } else {
                        stats_texts::practised(lang)
                    };
                    output::text(&word)?;
                    return Ok(true);
                }
                None => output::text(&texts::grades(lang, prompt))?,
            };
            wish = match read(input)? {
                None => return Ok(false),
                Some(line) => self::wish(&line),
            };
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
