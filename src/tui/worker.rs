//! Slow wishes on a thread of their own: the screen goes on drawing, and what came of them arrives as news.

use super::effect::{Effect, Msg};
use std::mem::discriminant;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::Duration;

/// Without a wish, the thread looks after its other work this often.
const IDLE: Duration = Duration::from_millis(500);

/// A thread that fulfils wishes in order. Of wishes of one kind only the latest counts; those before it are dropped unread.
#[derive(Debug)]
pub struct Worker {
    wishes: Sender<Effect>,
    news: Receiver<Msg>,
}

impl Worker {
    /// Starts the thread. `perform` fulfils a wish; `rest` does a piece of other work when there is no wish, and tells whether
    /// there is more. The thread ends with the worker.
    pub fn start(
        mut perform: impl FnMut(Effect) -> Option<Msg> + Send + 'static,
        mut rest: impl FnMut() -> bool + Send + 'static,
    ) -> Self {
        let (wishes, waiting) = channel::<Effect>();
        let (tell, news) = channel();
        std::thread::spawn(move || {
            let mut has_more = true;
            while let Some(first) = next(&waiting, &mut has_more, &mut rest) {
                for wish in latest(first, &waiting) {
                    if let Some(msg) = perform(wish)
                        && tell.send(msg).is_err()
                    {
                        return;
                    }
                }
            }
        });
        Self { wishes, news }
    }

    /// Hands a wish over, and does not wait. A thread that has ended leaves it unfulfilled.
    pub fn ask(&self, wish: Effect) {
        let _ = self.wishes.send(wish);
    }

    /// What has come of the wishes so far.
    pub fn news(&self) -> impl Iterator<Item = Msg> + '_ {
        self.news.try_iter()
    }

    /// The next news, waited for.
    pub fn wait(&self, longest: Duration) -> Option<Msg> {
        self.news.recv_timeout(longest).ok()
    }
}

/// The next wish; other work is done while there is none. None when no more can come.
fn next(waiting: &Receiver<Effect>, has_more: &mut bool, rest: &mut impl FnMut() -> bool) -> Option<Effect> {
    loop {
        if *has_more {
            match waiting.try_recv() {
                Ok(wish) => return Some(wish),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => *has_more = rest(),
            }
        } else {
            match waiting.recv_timeout(IDLE) {
                Ok(wish) => return Some(wish),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => *has_more = rest(),
            }
        }
    }
}

/// The wishes in line, without those that a later one of their kind has made stale.
fn latest(first: Effect, waiting: &Receiver<Effect>) -> Vec<Effect> {
    let mut wishes = vec![first];
    for wish in waiting.try_iter() {
        if wish.replaces_earlier() {
            wishes.retain(|earlier| discriminant(earlier) != discriminant(&wish));
        }
        wishes.push(wish);
    }
    wishes
}
