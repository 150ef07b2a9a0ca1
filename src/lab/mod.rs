//! The calculators: attention step by step, and the sums behind the models around it.
//!
//! Everything here is pure `f64` arithmetic on small matrices, made to be looked at: each stage of a computation is kept, so that a
//! learner can see where a number comes from. Nothing here knows of notes, cards, terminals or files.
//!
//! A bench a module: [`attention`] with its parts [`score`], [`position`], [`mask`] and [`softmax`]. [`toy`] makes inputs that one
//! can type by hand.

pub mod activation;
pub mod attention;
mod error;
pub mod mask;
pub mod matrix;
pub mod multi_head;
pub mod norm;
pub mod position;
pub mod rope_scaling;
pub mod score;
pub mod softmax;
pub mod toy;

pub use error::LabError;
pub use matrix::Matrix;
