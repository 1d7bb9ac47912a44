//! The lines of a log.

use crate::equilibrium::proof::{
    Apart, Close, ClosedNode, Lemmas, Link, MassFace, NodeStep, Numbering, Outcome, Refuter,
    Replies, Sender, Tables, members,
};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// A log as it is written: lemmas, planes and faces are numbered where they are first named.
pub(super) struct Log<'a> {
    game: &'a Game,
    tables: &'a Tables,
    faces: &'a [MassFace],
    lemmas: &'a Lemmas<'a>,
    max_steps: Option<usize>,
    named_lemmas: Numbering<usize>,
    named_planes: Numbering<Vec<Q>>,
    named_faces: Numbering<usize>,
    pub lines: Vec<String>,
    pub steps: usize,
}

impl<'a> Log<'a> {
    pub(super) fn new(
        game: &'a Game,
        tables: &'a Tables,
        faces: &'a [MassFace],
        lemmas: &'a Lemmas<'a>,
        max_steps: Option<usize>,
    ) -> Log<'a> {
        Log {
            game,
            tables,
            faces,
            lemmas,
            max_steps,
            named_lemmas: Numbering::default(),
            named_planes: Numbering::default(),
            named_faces: Numbering::default(),
            lines: Vec::new(),
            steps: 0,
        }
    }

    /// The first line: the game and the outcomes.
    pub(super) fn claim(&mut self, senders: &[Sender], outcomes: &[Outcome]) {
        let each = outcomes.iter().map(|outcome| {
            let sender = &senders[outcome.sender];
            let messages = self.messages(sender);
            let types = (0..self.game.types().len()).map(|t| {
                let sends = sender.slots.iter().zip(&messages);
                let sends = sends.filter(|((_, masses), _)| !masses[t].is_zero());
                let row = sends.map(|((_, masses), &m)| {
                    entry(&self.game.messages()[m], &number(&(&masses[t] / &self.game.prior()[t])))
                });
                entry(&self.game.types()[t], &object(row))
            });
            let receiver = self.receiver(sender, &outcome.replies);
            let sender = object(types);
            let component = outcome.component;
            format!(r#"{{"sender": {sender}, "receiver": {receiver}, "component": {component}}}"#)
        });
        let outcomes: Vec<String> = each.collect();
        let game = one_line(&crate::io::json::to_string(self.game));
        self.lines.push(format!(
            r#"{{"schelling-proof": 1, "claim": "all", "by": "schelling {}", "game": {game}, "outcomes": [{}]}}"#,
            env!("CARGO_PKG_VERSION"),
            outcomes.join(", ")
        ));
    }

    /// The messages in use: of each class the first members.
    fn messages(&self, sender: &Sender) -> Vec<usize> {
        let mut used = vec![0; self.tables.classes.len()];
        let message = |(face, _): &(MassFace, _)| {
            used[face.class] += 1;
            self.tables.classes[face.class].members[used[face.class] - 1]
        };
        sender.slots.iter().map(message).collect()
    }

    fn receiver(&self, sender: &Sender, replies: &Replies) -> String {
        let each = self.messages(sender).into_iter().zip(&sender.slots).zip(replies);
        let rows = each.map(|((m, (face, _)), reply)| {
            let actions = self.tables.classes[face.class].replies.iter().zip(reply);
            let row = actions.filter(|(_, x)| !x.is_zero());
            let row = row.map(|(&a, x)| entry(&self.game.actions()[a], &number(x)));
            entry(&self.game.messages()[m], &object(row))
        });
        object(rows)
    }

    /// The steps of the tree.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are too many.
    pub(super) fn tree(&mut self, root: &ClosedNode) -> Result<(), Error> {
        let dead = root.steps.iter().take_while(|step| matches!(step, NodeStep::Cross(_))).count();
        self.inner(&root.steps[..dead])?;
        self.step(r#"["start"]"#.into())?;
        self.inner(&root.steps[dead..])?;
        self.close(&root.close)
    }

    fn inner(&mut self, steps: &[NodeStep]) -> Result<(), Error> {
        for step in steps {
            match step {
                NodeStep::Cross(refuter) => {
                    let Refuter { class, lemmas } = &self.lemmas.refuters[*refuter];
                    let mut numbers: Vec<usize> = lemmas.iter().map(|&l| self.lemma(l)).collect();
                    numbers.sort_unstable();
                    numbers.dedup();
                    let class = class.map_or("null".into(), |k| k.to_string());
                    self.step(format!(r#"["-", {class}, {}]"#, list(&numbers)))?;
                }
                NodeStep::Open(face, child) => {
                    let number = self.face(*face);
                    self.step(format!(r#"["+", {number}]"#))?;
                    self.inner(&child.steps)?;
                    self.close(&child.close)?;
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, close: &Close) -> Result<(), Error> {
        let line = match close {
            Close::Type(t) => format!(r#"["t", {t}]"#),
            Close::Plane(plane) => {
                let (number, new) = self.named_planes.of(plane.clone());
                if new {
                    self.lines.push(format!(r#"{{"x": {}}}"#, numbers(plane)));
                }
                format!(r#"["x", {number}]"#)
            }
            Close::Determined => r#"["s"]"#.into(),
        };
        self.step(line)
    }

    fn step(&mut self, line: String) -> Result<(), Error> {
        self.steps += 1;
        if self.max_steps.is_some_and(|most| self.steps > most) {
            let text = format!("the proof has more than max_steps={} steps", self.steps - 1);
            return Err(Error::Limit(text));
        }
        self.lines.push(line);
        Ok(())
    }

    fn lemma(&mut self, lemma: usize) -> usize {
        let (number, new) = self.named_lemmas.of(lemma);
        if new {
            let slots = self.lemmas.all[lemma].iter();
            let slots = slots.map(|slot| format!("[{}, {}]", slot.class, numbers(&slot.numbers)));
            self.lines.push(format!(r#"{{"y": [{}]}}"#, slots.collect::<Vec<_>>().join(", ")));
        }
        number
    }

    fn face(&mut self, face: usize) -> usize {
        let (number, new) = self.named_faces.of(face);
        if new {
            let MassFace { class, types, replies } = self.faces[face];
            let set = |set| list(&members(set).collect::<Vec<_>>());
            self.lines.push(format!(r#"{{"f": [{class}, {}, {}]}}"#, set(types), set(replies)));
        }
        number
    }

    /// The last line: the number of outcomes, what links them and what keeps them apart.
    pub(super) fn end(
        &mut self,
        senders: &[Sender],
        outcomes: &[Outcome],
        links: &[Link],
        apart: &[Apart],
    ) {
        let link = |link: &Link| {
            let [i, j] = link.ends;
            match &link.replies {
                None => format!("[{i}, {j}]"),
                Some([mine, rest]) => {
                    let of =
                        |k: usize, replies| self.receiver(&senders[outcomes[k].sender], replies);
                    format!("[{i}, {j}, [{}, {}]]", of(i, mine), of(j, rest))
                }
            }
        };
        let links: Vec<String> = links.iter().map(link).collect();
        let mut entries = Vec::new();
        for Apart { ends: [i, j], lemmas } in apart {
            let numbers: Vec<usize> = lemmas.iter().map(|&l| self.lemma(l)).collect();
            entries.push(format!("[{i}, {j}, {}]", list(&numbers)));
        }
        self.lines.push(format!(
            r#"{{"end": {}, "links": [{}], "apart": [{}]}}"#,
            outcomes.len(),
            links.join(", "),
            entries.join(", ")
        ));
    }
}

/// JSON in one line: labels have no line breaks.
fn one_line(json: &str) -> String {
    json.lines().map(str::trim_start).collect::<Vec<_>>().join(" ").trim_end().into()
}

fn entry(label: &str, value: &str) -> String {
    format!("{}: {value}", serde_json::Value::from(label))
}

fn object(entries: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn list(numbers: &[usize]) -> String {
    format!("{numbers:?}")
}

fn numbers(numbers: &[Q]) -> String {
    let each: Vec<String> = numbers.iter().map(number).collect();
    format!("[{}]", each.join(", "))
}

/// A number as JSON: an integer, or a text `p/q`.
fn number(x: &Q) -> String {
    match x.small_integer() {
        Some(n) => n.to_string(),
        None => format!("\"{x}\""),
    }
}
