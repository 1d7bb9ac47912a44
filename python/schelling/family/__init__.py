"""Families of games with parameters."""
