//! The only place that asks for the time, and for chance. Everything else is given both.

use chrono::{DateTime, FixedOffset, Local};

/// A clock that runs, or one that was stopped for a test or a demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    stopped: Option<DateTime<FixedOffset>>,
}

impl Clock {
    /// The machine's clock in the local zone.
    pub const fn running() -> Self {
        Self { stopped: None }
    }

    /// A clock that stands at `moment`.
    pub const fn stopped_at(moment: DateTime<FixedOffset>) -> Self {
        Self { stopped: Some(moment) }
    }

    #[allow(clippy::disallowed_methods)] // this is the one place
    pub fn now(&self) -> DateTime<FixedOffset> {
        self.stopped.unwrap_or_else(|| Local::now().fixed_offset())
    }
}

/// Ten bytes from the system's source of randomness.
///
/// Should it fail, the zeros still make an id of the moment, and the library keeps the ids of a card apart.
pub fn entropy() -> [u8; 10] {
    let mut bytes = [0; 10];
    if getrandom::fill(&mut bytes).is_err() {
        return [0; 10];
    }
    bytes
}
