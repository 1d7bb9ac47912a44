"""The command line ``schelling``: one subcommand for each task.

``solve`` lists the equilibria of a game, ``ladder`` and ``why`` say which refinements they survive,
``show`` and ``convert`` print and write games, and ``verify`` checks a profile. ``regimes`` and
``curve`` compute the value of commitment and of credibility. ``thresholds`` and ``sweep`` vary a
parameter. ``models`` shows games of the literature and ``nato`` the founding case. Results go to
stdout, as text, JSON, CSV or LaTeX, errors to stderr.
"""

from schelling._common.names import publish
from schelling.cli.run import main

__all__ = ["main"]

publish(__name__)
