//! Games: what is built, what is refused, and what a last move is folded into.

mod builder;
mod last_move;
mod readers;
