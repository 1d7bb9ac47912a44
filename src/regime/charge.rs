//! The charge that the prices of a regime put on a unit of mass.

use std::collections::HashMap;

use super::result::{Constraint, Price};
use crate::exact::Q;
use crate::game::Game;

/// The prices of a regime, sorted by the masses that they charge.
pub(super) struct Charges<'a> {
    game: &'a Game,
    /// `[t]`: the price of a unit of the type, whatever follows.
    pub of_type: Vec<Q>,
    /// By message and action: the actions that must not be better, each with its price.
    obedience: HashMap<(usize, usize), Vec<(usize, &'a Q)>>,
    /// `[t]`: the prices of the type's own honesty, one for each other report.
    honest: Vec<Vec<&'a Q>>,
    /// `[t]`: the types that may report `t` instead of themselves, each with the price.
    envious: Vec<Vec<(usize, &'a Q)>>,
}

impl<'a> Charges<'a> {
    /// Sorts the prices of a regime. The price of a tie charges no mass of its own.
    pub fn new(game: &'a Game, prices: &'a [Price]) -> Charges<'a> {
        let types = game.types().len();
        let mut charges = Charges {
            game,
            of_type: vec![Q::ZERO; types],
            obedience: HashMap::new(),
            honest: vec![Vec::new(); types],
            envious: vec![Vec::new(); types],
        };
        for Price { constraint, price } in prices {
            match *constraint {
                Constraint::Probability { t } => charges.of_type[t] = price.clone(),
                Constraint::Obedience { message, action, better } => {
                    let row = charges.obedience.entry((message.unwrap_or(0), action)).or_default();
                    row.push((better, price));
                }
                Constraint::Honesty { t, report } if t != report => {
                    charges.honest[t].push(price);
                    charges.envious[report].push((t, price));
                }
                Constraint::Honesty { .. } | Constraint::Tie { .. } => {}
            }
        }
        charges
    }

    /// The cost of a unit of type `t` that sends `m` and meets the reply `a`.
    ///
    /// ```text
    /// price[t] + sum_b price[m,a,b] (uR[t,m,b] - uR[t,m,a])
    ///          + (sum_s price[s,t] uS[s,m,a] - sum_s price[t,s] uS[t,m,a]) / p_t
    /// ```
    ///
    /// This is the column of `x[t,m,a]` in the programme of a rule, times the prices of the rows.
    pub fn of(&self, t: usize, m: usize, a: usize) -> Q {
        let game = self.game;
        let mut charge = self.of_type[t].clone();
        for (better, price) in self.obedience.get(&(m, a)).into_iter().flatten() {
            let payoff = |a| game.receiver_payoff(t, m, a);
            charge += &(*price * &(payoff(*better) - payoff(a)));
        }
        let mut honesty = Q::ZERO;
        for price in &self.honest[t] {
            honesty -= &(*price * game.sender_payoff(t, m, a));
        }
        for (s, price) in &self.envious[t] {
            honesty += &(*price * game.sender_payoff(*s, m, a));
        }
        charge + honesty / &game.prior()[t]
    }
}
