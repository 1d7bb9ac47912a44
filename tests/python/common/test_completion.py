"""Completion of keys, as in ``eq.sender["<TAB>``, in IPython and Jupyter, at every level."""

from collections.abc import Mapping
from typing import Any

import pytest

import schelling as sg

TRIAL = sg.Game.cheap_talk([[0, 1], [0, 1]], [[1, 0], [0, 1]], ["7/10", "3/10"])
EQ = sg.models.beer_quiche().equilibria()[1]


def keys(value: Any) -> None:
    """Go through a mapping and all within it: what is offered is what can be looked up."""
    if isinstance(value, Mapping):
        if not isinstance(value, dict):
            assert value._ipython_key_completions_() == list(value)
        for key in value:
            keys(value[key])


@pytest.mark.parametrize("name", ["prior", "sender_payoffs", "receiver_payoffs", "available"])
def test_games(name: str) -> None:
    keys(getattr(EQ.game, name))


@pytest.mark.parametrize(
    "name", ["sender", "receiver", "beliefs", "off_path", "sender_payoffs", "rule", "survives"]
)
def test_equilibria(name: str) -> None:
    keys(getattr(EQ, name))


def test_regimes_and_models() -> None:
    found = TRIAL.regimes()
    assert [found[name] for name in found._ipython_key_completions_()] == list(found)
    keys(found["persuasion"].rule)
    assert sg.models._ipython_key_completions_() == list(sg.models)


@pytest.fixture
def complete() -> Any:
    """What IPython offers for a line, where expressions may be evaluated."""
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    shell.user_ns |= {"sg": sg, "eq": EQ, "wimp": EQ.sender["wimp"], "regimes": TRIAL.regimes()}

    def offered(line: str, evaluation: str = "limited") -> list[str]:
        shell.Completer.evaluation = evaluation
        return list(shell.complete("", line, len(line))[1])

    return offered


@pytest.mark.filterwarnings("ignore")
def test_in_ipython(complete: Any) -> None:
    assert complete('eq.sender["') == ["strong", "wimp"]
    assert complete('eq.sender["s') == ["strong"]
    assert complete('wimp["') == ["beer", "quiche"]
    assert complete('eq.off_path["quiche"][0].reply["') == ["duel", "pass"]
    assert "D1" in complete('eq.survives["')
    assert "first_best" in complete('regimes["f')
    assert complete('sg.models["beer-quiche-') == ["beer-quiche-mostly-wimps"]
    # by default IPython looks nothing up in classes that are not its own or Python's
    assert complete('eq.sender["wimp"]["', "unsafe") == ["beer", "quiche"]
