"""Other solvers on the same games, their answers held against ours: ``make peers``."""
