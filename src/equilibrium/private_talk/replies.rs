//! The replies that support a sender: to what is said, and to messages that nobody sends.

use super::listeners::Listeners;
use super::unsent::{UnsentReplies, WordAnswers};
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};

/// A word that is said to an audience after a message.
#[derive(Clone, Debug)]
pub(super) struct SaidWord {
    /// `[t]`: the mass behind it.
    pub(super) masses: Vec<Q>,
    /// `[set of the audience]`: the best replies, as flat actions.
    pub(super) best: Vec<Vec<usize>>,
}

/// A sender: for each message that is sent, what is said to each audience, `[m][audience][word]`.
#[derive(Clone, Debug)]
pub(super) struct Speaker {
    pub(super) said: Vec<Option<Vec<Vec<SaidWord>>>>,
}

impl Speaker {
    /// The mass of type t behind message m.
    pub(super) fn mass(&self, t: usize, m: usize) -> Q {
        let Some(said) = &self.said[m] else { return Q::ZERO };
        said[0].iter().map(|word| &word.masses[t]).sum()
    }

    /// The messages that are sent, ascending.
    pub(super) fn sent(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.said.len()).filter(|&m| self.said[m].is_some())
    }
}

/// The coordinates of a reply to one word, each with its flat action.
type WordPlaces = Vec<(usize, usize)>;

/// A polytope of replies under way: the cone over it, and where each reply stands.
struct Polytope<I> {
    cone: Cone<I>,
    /// `[m][audience][word]`: coordinates with their flat actions.
    places: Vec<Vec<Vec<WordPlaces>>>,
}

/// The search for the replies that support a sender.
pub(super) struct AnswerSearch<'a, I> {
    talk: &'a Listeners<'a>,
    /// `[t][m][flat action]`: the sender's payoffs in one scale by type, 0 where t lacks m.
    payoffs: Vec<Vec<Vec<I>>>,
}

impl<'a, I: Int> AnswerSearch<'a, I> {
    pub(super) fn new(talk: &'a Listeners<'a>) -> Result<Self, Overflow> {
        let (game, messages) = (talk.game, talk.messages());
        let actions = game.actions().len();
        let mut payoffs = Vec::new();
        for t in 0..talk.types() {
            let mut flat = Vec::new();
            for m in 0..messages {
                let mut row = vec![Q::ZERO; actions];
                if game.is_available(t, m) {
                    for &a in game.replies(m) {
                        row[a] = game.sender_payoff(t, m, a).clone();
                    }
                }
                flat.extend(row);
            }
            let flat = integers::<I>(&flat)?;
            payoffs.push(flat.chunks(actions).map(<[I]>::to_vec).collect());
        }
        Ok(AnswerSearch { talk, payoffs })
    }

    /// The polytopes of replies to what is said, by their corners, none inside another; and for each
    /// the replies to unsent messages with which it was found.
    pub(super) fn polytopes(
        &self,
        speaker: &Speaker,
        unsent: &[Vec<UnsentReplies>],
    ) -> Result<Vec<Vec<Vec<Vec<Q>>>>, Overflow> {
        let start = Polytope {
            cone: Cone::point(vec![I::ONE]),
            places: vec![Vec::new(); self.talk.messages()],
        };
        let Some(first) = self.on_path(speaker, start)? else { return Ok(Vec::new()) };
        let silent: Vec<usize> =
            (0..speaker.said.len()).filter(|&m| speaker.said[m].is_none()).collect();
        let single = first.cone.len() == 1;
        let mut found = Vec::new();
        self.complete(speaker, (&first, single), &silent, unsent, &mut found)?;
        Ok(found)
    }

    /// What type t gets by word w of each audience after m, at a ray.
    fn worth(
        &self,
        polytope: &[Vec<Vec<(usize, usize)>>],
        t: usize,
        m: usize,
        words: &[usize],
        v: &[I],
    ) -> Result<I, Overflow> {
        let mut sum = I::ZERO;
        for (own, &w) in polytope.iter().zip(words) {
            for &(j, a) in own[w].iter().filter(|(j, _)| !v[*j].is_zero()) {
                sum = sum.plus(&self.payoffs[t][m][a].times(&v[j])?)?;
            }
        }
        Ok(sum)
    }

    /// A message that a type sends and its words there.
    fn own(&self, speaker: &Speaker, t: usize) -> (usize, Vec<usize>) {
        let m = speaker.sent().find(|&m| !speaker.mass(t, m).is_zero()).expect("a message");
        (m, said_by(speaker, t, m))
    }

    fn on_path(
        &self,
        speaker: &Speaker,
        start: Polytope<I>,
    ) -> Result<Option<Polytope<I>>, Overflow> {
        let Polytope { mut cone, mut places } = start;
        for m in speaker.sent() {
            for words in speaker.said[m].as_ref().expect("it is sent") {
                let own = words.iter().map(|word| add(&mut cone, &word.best)).collect();
                places[m].push(own);
            }
        }
        for t in 0..self.talk.types() {
            let (home, own) = self.own(speaker, t);
            for m in speaker.sent().filter(|&m| self.talk.senders(m) >> t & 1 == 1) {
                let said = speaker.said[m].as_ref().expect("it is sent");
                let here = places[m].clone();
                if speaker.mass(t, m).is_zero() {
                    for words in tuples(said.iter().map(Vec::len)) {
                        cone.restrict(ConeConstraint::NonNegative, |v| {
                            self.worth(&places[home], t, home, &own, v)?
                                .minus(&self.worth(&here, t, m, &words, v)?)
                        })?;
                    }
                    if cone.is_empty() {
                        return Ok(None);
                    }
                    continue;
                }
                let best = said_by(speaker, t, m);
                if m != home {
                    cone.restrict(ConeConstraint::Zero, |v| {
                        self.worth(&places[home], t, home, &own, v)?
                            .minus(&self.worth(&here, t, m, &best, v)?)
                    })?;
                }
                for (i, words) in said.iter().enumerate() {
                    for w in (0..words.len()).filter(|&w| w != best[i]) {
                        let condition = match words[w].masses[t].is_zero() {
                            true => ConeConstraint::NonNegative,
                            false => ConeConstraint::Zero,
                        };
                        let mut other = best.clone();
                        other[i] = w;
                        cone.restrict(condition, |v| {
                            self.worth(&here, t, m, &best, v)?
                                .minus(&self.worth(&here, t, m, &other, v)?)
                        })?;
                    }
                }
                if cone.is_empty() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(Polytope { cone, places }))
    }

    /// Adds replies to the silent messages in every way.
    fn complete(
        &self,
        speaker: &Speaker,
        (polytope, single): (&Polytope<I>, bool),
        silent: &[usize],
        unsent: &[Vec<UnsentReplies>],
        found: &mut Vec<Vec<Vec<Vec<Q>>>>,
    ) -> Result<(), Overflow> {
        let Some((&m, rest)) = silent.split_first() else {
            found.push(self.corners(speaker, polytope));
            return Ok(());
        };
        for profile in &unsent[m] {
            if let Some(more) = self.deterred(speaker, polytope, m, &profile.replies)? {
                let before = found.len();
                self.complete(speaker, (&more, single), rest, unsent, found)?;
                // where what is said has one reply, any replies that deter will do
                if single && found.len() > before {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn deterred(
        &self,
        speaker: &Speaker,
        polytope: &Polytope<I>,
        m: usize,
        replies: &[WordAnswers],
    ) -> Result<Option<Polytope<I>>, Overflow> {
        let (mut cone, mut places) = (polytope.cone.clone(), polytope.places.clone());
        for words in replies {
            let own = words.iter().map(|best| add(&mut cone, best)).collect();
            places[m].push(own);
        }
        for t in members(self.talk.senders(m)) {
            let (home, own) = self.own(speaker, t);
            for words in tuples(replies.iter().map(Vec::len)) {
                cone.restrict(ConeConstraint::NonNegative, |v| {
                    self.worth(&places[home], t, home, &own, v)?
                        .minus(&self.worth(&places[m], t, m, &words, v)?)
                })?;
            }
            if cone.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(Polytope { cone, places }))
    }

    /// The replies to what is said at each ray, as `[audience word in order]` vectors.
    fn corners(&self, speaker: &Speaker, polytope: &Polytope<I>) -> Vec<Vec<Vec<Q>>> {
        let actions = self.talk.game.actions().len();
        let corner = |v: &[I]| -> Vec<Vec<Q>> {
            let words = speaker.sent().flat_map(|m| polytope.places[m].iter().flatten());
            let reply = |places: &Vec<(usize, usize)>| {
                let mut reply = vec![Q::ZERO; actions];
                for &(j, a) in places.iter().filter(|(j, _)| !v[*j].is_zero()) {
                    reply[a] = quotient(&v[j], &v[0]);
                }
                reply
            };
            words.map(reply).collect()
        };
        polytope.cone.rays().map(corner).collect()
    }
}

/// Adds a simplex for each set of replies; their coordinates with the actions.
pub(super) fn add<I: Int>(cone: &mut Cone<I>, best: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for set in best {
        let first = cone.width();
        *cone = cone.times_simplex(set.len());
        places.extend(set.iter().enumerate().map(|(j, &a)| (first + j, a)));
    }
    places
}

/// A word of each audience that t says after m, which it sends.
pub(super) fn said_by(speaker: &Speaker, t: usize, m: usize) -> Vec<usize> {
    let said = speaker.said[m].as_ref().expect("it is sent");
    let of = |words: &Vec<SaidWord>| words.iter().position(|word| !word.masses[t].is_zero());
    said.iter().map(|words| of(words).expect("a word")).collect()
}

/// A word for each audience, in every way.
pub(super) fn tuples(sizes: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    sizes.fold(vec![Vec::new()], |done, size| {
        let with = |one: &Vec<usize>, w: usize| [one.as_slice(), &[w]].concat();
        done.iter().flat_map(|one| (0..size).map(move |w| with(one, w))).collect()
    })
}
