//! From a Markdown text to the values of a note: what it is made of, what it defines, what can be asked of it.

pub mod decode;
pub mod walk;
