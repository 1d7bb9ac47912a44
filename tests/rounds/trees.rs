//! Trees for tests: a short notation, games of the literature, random trees.

use std::rc::Rc;

use schelling::Q;
use schelling::rounds::{MultistageGame, TreeEntry};

/// Splitmix64 (Steele, Lea and Flood 2014).
pub struct Draws(pub u64);

impl Draws {
    /// Draws a number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * u128::from(bound)) >> 64) as u64
    }
}

pub fn q(text: &str) -> Q {
    text.parse().expect("a number")
}

pub fn qs(text: &str) -> Vec<Q> {
    text.split_whitespace().map(q).collect()
}

pub fn num(text: &str) -> Rc<TreeEntry> {
    TreeEntry::number(q(text))
}

/// Numbers by type, or one for all.
pub fn side(types: &[&str], text: &str) -> Rc<TreeEntry> {
    let list = qs(text);
    if list.len() == 1 {
        return TreeEntry::number(list[0].clone());
    }
    TreeEntry::mapping(types.iter().zip(list).map(|(t, x)| (*t, TreeEntry::number(x))))
}

/// An end: `"1 2 | 0"` pays the sender 1 or 2 by type, and the receiver 0.
pub fn end(types: &[&str], text: &str) -> Rc<TreeEntry> {
    let (sender, receiver) = text.split_once('|').expect("a bar");
    TreeEntry::list([side(types, sender), side(types, receiver)])
}

pub fn moves(kind: &str, branches: Vec<(&str, Rc<TreeEntry>)>) -> Rc<TreeEntry> {
    TreeEntry::mapping([(kind, TreeEntry::mapping(branches))])
}

pub fn game(root: &Rc<TreeEntry>, types: &[&str], prior: &str) -> MultistageGame {
    MultistageGame::new(root, types.iter().copied(), qs(prior), None, false).expect("a game")
}

/// A challenge that may be resisted, and escalate.
pub fn crisis(prior: &str) -> MultistageGame {
    let t = ["firm", "weak"];
    let last =
        moves("sender", vec![("attack", end(&t, "-1/2 -6 | -5")), ("retreat", end(&t, "-3 | 2"))]);
    let stand = moves("receiver", vec![("concede", end(&t, "1 | -3")), ("stand", last)]);
    let resist = moves("sender", vec![("back down", end(&t, "-1 | 1")), ("escalate", stand)]);
    let reply = moves("receiver", vec![("concede", end(&t, "2 | -2")), ("resist", resist)]);
    let root = moves("sender", vec![("quiet", end(&t, "0 | 0")), ("challenge", reply)]);
    game(&root, &t, prior)
}

/// The chain store of Kreps and Wilson (1982) with b = 1/2, a = 2, and short-lived entrants.
pub fn chain_store(entrants: usize, prior: &str) -> MultistageGame {
    let t = ["tough", "weak"];
    let fight = moves(
        "sender",
        vec![("fight", end(&t, "0 -1 | -1/2")), ("acquiesce", end(&t, "-1 0 | 1/2"))],
    );
    let stage = moves("receiver", vec![("out", end(&t, "2 | 0")), ("enter", fight)]);
    game(&stage, &t, prior).repeated(entrants, [Q::ONE, Q::ZERO]).expect("a game")
}

/// The credibility of Sobel (1985) in finite form.
pub fn sobel(prior: &str) -> MultistageGame {
    let t = ["friend", "enemy"];
    let stakes = [Q::new(1, 4).unwrap(), Q::ONE];
    fn round(k: usize, so_far: &Q, stakes: &[Q], t: &[&str]) -> Rc<TreeEntry> {
        let Some(stake) = stakes.get(k) else {
            let sender = TreeEntry::mapping([
                (t[0], TreeEntry::number(-so_far)),
                (t[1], TreeEntry::number(so_far.clone())),
            ]);
            return TreeEntry::list([sender, TreeEntry::number(-so_far)]);
        };
        let rows = [("truth", 1), ("lie", 0)].map(|(message, truth)| {
            let replies = [("follow", "1"), ("ignore", "1/2"), ("oppose", "0")];
            let cells = replies.map(|(label, action)| {
                let gap = Q::from(truth) - q(action);
                let loss = so_far + &(stake * &(&gap * &gap));
                (label, round(k + 1, &loss, stakes, t))
            });
            (message, TreeEntry::mapping(cells))
        });
        let truth = Rc::new(TreeEntry::Scalar("truth".into(), Err("a label".into())));
        let available = TreeEntry::mapping([(t[0], TreeEntry::list([truth]))]);
        TreeEntry::mapping([("both", TreeEntry::mapping(rows)), ("available", available)])
    }
    game(&round(0, &Q::ZERO, &stakes, &t), &t, prior)
}

/// What a random tree is made of.
pub struct Shape {
    pub types: usize,
    pub messages: usize,
    pub actions: usize,
    pub rounds: usize,
    /// Payoffs are whole numbers from 0 to this.
    pub highest: u64,
    /// Branches, in 100, that end at once.
    pub cut: u64,
    /// Nodes, in 100, at which both move at once.
    pub both: u64,
    /// Messages, in 100, that one type lacks.
    pub evidence: u64,
}

/// A random tree in which the sender and the receiver move in turn.
pub fn random(draws: &mut Draws, shape: &Shape) -> MultistageGame {
    let labels: Vec<String> = (0..shape.types).map(|t| format!("t{t}")).collect();
    let types: Vec<&str> = labels.iter().map(String::as_str).collect();
    let weights: Vec<i64> = types.iter().map(|_| 1 + draws.below(9) as i64).collect();
    let total: i64 = weights.iter().sum();
    let prior = weights.iter().map(|w| Q::new(*w, total).unwrap()).collect();
    let root = random_round(draws, shape, &types, 0);
    MultistageGame::new(&root, types, prior, None, false).expect("a game")
}

fn random_end(draws: &mut Draws, shape: &Shape, types: &[&str]) -> Rc<TreeEntry> {
    let mut side = || {
        TreeEntry::mapping(
            types.iter().map(|t| (*t, TreeEntry::number(draws.below(shape.highest + 1) as i64))),
        )
    };
    TreeEntry::list([side(), side()])
}

fn random_round(draws: &mut Draws, shape: &Shape, types: &[&str], k: usize) -> Rc<TreeEntry> {
    let ends = k == shape.rounds || (k > 0 && draws.below(100) < shape.cut);
    if ends {
        return random_end(draws, shape, types);
    }
    let at_once = draws.below(100) < shape.both;
    let mut rows = Vec::new();
    let mut lacking: Vec<Option<usize>> = Vec::new();
    for m in 0..shape.messages {
        let replies: Vec<(String, Rc<TreeEntry>)> = (0..shape.actions)
            .map(|a| (format!("a{a}"), random_round(draws, shape, types, k + 1)))
            .collect();
        let replies = TreeEntry::mapping(replies);
        let reply = if at_once { replies } else { TreeEntry::mapping([("receiver", replies)]) };
        rows.push((format!("m{m}"), reply));
        let lacks = m > 0 && draws.below(100) < shape.evidence;
        lacking.push(lacks.then(|| draws.below(types.len() as u64) as usize));
    }
    let available = types.iter().enumerate().map(|(t, label)| {
        let open = (0..shape.messages).filter(|&m| lacking[m] != Some(t));
        let open = open.map(|m| Rc::new(TreeEntry::Scalar(format!("m{m}"), Err("".into()))));
        (*label, TreeEntry::list(open))
    });
    let kind = if at_once { "both" } else { "sender" };
    TreeEntry::mapping([
        (kind, TreeEntry::mapping(rows)),
        ("available", TreeEntry::mapping(available)),
    ])
}
