//! Persuasion with the messages as given: each message is one signal, with one reply.
//!
//! Messages that are copies of one another are as many signals. The programme of persuasion, in
//! which each message may carry any number of labels, bounds the value from above. Where its
//! optimum uses more labels than there are copies, the search branches on whether one of the
//! replies is used at all.

use std::cmp::Reverse;

use crate::error::Error;
use crate::exact::Q;
use crate::regime::{
    Adversary, Certificate, MessageCopies, MessageShare, Optimum, Question, RegimeKind,
    RegimeSolution, RuleProgram, Weights,
};

pub(super) const GIVEN: RegimeKind = RegimeKind {
    name: "persuasion_given",
    title: "persuasion with the messages given",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow when each message is one signal",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    heard: &[],
    costly: true,
    adversary: Adversary::None,
    solver: solve,
};

/// The most nodes of branch and bound. A round number, not tuned: a search that meets it is
/// refused, with a bound on the value, and its incumbent goes with the error.
const MAX_NODES: usize = 20_000;

/// One node in this many solves a second programme, in which each message keeps the labels that the
/// bound uses most, for a better incumbent. Not tuned; it affects only time, and how good the
/// incumbent of a search is that was stopped.
const NODES_PER_ROUNDING: usize = 16;

/// A node of branch and bound: the replies that its rules may use, and those that it has decided to
/// use.
struct LabelNode {
    /// The replies of each class are those that may be used.
    classes: Vec<MessageCopies>,
    /// `[class]`: the replies that have a message of their own.
    used: Vec<Vec<usize>>,
    /// The bound: the optimum with any number of labels.
    relaxation: Optimum,
}

/// The state of branch and bound.
struct LabelSearch<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights<'a>,
    incumbent: Option<(Vec<MessageCopies>, Optimum)>,
    /// The number of nodes so far.
    nodes: usize,
}

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let weights = question.weights()?;
    let mut search = LabelSearch { question, weights: &weights, incumbent: None, nodes: 0 };
    let ended = question.within_limits(|| search.run());
    let LabelSearch { incumbent, nodes, .. } = search;
    let solution = incumbent.map(|(classes, optimum)| {
        let shares = classes.iter().zip(optimum.masses).flat_map(|(class, masses)| {
            let labels = class.replies.iter().zip(masses).filter(|(_, mass)| is_used(mass));
            labels
                .zip(&class.messages)
                .map(|((&a, mass), &m)| MessageShare::pure(question.game(), m, mass, a))
        });
        RegimeSolution::new(shares.collect(), Certificate::Branches(nodes))
            .with_value(optimum.value)
    });
    RegimeSolution::of_search(ended, solution, "no experiment has a best reply")
}

impl LabelSearch<'_> {
    /// Searches until no open node can hold a better rule than the incumbent.
    fn run(&mut self) -> Result<(), Error> {
        let classes = MessageCopies::all(self.question.game());
        let used = vec![Vec::new(); classes.len()];
        let mut open: Vec<LabelNode> = self.relax(classes, used)?.into_iter().collect();
        // the node with the largest bound first: the first that needs no branch is optimal
        while let Some(k) = largest_bound(&open) {
            let node = open.swap_remove(k);
            if !self.improves(&node) {
                break;
            }
            self.nodes += 1;
            if self.nodes > MAX_NODES {
                return Err(Error::Limit(format!(
                    "branch and bound had {MAX_NODES} nodes without an end: ask for persuasion \
                     with any number of labels, which bounds the value by {}",
                    node.relaxation.value
                )));
            }
            let Some((c, a)) = branch(&node) else {
                self.incumbent = Some((node.classes, node.relaxation));
                break;
            };
            if self.nodes % NODES_PER_ROUNDING == 1
                && let Some(rounded) = self.round(&node)?
                && self.improves(&rounded)
            {
                self.incumbent = Some((rounded.classes, rounded.relaxation));
            }
            let mut without = node.classes.clone();
            without[c].replies.retain(|&b| b != a);
            let (mut with, mut used) = (node.classes, node.used.clone());
            used[c].push(a);
            if used[c].len() == with[c].messages.len() {
                with[c].replies.retain(|b| used[c].contains(b));
            }
            open.extend(self.relax(without, node.used)?);
            open.extend(self.relax(with, used)?);
        }
        Ok(())
    }

    /// Is the optimum of a node better than the incumbent?
    fn improves(&self, node: &LabelNode) -> bool {
        self.incumbent.as_ref().is_none_or(|(_, best)| best.value < node.relaxation.value)
    }

    /// The node with these replies, if its relaxation is feasible.
    fn relax(
        &self,
        classes: Vec<MessageCopies>,
        used: Vec<Vec<usize>>,
    ) -> Result<Option<LabelNode>, Error> {
        let program = RuleProgram::obedient_within(self.weights, classes.clone());
        let optimum = program.optimum(self.question)?;
        Ok(optimum.map(|relaxation| LabelNode { classes, used, relaxation }))
    }

    /// The optimum when each class keeps as many labels as it has messages: those that must be
    /// used, and then those that the relaxation uses most.
    fn round(&self, node: &LabelNode) -> Result<Option<LabelNode>, Error> {
        let mut classes = node.classes.clone();
        for (c, class) in classes.iter_mut().enumerate() {
            let masses = &node.relaxation.masses[c];
            let mut order: Vec<usize> = (0..masses.len()).collect();
            order.sort_by_key(|&k| {
                let used = node.used[c].contains(&class.replies[k]);
                (Reverse(used), Reverse(masses[k].iter().sum::<Q>()))
            });
            let kept: Vec<usize> =
                order.iter().take(class.messages.len()).map(|&k| class.replies[k]).collect();
            class.replies.retain(|a| kept.contains(a));
        }
        self.relax(classes, node.used.clone())
    }
}

/// Has a label any mass?
fn is_used(mass: &[Q]) -> bool {
    mass.iter().any(|x| !x.is_zero())
}

/// The position of the node with the largest bound, the first of several.
fn largest_bound(open: &[LabelNode]) -> Option<usize> {
    let bound = |i: usize| &open[i].relaxation.value;
    (0..open.len()).max_by(|&i, &k| bound(i).cmp(bound(k)).then(k.cmp(&i)))
}

/// The first class whose optimum has more labels than messages, and the reply of it on which to
/// branch: of those not yet decided to be used, the one with most mass. `None` where every class
/// has enough messages, so that the relaxation is a rule.
fn branch(node: &LabelNode) -> Option<(usize, usize)> {
    node.classes.iter().enumerate().find_map(|(c, class)| {
        let masses = &node.relaxation.masses[c];
        let labels = masses.iter().filter(|mass| is_used(mass)).count();
        if labels <= class.messages.len() {
            return None;
        }
        let size = |k: &usize| -> Q { masses[*k].iter().sum() };
        let undecided = (0..masses.len())
            .filter(|&k| is_used(&masses[k]) && !node.used[c].contains(&class.replies[k]));
        undecided.max_by(|i, k| size(i).cmp(&size(k)).then(k.cmp(i))).map(|k| (c, class.replies[k]))
    })
}
