//! Dual prices: the cost that the prices of a certificate put on a unit of mass.

use std::collections::HashMap;

use super::{Constraint, Price};
use crate::exact::Q;
use crate::game::Game;

/// The prices of a certificate, sorted by the columns `x[t,m,a]` of the programme that they enter.
pub(super) struct DualPrices<'a> {
    game: &'a Game,
    /// `[t]`: the price of the probability of the type.
    probability: Vec<Q>,
    /// By message and action: the actions that must not be better, each with its price.
    obedience: HashMap<(usize, usize), Vec<(usize, &'a Q)>>,
    /// `[t]`: the prices of the type's own honesty, one for each other report.
    honesty_of: Vec<Vec<&'a Q>>,
    /// `[t]`: the types that may report `t` instead of themselves, each with the price.
    honesty_towards: Vec<Vec<(usize, &'a Q)>>,
}

impl<'a> DualPrices<'a> {
    /// Sorts the prices of a certificate. The price of a tie enters no column.
    pub(super) fn new(game: &'a Game, prices: &'a [Price]) -> DualPrices<'a> {
        let types = game.types().len();
        let mut sorted = DualPrices {
            game,
            probability: vec![Q::ZERO; types],
            obedience: HashMap::new(),
            honesty_of: vec![Vec::new(); types],
            honesty_towards: vec![Vec::new(); types],
        };
        for Price { constraint, price } in prices {
            match *constraint {
                Constraint::Probability { t } => sorted.probability[t] = price.clone(),
                Constraint::Obedience { message, action, better } => {
                    let row = sorted.obedience.entry((message.unwrap_or(0), action)).or_default();
                    row.push((better, price));
                }
                Constraint::Honesty { t, report } if t != report => {
                    sorted.honesty_of[t].push(price);
                    sorted.honesty_towards[report].push((t, price));
                }
                Constraint::Honesty { .. } | Constraint::Tie { .. } => {}
            }
        }
        sorted
    }

    /// The value of the dual programme: the cost of the prior.
    pub(super) fn dual_value(&self) -> Q {
        self.game.prior().iter().zip(&self.probability).map(|(p, q)| p * q).sum()
    }

    /// The cost of a unit of type `t` that sends `m` and meets the reply `a`.
    ///
    /// ```text
    /// price[t] + sum_b price[m,a,b] (uR[t,m,b] - uR[t,m,a])
    ///          + (sum_s price[s,t] uS[s,m,a] - sum_s price[t,s] uS[t,m,a]) / p_t
    /// ```
    ///
    /// This is the column of `x[t,m,a]` in the programme of a rule, times the prices of the rows.
    pub(super) fn column_cost(&self, t: usize, m: usize, a: usize) -> Q {
        let game = self.game;
        let mut cost = self.probability[t].clone();
        for (better, price) in self.obedience.get(&(m, a)).into_iter().flatten() {
            let payoff = |a| game.receiver_payoff(t, m, a);
            cost += &(*price * &(payoff(*better) - payoff(a)));
        }
        let mut honesty = Q::ZERO;
        for price in &self.honesty_of[t] {
            honesty -= &(*price * game.sender_payoff(t, m, a));
        }
        for (s, price) in &self.honesty_towards[t] {
            honesty += &(*price * game.sender_payoff(*s, m, a));
        }
        cost + honesty / &game.prior()[t]
    }
}
