//! A plan of a conversation: who says what with which probability, which lottery with which odds,
//! and the action at the end, as a tree with an assessment.

use std::rc::Rc;

use super::super::cells::cell::Cell;
use super::super::cells::correspondence::values_at;
use super::super::cells::solve::PlaceCells;
use super::super::entry::TreeEntry;
use super::super::equilibria::{Play, Realization, TreeAssessment, conversation_split};
use super::super::game::MultistageGame;
use super::pieces::{LongTalk, TalkStep, mixture};
use crate::error::{Error, did_you_mean, quoted};
use crate::exact::{IBig, Q};
use crate::game::total;

/// A conversation as a tree, in which lotteries are moves of chance, with its equilibrium.
#[derive(Clone, Debug)]
pub struct TalkPlan {
    /// The tree: only what the plan uses, and every action at the end.
    pub tree: MultistageGame,
    /// The plan, which is an equilibrium of the tree.
    pub assessment: TreeAssessment,
}

impl LongTalk {
    /// The payoffs at the game's prior that are best for the sender or for a type, one number for
    /// each type; `None` where no piece was found.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when there is no such type.
    pub fn best(&self, of: &str) -> Result<Option<Vec<Q>>, Error> {
        let (types, prior) = (self.game.types(), self.game.prior());
        let place = types.iter().position(|label| label == of);
        if place.is_none() && of != "sender" {
            let known = std::iter::once("sender").chain(types.iter().map(String::as_str));
            let close = did_you_mean(of, known);
            let of = quoted(of);
            return Err(Error::Game(format!("best: {of} is not \"sender\" or a type{close}")));
        }
        let score = |u: &[Q]| -> Q {
            match place {
                Some(t) => u[t].clone(),
                None => prior.iter().zip(u).map(|(p, u)| p * u).sum(),
            }
        };
        let corners = self.at(prior)?.into_iter().flatten();
        let mut best: Option<(Q, Vec<Q>)> = None;
        for u in corners {
            let score = score(&u);
            if best.as_ref().is_none_or(|(known, _)| *known < score) {
                best = Some((score, u));
            }
        }
        Ok(best.map(|(_, u)| u))
    }

    /// A plan that gives the types these payoffs at the game's prior.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when no conversation gives them.
    pub fn plan(&self, payoffs: &[Q]) -> Result<TalkPlan, Error> {
        let prior = self.game.prior().to_vec();
        if payoffs.len() != prior.len() || self.holder(self.cells(), &prior, payoffs).is_none() {
            let given: Vec<String> = payoffs.iter().map(ToString::to_string).collect();
            return Err(Error::Game(format!(
                "sender_payoffs: no conversation of this length gives ({}) at the prior",
                given.join(", ")
            )));
        }
        let mut play = Play::default();
        let level = self.steps.len() - 1;
        let script = self.script(level, &prior, payoffs, &mut Vec::new(), &mut play);
        let types = self.game.types().to_vec();
        let name = self.game.name().map(String::from);
        let tree = MultistageGame::new(&script, types, prior, name, false)?;
        let nothing = PlaceCells::default();
        let mut realization = Realization::new(&tree, &nothing);
        realization.play = play;
        realization.complete(&mut Vec::new(), tree.root());
        let assessment = TreeAssessment::new(&tree, &nothing, realization.play, None)?;
        Ok(TalkPlan { tree, assessment })
    }

    /// The plan from a step on, for payoffs that some piece gives at the belief.
    fn script(
        &self,
        level: usize,
        belief: &[Q],
        payoffs: &[Q],
        history: &mut Vec<String>,
        play: &mut Play,
    ) -> Rc<TreeEntry> {
        let (step, cells) = &self.steps[level];
        match step {
            TalkStep::Silence => self.end(cells, belief, payoffs, history, play),
            TalkStep::Lottery => {
                let below: Vec<&Cell<IBig>> = self.steps[level - 1]
                    .1
                    .iter()
                    .filter(|cell| values_at(&cell.beliefs, belief).is_some())
                    .collect();
                if self.holder(&self.steps[level - 1].1, belief, payoffs).is_some() {
                    return self.script(level - 1, belief, payoffs, history, play);
                }
                let cones: Vec<_> = below.iter().map(|cell| &cell.payoffs).collect();
                let parts = mixture(&cones, payoffs).expect("payoffs of a lottery");
                play.beliefs.insert(history.clone(), belief.to_vec());
                let mut branches = Vec::new();
                for (k, (_, weight, point)) in parts.into_iter().enumerate() {
                    let label = format!("draw {}", k + 1);
                    history.push(label.clone());
                    let after = self.script(level - 1, belief, &point, history, play);
                    history.pop();
                    let odds = TreeEntry::number(weight);
                    branches.push((label, TreeEntry::list([odds, after])));
                }
                TreeEntry::mapping([("chance", TreeEntry::mapping(branches))])
            }
            TalkStep::Speech => {
                // what silence gives needs no word
                if self.holder(&self.steps[level - 1].1, belief, payoffs).is_some() {
                    return self.script(level - 1, belief, payoffs, history, play);
                }
                let cell = self.holder(cells, belief, payoffs).expect("a piece of this step");
                let below = &self.steps[level - 1].1;
                let parts: Vec<&Cell<IBig>> =
                    cell.choice.cells.iter().map(|&i| &below[i]).collect();
                let split = conversation_split(&parts, &cell.choice.best, belief, payoffs);
                play.beliefs.insert(history.clone(), belief.to_vec());
                let sent: Vec<usize> =
                    (0..split.len()).filter(|&m| total(&split[m].0).is_positive()).collect();
                let mut rows = vec![None; belief.len()];
                for t in (0..belief.len()).filter(|&t| belief[t].is_positive()) {
                    rows[t] = Some(sent.iter().map(|&m| &split[m].0[t] / &belief[t]).collect());
                }
                play.sender.insert(history.clone(), rows);
                let mut branches = Vec::new();
                for &m in &sent {
                    let (masses, u) = &split[m];
                    let sum = total(masses);
                    let posterior: Vec<Q> = masses.iter().map(|x| x / &sum).collect();
                    let label = self.word(m);
                    history.push(label.clone());
                    let after = self.script(level - 1, &posterior, u, history, play);
                    history.pop();
                    branches.push((label, after));
                }
                TreeEntry::mapping([("sender", TreeEntry::mapping(branches))])
            }
        }
    }

    /// The label of the `m`-th word: a message of the game, as far as there are enough.
    fn word(&self, m: usize) -> String {
        match self.game.messages() {
            labels if labels.len() >= self.game.types().len() => labels[m].clone(),
            _ => format!("word {}", m + 1),
        }
    }

    /// The action at the end.
    fn end(
        &self,
        cells: &[Cell<IBig>],
        belief: &[Q],
        payoffs: &[Q],
        history: &[String],
        play: &mut Play,
    ) -> Rc<TreeEntry> {
        let (game, count) = (&self.game, self.game.types().len());
        let cell = self.holder(cells, belief, payoffs).expect("a piece without talk");
        let rows: Vec<(usize, Vec<Q>)> = (0..game.actions().len())
            .filter(|&a| cell.choice.taken[a])
            .map(|a| (a, (0..count).map(|t| game.sender_payoff(t, 0, a).clone()).collect()))
            .collect();
        let weights = super::pieces::weights(&rows, payoffs).expect("a mixture of actions");
        let mut reply = vec![Q::ZERO; game.actions().len()];
        for ((a, _), weight) in rows.iter().zip(weights) {
            reply[*a] = weight;
        }
        play.beliefs.insert(history.to_vec(), belief.to_vec());
        play.receiver.insert(history.to_vec(), reply);
        let by_type = |of: &dyn Fn(usize) -> Q| {
            let all = game.types().iter().enumerate();
            TreeEntry::mapping(all.map(|(t, label)| (label.clone(), TreeEntry::number(of(t)))))
        };
        let actions = game.actions().iter().enumerate().map(|(a, label)| {
            let sender = by_type(&|t| game.sender_payoff(t, 0, a).clone());
            let receiver = by_type(&|t| game.receiver_payoff(t, 0, a).clone());
            (label.clone(), TreeEntry::list([sender, receiver]))
        });
        TreeEntry::mapping([("receiver", TreeEntry::mapping(actions))])
    }
}
