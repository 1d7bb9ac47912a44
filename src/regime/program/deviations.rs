//! Mediation where messages cost something: false reports, and messages that were not advised.
//!
//! The mediator hears a report h, tells the sender which message m to send, sees which message n is
//! sent, and advises the receiver. Besides the rule `x[h,m,a]` there is the advice `y[h,m,n,a]`
//! after a message that was not advised, as probable as the message that was:
//!
//! ```text
//! sum_a y[h,m,n,a] = sum_a x[h,m,a]                                       for all h, m, n /= m.
//! ```
//!
//! (With several readers, for each of them.) Such advice has probability 0, and the mediator's errors may carry any belief: it is kept to
//! replies that are best at some belief. Type t, after the report h and told to send m, gets
//!
//! ```text
//! V[t,h,m] = max( sum_a x[h,m,a] uS[t,m,a], max_n sum_a y[h,m,n,a] uS[t,n,a] ) / p_h
//! ```
//!
//! (without the first term where t cannot send m), and is honest and obedient if and only if
//! `sum_m V[t,h,m] <= U(t)` for all h, its own type included (Myerson 1986; Forges 1986).
//!
//! Few pairs (t, h) bind as a rule. The programme starts without any, and adds those that its
//! optimum breaks, with a default reply to what no row has asked about, until there are none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Optimum, RuleProgram};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::regime::{
    Constraint, Question, RegimeSolution, Unadvised, Weights, reader_of, sometimes_best, sparse_row,
};

/// The report, and by position the class of the message that is advised and of the one that is
/// sent.
type Deviation = (usize, usize, usize);

/// The programme of a mediator where payoffs depend on the message.
pub(in crate::regime) struct Mediation<'a> {
    rules: RuleProgram<'a>,
    /// `[class]`: the replies that are best at some belief.
    possible: Vec<Vec<usize>>,
    /// The variables of the advice, each with its reply.
    advice: BTreeMap<Deviation, Vec<(usize, usize)>>,
    /// The pairs of a type and its report that have rows.
    bound: BTreeSet<(usize, usize)>,
}

impl<'a> Mediation<'a> {
    /// The programme of rules that the receiver wants to follow.
    pub(in crate::regime) fn new(
        question: &Question,
        weights: &'a Weights<'a>,
    ) -> Result<Mediation<'a>, Error> {
        let rules = RuleProgram::obedient(weights);
        let possible = rules.classes.iter().map(|class| sometimes_best(question, class));
        let possible = possible.collect::<Result<_, Error>>()?;
        Ok(Mediation { rules, possible, advice: BTreeMap::new(), bound: BTreeSet::new() })
    }

    /// Finds an optimal rule of those of which no type gains by a false report or another message.
    pub(in crate::regime) fn solve(mut self, question: &Question) -> Result<RegimeSolution, Error> {
        loop {
            let optimum = self.rules.optimum(question)?.ok_or_else(|| {
                // what every type does and meets in an equilibrium is such a rule
                Error::Limit("no rule is honest, which should not be possible".into())
            })?;
            let tempted = self.tempted(&optimum);
            if tempted.is_empty() {
                let unadvised = self.unadvised(&optimum);
                let shares = self.rules.message_shares(&optimum);
                let certificate = self.rules.certificate(optimum.dual);
                let solution = RegimeSolution::new(shares, certificate).with_value(optimum.value);
                return Ok(RegimeSolution { unadvised, ..solution });
            }
            tempted.into_iter().for_each(|(t, report)| self.bind(t, report));
        }
    }

    /// The position of each class of messages that a type can send.
    fn open(&self, t: usize) -> Vec<usize> {
        let classes = self.rules.classes.iter().enumerate();
        classes.filter(|(_, class)| class.senders.contains(&t)).map(|(c, _)| c).collect()
    }

    /// The payoff of type `t`, as terms of the programme, from what is meant for `report`, who is
    /// told to send a message of class `c`.
    fn meant(&self, t: usize, report: usize, c: usize) -> Vec<(usize, Q)> {
        let game = self.rules.weights.game;
        let (class, share) = (&self.rules.classes[c], &game.prior()[report]);
        let sender = class.senders.iter().position(|&s| s == report).expect("it is told to");
        let given = class.replies.iter().zip(&self.rules.cells[c]);
        let term = |(&a, row): (&usize, &Vec<usize>)| {
            let payoff = game.sender_payoff(t, class.representative(), a);
            row.get(sender).map(|&j| (j, payoff / share))
        };
        given.filter_map(term).collect()
    }

    /// Adds the rows by which a type gains nothing by a report, whatever it then sends.
    fn bind(&mut self, t: usize, report: usize) {
        if !self.bound.insert((t, report)) {
            return;
        }
        let open = self.open(t);
        let mut gain: Vec<(usize, Q)> = Vec::new();
        for &c in &open {
            gain.extend(self.meant(t, t, c).into_iter().map(|(j, q)| (j, -q)));
        }
        for c in self.open(report) {
            let told = self.rules.classes[c].representative();
            // what the type gets after this report and when told so; at its own report no more than
            // it is meant to get
            let most: Vec<(usize, Q)> = if t == report {
                self.meant(t, t, c)
            } else {
                vec![(self.rules.program.free(Q::ZERO), Q::ONE)]
            };
            for &d in open.iter().filter(|&&d| d != c || t != report) {
                let gets =
                    if c == d { self.meant(t, report, c) } else { self.met(t, (report, c, d)) };
                let row = gets.into_iter().chain(most.iter().map(|(j, q)| (*j, -q)));
                self.rules.program.at_most(row, Q::ZERO);
                let sent = self.rules.classes[d].representative();
                self.rules.constraints.push(Constraint::Deviation { t, report, told, sent });
            }
            gain.extend(most);
        }
        if t != report {
            self.rules.program.at_most(gain, Q::ZERO);
            self.rules.constraints.push(Constraint::Honesty { t, report });
        }
    }

    /// The payoff of type `t`, as terms of the programme, from the advice after a message that was
    /// not advised; its variables are added where they are missing.
    fn met(&mut self, t: usize, deviation: Deviation) -> Vec<(usize, Q)> {
        let (report, c, d) = deviation;
        let game = self.rules.weights.game;
        let sent = self.rules.classes[d].representative();
        if !self.advice.contains_key(&deviation) {
            let program = &mut self.rules.program;
            let advice: Vec<(usize, usize)> =
                self.possible[d].iter().map(|&a| (a, program.variable(Q::ZERO))).collect();
            let class = &self.rules.classes[c];
            let sender = class.senders.iter().position(|&s| s == report).expect("it is told to");
            let given = class.replies.iter().zip(&self.rules.cells[c]);
            let first = given.filter(|(a, _)| reader_of(game, **a) == 0);
            let meant: Vec<(usize, Q)> =
                first.filter_map(|(_, row)| Some((*row.get(sender)?, -Q::ONE))).collect();
            let told = class.representative();
            for reader in 0..game.information_sets().len() {
                let own = advice.iter().filter(|(a, _)| reader_of(game, *a) == reader);
                let own = own.map(|&(_, j)| (j, Q::ONE));
                program.equal(own.chain(meant.iter().cloned()), Q::ZERO);
                self.rules.constraints.push(Constraint::Advice { report, told, sent, reader });
            }
            self.advice.insert(deviation, advice);
        }
        let share = &game.prior()[report];
        let term = |&(a, j): &(usize, usize)| (j, game.sender_payoff(t, sent, a) / share);
        self.advice[&deviation].iter().map(term).collect()
    }

    /// The mass with which a class of messages is advised after a report.
    fn told(&self, optimum: &Optimum, report: usize, c: usize) -> Q {
        let given = self.rules.classes[c].replies.iter().zip(&optimum.masses[c]);
        let first = given.filter(|(a, _)| reader_of(self.rules.weights.game, **a) == 0);
        first.map(|(_, mass)| &mass[report]).sum()
    }

    /// The advice after a deviation, as masses of replies; the default where no row asks for any: of
    /// each reader the possible reply that is worst for all types together.
    fn response(&self, optimum: &Optimum, deviation: Deviation) -> Vec<(usize, Q)> {
        if let Some(advice) = self.advice.get(&deviation) {
            return advice.iter().map(|&(a, j)| (a, optimum.primal[j].clone())).collect();
        }
        let (report, c, d) = deviation;
        let (game, class) = (self.rules.weights.game, &self.rules.classes[d]);
        let sum = |a: &usize| -> Q {
            let payoff = |&t: &usize| game.sender_payoff(t, class.representative(), *a);
            class.senders.iter().map(payoff).sum()
        };
        let told = self.told(optimum, report, c);
        let worst = |reader: usize| {
            let own = self.possible[d].iter().filter(|a| reader_of(game, **a) == reader);
            (*own.min_by_key(|a| sum(a)).expect("some reply is best"), told.clone())
        };
        (0..game.information_sets().len()).map(worst).collect()
    }

    /// The pairs without rows of a type and a report by which it gains.
    fn tempted(&self, optimum: &Optimum) -> Vec<(usize, usize)> {
        let game = self.rules.weights.game;
        let payoff = |t: usize, m: usize, masses: &[(usize, Q)]| -> Q {
            masses.iter().map(|(a, x)| x * game.sender_payoff(t, m, *a)).sum()
        };
        let classes = &self.rules.classes;
        let types = game.types().len();
        let mut gets = vec![vec![Q::ZERO; types]; types];
        for report in 0..types {
            for c in self.open(report) {
                checkpoint();
                let given = classes[c].replies.iter().zip(&optimum.masses[c]);
                let meant: Vec<(usize, Q)> = given
                    .filter(|(_, mass)| !mass[report].is_zero())
                    .map(|(&a, mass)| (a, mass[report].clone()))
                    .collect();
                if meant.is_empty() {
                    continue;
                }
                let mut best: Vec<Option<Q>> = vec![None; types];
                for (d, class) in classes.iter().enumerate() {
                    let met = match c == d {
                        true => meant.clone(),
                        false => self.response(optimum, (report, c, d)),
                    };
                    for &t in &class.senders {
                        let payoff = payoff(t, class.representative(), &met);
                        best[t] = Some(best[t].take().map_or(payoff.clone(), |b| b.max(payoff)));
                    }
                }
                for (t, best) in best.into_iter().enumerate() {
                    gets[t][report] += &(best.expect("a message") / &game.prior()[report]);
                }
            }
        }
        let honest = |t: usize| -> Q {
            let own = self.open(t).into_iter().map(|c| {
                let m = classes[c].representative();
                let given = classes[c].replies.iter().zip(&optimum.masses[c]);
                given.map(|(&a, mass)| &mass[t] * game.sender_payoff(t, m, a)).sum::<Q>()
            });
            own.sum::<Q>() / &game.prior()[t]
        };
        let pairs = (0..types).flat_map(|t| {
            let honest = honest(t);
            let gains = gets[t].iter().map(move |gets| *gets > honest);
            gains.enumerate().filter(|(_, gains)| *gains).map(move |(report, _)| (t, report))
        });
        pairs.collect()
    }

    /// The advice after every message that is sent in place of one that is advised.
    fn unadvised(&self, optimum: &Optimum) -> Vec<Unadvised> {
        let game = self.rules.weights.game;
        let classes = &self.rules.classes;
        let mut found = Vec::new();
        for report in 0..game.types().len() {
            for c in self.open(report) {
                let share = self.told(optimum, report, c);
                for d in (0..classes.len()).filter(|&d| d != c && !share.is_zero()) {
                    if classes[d].senders.is_empty() {
                        continue;
                    }
                    let masses = self.response(optimum, (report, c, d));
                    let reply = masses.into_iter().map(|(a, x)| (a, x / &share));
                    found.push(Unadvised {
                        report,
                        told: classes[c].representative(),
                        sent: classes[d].representative(),
                        reply: sparse_row(game.actions().len(), reply),
                    });
                }
            }
        }
        found
    }
}
