//! The equilibrium correspondence as cells, by backward induction.

mod both;
pub(super) mod cell;
pub(super) mod combine;
pub(super) mod correspondence;
pub(super) mod lottery;
pub(super) mod messages;
mod replies;
pub(super) mod solve;
