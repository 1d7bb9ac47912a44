"""Equilibria: the search for them, their refinements and their verification."""
