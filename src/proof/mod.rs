//! Proofs that a list of equilibria is complete, as logs that anyone can check.
//!
//! A log claims that some outcomes are all extreme equilibrium outcomes of a game, up to an exchange
//! of messages that are copies, and proves it by a tree. `python -m schelling.checker`, one file of
//! standard Python that shares no code with this crate, accepts a log if and only if it does.
//!
//! # The system
//!
//! Messages with the same senders, replies and payoffs are one *class* `c`. A *face* `(c, K, B)`
//! holds the mass vectors after a message of class `c` whose support is the set of types `K` and at
//! which exactly the replies `B` are best. *Corners* are the extreme rays of the cones on which one
//! reply is best; faces are joins of corners. *Pieces* are the maximal sets of replies that are best
//! together. A vector `x` of masses is *extreme* when the spans of the faces of its messages are
//! independent; `R(x)` are the replies to the messages in use that some replies to the others
//! complete to an equilibrium, and its *parts* the maximal polytopes of which it is the union.
//!
//! **Theorem.** The outcomes that an accepted log lists are exactly the pairs of an extreme `x` with
//! `R(x)` not empty and a vertex of a part of `x`.
//!
//! A node of the tree has faces `C` in use and open faces `O`, and says: *every extreme `x` with
//! `R(x)` not empty whose faces contain `C` and lie in `C` and `O` is listed.* Its rules rest on four
//! facts.
//!
//! - *Splitting*: if the spans of the faces of `x` are independent, `x` follows from the faces by
//!   linear equations, no face can be added, and the dimensions add up to at most the number of
//!   types of the faces.
//! - *Transfers*: numbers `e[s, t]` over slots `s`, with sum 0 over `s`, refute faces if in each
//!   slot the types with a negative number send, and the sum over slots of the least
//!   `sum_t e[s, t] uS[t, c, a]` over `a` in `B` is positive: types that send get exactly `u_t`,
//!   others at most that.
//! - *Cases*: used or not, a class has a piece and a reply on it by which no type gains.
//! - *Planes*: a plane above the corners of all faces and below the prior, strictly so at the prior
//!   or at a corner of a face in use, keeps the prior out of reach.
//!
//! | line | what it does |
//! | --- | --- |
//! | `{"y": [[class, [e of each type]], …]}` | the next lemma, numbered from 0 |
//! | `{"x": [w of each type]}` | the next plane |
//! | `{"f": [class, [types], [replies]]}` | the next face |
//! | `["-", k, [lemmas]]` | takes what the lemmas refute from the open faces; with a class `k` in the cases of its pieces. Before the start such faces are not built |
//! | `["start"]` | opens the root: nothing in use, all faces open |
//! | `["+", f]` | opens a child that uses face `f` too; when that is closed, `f` is open no longer |
//! | `["t", t]` | closes: type `t` can send nothing |
//! | `["x", plane]` | closes: the prior is out of reach |
//! | `["y", k, [lemmas]]` | closes: the lemmas refute the faces in use |
//! | `["s"]` | closes: the masses are determined, and are those of a listed sender or of none |
//! | `{"end": n, "links": […], "apart": […]}` | the number of outcomes, and their components |
//!
//! `links` join outcomes `[i, j]` with the same payoffs and equal replies where their messages must
//! coincide, or `[i, j, [replies, replies]]` by other replies of the same parts. `apart` names
//! lemmas that refute every way of sharing messages between two parts whose payoffs overlap.
//!
//! VIPR (Cheung, Gleixner and Steffy 2017) certifies integer programmes by such trees, VeriPB
//! (Bogaerts, Gocht, McCreesh and Nordström 2023) propositional enumeration. Here one lemma of the
//! size of the types crosses out many faces, and what is polynomial, corners, pieces and vertices of
//! replies, the checker computes by itself.

mod format;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use self::format::Log;
use crate::equilibrium::proof::{Faces, Outcome, Prover, Tables, links};
use crate::equilibrium::{Equilibria, Equilibrium};
use crate::error::Error;
use crate::exact::Q;

/// A log that proves a list of equilibria complete.
///
/// # Examples
///
/// ```
/// use schelling::Search;
/// use schelling::model;
///
/// let game = model::by_name("beer-quiche")?.game(&[])?;
/// let eqs = game.equilibria(&Search::default())?;
/// let proof = eqs.proof(None)?;
/// let mut log = Vec::new();
/// proof.write(&mut log).unwrap();
/// assert!(log.starts_with(br#"{"schelling-proof": 1"#));
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Proof {
    lines: Vec<String>,
    steps: usize,
}

impl Proof {
    /// Writes the log, one JSON value a line.
    ///
    /// # Errors
    ///
    /// What the writer returns.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        self.lines.iter().try_for_each(|line| writeln!(to, "{line}"))
    }

    /// The lines of the log: the claim first, the end last.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The number of steps: of lines that begin with a bracket.
    pub fn steps(&self) -> usize {
        self.steps
    }
}

impl Equilibria {
    /// A log that proves the list complete.
    ///
    /// It is found by a search of its own, which knows the list but not how it was found, in time
    /// that grows with the list and with the faces of the game, and is the same on every machine.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] where the list is not complete, where the game has more than 128 types or
    /// replies to a message or more than 200,000 faces, and where the log would have more than
    /// `max_steps` steps. [`Error::Game`] where the list was refined, selected, expanded or made
    /// distinct, where the game has several readers, reader types or noise, and where the list is not what the
    /// proof finds.
    pub fn proof(&self, max_steps: Option<usize>) -> Result<Proof, Error> {
        let refuse = |text: &str| Err(Error::Game(text.into()));
        if let Some(why) = self.stopped() {
            let text = format!("the list is not complete ({why}): solve without that limit");
            return Err(Error::Limit(text));
        }
        if self.channel().is_some() || !self.game().readers().is_empty() {
            return refuse("a proof is for games of one receiver who sees the message");
        }
        if self.distinct().is_some() || self.selected_from().is_some() {
            return refuse("a proof is for the whole list: take game.equilibria() itself");
        }
        if !self.refined_by().is_empty() {
            return refuse("a proof is for the whole list, before refinements");
        }
        let tables = Tables::new(self.game())?;
        let faces = Faces::new(&tables)?;
        let mut prover = Prover::new(&tables, &faces);
        let mut root = prover.close(&[], (0..faces.all.len()).collect());
        let needed = prover.prune(&mut root, &[]);
        debug_assert!(needed.is_empty(), "faces are missing that nothing took away");
        let Prover { mut lemmas, senders, .. } = prover;
        let mut components = HashMap::new();
        for eq in self {
            components.insert(listed(self, &tables, eq), eq.component());
        }
        if components.len() < self.len() {
            return refuse("a proof is for the list with copies together: take game.equilibria()");
        }
        let (mut outcomes, mut found) = (Vec::new(), HashSet::new());
        for (s, sender) in senders.iter().enumerate() {
            let mut vertices: Vec<_> =
                sender.parts.iter().flat_map(|p| p.vertices.iter()).collect();
            vertices.sort_unstable_by(|a, b| b.cmp(a));
            vertices.dedup();
            for replies in vertices {
                let slots = sender.slots.iter().zip(replies);
                let uses = slots.map(|((face, masses), reply)| {
                    (face.class, masses.clone(), folded(self, &tables, face.class, reply))
                });
                let uses: Vec<Use> = uses.collect();
                let Some(&component) = components.get(&uses) else {
                    return refuse("the list lacks an outcome: solve the game anew");
                };
                found.insert(uses);
                outcomes.push(Outcome { sender: s, replies: replies.clone(), component });
            }
        }
        if found.len() != components.len() {
            return refuse("the list has an outcome that is none: solve the game anew");
        }
        let (links, apart) =
            links(&tables, &mut lemmas, &senders, &outcomes).map_err(|[i, j]| {
                let text = format!("outcomes {i} and {j} are not in the right components");
                Error::Game(text)
            })?;
        let mut log = Log::new(self.game(), &tables, &faces.all, &lemmas, max_steps);
        log.claim(&senders, &outcomes);
        log.tree(&root)?;
        log.end(&senders, &outcomes, &links, &apart);
        Ok(Proof { steps: log.steps, lines: log.lines })
    }
}

/// A message in use: its class, its masses, and the reply with copies of actions put together.
type Use = (usize, Vec<Q>, Vec<Q>);

/// What a listed outcome does, up to an exchange of copies.
fn listed(all: &Equilibria, tables: &Tables, eq: &Equilibrium) -> Vec<Use> {
    let game = all.game();
    let mut uses: Vec<Use> = eq
        .on_path()
        .into_iter()
        .map(|m| {
            let class = tables.classes.iter().position(|class| class.members.contains(&m));
            let class = class.expect("every message has a class");
            let masses = game.prior().iter().zip(eq.sender()).map(|(p, row)| p * &row[m]);
            let reply = eq.receiver(m).expect("a reply to a message in use");
            let reply: Vec<Q> =
                tables.classes[class].replies.iter().map(|&a| reply[a].clone()).collect();
            (class, masses.collect(), folded(all, tables, class, &reply))
        })
        .collect();
    uses.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    uses
}

/// A reply with the probabilities of copies of an action at the first of them.
fn folded(all: &Equilibria, tables: &Tables, class: usize, reply: &[Q]) -> Vec<Q> {
    let class = &tables.classes[class];
    let m = class.members[0];
    let mut found = vec![Q::ZERO; reply.len()];
    for (a, x) in reply.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
        let copy = |&b: &usize| {
            b == a || all.game().are_copies_after(m, class.replies[a], class.replies[b])
        };
        let first = (0..reply.len()).find(copy).expect("itself");
        found[first] = &found[first] + x;
    }
    found
}
