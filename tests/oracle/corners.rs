//! All equilibria of a tiny game by brute force: an oracle that shares no method with the crate.
//!
//! Write `x[t,m]` for the mass of type t on message m, `rho_m` for the reply to m and `u_t` for the
//! payoff of t. The corners of `{x : rows sum to the prior}`, cut into the regions where one reply
//! to each message is best, and those of `{rho}`, cut into the regions where one message is best
//! for each type, are listed whole. Every cell of equilibria is a product `X(S, B) x Y(S, B)` of a
//! face of a region of the first kind and a face of a region of the second, and two faces meet just
//! when they share a corner. So the extreme senders, the outcomes and their connected pieces are
//! all read off pairs of corners:
//!
//! With several readers each has regions and replies of its own, `rho_m` is a point of a product of
//! simplices, and "some belief" is a chain of beliefs: readers whom a belief does not reach go by the
//! next, on types that the earlier ones leave out.
//!
//! - a corner x and a corner rho make an equilibrium when the support of x lies in the best
//!   messages at rho, the support of `rho_m` in the best replies at x for m on the path, and in a
//!   set of replies that some belief makes optimal together for m off the path;
//! - for given x, each choice of one maximal such set for each message off the path makes a
//!   polytope of replies; it is projected to the messages on the path, and the corners of the
//!   maximal projections are the outcomes;
//! - two of these polytopes lie in one component when they share a corner rho (the senders that go
//!   with it are convex), or belong to one x and their projections meet (one outcome).

use std::collections::{BTreeMap, BTreeSet};

use schelling::{Game, Q};

use super::hull::{self, extreme, hulls_meet, in_hull};
use super::outcomes::Outcome;
use super::polytope::{Point, Polytope, dot, whole};

/// The extreme outcomes of a game, each with the number of its component.
pub fn solve(game: &Game) -> BTreeMap<Outcome, usize> {
    WholeGame::new(game).solve()
}

/// The game in whole numbers.
struct WholeGame<'a> {
    game: &'a Game,
    types: usize,
    messages: usize,
    actions: usize,
    /// The prior times its common denominator, and that denominator.
    prior: Vec<i128>,
    scale: i128,
    sender: Vec<i128>,
    receiver: Vec<i128>,
}

/// A sender's corner or a receiver's, with what complementarity asks of it.
struct Corner {
    point: Point,
    /// The coordinates that are positive.
    support: u64,
    /// Coordinates of the other player that are best against it.
    best: u64,
}

/// One sender's corner with one polytope of replies.
struct Node {
    sender: usize,
    /// Which receiver's corners span the polytope.
    replies: Vec<usize>,
    /// The corners of its projection to the messages on the path: replies `m * actions + a`, 0
    /// off the path.
    outcomes: Vec<hull::Point>,
}

impl<'a> WholeGame<'a> {
    fn new(game: &'a Game) -> WholeGame<'a> {
        let (types, messages, actions) =
            (game.types().len(), game.messages().len(), game.actions().len());
        let cells = (0..types).flat_map(move |t| {
            (0..messages).flat_map(move |m| (0..actions).map(move |a| (t, m, a)))
        });
        let (prior, scale) = whole(game.prior().iter());
        let (sender, _) = whole(cells.clone().map(|(t, m, a)| game.sender_payoff(t, m, a)));
        let (receiver, _) = whole(cells.map(|(t, m, a)| game.receiver_payoff(t, m, a)));
        WholeGame { game, types, messages, actions, prior, scale, sender, receiver }
    }

    /// Where `x[t,m]` lies in a sender's point.
    fn mass(&self, t: usize, m: usize) -> usize {
        t * self.messages + m
    }

    /// Where `rho[m,a]` lies in a receiver's point.
    fn reply(&self, m: usize, a: usize) -> usize {
        m * self.actions + a
    }

    fn cell(&self, t: usize, m: usize, a: usize) -> usize {
        self.mass(t, m) * self.actions + a
    }

    fn can_send(&self, t: usize) -> Vec<usize> {
        (0..self.messages).filter(|&m| self.game.is_available(t, m)).collect()
    }

    /// What reply a to message m is worth to the receiver, as a linear form on senders' points.
    fn worth_of_reply(&self, m: usize, a: usize) -> Vec<i128> {
        let mut form = vec![0; self.types * self.messages];
        for t in 0..self.types {
            form[self.mass(t, m)] = self.receiver[self.cell(t, m, a)];
        }
        form
    }

    /// What message m is worth to type t, as a linear form on receivers' points.
    fn worth_of_message(&self, t: usize, m: usize) -> Vec<i128> {
        let mut form = vec![0; self.messages * self.actions];
        for a in 0..self.actions {
            form[self.reply(m, a)] = self.sender[self.cell(t, m, a)];
        }
        form
    }

    /// The corners of all regions in which, for every choice, one alternative is best.
    fn corners(&self, start: Polytope, choices: &[Vec<Vec<i128>>]) -> BTreeSet<Point> {
        let mut regions = vec![start];
        for alternatives in choices {
            let best = |region: &Polytope, form: &Vec<i128>| {
                alternatives.iter().filter(|other| *other != form).fold(
                    region.clone(),
                    |region, other| {
                        let gain: Vec<i128> = form.iter().zip(other).map(|(x, y)| x - y).collect();
                        region.cut(&gain)
                    },
                )
            };
            regions = regions
                .iter()
                .flat_map(|region| alternatives.iter().map(move |form| best(region, form)))
                .filter(|region| !region.is_empty())
                .collect();
        }
        regions.iter().flat_map(|region| region.corners().cloned()).collect()
    }

    /// The readers of message m, each with its actions there and the senders that it may meet.
    fn readers(&self, m: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
        let sets = self.game.information_sets().iter().map(|set| {
            let own = self.game.replies(m).iter().copied().filter(|a| set.actions().contains(a));
            let meets = self.game.senders(m).filter(|&t| !set.weights()[t].is_zero());
            (own.collect(), meets.collect())
        });
        sets.filter(|(_, meets): &(_, Vec<usize>)| !meets.is_empty()).collect()
    }

    /// All extreme senders that could be, `best` naming best replies.
    fn senders(&self) -> Vec<Corner> {
        let group = |t: usize| {
            let coordinates = self.can_send(t).iter().map(|&m| self.mass(t, m)).collect();
            (coordinates, self.prior[t])
        };
        let groups: Vec<_> = (0..self.types).map(group).collect();
        let start = Polytope::simplices(&groups, self.types * self.messages, self.scale);
        let each =
            || (0..self.messages).flat_map(|m| self.readers(m).into_iter().map(move |r| (m, r.0)));
        let worth = |(m, own): (usize, Vec<usize>)| {
            own.iter().map(|&a| self.worth_of_reply(m, a)).collect::<Vec<_>>()
        };
        let choices: Vec<_> = each().map(worth).collect();
        let corner = |point: Point| {
            let best = each().flat_map(|(m, own)| {
                best(&own, |a| dot(&self.worth_of_reply(m, a), &point))
                    .into_iter()
                    .map(move |a| self.reply(m, a))
            });
            Corner { support: support(&point), best: mask(best), point }
        };
        self.corners(start, &choices).into_iter().map(corner).collect()
    }

    /// All extreme replies that could be, `best` naming best messages.
    fn receivers(&self) -> Vec<Corner> {
        let group = |m: usize| {
            let coordinates =
                move |own: Vec<usize>| own.iter().map(|&a| self.reply(m, a)).collect();
            self.readers(m).into_iter().map(move |(own, _)| (coordinates(own), 1))
        };
        let groups: Vec<_> = (0..self.messages).flat_map(group).collect();
        let start = Polytope::simplices(&groups, self.messages * self.actions, 1);
        let worth = |t: usize| {
            self.can_send(t).iter().map(|&m| self.worth_of_message(t, m)).collect::<Vec<_>>()
        };
        let choices: Vec<_> = (0..self.types).map(worth).collect();
        let corner = |point: Point| {
            let best = (0..self.types).flat_map(|t| {
                best(&self.can_send(t), |m| dot(&self.worth_of_message(t, m), &point))
                    .into_iter()
                    .map(move |m| self.mass(t, m))
            });
            Corner { support: support(&point), best: mask(best), point }
        };
        self.corners(start, &choices).into_iter().map(corner).collect()
    }

    /// The maximal sets of replies to m by the readers who meet no type that is `gone` that a chain of
    /// beliefs on the other senders makes optimal together.
    fn together(&self, m: usize, gone: &[usize]) -> Vec<u64> {
        let meets_none = |meets: &Vec<usize>| meets.iter().all(|t| !gone.contains(t));
        let open: Vec<_> =
            self.readers(m).into_iter().filter(|(_, meets)| meets_none(meets)).collect();
        if open.is_empty() {
            return vec![0];
        }
        let group = (self.game.senders(m).filter(|t| !gone.contains(t)).collect(), 1);
        let start = Polytope::simplices(&[group], self.types, 1);
        let payoff = |a: usize, t: usize| self.receiver[self.cell(t, m, a)];
        let worth = |a: usize| (0..self.types).map(|t| payoff(a, t)).collect::<Vec<_>>();
        let choices: Vec<Vec<_>> =
            open.iter().map(|(own, _)| own.iter().map(|&a| worth(a)).collect()).collect();
        let mut sets = BTreeSet::new();
        for belief in self.corners(start, &choices) {
            let believed: Vec<usize> = (0..self.types).filter(|&t| belief[t] > 0).collect();
            let met = open.iter().filter(|(_, meets)| meets.iter().any(|t| believed.contains(t)));
            let own: Vec<_> =
                met.flat_map(|(own, _)| best(own, |a| dot(&worth(a), &belief))).collect();
            if !own.is_empty() {
                let own = mask(own.into_iter().map(|a| self.reply(m, a)));
                let later = self.together(m, &[gone, &believed].concat());
                sets.extend(later.into_iter().map(|later| own | later));
            }
        }
        let within = |one: u64, two: u64| one != two && one & two == one;
        sets.iter().copied().filter(|&s| !sets.iter().any(|&other| within(s, other))).collect()
    }

    /// The replies to m by the readers who meet some of these types.
    fn met(&self, m: usize, types: &[usize]) -> u64 {
        let met = self.readers(m).into_iter();
        let met = met.filter(|(_, meets)| meets.iter().any(|t| types.contains(t)));
        mask(met.flat_map(|(own, _)| own).map(|a| self.reply(m, a)))
    }

    /// All polytopes of replies that go with the senders' corners.
    fn nodes(&self, senders: &[Corner], receivers: &[Corner]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for (s, x) in senders.iter().enumerate() {
            let path = self.path(x);
            let mut allowed = vec![0];
            for (m, masses) in path.iter().enumerate() {
                // a reader who is met goes by Bayes' belief, any other by a chain
                let met = x.best & self.met(m, masses);
                let sets = self.together(m, masses);
                allowed = allowed
                    .iter()
                    .flat_map(|done| sets.iter().map(move |b| done | met | b))
                    .collect();
            }
            for set in allowed {
                let fits = |y: &Corner| x.support & !y.best == 0 && y.support & !set == 0;
                let replies: Vec<usize> =
                    (0..receivers.len()).filter(|&r| fits(&receivers[r])).collect();
                let project = |&r: &usize| self.project(&receivers[r].point, &path);
                let outcomes = extreme(replies.iter().map(project).collect());
                if !replies.is_empty() {
                    nodes.push(Node { sender: s, replies, outcomes });
                }
            }
        }
        nodes
    }

    /// The types that send each message.
    fn path(&self, x: &Corner) -> Vec<Vec<usize>> {
        let sends = |m: usize, t: &usize| x.support >> self.mass(*t, m) & 1 == 1;
        (0..self.messages).map(|m| (0..self.types).filter(|t| sends(m, t)).collect()).collect()
    }

    /// The replies, 0 for readers who are not met.
    fn project(&self, replies: &Point, path: &[Vec<usize>]) -> hull::Point {
        let scale = replies[replies.len() - 1];
        let met = (0..self.messages).fold(0, |met, m| met | self.met(m, &path[m]));
        (0..self.messages * self.actions)
            .map(|i| if met >> i & 1 == 1 { quotient(replies[i], scale) } else { Q::ZERO })
            .collect()
    }

    fn solve(&self) -> BTreeMap<Outcome, usize> {
        let (senders, receivers) = (self.senders(), self.receivers());
        let nodes = self.nodes(&senders, &receivers);
        let mut component: Vec<usize> = (0..nodes.len()).collect();
        for (i, one) in nodes.iter().enumerate() {
            for (j, two) in nodes.iter().enumerate().skip(i + 1) {
                let linked = one.replies.iter().any(|r| two.replies.contains(r))
                    || one.sender == two.sender && hulls_meet(&one.outcomes, &two.outcomes);
                if linked && component[i] != component[j] {
                    let (old, new) = (component[j], component[i]);
                    component.iter_mut().filter(|c| **c == old).for_each(|c| *c = new);
                }
            }
        }
        let within = |one: &Node, two: &Node| {
            one.sender == two.sender && one.outcomes.iter().all(|p| in_hull(p, &two.outcomes))
        };
        let mut found = BTreeMap::new();
        for (node, &piece) in nodes.iter().zip(&component) {
            let larger = |other: &&Node| within(node, other) && !within(other, node);
            if nodes.iter().find(larger).is_none() {
                for replies in &node.outcomes {
                    found.insert(self.outcome(&senders[node.sender], replies), piece);
                }
            }
        }
        found
    }

    fn outcome(&self, x: &Corner, replies: &hull::Point) -> Outcome {
        let share = |t: usize, m: usize| {
            let total = x.point[x.point.len() - 1] * self.prior[t];
            quotient(x.point[self.mass(t, m)] * self.scale, total)
        };
        let reply = |m: usize| replies[self.reply(m, 0)..self.reply(m + 1, 0)].to_vec();
        let path = self.path(x);
        Outcome {
            sender: (0..self.types)
                .map(|t| (0..self.messages).map(|m| share(t, m)).collect())
                .collect(),
            receiver: (0..self.messages).map(|m| (!path[m].is_empty()).then(|| reply(m))).collect(),
        }
    }
}

/// The alternatives of largest value.
fn best(alternatives: &[usize], value: impl Fn(usize) -> i128) -> Vec<usize> {
    let values: Vec<i128> = alternatives.iter().map(|&i| value(i)).collect();
    let top = values.iter().max();
    alternatives.iter().zip(&values).filter(|(_, v)| Some(*v) == top).map(|(&i, _)| i).collect()
}

fn mask(members: impl Iterator<Item = usize>) -> u64 {
    members.fold(0, |set, i| set | 1 << i)
}

fn support(point: &Point) -> u64 {
    mask((0..point.len() - 1).filter(|&i| point[i] > 0))
}

/// `numerator / denominator`
fn quotient(numerator: i128, denominator: i128) -> Q {
    Q::new(numerator, denominator).expect("a denominator that is not 0")
}

/// What may be replied to a message off the path of an outcome: the corners of all sets of jointly
/// optimal replies that leave no type more than these payoffs, each with the corners of the set of
/// beliefs at which it is optimal.
pub fn off_path(game: &Game, m: usize, payoffs: &[Q]) -> BTreeMap<Vec<Q>, BTreeSet<Vec<Q>>> {
    let table = WholeGame::new(game);
    let readers = table.readers(m);
    let own = |a: usize| readers.iter().find(|(own, _)| own.contains(&a)).map_or(&[][..], |r| &r.0);
    let rational = |point: &Point| {
        let scale = point[point.len() - 1];
        point[..point.len() - 1].iter().map(|&x| quotient(x, scale)).collect::<Vec<Q>>()
    };
    let mut found = BTreeMap::new();
    for set in table.together(m, &[]) {
        let members = |own: &Vec<usize>| {
            (own.iter().copied().filter(|&a| set >> table.reply(m, a) & 1 == 1).collect(), 1)
        };
        let groups: Vec<_> = readers.iter().map(|(own, _)| members(own)).collect();
        let mut piece = Polytope::simplices(&groups, table.actions, 1);
        for t in game.senders(m) {
            let share = Q::new(1, readers.len() as i64).expect("a reader");
            let loss = |a: usize| &payoffs[t] * &share - game.sender_payoff(t, m, a);
            let losses: Vec<Q> = (0..table.actions).map(loss).collect();
            piece = piece.cut(&whole(losses.iter()).0);
        }
        for reply in piece.corners() {
            let mut beliefs =
                Polytope::simplices(&[(game.senders(m).collect(), 1)], table.types, 1);
            for a in (0..table.actions).filter(|&a| reply[a] > 0) {
                for &b in own(a) {
                    let gain = |t: usize| {
                        table.receiver[table.cell(t, m, a)] - table.receiver[table.cell(t, m, b)]
                    };
                    beliefs = beliefs.cut(&(0..table.types).map(gain).collect::<Vec<_>>());
                }
            }
            found.insert(rational(reply), beliefs.corners().map(rational).collect());
        }
    }
    found
}
