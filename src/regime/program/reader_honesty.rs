//! Readers with types, who are asked for them before they are advised in private.
//!
//! Reader s may claim the type of s', another reader of its audience, and then do what is best for it
//! given the advice a of s'. With `uR_s` weighed by the chances of s, it gets the sum over m and a of
//!
//! ```text
//! W[s,s',m,a] = max_b sum_t x_s'[t,m,a] uR_s[t,m,b],
//! ```
//!
//! which must be at most what it gets by the truth, `sum_(t,m,a) x_s[t,m,a] uR_s[t,m,a]`.

use super::RuleProgram;
use crate::exact::Q;
use crate::regime::{Constraint, reader_of};

impl RuleProgram<'_> {
    /// Adds the rows by which no reader gains by the claim of another type.
    pub(super) fn readers_are_honest(&mut self) {
        let sets = self.weights.game.information_sets();
        for reader in 0..sets.len() {
            for claim in (0..sets.len()).filter(|&claim| claim != reader) {
                if sets[claim].audience() == sets[reader].audience() {
                    self.bind_reader(reader, claim);
                }
            }
        }
    }

    /// Adds the rows by which a reader gains nothing by one claim.
    fn bind_reader(&mut self, reader: usize, claim: usize) {
        let game = self.weights.game;
        let costly = !game.is_cheap_talk();
        let mut gain: Vec<(usize, Q)> = Vec::new();
        for (class, cells) in self.classes.iter().zip(&self.cells) {
            let m = class.representative();
            let worth = |row: &[usize], b: usize| -> Vec<(usize, Q)> {
                let masses = class.senders.iter().zip(row);
                masses.map(|(&t, &j)| (j, game.receiver_payoff(t, m, b).clone())).collect()
            };
            let own = || class.replies.iter().copied().filter(|&b| reader_of(game, b) == reader);
            for (&action, row) in class.replies.iter().zip(cells) {
                if reader_of(game, action) == reader {
                    gain.extend(worth(row, action).into_iter().map(|(j, q)| (j, -q)));
                } else if reader_of(game, action) == claim {
                    let most = self.program.free(Q::ZERO);
                    gain.push((most, Q::ONE));
                    for better in own() {
                        let row = worth(row, better).into_iter().chain([(most, -Q::ONE)]);
                        self.program.at_most(row, Q::ZERO);
                        let message = costly.then_some(m);
                        self.constraints.push(Constraint::ReaderDeviation {
                            reader,
                            claim,
                            message,
                            action,
                            better,
                        });
                    }
                }
            }
        }
        self.program.at_most(gain, Q::ZERO);
        self.constraints.push(Constraint::ReaderHonesty { reader, claim });
    }
}
