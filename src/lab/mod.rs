//! The calculators: attention step by step, and the sums behind the models around it.
//!
//! Everything here is pure `f64` arithmetic on small matrices, made to be looked at: each stage of a computation is kept, so that a
//! learner can see where a number comes from. Nothing here knows of notes, cards, terminals or files.
//!
//! A bench a module: [`attention`] with its parts [`score`], [`position`], [`mask`] and [`softmax`]. [`multi_head`] and
//! [`mla`] put it into whole layers; [`norm`], [`activation`] and [`moe`] are the rest of a block; [`rope_scaling`] stretches
//! positions; [`ssm`], [`retnet`], [`rwkv`] and [`hyena`] replace attention; [`cost`] counts parameters, bytes and operations.
//! [`toy`] makes inputs that one can type by hand. [`mod@bench`] gives all of them named inputs and outputs.

pub mod activation;
pub mod attention;
pub mod bench;
pub mod cost;
mod error;
pub mod hyena;
pub mod mask;
pub mod matrix;
pub mod mla;
pub mod moe;
pub mod multi_head;
pub mod norm;
pub mod position;
pub mod retnet;
pub mod rope_scaling;
pub mod rwkv;
pub mod score;
pub mod softmax;
pub mod ssm;
pub mod toy;

pub use error::LabError;
pub use matrix::Matrix;
