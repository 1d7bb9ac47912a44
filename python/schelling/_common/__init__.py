"""Shared parts: labels, tables, numbers, limits, and what every game has."""
