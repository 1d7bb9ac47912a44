//! The writer of `.efg` text for games of several readers, or of one who knows something.
//!
//! Chance draws the sender's type, and for each reader with types its type; the sender knows its own,
//! and each reader its own and the message. What the sender gets from a reader, and that reader's
//! payoff, stand at the node to which the reader's action leads, and what a message costs at the node
//! to which the message leads.

use std::fmt::Write;

use super::labels::{AudienceOrder, ReaderOrder};
use super::write::quote;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, Reader};

/// The most leaves of a tree. Not measured: the file of a game with more would be larger than those
/// that are read.
const MOST_LEAVES: usize = 1_000_000;

/// The text of a tree under way.
struct AudienceWriter<'a> {
    game: &'a Game,
    costs: Vec<Vec<Q>>,
    text: String,
    /// The number of chance's information sets so far.
    draws: usize,
    /// The number of outcomes so far.
    outcomes: usize,
}

/// Writes the tree.
///
/// # Errors
///
/// [`Error::Limit`] when it has too many leaves.
pub(super) fn write(game: &Game) -> Result<String, Error> {
    let leaves = leaves(game);
    if leaves > MOST_LEAVES {
        return Err(Error::Limit(format!(
            "the tree has more than {MOST_LEAVES} leaves, since it has one for each profile of \
             replies: write the game as .json or .toml"
        )));
    }
    let costs = game.message_costs();
    let mut writer = AudienceWriter { game, costs, text: String::new(), draws: 1, outcomes: 0 };
    let one = game.readers().len() == 1;
    let names = game.readers().iter().map(|reader| if one { "Receiver" } else { reader.name() });
    let names: Vec<String> = names.map(quote).collect();
    let name = quote(game.name().unwrap_or_default());
    let order = |reader: &Reader| ReaderOrder {
        name: reader.name().into(),
        types: reader.types().to_vec(),
        actions: reader.actions().to_vec(),
    };
    let order = AudienceOrder {
        messages: game.messages().to_vec(),
        readers: game.readers().iter().map(order).collect(),
    };
    let comment = quote(&order.to_comment());
    writer.text = format!("EFG 2 R {name} {{ \"Sender\" {} }}\n{comment}\n\n", names.join(" "));
    let draw: Vec<(&String, &Q)> = game.types().iter().zip(game.prior()).collect();
    writer.chance(&draw, 1);
    for t in 0..game.types().len() {
        writer.types(t, &mut Vec::new());
    }
    Ok(writer.text)
}

/// The number of leaves, or the largest number if it is larger.
fn leaves(game: &Game) -> usize {
    let of_pair = |t: usize, m: usize| {
        game.readers().iter().fold(1usize, |product, reader| {
            let kinds = reader.chances()[t].iter().filter(|chance| !chance.is_zero()).count();
            product.saturating_mul(kinds).saturating_mul(reader.replies(m).len())
        })
    };
    let of_type = |t: usize| {
        let open = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
        open.fold(0usize, |sum, m| sum.saturating_add(of_pair(t, m)))
    };
    (0..game.types().len()).fold(0usize, |sum, t| sum.saturating_add(of_type(t)))
}

impl AudienceWriter<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A move of chance.
    fn chance(&mut self, draw: &[(&String, &Q)], number: usize) {
        let draw = draw.iter().fold(String::new(), |mut list, (label, p)| {
            let _ = write!(list, "{} {p} ", quote(label));
            list
        });
        self.line(&format!("c \"\" {number} \"\" {{ {draw}}} 0"));
    }

    /// The draws of the readers' types from a reader on, then the sender's move.
    fn types(&mut self, t: usize, kinds: &mut Vec<usize>) {
        let game = self.game;
        let Some(reader) = game.readers().get(kinds.len()) else { return self.sender(t, kinds) };
        if reader.types().is_empty() {
            kinds.push(0);
            self.types(t, kinds);
            kinds.pop();
            return;
        }
        let open: Vec<usize> =
            (0..reader.types().len()).filter(|&s| !reader.chances()[t][s].is_zero()).collect();
        let draw: Vec<(&String, &Q)> =
            open.iter().map(|&s| (&reader.types()[s], &reader.chances()[t][s])).collect();
        self.draws += 1;
        self.chance(&draw, self.draws);
        for s in open {
            kinds.push(s);
            self.types(t, kinds);
            kinds.pop();
        }
    }

    fn sender(&mut self, t: usize, kinds: &[usize]) {
        let game = self.game;
        let open: Vec<usize> =
            (0..game.messages().len()).filter(|&m| game.is_available(t, m)).collect();
        let list: Vec<String> = open.iter().map(|&m| quote(&game.messages()[m])).collect();
        let label = quote(&game.types()[t]);
        self.line(&format!("p \"\" 1 {} {label} {{ {} }} 0", t + 1, list.join(" ")));
        for m in open {
            let mut paid = vec![Q::ZERO; game.readers().len() + 1];
            paid[0] = -&self.costs[t][m];
            self.reader((t, m), kinds, 0, &paid);
        }
    }

    /// The moves of the readers from one on; `paid` is due at its node.
    fn reader(&mut self, (t, m): (usize, usize), kinds: &[usize], i: usize, paid: &[Q]) {
        let game = self.game;
        let due = paid.iter().any(|x| !x.is_zero());
        let Some(reader) = game.readers().get(i) else {
            let outcome = self.outcome(paid);
            return self.line(&format!("t \"\" {outcome}"));
        };
        let s = kinds[i];
        let number = 1 + m * reader.types().len().max(1) + s;
        let label = match reader.types().get(s) {
            Some(own) => quote(&format!("{own}, {}", game.messages()[m])),
            None => quote(&game.messages()[m]),
        };
        let actions: Vec<String> =
            reader.replies(m).iter().map(|&a| quote(&reader.actions()[a])).collect();
        let outcome = if due { self.outcome(paid) } else { "0".into() };
        let player = i + 2;
        let actions = actions.join(" ");
        self.line(&format!("p \"\" {player} {number} {label} {{ {actions} }} {outcome}"));
        for &a in reader.replies(m) {
            let mut paid = vec![Q::ZERO; game.readers().len() + 1];
            paid[0] = reader.sender_payoff(t, s, m, a).clone();
            paid[i + 1] = reader.receiver_payoff(t, s, m, a).clone();
            self.reader((t, m), kinds, i + 1, &paid);
        }
    }

    /// A new outcome.
    fn outcome(&mut self, paid: &[Q]) -> String {
        self.outcomes += 1;
        let list: Vec<String> = paid.iter().map(Q::to_string).collect();
        format!("{0} \"{0}\" {{ {1} }}", self.outcomes, list.join(", "))
    }
}
