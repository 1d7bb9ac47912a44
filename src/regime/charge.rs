//! What the prices of a regime charge for mass.

use std::collections::HashMap;

use super::result::{Constraint, Price};
use crate::exact::Q;
use crate::game::Game;

/// Prices, by what they charge.
pub(super) struct Charges<'a> {
    game: &'a Game,
    /// `[t]`: a unit of the type, whatever follows.
    pub of_type: Vec<Q>,
    /// By message and action: the better action, and its price.
    obedience: HashMap<(usize, usize), Vec<(usize, &'a Q)>>,
    /// `[t]`: what the type may report instead, and the price.
    honest: Vec<Vec<&'a Q>>,
    /// `[t]`: who may report it instead, and the price.
    envious: Vec<Vec<(usize, &'a Q)>>,
}

impl<'a> Charges<'a> {
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

    /// What a unit of type `t` costs where it is sent `m` and the reply is `a`.
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
