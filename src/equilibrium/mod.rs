//! Perfect Bayesian equilibria: what they are, how all of them are found, how one is checked.
