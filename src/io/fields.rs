//! The fields of a game's file, as every syntax writes them.

use serde_json::Value;

use super::document::{VERSION, value};
use crate::exact::Q;
use crate::game::{Game, GameFile, NoisyGame, Reader};

/// The value of a field.
pub(super) enum Field {
    Value(Value),
    /// The fields of each reader.
    Readers(Vec<Fields>),
}

/// Keys and their values, in order.
pub(super) type Fields = Vec<(&'static str, Field)>;

/// The keys and values of a game's file, in order; `hole` stands where a cell cannot be reached.
pub(super) fn fields(game: &Game, hole: Value) -> Fields {
    let mut fields: Vec<(&str, Option<Value>)> = vec![
        ("schelling", Some(VERSION.into())),
        ("name", game.name().map(Value::from)),
        ("types", Some(game.types().into())),
    ];
    let prior = || game.prior().iter().map(value).collect();
    let messages = ("messages", Some(game.messages().into()));
    let available = ("available", restrictions(game.restricted_types().collect()));
    match game.readers() {
        [] => {
            let cells = |payoffs: &[Vec<Vec<Q>>]| -> Value {
                let row = |t, m| cells(game, t, m, game.replies(m), &payoffs[t][m], &hole);
                rows(game.types().len(), |t| rows(game.messages().len(), |m| row(t, m)))
            };
            fields.extend([
                ("prior", Some(prior())),
                messages,
                ("actions", Some(game.actions().into())),
                ("sender", Some(cells(game.sender_payoffs()))),
                ("receiver", Some(cells(game.receiver_payoffs()))),
                available,
                ("replies", restrictions(game.restricted_messages().collect())),
            ]);
        }
        [only] => {
            let joint = |t: usize| -> Value {
                only.chances()[t].iter().map(|chance| value(&(&game.prior()[t] * chance))).collect()
            };
            let [sender, receiver] = payoffs(game, only, &hole);
            fields.extend([
                ("receiver_types", Some(only.types().into())),
                ("prior", Some(rows(game.types().len(), joint))),
                messages,
                ("actions", Some(only.actions().into())),
                ("sender", Some(sender)),
                ("receiver", Some(receiver)),
                available,
                ("replies", restrictions(only.restricted_messages(game.messages()).collect())),
            ]);
        }
        several => {
            let costs = game.message_costs();
            let some = costs.iter().flatten().any(|cost| !cost.is_zero());
            let costs = rows(costs.len(), |t| costs[t].iter().map(value).collect());
            let readers = several.iter().map(|reader| of_reader(game, reader, &hole)).collect();
            fields.extend([("prior", Some(prior())), messages, ("costs", some.then_some(costs))]);
            let mut fields = kept(fields);
            fields.push(("readers", Field::Readers(readers)));
            fields.extend(kept(vec![available]));
            return fields;
        }
    }
    kept(fields)
}

/// The keys and values of the file of a game of either kind, likewise.
pub(super) fn file_fields(file: &GameFile, hole: Value) -> Fields {
    let noisy = match file {
        GameFile::Plain(game) => return fields(game, hole),
        GameFile::Noisy(noisy) => noisy,
    };
    let game = noisy.game();
    let mut fields = fields(game, hole);
    if game.readers().len() < 2 {
        insert(&mut fields, signals(noisy, 0));
        return fields;
    }
    let readers = fields.iter_mut().find_map(|(_, field)| match field {
        Field::Readers(readers) => Some(readers),
        Field::Value(_) => None,
    });
    let mut clear = true;
    for (i, reader) in readers.into_iter().flatten().enumerate() {
        if !noisy.channel().is_clear(game, i) {
            insert(reader, signals(noisy, i));
            clear = false;
        }
    }
    // a game in which all see the messages is one with noise if it says so
    if clear
        && let Some((_, Field::Readers(readers))) =
            fields.iter_mut().find(|(key, _)| *key == "readers")
    {
        readers.iter_mut().take(1).for_each(|reader| insert(reader, signals(noisy, 0)));
    }
    fields
}

/// Adds fields before the tables, which come last, as TOML has them.
fn insert(fields: &mut Fields, more: [(&'static str, Field); 2]) {
    let tables = fields.iter().position(|(key, _)| ["available", "replies"].contains(key));
    let at = tables.unwrap_or(fields.len());
    fields.splice(at..at, more);
}

/// What an audience sees.
fn signals(noisy: &NoisyGame, audience: usize) -> [(&'static str, Field); 2] {
    let channel = noisy.channel();
    let own = channel.signals_of(audience);
    let row = |row: &[Q]| row.iter().map(value).collect::<Value>();
    let open = |chances: &Vec<Q>| match chances.iter().all(Q::is_zero) {
        true => Value::Array(Vec::new()),
        false => row(&chances[own.clone()]),
    };
    let noise: Value = match channel.by_message(noisy.game(), audience) {
        Some(rows) => rows.into_iter().map(row).collect(),
        None => {
            channel.noise().iter().map(|rows| rows.iter().map(open).collect::<Value>()).collect()
        }
    };
    let labels: Value = own.clone().map(|s| channel.own_label(s)).collect();
    [("signals", Field::Value(labels)), ("noise", Field::Value(noise))]
}

/// The fields of one of several readers.
fn of_reader(game: &Game, reader: &Reader, hole: &Value) -> Fields {
    let [sender, receiver] = payoffs(game, reader, hole);
    let typed = !reader.types().is_empty();
    let chances = rows(game.types().len(), |t| reader.chances()[t].iter().map(value).collect());
    kept(vec![
        ("name", Some(reader.name().into())),
        ("actions", Some(reader.actions().into())),
        ("types", typed.then(|| reader.types().into())),
        ("chances", typed.then_some(chances)),
        ("words", (!reader.words().is_empty()).then(|| reader.words().into())),
        ("sender", Some(sender)),
        ("receiver", Some(receiver)),
        ("replies", restrictions(reader.restricted_messages(game.messages()).collect())),
    ])
}

/// The fields that have a value.
fn kept(fields: Vec<(&'static str, Option<Value>)>) -> Fields {
    fields.into_iter().filter_map(|(key, value)| Some((key, Field::Value(value?)))).collect()
}

/// The payoffs of the sender and of a reader, by the reader's type if it has types.
fn payoffs(game: &Game, reader: &Reader, hole: &Value) -> [Value; 2] {
    let (types, messages) = (game.types().len(), game.messages().len());
    let actions = reader.actions().len();
    [Reader::sender_payoff, Reader::receiver_payoff].map(|payoff| {
        let of_set = |t: usize, s: usize| {
            rows(messages, |m| {
                let met = !reader.chances()[t][s].is_zero();
                let open = if met { reader.replies(m) } else { &[] };
                let row: Vec<Q> =
                    (0..actions).map(|a| payoff(reader, t, s, m, a).clone()).collect();
                cells(game, t, m, open, &row, hole)
            })
        };
        rows(types, |t| match reader.types().len() {
            0 => of_set(t, 0),
            sets => rows(sets, |s| of_set(t, s)),
        })
    })
}

/// One row of payoffs, with holes but at the actions that are open to type `t` at message `m`.
fn cells(game: &Game, t: usize, m: usize, open: &[usize], row: &[Q], hole: &Value) -> Value {
    let mut cells = vec![hole.clone(); row.len()];
    if game.is_available(t, m) {
        open.iter().for_each(|&a| cells[a] = value(&row[a]));
    }
    cells.into()
}

fn rows(count: usize, row: impl Fn(usize) -> Value) -> Value {
    (0..count).map(row).collect()
}

/// Restrictions by label, if there are any.
fn restrictions(entries: Vec<(&str, Vec<&str>)>) -> Option<Value> {
    (!entries.is_empty()).then(|| entries.into_iter().collect())
}
