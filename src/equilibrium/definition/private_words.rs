//! The check of a profile in which audiences hear words of their own against the definition of
//! sequential equilibrium.
//!
//! A full message is `(m, w_1, ..., w_R)`, of which audience i hears `(m, w_i)`, and beliefs come
//! from one chain of mass vectors on the pairs of a type and a full message. What that asks of one
//! audience's word, by whether the word is said:
//!
//! - *said*: Bayes' rule.
//! - *not said after a message that is sent*: any belief, of its own, on types that can send the
//!   message; one deviation has this word to this audience and words that are said to all others.
//! - *after a message that is not sent*: the first link of the chain that has the message puts masses
//!   `y[i,w,t]` behind the words of every audience, which add up to the same `y[t] = sum_w y[i,w,t]`
//!   for all audiences, since every full message has a word for each. A word without mass has any
//!   belief, by a later link.

use super::verdict::{Condition, Failure, Verdict};
use super::verify::first_best;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::{InformationSet, WordProfile};

impl WordProfile {
    /// Checks the profile against the definition of sequential equilibrium, exactly. For words and
    /// messages that are not used, beliefs that make the replies optimal are looked for.
    ///
    /// The verdict names reader and word. Its beliefs are about who sends a message, `[m][t]`.
    pub fn verify(&self) -> Verdict {
        let mut failures = Vec::new();
        let types = self.game().types().len();
        let sender_payoffs = (0..types).map(|t| self.check_type(t, &mut failures)).collect();
        let beliefs =
            (0..self.game().messages().len()).map(|m| self.check_message(m, &mut failures));
        let beliefs = beliefs.collect();
        let receiver_payoff = self.receiver_payoff();
        Verdict { failures, beliefs, later: Vec::new(), sender_payoffs, receiver_payoff }
    }

    /// What t gets by saying its best word to an audience after m, and the first such word.
    fn best_word(&self, audience: usize, t: usize, m: usize) -> (usize, Q) {
        let words = 0..self.game().word_count(audience);
        let payoffs: Vec<(usize, Q)> =
            words.map(|w| (w, self.payoff_from(audience, t, m, w))).collect();
        let (w, most) = first_best(&payoffs).expect("a word");
        (w, most.clone())
    }

    /// Checks what a type sends and says, and returns what it gets.
    fn check_type(&self, t: usize, failures: &mut Vec<Failure>) -> Q {
        let game = self.game();
        let audiences = 0..game.readers().len();
        let (kind, labels) = (&game.types()[t], game.messages());
        let mut payoffs = Vec::new();
        for m in (0..labels.len()).filter(|&m| game.is_available(t, m)) {
            let sum: Q = audiences.clone().map(|i| self.best_word(i, t, m).1).sum();
            payoffs.push((m, sum));
        }
        let (best, most) = first_best(&payoffs).expect("a message");
        let mut gets = Q::ZERO;
        for (m, payoff) in &payoffs {
            let share = &self.sender()[t][*m];
            if share.is_zero() {
                continue;
            }
            if payoff != most {
                let (amount, better) = (most - payoff, &labels[best]);
                failures.push(Failure {
                    condition: Condition::SenderOptimality,
                    type_label: Some(kind.clone()),
                    message: labels[*m].clone(),
                    reader: None,
                    word: None,
                    action: None,
                    better: Some(better.clone()),
                    sentence: format!(
                        "type {kind:?} gains {amount} by sending {better:?} instead of {:?}",
                        labels[*m]
                    ),
                    amount,
                });
            }
            for i in audiences.clone() {
                let (better, most) = self.best_word(i, t, *m);
                for (w, chance) in self.words()[i][t][*m].iter().enumerate() {
                    let payoff = self.payoff_from(i, t, *m, w);
                    gets += &(&(share * chance) * &payoff);
                    if chance.is_zero() || payoff == most {
                        continue;
                    }
                    let amount = &most - &payoff;
                    let name = game.readers()[i].name();
                    let label = |w| game.word(i, w).unwrap_or_default();
                    failures.push(Failure {
                        condition: Condition::SenderOptimality,
                        type_label: Some(kind.clone()),
                        message: labels[*m].clone(),
                        reader: Some(name.into()),
                        word: Some(label(w).into()),
                        action: None,
                        better: Some(label(better).into()),
                        sentence: format!(
                            "type {kind:?}, who sends {:?}, gains {amount} by telling {name} {:?} \
                             instead of {:?}",
                            labels[*m],
                            label(better),
                            label(w)
                        ),
                        amount,
                    });
                }
            }
        }
        gets
    }

    /// Checks the replies after a message, and returns the belief about who sends it.
    fn check_message(&self, m: usize, failures: &mut Vec<Failure>) -> Vec<Q> {
        let game = self.game();
        let shares = game.prior().iter().zip(self.sender());
        let masses: Vec<Q> = shares.map(|(p, row)| p * &row[m]).collect();
        let total: Q = masses.iter().sum();
        let sent = !total.is_zero();
        let explained = if sent { Vec::new() } else { self.explain(m) };
        let mut belief: Vec<Q> = match sent {
            true => masses.iter().map(|x| x / &total).collect(),
            false => vec![Q::ZERO; masses.len()],
        };
        for i in 0..game.readers().len() {
            for w in 0..game.word_count(i) {
                let masses = match explained.get(i) {
                    None => self.masses(i, m, w),
                    Some(words) => words[w].clone(),
                };
                if !sent && i == 0 {
                    belief.iter_mut().zip(&masses).for_each(|(sum, x)| *sum += x);
                }
                let why = match (sent, masses.iter().all(Q::is_zero)) {
                    (true, false) => "",
                    (true, true) => ", which is not said, at every belief",
                    (false, true) => ", after a message that is not sent, at every belief",
                    (false, false) => {
                        ", after a message that is not sent, at every belief that fits the others"
                    }
                };
                match masses.iter().all(Q::is_zero) {
                    true => self.check_word(m, (i, w), &self.own_belief(m, (i, w)), why, failures),
                    false => self.check_word(m, (i, w), &masses, why, failures),
                }
            }
        }
        belief
    }

    /// The information sets of an audience.
    fn sets(&self, audience: usize) -> impl Iterator<Item = (usize, &InformationSet)> {
        let all = self.game().information_sets().iter().enumerate();
        all.filter(move |(_, set)| set.audience() == audience)
    }

    /// Records each reply to a word that is not best against the masses behind it.
    fn check_word(
        &self,
        m: usize,
        (i, w): (usize, usize),
        masses: &[Q],
        why: &str,
        failures: &mut Vec<Failure>,
    ) {
        let game = self.game();
        let reader = &game.readers()[i];
        for (r, set) in self.sets(i) {
            let met: Q = masses.iter().zip(set.weights()).map(|(x, q)| x * q).sum();
            let worth = |a: usize| -> Q {
                masses.iter().enumerate().map(|(t, x)| x * game.receiver_payoff(t, m, a)).sum()
            };
            let open = reader.replies(m).iter();
            let payoffs: Vec<(usize, Q)> =
                open.map(|&a| (a, worth(set.actions().start + a) / &met)).collect();
            let Some((best, most)) = first_best(&payoffs) else { continue };
            let kind = set.reader_type().map(|s| format!(", if {},", reader.types()[s]));
            let label = kind.as_ref().map_or(reader.name().to_string(), |kind| {
                format!("{}{}", reader.name(), kind.trim_end_matches(','))
            });
            for (a, payoff) in &payoffs {
                if self.receiver()[r][m][w][*a].is_zero() || payoff == most {
                    continue;
                }
                let amount = most - payoff;
                let (action, better) = (&reader.actions()[*a], &reader.actions()[best]);
                let word = game.word(i, w);
                let said = word.map_or(String::new(), |word| format!(" and the word {word:?}"));
                failures.push(Failure {
                    condition: Condition::ReceiverOptimality,
                    type_label: None,
                    message: game.messages()[m].clone(),
                    reader: Some(label.clone()),
                    word: word.map(String::from),
                    action: Some(action.clone()),
                    better: Some(better.clone()),
                    sentence: format!(
                        "after {:?}{said}{why}, {}{} gains {amount} by replying {better:?} instead \
                         of {action:?}",
                        game.messages()[m],
                        reader.name(),
                        kind.as_deref().unwrap_or_default()
                    ),
                    amount,
                });
            }
        }
    }

    /// Adds the conditions that used replies to a word gain at most `gain` against masses behind it.
    fn best_against(
        &self,
        lp: &mut Program,
        m: usize,
        (i, w): (usize, usize),
        masses: &[(usize, usize)],
        gain: usize,
    ) {
        let game = self.game();
        for (r, set) in self.sets(i) {
            let first = set.actions().start;
            let most = lp.free(Q::ZERO);
            for &a in game.readers()[i].replies(m) {
                let payoff = |t: usize| game.receiver_payoff(t, m, first + a);
                let mut row: Vec<(usize, Q)> =
                    masses.iter().map(|&(t, y)| (y, payoff(t).clone())).collect();
                row.push((most, -Q::ONE));
                lp.at_most(row, Q::ZERO);
                if self.receiver()[r][m][w][a].is_positive() {
                    let mut row: Vec<(usize, Q)> =
                        masses.iter().map(|&(t, y)| (y, -payoff(t))).collect();
                    row.extend([(most, Q::ONE), (gain, -Q::ONE)]);
                    lp.at_most(row, Q::ZERO);
                }
            }
        }
    }

    /// A belief about who says a word at which its replies gain least.
    fn own_belief(&self, m: usize, at: (usize, usize)) -> Vec<Q> {
        let mut lp = Program::new();
        let masses: Vec<(usize, usize)> =
            self.game().senders(m).map(|t| (t, lp.variable(Q::ZERO))).collect();
        lp.equal(masses.iter().map(|&(_, y)| (y, Q::ONE)), Q::ONE);
        let gain = lp.variable(-Q::ONE);
        self.best_against(&mut lp, m, at, &masses, gain);
        let Solution::Optimal { primal, .. } = lp.solve() else {
            unreachable!("some type can send the message, and the gain is at least 0")
        };
        let mut belief = vec![Q::ZERO; self.game().types().len()];
        masses.iter().for_each(|&(t, y)| belief[t] = primal[y].clone());
        belief
    }

    /// `[audience][word][t]`: masses behind the words after a message that is not sent, with sum 1 for
    /// each audience, at which the replies gain least.
    fn explain(&self, m: usize) -> WordMasses {
        let game = self.game();
        let mut lp = Program::new();
        let who: Vec<(usize, usize)> = game.senders(m).map(|t| (t, lp.variable(Q::ZERO))).collect();
        lp.equal(who.iter().map(|&(_, y)| (y, Q::ONE)), Q::ONE);
        let gain = lp.variable(-Q::ONE);
        let mut behind = Vec::new();
        for i in 0..game.readers().len() {
            let mut of_audience = Vec::new();
            for w in 0..game.word_count(i) {
                let masses: Vec<(usize, usize)> =
                    who.iter().map(|&(t, _)| (t, lp.variable(Q::ZERO))).collect();
                self.best_against(&mut lp, m, (i, w), &masses, gain);
                of_audience.push(masses);
            }
            for (k, &(_, y)) in who.iter().enumerate() {
                let parts = of_audience.iter().map(|masses| (masses[k].1, Q::ONE));
                lp.equal(parts.chain([(y, -Q::ONE)]), Q::ZERO);
            }
            behind.push(of_audience);
        }
        let Solution::Optimal { primal, .. } = lp.solve() else {
            unreachable!("some type can send the message, and the gain is at least 0")
        };
        let found = |masses: &Vec<(usize, usize)>| {
            let mut all = vec![Q::ZERO; game.types().len()];
            masses.iter().for_each(|&(t, y)| all[t] = primal[y].clone());
            all
        };
        behind.iter().map(|words| words.iter().map(found).collect()).collect()
    }

    /// What the audiences get together.
    fn receiver_payoff(&self) -> Q {
        let game = self.game();
        let mut sum = Q::ZERO;
        for (r, set) in game.information_sets().iter().enumerate() {
            for (m, rows) in self.receiver()[r].iter().enumerate() {
                for (w, reply) in rows.iter().enumerate() {
                    let masses = self.masses(set.audience(), m, w);
                    for (a, q) in set.actions().zip(reply).filter(|(_, q)| !q.is_zero()) {
                        let worth = masses.iter().enumerate();
                        let worth = worth.map(|(t, x)| x * game.receiver_payoff(t, m, a));
                        sum += &(q * &worth.sum::<Q>());
                    }
                }
            }
        }
        sum
    }
}

/// `[audience][word][t]`
type WordMasses = Vec<Vec<Vec<Q>>>;
