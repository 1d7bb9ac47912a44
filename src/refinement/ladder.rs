//! The ladder: which outcomes survive which tests, and which outcomes survive the same.

use std::collections::HashMap;
use std::sync::Arc;

use super::judgement::{Refinement, TestedOutcome};
use super::off_path_message::RegionCache;
use super::{TABLE, by_name};
use crate::equilibrium::{Equilibria, Equilibrium, Stop};
use crate::error::Error;
use crate::exact::budget::gather;

/// The outcomes of a game by the tests that they survive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The tests, the weak ones first.
    pub tests: Vec<&'static Refinement>,
    /// The kind of each outcome and the messages on its path.
    pub outcomes: Vec<String>,
    /// `[outcome][test]`: does it survive?
    pub survives: Vec<Vec<bool>>,
    /// The reason why these are not all outcomes of the game, if they are not.
    pub stopped: Option<Stop>,
}

/// The outcomes that survive the same tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderGroup {
    /// The outcomes, ascending.
    pub outcomes: Vec<usize>,
    /// `[test]`: do they survive?
    pub survives: Vec<bool>,
}

impl Ladder {
    /// The ladder of these tests, outcomes and verdicts `[outcome][test]`, as a file has them.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a test or a reason to stop that does not exist, and where lengths
    /// differ.
    pub fn stored(
        tests: &[impl AsRef<str>],
        outcomes: Vec<String>,
        survives: Vec<Vec<bool>>,
        stopped: Option<&str>,
    ) -> Result<Ladder, Error> {
        let tests: Vec<_> =
            tests.iter().map(|name| by_name(name.as_ref())).collect::<Result<_, _>>()?;
        let stopped = stopped.map(|why| {
            let known = Stop::ALL.into_iter().find(|stop| stop.to_string() == why);
            known.ok_or_else(|| Error::Game(format!("stopped: there is no reason {why:?}")))
        });
        if outcomes.len() != survives.len() || survives.iter().any(|row| row.len() != tests.len()) {
            return Err(Error::Game(
                "the saved ladder is invalid: it needs a row for each outcome and an entry for each \
                 test"
                    .into(),
            ));
        }
        Ok(Ladder { tests, outcomes, survives, stopped: stopped.transpose()? })
    }

    /// `[test]`: the number of outcomes that survive.
    ///
    /// # Examples
    ///
    /// ```
    /// use schelling::{Search, model};
    ///
    /// let game = model::by_name("beer-quiche")?.game(&[])?;
    /// let ladder = game.equilibria(&Search::default())?.ladder()?;
    /// // beer survives the intuitive criterion, quiche does not
    /// assert_eq!(ladder.tests[0].name, "intuitive");
    /// assert_eq!(ladder.counts()[0], 1);
    /// assert_eq!(ladder.groups()[0].outcomes, [1]);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn counts(&self) -> Vec<usize> {
        let count = |t: usize| self.survives.iter().filter(|row| row[t]).count();
        (0..self.tests.len()).map(count).collect()
    }

    /// The outcomes that survive the same tests, together; those that survive most tests come
    /// first, and among as many tests the earlier outcomes.
    pub fn groups(&self) -> Vec<LadderGroup> {
        let mut numbers: HashMap<&[bool], usize> = HashMap::new();
        let mut groups: Vec<LadderGroup> = Vec::new();
        for (i, row) in self.survives.iter().enumerate() {
            let number = *numbers.entry(row).or_insert(groups.len());
            if number == groups.len() {
                groups.push(LadderGroup { outcomes: Vec::new(), survives: row.clone() });
            }
            groups[number].outcomes.push(i);
        }
        let failed = |group: &LadderGroup| group.survives.iter().filter(|yes| !**yes).count();
        groups.sort_by_key(failed);
        groups
    }
}

impl Equilibria {
    /// Puts every outcome to every test that is defined for the game.
    ///
    /// # Errors
    ///
    /// As [`Refinement::judge`]. When the [budget](crate::exact::budget) ends on the way,
    /// [`Error::found`] has the [`Ladder`] of the outcomes that were judged.
    pub fn ladder(&self) -> Result<Ladder, Error> {
        let channel = self.channel().map(Arc::as_ref);
        let cache = RegionCache::new(self.game(), channel)?;
        let tests = TABLE.iter().filter(|test| test.applies_through(self.game(), channel));
        let tests: Vec<&Refinement> = tests.collect();
        let (survives, halt) = gather(self, |eq| {
            let outcome = TestedOutcome::new(&cache, eq)?;
            let verdicts = tests.iter().map(|test| Ok(test.decide(&outcome)?.survives()));
            verdicts.collect::<Result<Vec<bool>, Error>>()
        });
        let survives = survives.into_iter().collect::<Result<Vec<_>, Error>>()?;
        let label = |eq: &Equilibrium| {
            let sent = eq.on_path().into_iter().map(|m| self.game().messages()[m].as_str());
            format!("{} on {}", eq.kind(), sent.collect::<Vec<_>>().join(", "))
        };
        let outcomes = self.iter().take(survives.len()).map(label).collect();
        let stopped = self.stopped().or(halt.as_ref().map(Stop::from));
        let done = survives.len();
        let ladder = Ladder { tests, outcomes, survives, stopped };
        match halt {
            None => Ok(ladder),
            Some(halt) => Err(halt.error_after(done, self.len(), "outcomes").with(ladder)),
        }
    }
}
