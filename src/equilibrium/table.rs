//! The game as the search sees it: integers, message classes, belief corners, deterrence pieces.

use crate::exact::bits::Bits;
use crate::exact::cone::{Trouble, envelope};
use crate::exact::int::{Int, Overflow};
use crate::game::Game;
use crate::game::replies::{Regions, integers, members, spread, to_integers};

/// A game in integers: each type's payoffs scaled and shifted, each message's receiver payoffs too.
#[derive(Debug)]
pub(super) struct Table<I> {
    /// The prior without denominators.
    pub prior: Vec<I>,
    pub classes: Vec<Class<I>>,
}

/// Messages that are copies of one another: the same senders, replies and payoffs.
#[derive(Debug)]
pub(super) struct Class<I> {
    pub members: Vec<usize>,
    pub regions: Regions<I>,
    /// `[t][a]`, by position in the regions' actions.
    pub sender: Vec<Vec<I>>,
    /// What the receiver can hold the sender down to, see [`Piece`].
    pub pieces: Vec<Piece<I>>,
}

/// The type payoffs that some mixture of one jointly optimal set of actions supports off the path:
/// `conv {uS(., m, a) : a in rows} + R^T_+`, by its facets `w . u + z >= 0`.
#[derive(Debug)]
pub(super) struct Piece<I> {
    pub rows: Bits,
    pub facets: Vec<(Vec<I>, I)>,
}

impl<I: Int> Piece<I> {
    /// Does the point `u / scale` lie in the piece?
    pub fn contains(&self, scale: &I, u: &[I]) -> Result<bool, Overflow> {
        for (w, z) in &self.facets {
            if I::dot(w, u)?.plus(&z.times(scale)?)?.is_negative() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<I: Int> Class<I> {
    /// Is `u / scale` supported off the path after these messages?
    pub fn deters(&self, scale: &I, u: &[I]) -> Result<bool, Overflow> {
        for piece in &self.pieces {
            if piece.contains(scale, u)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What all sizes of integer share: the game and its copies.
pub(super) struct Outline<'a> {
    game: &'a Game,
    classes: Vec<Vec<usize>>,
    /// The largest number of belief corners of a message.
    limit: usize,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Outline<'a> {
    pub fn new(
        game: &'a Game,
        classes: Vec<Vec<usize>>,
        limit: usize,
        stop: &'a (dyn Fn() -> bool + Sync),
    ) -> Outline<'a> {
        Outline { game, classes, limit, stop }
    }

    pub fn types(&self) -> usize {
        self.game.types().len()
    }

    /// How many messages a class has.
    pub fn copies(&self, class: usize) -> usize {
        self.classes[class].len()
    }

    /// The table in one size of integer.
    pub fn table<I: Int>(&self) -> Result<Table<I>, Trouble> {
        let sender: Vec<Vec<Vec<I>>> = self.sender()?;
        let class =
            |members: &Vec<usize>| Class::new(self.game, &sender, members, self.limit, self.stop);
        let classes = self.classes.iter().map(class).collect::<Result<_, _>>()?;
        Ok(Table { prior: integers(self.game.prior())?, classes })
    }

    /// The sender's payoffs `[t][m][a]`, by position in the replies to m: one scale and one shift for
    /// each type.
    fn sender<I: Int>(&self) -> Result<Vec<Vec<Vec<I>>>, Overflow> {
        let game = self.game;
        let rows = (0..game.types().len()).map(|t| {
            let reached = |m: usize| if game.is_available(t, m) { game.replies(m) } else { &[] };
            let messages = 0..game.messages().len();
            let cells = messages
                .clone()
                .flat_map(|m| reached(m).iter().map(move |&a| game.sender_payoff(t, m, a)));
            let mut flat = to_integers(&[cells.collect()])?.swap_remove(0).into_iter();
            Ok(messages.map(|m| flat.by_ref().take(reached(m).len()).collect()).collect())
        });
        rows.collect()
    }
}

/// The messages grouped into classes of exact copies, in the order of their first members.
pub(crate) fn copies(game: &Game) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for m in 0..game.messages().len() {
        match classes.iter_mut().find(|c| game.are_copies(c[0], m)) {
            Some(class) => class.push(m),
            None => classes.push(vec![m]),
        }
    }
    classes
}

impl<I: Int> Table<I> {
    pub fn types(&self) -> usize {
        self.prior.len()
    }
}

impl<I: Int> Class<I> {
    fn new(
        game: &Game,
        payoffs: &[Vec<Vec<I>>],
        members: &[usize],
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Class<I>, Trouble> {
        let m = members[0];
        let regions = Regions::new(game, m, limit, stop)?;
        let place = |a: usize| game.replies(m).binary_search(&a).expect("a reply to the message");
        let positions: Vec<usize> = regions.actions.iter().map(|&a| place(a)).collect();
        let sender: Vec<Vec<I>> = (0..game.types().len())
            .map(|t| {
                let row = &payoffs[t][m];
                if row.is_empty() {
                    return vec![I::ZERO; positions.len()];
                }
                positions.iter().map(|&a| row[a].clone()).collect()
            })
            .collect();
        let pieces = pieces(&regions, &sender, limit, stop)?;
        Ok(Class { members: members.to_vec(), regions, sender, pieces })
    }
}

/// `conv {sender[.][a] : a in rows} + R^T_+` by its facets, the corners of an upper envelope.
fn facets<I: Int>(
    rows: &Bits,
    senders: u128,
    sender: &[Vec<I>],
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<(Vec<I>, I)>, Trouble> {
    let downward: Vec<Vec<I>> = rows
        .iter()
        .map(|a| members(senders).map(|t| sender[t][a].negated()).collect())
        .collect::<Result<_, _>>()?;
    let corners = envelope(&downward, limit, stop)?;
    Ok(corners.into_iter().map(|c| (spread(&c.x, senders, sender.len()), c.z)).collect())
}

fn unit<I: Int>(t: usize, types: usize) -> Vec<I> {
    let mut unit = vec![I::ZERO; types];
    unit[t] = I::ONE;
    unit
}

/// The pieces of the maximal jointly optimal sets, without those inside another piece.
fn pieces<I: Int>(
    regions: &Regions<I>,
    sender: &[Vec<I>],
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Piece<I>>, Trouble> {
    let mut pieces: Vec<Piece<I>> = Vec::new();
    let point = |a: usize| -> Vec<I> { sender.iter().map(|row| row[a].clone()).collect() };
    for rows in regions.jointly_optimal() {
        let one = (rows.len() == 1).then(|| rows.iter().next()).flatten();
        let facets = match one {
            // what one reply gives, or more
            Some(a) => members(regions.senders)
                .map(|t| Ok((unit(t, sender.len()), sender[t][a].negated()?)))
                .collect::<Result<_, Overflow>>()?,
            None => facets(rows, regions.senders, sender, limit, stop)?,
        };
        let piece = Piece { rows: rows.clone(), facets };
        let inside = |inner: &Piece<I>, outer: &Piece<I>| -> Result<bool, Overflow> {
            for a in inner.rows.iter() {
                if !outer.contains(&I::ONE, &point(a))? {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let mut covered = false;
        for old in &pieces {
            covered |= inside(&piece, old)?;
        }
        if covered {
            continue;
        }
        let mut kept = Vec::with_capacity(pieces.len() + 1);
        for old in pieces {
            if !inside(&old, &piece)? {
                kept.push(old);
            }
        }
        kept.push(piece);
        pieces = kept;
    }
    Ok(pieces)
}
