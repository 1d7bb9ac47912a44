//! The check of what everybody hears: that unexpected readers reply as along one chain of beliefs, and
//! that at the prices no signal is worth more than it costs.
//!
//! A signal with masses x and a profile of replies a_r adds `sum_t x_t sum_r v[t,a_r]` to the
//! objective, and costs `sum_t x_t sum_r cost[t,a_r]` at the prices of types and of honesty. The
//! profiles are gone through reader by reader, without the corners that the solver uses: given some
//! replies, a small programme finds the mass at which these are best and the most can be gained, with
//! the other readers free to reply as is best at each type. Where it is not positive, no profile with
//! these replies is.

use super::{DualPrices, Question, Regime, Weights};
use crate::exact::Q;
use crate::exact::lp::Program;

impl Regime {
    /// Does every signal leave replies to unexpected readers that are optimal along one chain?
    pub(super) fn unexpected_are_rational(&self) -> bool {
        let question = Question::new(&self.game, self.objective.clone());
        self.experiment.iter().all(|signal| {
            let replies: Vec<Vec<usize>> = self
                .game
                .information_sets()
                .iter()
                .map(|set| set.actions().filter(|&a| !signal.reply[a].is_zero()).collect())
                .collect();
            let known: Vec<bool> = signal.belief.iter().map(|q| !q.is_zero()).collect();
            is_chained(&question, known, &replies)
        })
    }

    /// Is no signal worth more than it costs?
    pub(super) fn signals_are_priced(&self, weights: &Weights, dual: &DualPrices) -> bool {
        let game = &self.game;
        let types = game.types().len();
        let gain = |t: usize, a: usize| weights.coefficient(t, 0, a) - dual.column_cost(t, 0, a);
        let gains: Vec<Vec<Q>> =
            (0..types).map(|t| (0..game.actions().len()).map(|a| gain(t, a)).collect()).collect();
        let question = Question::new(game, self.objective.clone());
        // what unexpected readers do matters to the honesty of types that meet them
        let supports: Vec<Vec<bool>> = match self.kind.honesty && game.has_zero_chances() {
            false => vec![vec![true; types]],
            true => (1..1u64 << types.min(63))
                .map(|set| (0..types).map(|t| set >> t & 1 == 1).collect())
                .collect(),
        };
        supports.into_iter().all(|support| {
            let chosen = vec![Vec::new(); game.information_sets().len()];
            Profiles { question: &question, gains: &gains, support }.cost_enough(0, chosen)
        })
    }
}

/// The profiles of replies at masses of some types.
struct Profiles<'a> {
    question: &'a Question<'a>,
    /// `[t][a]`: what a unit of the type adds to the objective, less its cost.
    gains: &'a [Vec<Q>],
    /// `[t]`: may the type have mass?
    support: Vec<bool>,
}

impl Profiles<'_> {
    /// Does every profile cost as much as it is worth, given the replies of the readers before `next`?
    fn cost_enough(&self, next: usize, chosen: Vec<Vec<usize>>) -> bool {
        let game = self.question.game();
        let sets = game.information_sets();
        let types: Vec<usize> = (0..self.support.len()).filter(|&t| self.support[t]).collect();
        let mut lp = Program::new();
        let masses: Vec<(usize, usize)> = types
            .iter()
            .map(|&t| {
                let fixed: Q = chosen.iter().flatten().map(|&a| &self.gains[t][a]).sum();
                let free = sets[next..].iter().map(|set| {
                    self.gains[t][set.actions()].iter().max().expect("a reader has an action")
                });
                (t, lp.variable(fixed + free.sum::<Q>()))
            })
            .collect();
        lp.equal(masses.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
        for (set, own) in sets.iter().zip(&chosen) {
            for &a in own {
                for b in set.actions().filter(|&b| b != a) {
                    let gain =
                        |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                    lp.at_most(masses.iter().map(|&(t, j)| (j, gain(t))), Q::ZERO);
                }
            }
        }
        let Ok(best) = self.question.optimum(&lp) else { return false };
        let Some((most, _)) = best else { return true };
        if !most.is_positive() {
            return true;
        }
        if next == sets.len() {
            return !is_chained(self.question, self.support.clone(), &chosen);
        }
        sets[next].actions().all(|a| {
            let mut chosen = chosen.clone();
            chosen[next].push(a);
            self.cost_enough(next + 1, chosen)
        })
    }
}

/// Are these replies of the readers whom none of the `gone` types meets optimal along one chain of
/// beliefs on the other types? A reader without a reply is not judged.
///
/// The largest support of a belief at which all of them are optimal comes first: it leaves out no
/// type that a later reader could still think of, as such a type does not meet that reader.
fn is_chained(question: &Question, mut gone: Vec<bool>, replies: &[Vec<usize>]) -> bool {
    let game = question.game();
    loop {
        let meets = |r: usize, t: usize| !game.information_sets()[r].weights()[t].is_zero();
        let open: Vec<usize> = (0..replies.len())
            .filter(|&r| !replies[r].is_empty())
            .filter(|&r| !(0..gone.len()).any(|t| gone[t] && meets(r, t)))
            .collect();
        if open.is_empty() {
            return true;
        }
        let rest: Vec<usize> = (0..gone.len()).filter(|&t| !gone[t]).collect();
        // masses x >= 0 at which the replies are optimal; y[t] <= x[t], 1 counts the support
        let mut lp = Program::new();
        let masses: Vec<usize> = rest.iter().map(|_| lp.variable(Q::ZERO)).collect();
        for &x in &masses {
            let counted = lp.variable(Q::ONE);
            lp.at_most([(counted, Q::ONE), (x, -Q::ONE)], Q::ZERO);
            lp.at_most([(counted, Q::ONE)], Q::ONE);
        }
        for &r in &open {
            for &a in &replies[r] {
                for b in game.information_sets()[r].actions().filter(|&b| b != a) {
                    let gain =
                        |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                    lp.at_most(rest.iter().zip(&masses).map(|(&t, &j)| (j, gain(t))), Q::ZERO);
                }
            }
        }
        let Ok(Some((_, primal))) = question.optimum(&lp) else { return false };
        let found = rest.iter().zip(&masses).filter(|(_, j)| primal[**j].is_positive());
        let found: Vec<usize> = found.map(|(&t, _)| t).collect();
        if !found.iter().any(|&t| open.iter().any(|&r| meets(r, t))) {
            return false;
        }
        found.into_iter().for_each(|t| gone[t] = true);
    }
}
