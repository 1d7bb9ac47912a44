//! Certificates in words: what each constraint that binds costs, and why types stay apart.

use super::{Certificate, Conflict, Constraint, Guarantee, Price, Regime, reader_of};

/// Does a list of reasons name the constraint? What a type sends after a false report is part of its
/// honesty, and some rows only say what adds up.
fn has_sentence(constraint: &Constraint) -> bool {
    match *constraint {
        Constraint::Probability { .. }
        | Constraint::Advice { .. }
        | Constraint::Reading { .. }
        | Constraint::ReaderDeviation { .. } => false,
        Constraint::Deviation { t, report, .. } => t == report,
        _ => true,
    }
}

impl Regime {
    /// Puts the certificate into sentences: the cost of each constraint that binds, the largest
    /// first.
    pub fn reasons(&self) -> Vec<String> {
        match &self.certificate {
            Certificate::Comparison(n) => {
                vec![match (self.kind.name, n) {
                    ("no_talk", 1) => "the prior has one best reply".to_string(),
                    ("no_talk", n) => format!("the {n} best replies to the prior were compared"),
                    ("credibility", n) => format!(
                        "the best was found for each of {n} things that the sender's own reports \
                         may be worth"
                    ),
                    (_, 1) => "there is one extreme equilibrium outcome".to_string(),
                    (_, n) => format!("all {n} extreme equilibrium outcomes were compared"),
                }]
            }
            Certificate::Guarantee(Guarantee { conflicts, .. }) if conflicts.is_empty() => vec![
                "wherever types are pooled, Nature does the most harm by telling them apart".into(),
            ],
            Certificate::Guarantee(Guarantee { conflicts, .. }) => {
                conflicts.iter().map(|conflict| self.separation(conflict)).collect()
            }
            Certificate::Branches(1) => {
                vec!["the best of a linear programme that asks for less is possible".to_string()]
            }
            Certificate::Branches(n) => {
                vec![format!("branch and bound closed {n} nodes, each by a linear programme")]
            }
            Certificate::Prices(prices) => {
                let mut binding: Vec<&Price> =
                    prices.iter().filter(|p| has_sentence(&p.constraint)).collect();
                binding.sort_by(|p, q| q.price.cmp(&p.price));
                binding.iter().map(|p| self.sentence(p)).collect()
            }
        }
    }

    /// The sentence of a conflict.
    fn separation(&self, conflict: &Conflict) -> String {
        let (game, objective) = (&self.game, self.objective.describe(&self.game));
        let types: Vec<String> =
            conflict.types().iter().map(|t| format!("{:?}", game.types()[t])).collect();
        let after =
            conflict.message.map_or(String::new(), |m| format!(" after {:?}", game.messages()[m]));
        format!(
            "{} are never pooled{after}: Nature could leave the receiver in a doubt about them in \
             which it may reply {:?}, and {objective} gets less than if they were known",
            types.join(", "),
            game.actions()[conflict.action]
        )
    }

    /// Puts a price into a sentence.
    pub fn sentence(&self, price: &Price) -> String {
        let objective = self.objective.describe(&self.game);
        let (types, messages) = (self.game.types(), self.game.messages());
        let action = |a: usize| self.game.own_action(a);
        let reader = |r: usize| self.game.reader_label(r);
        let after = |message: Option<usize>| {
            message.map_or(String::new(), |m| format!(" after {:?}", messages[m]))
        };
        let rate = &price.price;
        match price.constraint {
            Constraint::Probability { t } => {
                format!("each unit of probability of type {:?} is worth {rate}", types[t])
            }
            Constraint::Obedience { message, action: a, better } => format!(
                "{objective} would gain {rate} for each unit that {} would give up to reply {:?} \
                 rather than {:?}{}",
                reader(reader_of(&self.game, a)),
                action(a),
                action(better),
                after(message)
            ),
            Constraint::Tie { action: a, .. } => format!(
                "{objective} would gain {rate} for each unit that {:?} were worth more to it",
                action(a)
            ),
            Constraint::Reading { t, message, reader: r } => format!(
                "each unit of probability of what {} is told for type {:?}{} is worth {rate}",
                reader(r),
                types[t],
                after(message)
            ),
            Constraint::ReaderHonesty { reader: r, claim } => format!(
                "{objective} would gain {rate} for each unit that {} would give up rather than \
                 claim to be {:?}",
                reader(r),
                self.game.information_sets()[claim].own_type(&self.game)
            ),
            Constraint::ReaderDeviation { reader: r, claim, message, action: a, better } => {
                format!(
                    "{objective} would gain {rate} for each unit that {} would give up rather than \
                 claim to be {:?} and, told to reply {:?}{}, reply {:?}",
                    reader(r),
                    self.game.information_sets()[claim].own_type(&self.game),
                    action(a),
                    after(message),
                    action(better)
                )
            }
            Constraint::Honesty { t, report } => format!(
                "{objective} would gain {rate} for each unit that type {:?} would give up rather \
                 than report {:?}",
                types[t], types[report]
            ),
            Constraint::Deviation { t, report, told, sent } if t == report => format!(
                "{objective} would gain {rate} for each unit that type {:?}, told to send {:?}, would \
                 give up rather than send {:?}",
                types[t], messages[told], messages[sent]
            ),
            Constraint::Deviation { t, report, told, sent } => format!(
                "{objective} would gain {rate} for each unit that type {:?} would give up rather \
                 than report {:?} and, told to send {:?}, send {:?}",
                types[t], types[report], messages[told], messages[sent]
            ),
            Constraint::Advice { report, told, sent, .. } => format!(
                "each unit of probability of the advice after {:?} in place of {:?}, advised to \
                 {:?}, is worth {rate}",
                messages[sent], messages[told], types[report]
            ),
        }
    }
}
