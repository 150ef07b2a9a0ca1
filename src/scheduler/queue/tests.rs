use super::*;

fn card(id: i64, deck: &str, phase: Phase) -> Waiting {
    Waiting {
        id: CardId(id),
        deck: deck.to_owned(),
        family: None,
        phase,
        due: (phase != Phase::New).then(|| DateTime::from_timestamp(1_800_000_000 + id, 0).unwrap()),
        retrievability: 0.99 - id as f32 / 1000.0,
        interval: 10.0,
        difficulty: 5.0,
    }
}

fn stock(reviews: i64, new: i64) -> Stock {
    Stock {
        reviews: (0..reviews).map(|id| card(id, "a", Phase::Review)).collect(),
        new: (1000..1000 + new).map(|id| card(id, "b", Phase::New)).collect(),
        ..Stock::default()
    }
}

fn ids(queue: &Queue) -> Vec<i64> {
    queue.main.iter().map(|slot| slot.id.0).collect()
}

#[test]
fn new_cards_are_spread_between_reviews() {
    let queue = Queue::plan(stock(6, 2), 20, &Rules { order: Order::Due, ..Rules::default() });
    assert_eq!(ids(&queue), [0, 1, 1000, 2, 3, 4, 1001, 5]);
    // In the middle of the day the mixture goes on
    let mut rest = stock(6, 2);
    rest.reviews.drain(..2);
    rest.new.drain(..1);
    for (id, phase) in [(0, Phase::Review), (1, Phase::Review), (1000, Phase::New)] {
        rest.done.push(Done { id: CardId(id), deck: "a".into(), family: None, phase, grade: Grade::Good });
    }
    let queue = Queue::plan(rest, 20, &Rules { order: Order::Due, ..Rules::default() });
    assert_eq!(ids(&queue), [2, 3, 4, 1001, 5]);
}

#[test]
fn the_limits_of_the_day_and_of_decks_hold() {
    let rule = |deck: &str, new, reviews| DeckRule {
        deck: deck.to_owned(),
        desired_retention: None,
        limits: Limits { new, reviews },
    };
    for (new_per_day, reviews_per_day, decks, expected) in [
        // Nothing limits
        (20, None, vec![], (8, 5)),
        (3, None, vec![], (8, 3)),
        // New cards wait while more reviews do than may come
        (20, Some(4), vec![], (4, 0)),
        // A deck's own limits, and those of a deck above
        (20, None, vec![rule("a", None, Some(2))], (2, 5)),
        (20, None, vec![rule("b", Some(1), None)], (8, 1)),
        (20, None, vec![rule("b", Some(0), None), rule("x", Some(9), Some(9))], (8, 0)),
    ] {
        let rules = Rules { reviews_per_day, decks, ..Rules::default() };
        let queue = Queue::plan(stock(8, 5), new_per_day, &rules);
        let (reviews, new): (Vec<i64>, Vec<i64>) = ids(&queue).iter().partition(|&&id| id < 1000);
        assert_eq!((reviews.len(), new.len()), expected, "{new_per_day} {rules:?}");
        assert_eq!(queue.held_back as usize, 8 - reviews.len());
    }
}

#[test]
fn one_of_a_family_comes_and_the_others_wait_for_another_day() {
    let mut all = stock(3, 2);
    for (at, family) in [(0, "f"), (2, "f")] {
        all.reviews[at].family = Some(family.into());
    }
    all.new[0].family = Some("f".into());
    let rules = Rules { order: Order::Due, ..Rules::default() };
    let queue = Queue::plan(all.clone(), 20, &rules);
    assert_eq!((ids(&queue), queue.buried), (vec![0, 1001, 1], 2));
    // One that is being learnt keeps the others away, but not itself
    all.done.push(Done {
        id: CardId(7),
        deck: "a".into(),
        family: Some("f".into()),
        phase: Phase::Review,
        grade: Grade::Again,
    });
    all.learning.push(Waiting { family: Some("f".into()), ..card(7, "a", Phase::Relearning { step: 0 }) });
    let queue = Queue::plan(all, 20, &rules);
    assert_eq!((queue.learning.len(), queue.buried), (1, 3));
}

#[test]
fn reviews_come_in_the_order_that_was_chosen() {
    let mut cards = vec![card(1, "b", Phase::Review), card(2, "a", Phase::Review), card(3, "a", Phase::Review)];
    for (card, (retrievability, interval, difficulty)) in
        cards.iter_mut().zip([(0.8, 100.0, 2.0), (0.9, 1.0, 9.0), (0.7, 10.0, 5.0)])
    {
        (card.retrievability, card.interval, card.difficulty) = (retrievability, interval, difficulty);
    }
    for (order, limit, expected) in [
        (Order::Auto, None, [3, 1, 2]),
        (Order::Auto, Some(2), [2, 1, 0]),
        (Order::Endangered, None, [3, 1, 2]),
        (Order::Safest, None, [2, 1, 3]),
        (Order::Due, None, [1, 2, 3]),
        (Order::Overdue, None, [2, 3, 1]),
        (Order::Hardest, None, [2, 3, 1]),
        (Order::Deck, None, [2, 3, 1]),
    ] {
        let rules = Rules { order, reviews_per_day: limit, ..Rules::default() };
        let queue = Queue::plan(Stock { reviews: cards.clone(), ..Stock::default() }, 20, &rules);
        let expected: Vec<i64> = expected.into_iter().filter(|&id| id > 0).collect();
        assert_eq!(ids(&queue), expected, "{order:?}");
    }
}

#[test]
fn learning_cards_come_when_their_minutes_are_over() {
    let mut all = stock(1, 0);
    all.learning.push(card(500, "a", Phase::Learning { step: 0 }));
    let mut queue = Queue::plan(all, 20, &Rules::default());
    let due = queue.learning[0].due.unwrap();
    assert_eq!(queue.next(due - TimeDelta::seconds(1)), Some(CardId(0)));
    assert_eq!(queue.next(due), Some(CardId(500)));
    // Nothing else waits: it may come a little early
    let end = due + TimeDelta::hours(9);
    assert!(queue.answered(CardId(0), Phase::Review, Some(end), end));
    assert_eq!(queue.next(due - TimeDelta::minutes(20)), Some(CardId(500)));
    assert_eq!(queue.next(due - TimeDelta::minutes(21)), None);
    // Forgotten again, it comes back; learnt, it does not
    let again = due + TimeDelta::minutes(10);
    assert!(queue.answered(CardId(500), Phase::Learning { step: 0 }, Some(again), end));
    assert_eq!(queue.next(again), Some(CardId(500)));
    assert!(queue.answered(CardId(500), Phase::Review, Some(end), end));
    assert_eq!(queue.next(end), None);
    assert!(!queue.answered(CardId(9), Phase::Review, Some(end), end));
}

#[test]
fn a_heap_melts_in_so_many_days() {
    for (waiting, limit, coming, days) in [
        (50, 200, vec![30; 60], Some(0)),
        (600, 200, vec![0; 60], Some(2)),
        (600, 200, vec![100; 60], Some(4)),
        // More falls due than is done
        (600, 50, vec![100; 60], None),
    ] {
        assert_eq!(days_to_clear(waiting, limit, &coming), days, "{waiting} at {limit}");
    }
}

#[test]
fn the_nearest_rule_gives_the_retention() {
    let rule = |deck: &str, retention| DeckRule {
        deck: deck.to_owned(),
        desired_retention: retention,
        limits: Limits::default(),
    };
    let rules = Rules {
        decks: vec![rule("a", Some(0.85)), rule("a::b", Some(0.95)), rule("a::b::c", None)],
        ..Rules::default()
    };
    for (deck, retention) in [("a", Some(0.85)), ("a::b::c", Some(0.95)), ("a::x", Some(0.85)), ("ab", None)] {
        assert_eq!(rules.retention_of(deck), retention, "{deck}");
    }
}
