//! The games of the literature in `tests/games`, each with its published answer.
//!
//! A file is one object, read by other languages as well:
//!
//! - `source` (`author`, `year`, `title`, `where`), `page` (page, section or figure) and `summary`
//!   (one sentence); `game`, in the format of [`schelling::io::json`];
//! - `published`, a list of claims. Each says whose it is (`by`) and whether it is published as it
//!   stands or `derived` from what is, in which case `proof` says how.
//!
//! A claim is one of these:
//!
//! - `outcome`: the strategies `sender` and `replies` (on the path) are an extreme outcome, with
//!   its `kind`, its payoffs and, by message, all extreme replies `off_path` that support it;
//! - `components`, `outcomes`, `pure outcomes`: there are `count` of them, up to relabelling of
//!   messages that are copies;
//! - `payoffs`: every equilibrium has these;
//! - `absent`: no extreme outcome is of this `kind`;
//! - `not an equilibrium`: the strategies are none; with `nash`, they are a Nash equilibrium.
//!
//! Probabilities that are not given are 0. `passes` and `fails` name refinements that an outcome
//! survives or not.

#[path = "naive/outcomes.rs"]
mod outcomes;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use outcomes::{Outcome, outcome, relabel, relabellings};
use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Condition, Equilibria, Equilibrium, Search};
use schelling::refinement::{TABLE, by_name};
use schelling::{Game, Q, io};
use serde::Deserialize;

/// Probabilities or payoffs by label.
type Numbers = BTreeMap<String, Q>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    source: Source,
    page: String,
    summary: String,
    game: serde_json::Value,
    published: Vec<Claim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    author: String,
    year: u32,
    title: String,
    r#where: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    claim: String,
    label: Option<String>,
    count: Option<usize>,
    kind: Option<String>,
    sender: Option<BTreeMap<String, Numbers>>,
    replies: Option<BTreeMap<String, Numbers>>,
    sender_payoffs: Option<Numbers>,
    sender_payoff: Option<Q>,
    receiver_payoff: Option<Q>,
    off_path: Option<BTreeMap<String, Vec<Numbers>>>,
    #[serde(default)]
    nash: bool,
    #[serde(default)]
    passes: Vec<String>,
    #[serde(default)]
    fails: Vec<String>,
    by: String,
    derived: bool,
    proof: Option<String>,
}

/// Every file by name.
fn corpus() -> BTreeMap<String, Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/games");
    let files = fs::read_dir(folder).expect("the folder of games");
    let read = |file: Result<fs::DirEntry, _>| {
        let path = file.expect("an entry of the folder of games").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable file");
        let entry = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, entry)
    };
    files.map(read).collect()
}

fn game(entry: &Entry) -> Game {
    io::json::from_str(&entry.game.to_string()).expect("a game")
}

/// Numbers in the order of the labels, 0 where none is given.
fn row(labels: &[String], numbers: &Numbers) -> Result<Vec<Q>, String> {
    match numbers.keys().find(|label| !labels.contains(label)) {
        Some(label) => Err(format!("there is no {label:?}")),
        None => Ok(labels.iter().map(|l| numbers.get(l).cloned().unwrap_or_default()).collect()),
    }
}

fn same<A: PartialEq + std::fmt::Debug>(what: &str, claimed: A, found: A) -> Result<(), String> {
    if claimed == found {
        Ok(())
    } else {
        Err(format!("{what}: {claimed:?} claimed, {found:?} found"))
    }
}

impl Claim {
    fn count(&self) -> Result<usize, String> {
        self.count.ok_or_else(|| "count is missing".into())
    }

    /// The claimed strategies: `None` where no reply is given.
    fn outcome(&self, game: &Game) -> Result<Outcome, String> {
        let (Some(sender), Some(replies)) = (&self.sender, &self.replies) else {
            return Err("sender or replies is missing".into());
        };
        let of_type = |t: &String| {
            let numbers = sender.get(t).ok_or_else(|| format!("type {t:?} is missing"))?;
            row(game.messages(), numbers)
        };
        let to_message =
            |m: &String| replies.get(m).map(|numbers| row(game.actions(), numbers)).transpose();
        Ok(Outcome {
            sender: game.types().iter().map(of_type).collect::<Result<_, _>>()?,
            receiver: game.messages().iter().map(to_message).collect::<Result<_, _>>()?,
        })
    }

    /// Is the claim of this game true of these equilibria?
    fn check(&self, eqs: &Equilibria) -> Result<(), String> {
        let game = eqs.game();
        match self.claim.as_str() {
            "components" => same("components", self.count()?, eqs.components().len()),
            "outcomes" => same("outcomes", self.count()?, eqs.len()),
            "pure outcomes" => {
                same("pure outcomes", self.count()?, eqs.iter().filter(|eq| is_pure(eq)).count())
            }
            "payoffs" => eqs.iter().try_for_each(|eq| self.check_payoffs(eq)),
            "absent" => {
                let kind = self.kind.as_ref().ok_or("kind is missing")?;
                let found = eqs.iter().filter(|eq| eq.kind().name() == kind).count();
                same(kind, 0, found)
            }
            "outcome" => {
                let claimed = self.outcome(game)?;
                let found = eqs.iter().find_map(|eq| {
                    let copies = relabellings(game).into_iter();
                    let mut copies = copies.filter(|to| relabel(&outcome(eq), to) == claimed);
                    copies.next().map(|to| (eq, to))
                });
                let (eq, to) = found.ok_or("the outcome is not listed")?;
                self.check_payoffs(eq)?;
                if let Some(kind) = &self.kind {
                    same("kind", kind.as_str(), eq.kind().name())?;
                }
                self.check_off_path(eq, &to)?;
                self.check_refinements(eq)
            }
            "not an equilibrium" => self.check_refusal(eqs),
            other => Err(format!("there is no claim {other:?}")),
        }
    }

    fn check_payoffs(&self, eq: &Equilibrium) -> Result<(), String> {
        if let Some(payoffs) = &self.sender_payoffs {
            let payoffs = row(eq.game().types(), payoffs)?;
            same("sender payoffs", payoffs.as_slice(), eq.sender_payoffs())?;
        }
        if let Some(payoff) = &self.sender_payoff {
            same("sender payoff", payoff, &eq.sender_payoff())?;
        }
        if let Some(payoff) = &self.receiver_payoff {
            same("receiver payoff", payoff, eq.receiver_payoff())?;
        }
        Ok(())
    }

    /// `to` says by which of its copies each message is listed.
    fn check_off_path(&self, eq: &Equilibrium, to: &[usize]) -> Result<(), String> {
        let game = eq.game();
        for (message, replies) in self.off_path.iter().flatten() {
            let m = game.messages().iter().position(|label| label == message);
            let m = m.ok_or_else(|| format!("there is no message {message:?}"))?;
            let claimed: BTreeSet<Vec<Q>> =
                replies.iter().map(|reply| row(game.actions(), reply)).collect::<Result<_, _>>()?;
            let found = eq.off_path(to[m]).into_iter().map(|reply| reply.reply).collect();
            same(&format!("replies to {message:?}"), claimed, found)?;
        }
        Ok(())
    }

    fn check_refinements(&self, eq: &Equilibrium) -> Result<(), String> {
        for (tests, claimed) in [(&self.passes, true), (&self.fails, false)] {
            for test in tests {
                let judgement = eq.why(test).map_err(|e| e.to_string())?;
                same(&format!("survives {test}"), claimed, judgement.survives())?;
            }
        }
        Ok(())
    }

    fn check_refusal(&self, eqs: &Equilibria) -> Result<(), String> {
        let game = eqs.game();
        let Outcome { sender, receiver } = self.outcome(game)?;
        let replies: Option<Vec<Vec<Q>>> = receiver.into_iter().collect();
        let replies = replies.ok_or("a reply to every message is needed")?;
        let verdict = verify(game, &sender, &replies, None).map_err(|e| e.to_string())?;
        let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
        let on_path = |m: usize| sent(m).then(|| replies[m].clone());
        let receiver = (0..replies.len()).map(on_path).collect();
        let claimed = Outcome { sender: sender.clone(), receiver };
        if verdict.ok() || eqs.iter().any(|eq| outcome(eq) == claimed) {
            return Err("it is an equilibrium".into());
        }
        // Nash equilibrium asks nothing of the receiver where no message arrives.
        let off_path =
            |label: &String| (0..replies.len()).any(|m| game.messages()[m] == *label && !sent(m));
        let nash = verdict.failures().iter().all(|failure| {
            failure.condition == Condition::ReceiverOptimality && off_path(&failure.message)
        });
        same("a Nash equilibrium", self.nash, nash)
    }
}

fn is_pure(eq: &Equilibrium) -> bool {
    let pure = |row: &[Q]| row.iter().all(|q| q.is_zero() || *q == Q::ONE);
    eq.sender().iter().all(|row| pure(row))
        && eq.on_path().iter().all(|&m| eq.receiver(m).is_some_and(pure))
}

/// What is wrong with the claims of one file.
fn faults(entry: &Entry) -> Vec<String> {
    let eqs = game(entry).equilibria(&Search::default()).expect("a small game");
    assert!(eqs.complete());
    let fault = |claim: &Claim| {
        let error = claim.check(&eqs).err()?;
        Some(format!("{} {}: {error}", claim.claim, claim.label.as_deref().unwrap_or("")))
    };
    entry.published.iter().filter_map(fault).collect()
}

#[test]
fn published_answers_are_found() {
    let mut all = Vec::new();
    for (name, entry) in corpus() {
        all.extend(faults(&entry).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_file_has_a_source_and_a_claim() {
    let corpus = corpus();
    let mut names = BTreeSet::new();
    for (name, entry) in &corpus {
        let Source { author, year, title, r#where } = &entry.source;
        let texts = [author, title, r#where, &entry.page, &entry.summary];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{name}: an empty text");
        assert!((1900..2100).contains(year), "{name}: the year {year}");
        assert!(entry.summary.ends_with('.'), "{name}: the summary is a sentence");
        assert!(!entry.published.is_empty(), "{name}: nothing is published");
        let label = game(entry).name().expect("a name").to_owned();
        assert!(names.insert(label.clone()), "{name}: another game is called {label:?}");
        for claim in &entry.published {
            assert!(!claim.by.trim().is_empty(), "{name}: a claim of nobody");
            assert_eq!(claim.derived, claim.proof.is_some(), "{name}: a proof where derived");
            for test in claim.passes.iter().chain(&claim.fails) {
                assert!(by_name(test).is_ok(), "{name}: there is no test {test:?}");
                assert!(claim.claim == "outcome", "{name}: only an outcome is tested");
            }
        }
    }
    let named: BTreeSet<&str> = corpus
        .values()
        .flat_map(|entry| &entry.published)
        .flat_map(|claim| claim.passes.iter().chain(&claim.fails).map(String::as_str))
        .collect();
    for test in TABLE {
        assert!(named.contains(test.name), "no game shows what {} does", test.name);
    }
    let published = |entry: &&Entry| entry.published.iter().any(|claim| !claim.derived);
    assert!(corpus.values().filter(published).count() >= 10);
}

#[test]
fn false_claims_are_caught() {
    let corpus = corpus();
    let entry = |name: &str, number: usize, change: &dyn Fn(&mut Claim)| {
        let entry = &corpus[name];
        let eqs = game(entry).equilibria(&Search::default()).expect("a small game");
        let mut claim = entry.published[number].clone();
        assert_eq!(claim.check(&eqs), Ok(()));
        change(&mut claim);
        claim.check(&eqs).expect_err("a false claim")
    };
    let half: Q = "1/2".parse().expect("a number");
    let count = |claim: &mut Claim| claim.count = Some(3);
    assert_eq!(entry("beer-quiche.json", 0, &count), "components: 3 claimed, 2 found");
    let names = |name: &'static str| move |claim: &mut Claim| claim.claim = name.into();
    assert_eq!(entry("beer-quiche.json", 0, &names("pieces")), "there is no claim \"pieces\"");
    let refused = entry("beer-quiche.json", 1, &names("not an equilibrium"));
    assert_eq!(refused, "a reply to every message is needed");
    let mixed = |claim: &mut Claim| {
        let sender = claim.sender.as_mut().expect("a strategy");
        sender.insert("wimp".into(), Numbers::from([("beer".into(), half.clone())]));
    };
    assert_eq!(entry("beer-quiche.json", 1, &mixed), "the outcome is not listed");
    let kind = |claim: &mut Claim| claim.kind = Some("separating".into());
    assert!(entry("beer-quiche.json", 1, &kind).starts_with("kind: "));
    let payoff = |claim: &mut Claim| claim.receiver_payoff = Some(half.clone());
    assert!(entry("beer-quiche.json", 1, &payoff).starts_with("receiver payoff: "));
    assert!(entry("von-stengel-forges-2008.json", 0, &payoff).starts_with("receiver payoff: "));
    let replies = |claim: &mut Claim| {
        drop(claim.off_path.as_mut().and_then(|map| map.get_mut("quiche")?.pop()));
    };
    assert!(entry("beer-quiche.json", 1, &replies).starts_with("replies to \"quiche\": "));
    let survives = |claim: &mut Claim| claim.passes.push("D1".into());
    let error = entry("beer-quiche.json", 2, &survives);
    assert_eq!(error, "survives D1: true claimed, false found");
    let nash = |claim: &mut Claim| claim.nash = false;
    let error = entry("bcp-1994-game-2.json", 1, &nash);
    assert_eq!(error, "a Nash equilibrium: false claimed, true found");
    let pooling = |claim: &mut Claim| claim.kind = Some("babbling".into());
    assert!(entry("prosecutor-without-commitment.json", 2, &pooling).starts_with("babbling: "));
}
