//! The screens. A key becomes an [`Action`](action::Action) through the [`keymap`], the [`App`] turns actions into its next state and
//! into [`Effect`](effect::Effect)s, the outside fulfils these and answers with [`Msg`](effect::Msg)s; drawing only reads.

pub mod action;
mod app;
pub mod effect;
mod frame;
pub mod keymap;
mod measure;
mod perform;
mod run;
pub mod screen;
mod terminal;
mod theme;
pub mod widget;
mod worker;

pub use app::{App, Notice};
pub use frame::{draw, render};
pub use perform::perform;
pub use run::run;
pub use screen::Tab;
pub use terminal::{background, copy};
pub use theme::{Depth, Theme, Tone};
pub use worker::Worker;
