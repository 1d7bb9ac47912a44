"""Regimes of commitment, their curves and their envelopes."""
