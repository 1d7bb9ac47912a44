"""Other solvers on the same games, and a comparison of their answers with ours: ``make peers``."""
