//! Dual prices: the cost that the prices of a certificate put on a unit of mass.

use std::collections::{BTreeMap, HashMap};

use super::{Constraint, MessageCopies, Price, reader_of};
use crate::exact::Q;
use crate::game::Game;

/// By two indices that say where: prices, each with two indices that say whose it is.
type PricesByPlace<'a> = HashMap<(usize, usize), Vec<(usize, usize, &'a Q)>>;

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
    /// By type and message: the readers but the first, with the prices of what they are told.
    readings: HashMap<(usize, usize), Vec<(usize, &'a Q)>>,
    /// `[reader]`: the sum of the prices of its own honesty.
    reader_honesty: Vec<Q>,
    /// By message and action: what readers may do who claim the type of the one that is told it.
    reader_deviations: PricesByPlace<'a>,
    /// By reader and the reader whose type it claims.
    claims: BTreeMap<(usize, usize), Q>,
    /// By report and the message that is told: the types, the messages that these send, and the
    /// prices.
    deviations: PricesByPlace<'a>,
    /// By report and the message that is told: the message that is sent, the reader, and the price
    /// of its advice.
    advice: PricesByPlace<'a>,
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
            readings: HashMap::new(),
            reader_honesty: vec![Q::ZERO; game.information_sets().len()],
            reader_deviations: HashMap::new(),
            claims: BTreeMap::new(),
            deviations: HashMap::new(),
            advice: HashMap::new(),
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
                Constraint::Deviation { t, report, told, sent } => {
                    sorted.deviations.entry((report, told)).or_default().push((t, sent, price));
                }
                Constraint::Advice { report, told, sent, reader } => {
                    let row = sorted.advice.entry((report, told)).or_default();
                    row.push((sent, reader, price));
                }
                Constraint::Reading { t, message, reader } => {
                    let row = sorted.readings.entry((t, message.unwrap_or(0))).or_default();
                    row.push((reader, price));
                }
                Constraint::ReaderHonesty { reader, claim } => {
                    sorted.reader_honesty[reader] += price;
                    *sorted.claims.entry((reader, claim)).or_default() += price;
                }
                Constraint::ReaderDeviation { reader, message, action, better, .. } => {
                    let told = (message.unwrap_or(0), action);
                    let row = sorted.reader_deviations.entry(told).or_default();
                    row.push((reader, better, price));
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
    /// Where messages are costly, `price[s,t]` is that of the deviation by which s reports t and
    /// sends m as it is told, and there are two more terms: those of the deviations of t itself, and
    /// the advice after them, which is as probable as the message that was told:
    ///
    /// ```text
    /// - sum_n price[t,t,m,n] uS[t,m,a] / p_t - sum_n price[t,m,n].
    /// ```
    ///
    /// With several readers the price of the type, and what is as probable as its message, count for
    /// the actions of the first, and the prices of what the others are told for theirs; and those of
    /// the honesty of readers:
    ///
    /// ```text
    /// sum_(s,b) price[s,m,a,b] uR[t,m,b] - sum_claims price[r,claim] uR[t,m,a]        (a of r).
    /// ```
    pub(super) fn column_cost(&self, t: usize, m: usize, a: usize) -> Q {
        let game = self.game;
        let reader = reader_of(game, a);
        let readings = || self.readings.get(&(t, m)).into_iter().flatten();
        let mut cost = match reader {
            0 => &self.probability[t] - &readings().map(|(_, price)| *price).sum::<Q>(),
            _ => readings().filter(|(r, _)| *r == reader).map(|(_, price)| *price).sum(),
        };
        cost -= &(&self.reader_honesty[reader] * game.receiver_payoff(t, m, a));
        for (_, better, price) in self.reader_deviations.get(&(m, a)).into_iter().flatten() {
            cost += &(*price * game.receiver_payoff(t, m, *better));
        }
        for (better, price) in self.obedience.get(&(m, a)).into_iter().flatten() {
            let payoff = |a| game.receiver_payoff(t, m, a);
            cost += &(*price * &(payoff(*better) - payoff(a)));
        }
        let mut honesty = Q::ZERO;
        for price in &self.honesty_of[t] {
            honesty -= &(*price * game.sender_payoff(t, m, a));
        }
        if game.is_cheap_talk() {
            for (s, price) in &self.honesty_towards[t] {
                honesty += &(*price * game.sender_payoff(*s, m, a));
            }
        }
        for (s, sent, price) in self.deviations.get(&(t, m)).into_iter().flatten() {
            if *s == t {
                honesty -= &(*price * game.sender_payoff(t, m, a));
            } else if *sent == m {
                honesty += &(*price * game.sender_payoff(*s, m, a));
            }
        }
        cost += &(honesty / &game.prior()[t]);
        if reader == 0 {
            let advice = self.advice.get(&(t, m)).into_iter().flatten();
            cost -= &advice.map(|(_, _, price)| *price).sum::<Q>();
        }
        cost
    }

    /// Are the prices of the honesty of readers those of what they may do after a claim, and these
    /// between readers of one audience?
    pub(super) fn claims_are_priced(&self, classes: &[MessageCopies]) -> bool {
        let game = self.game;
        let sets = game.information_sets();
        let rivals = |reader: usize, claim: usize| {
            claim != reader && sets[claim].audience() == sets[reader].audience()
        };
        let possible = self.reader_deviations.iter().all(|(&(m, a), prices)| {
            prices.iter().all(|&(reader, better, _)| {
                rivals(reader, reader_of(game, a))
                    && reader_of(game, better) == reader
                    && game.replies(m).contains(&better)
            })
        });
        let total = |m: usize, a: usize, reader: usize| -> Q {
            let prices = self.reader_deviations.get(&(m, a)).into_iter().flatten();
            prices.filter(|(one, _, _)| *one == reader).map(|(_, _, price)| *price).sum()
        };
        possible
            && self.claims.keys().all(|&(reader, claim)| rivals(reader, claim))
            && (0..sets.len()).all(|reader| {
                classes.iter().all(|class| {
                    class.replies.iter().all(|&a| {
                        let claim = self.claims.get(&(reader, reader_of(game, a)));
                        let total = total(class.representative(), a, reader);
                        total == claim.cloned().unwrap_or_default()
                    })
                })
            })
    }

    /// The cost of a unit of the advice `a` after `sent`, where `report` was told to send `told`.
    pub(super) fn advice_cost(&self, report: usize, told: usize, sent: usize, a: usize) -> Q {
        let game = self.game;
        let advice = self.advice.get(&(report, told)).into_iter().flatten();
        let reader = reader_of(game, a);
        let own = advice.filter(|(n, r, _)| (*n, *r) == (sent, reader));
        let own: Q = own.map(|(_, _, price)| *price).sum();
        let deviations = self.deviations.get(&(report, told)).into_iter().flatten();
        let worth = |(t, _, price): &(usize, usize, &Q)| *price * game.sender_payoff(*t, sent, a);
        let payoffs: Q = deviations.filter(|(_, n, _)| *n == sent).map(worth).sum();
        own + payoffs / &game.prior()[report]
    }

    /// The sum of the prices of what a type may send after a false report, when told `told`.
    pub(super) fn deviation_total(&self, t: usize, report: usize, told: usize) -> Q {
        let deviations = self.deviations.get(&(report, told)).into_iter().flatten();
        deviations.filter(|(s, _, _)| *s == t).map(|(_, _, price)| *price).sum()
    }

    /// The price of the honesty by which type `t` does not report another.
    pub(super) fn honesty(&self, t: usize, report: usize) -> Q {
        let towards = self.honesty_towards[report].iter().filter(|(s, _)| *s == t);
        towards.map(|(_, price)| *price).sum()
    }

    /// Is every deviation with a price one that the type can make, between messages that stand for
    /// their copies?
    pub(super) fn deviations_are_possible(&self, classes: &[MessageCopies]) -> bool {
        let open = |t: usize, m: usize| {
            let class = classes.iter().find(|class| class.representative() == m);
            class.is_some_and(|class| class.senders.contains(&t))
        };
        self.deviations.iter().all(|(&(report, told), prices)| {
            let possible =
                |&(t, sent, _): &(usize, usize, &Q)| open(t, sent) && (t != report || sent != told);
            open(report, told) && prices.iter().all(possible)
        }) && self.advice.keys().all(|&(report, told)| open(report, told))
    }
}
