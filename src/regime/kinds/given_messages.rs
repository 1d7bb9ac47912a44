//! Persuasion with the messages as given: each is one signal, with one reply.
//!
//! Messages that are copies of one another are as many signals. The rich programme, which lets each
//! message have any number of labels, bounds the value from above; where it uses more labels than
//! there are copies, the search branches on whether one of the replies is used at all.

use crate::error::Error;
use crate::exact::Q;
use crate::regime::kind::RegimeKind;
use crate::regime::objective::Weights;
use crate::regime::program::{Best, Design, Group};
use crate::regime::question;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, MessageShare, Regime};

pub(crate) const GIVEN: RegimeKind = RegimeKind {
    name: "persuasion_given",
    title: "persuasion with the messages given",
    commits: "the sender",
    summary: "the best rule that the receiver wants to follow when each message is one signal",
    source: "Kamenica and Gentzkow 2011",
    obedience: true,
    honesty: false,
    costly: true,
    solve,
};

/// The most nodes of the search.
const MAX_NODES: usize = 20_000;

/// Which replies a part of the search may use, and which it counts as used.
struct Node {
    groups: Vec<Group>,
    used: Vec<Vec<usize>>,
    best: Best,
}

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let weights = question.weights()?;
    let mut search = Branching { question, weights: &weights, found: None, nodes: 0 };
    let ended = question.limited(|| search.run());
    let Branching { found, nodes, .. } = search;
    let regime = found.map(|(groups, best)| {
        let lots: Vec<MessageShare> = groups
            .iter()
            .zip(best.masses)
            .flat_map(|(group, masses)| {
                let lots = group.replies.iter().zip(masses).filter(|(_, mass)| sent(mass));
                lots.zip(&group.messages)
                    .map(|((&a, mass), &m)| MessageShare::pure(question.game(), m, mass, a))
            })
            .collect();
        Regime::new(&question.asked(&weights), this, &lots, Certificate::Branches(nodes))
    });
    question::best_so_far(ended, regime, "no experiment has a best reply")
}

/// The search under way: the best so far, and how many nodes were looked at.
struct Branching<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights,
    found: Option<(Vec<Group>, Best)>,
    nodes: usize,
}

impl Branching<'_> {
    fn run(&mut self) -> Result<(), Error> {
        let (question, weights) = (self.question, self.weights);
        let groups = Group::all(question.game());
        let used = vec![Vec::new(); groups.len()];
        let mut open: Vec<Node> = relax(question, weights, groups, used)?.into_iter().collect();
        // the node with the largest bound first: the first that needs no branch is best
        while let Some(k) = largest(&open) {
            let node = open.swap_remove(k);
            if self.found.as_ref().is_some_and(|(_, best)| best.value >= node.best.value) {
                break;
            }
            self.nodes += 1;
            if self.nodes > MAX_NODES {
                return Err(Error::Limit(format!(
                    "branch and bound had {MAX_NODES} nodes without an end: ask for persuasion \
                     with any number of labels, which bounds the value by {}",
                    node.best.value
                )));
            }
            let Some((g, a)) = excess(&node) else {
                self.found = Some((node.groups, node.best));
                break;
            };
            if self.nodes % 16 == 1
                && let Some(rounded) = round(question, weights, &node)?
                && self.found.as_ref().is_none_or(|(_, best)| best.value < rounded.best.value)
            {
                self.found = Some((rounded.groups, rounded.best));
            }
            let mut without = node.groups.clone();
            without[g].replies.retain(|&b| b != a);
            let (mut with, mut used) = (node.groups, node.used.clone());
            used[g].push(a);
            if used[g].len() == with[g].messages.len() {
                with[g].replies.retain(|b| used[g].contains(b));
            }
            open.extend(relax(question, weights, without, node.used)?);
            open.extend(relax(question, weights, with, used)?);
        }
        Ok(())
    }
}

fn sent(mass: &[Q]) -> bool {
    mass.iter().any(|x| !x.is_zero())
}

fn largest(open: &[Node]) -> Option<usize> {
    (0..open.len()).max_by(|&i, &k| open[i].best.value.cmp(&open[k].best.value).then(k.cmp(&i)))
}

/// The bound on what is possible with these replies, if anything is.
fn relax(
    question: &Question,
    weights: &Weights,
    groups: Vec<Group>,
    used: Vec<Vec<usize>>,
) -> Result<Option<Node>, Error> {
    let design = Design::obedient_among(question.game(), weights, groups.clone());
    Ok(design.best(question)?.map(|best| Node { groups, used, best }))
}

/// A group with more labels than messages, and the reply of it on which to branch: of those that
/// are not yet counted as used, the one sent most.
fn excess(node: &Node) -> Option<(usize, usize)> {
    node.groups.iter().enumerate().find_map(|(g, group)| {
        let masses = &node.best.masses[g];
        let labels = masses.iter().filter(|mass| sent(mass)).count();
        if labels <= group.messages.len() {
            return None;
        }
        let size = |k: &usize| -> Q { masses[*k].iter().sum() };
        let free = (0..masses.len())
            .filter(|&k| sent(&masses[k]) && !node.used[g].contains(&group.replies[k]));
        free.max_by(|i, k| size(i).cmp(&size(k)).then(k.cmp(i))).map(|k| (g, group.replies[k]))
    })
}

/// The best with the labels of each group that the bound uses most.
fn round(question: &Question, weights: &Weights, node: &Node) -> Result<Option<Node>, Error> {
    let mut groups = node.groups.clone();
    for (g, group) in groups.iter_mut().enumerate() {
        let masses = &node.best.masses[g];
        let size = |k: usize| -> Q { masses[k].iter().sum() };
        let mut order: Vec<usize> = (0..masses.len()).collect();
        order.sort_by_key(|&k| {
            (
                std::cmp::Reverse(node.used[g].contains(&group.replies[k])),
                std::cmp::Reverse(size(k)),
            )
        });
        let kept: Vec<usize> =
            order.iter().take(group.messages.len()).map(|&k| group.replies[k]).collect();
        group.replies.retain(|a| kept.contains(a));
    }
    relax(question, weights, groups, node.used.clone())
}
