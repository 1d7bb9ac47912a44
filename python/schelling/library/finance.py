"""Equity issues by a firm that knows more than the buyers of its shares."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, numbers, rational


class EquityIssue(Solved):
    """An equity issue: a good firm forgoes a good project rather than sell its shares too cheaply.

    In state ``i`` a firm has assets worth ``assets[i]`` and a project with net present value
    ``projects[i]``, and only the firm knows the state. The project needs ``issue`` from new shares
    in addition to ``slack`` in cash. When shares are issued, the market values the old shares at
    ``price = slack + mean of assets + projects`` over the states that issue, and the firm issues in
    a state if ``(issue + project) price >= issue (slack + assets)``.

    Among several equilibria the one in which the most states issue is returned. The states that
    issue come first in the order of ``(slack + assets) / (issue + project)``.

    Parameters
    ----------
    assets, projects
        The value of the assets and the net present value of the project in each state; 0 or more.
    issue
        The amount to raise from new shares; above 0.
    slack
        The cash at hand; 0 or more.
    probabilities
        The probability of each state, above 0; by default all equal.

    Attributes
    ----------
    issues
        The states in which the firm issues, counted from 0.
    price
        The value of the old shares once new ones are issued.
    value
        The expected value of the old shares before the state is known.
    lost
        The expected loss from projects forgone.

    Raises
    ------
    GameError
        When lists differ in length, numbers are out of range, or only a mixed equilibrium exists.

    Examples
    --------
    >>> import schelling as sg
    >>> firm = sg.models.equity_issue(assets=[150, 50], projects=[20, 10], issue=100)
    >>> firm.issues, firm.price, firm.value, firm.lost
    ((1,), Fraction(60, 1), Fraction(105, 1), Fraction(10, 1))
    """

    source: ClassVar[str] = (
        "Stewart C. Myers and Nicholas S. Majluf (1984), Corporate Financing and Investment "
        "Decisions When Firms Have Information That Investors Do Not Have, Journal of Financial "
        "Economics 13, sections 2 and 3"
    )
    _given = ("assets", "projects", "issue", "slack")

    def __init__(
        self,
        assets: Any = (150, 50),
        projects: Any = (20, 10),
        issue: Any = 100,
        slack: Any = 0,
        probabilities: Any = None,
    ) -> None:
        self.assets, self.projects = numbers(assets, "assets"), numbers(projects, "projects")
        self.issue, self.slack = between(issue, "issue", 0), rational(slack, "slack")
        n = len(self.assets)
        chances = (
            (Fraction(1, n),) * n
            if probabilities is None
            else numbers(probabilities, "probabilities")
        )
        if len(self.projects) != n or len(chances) != n:
            raise GameError(f"projects, probabilities: give {n}, one for each of assets")
        if min(*self.assets, *self.projects, self.slack) < 0:
            raise GameError("assets, projects, slack: give numbers of 0 or more")
        if min(chances) <= 0 or sum(chances) != 1:
            raise GameError("probabilities: give numbers above 0 that sum to 1")

        def wants(i: int, price: Fraction) -> bool:
            offer = (self.issue + self.projects[i]) * price
            return offer >= self.issue * (self.slack + self.assets[i])

        def ratio(i: int) -> Fraction:
            return (self.slack + self.assets[i]) / (self.issue + self.projects[i])

        order = sorted(range(n), key=ratio)
        for count in range(n, 0, -1):
            inside = order[:count]
            weight = sum((chances[i] for i in inside), Fraction(0))
            worth = sum(chances[i] * (self.assets[i] + self.projects[i]) for i in inside)
            price = self.slack + Fraction(worth) / weight
            if all(wants(i, price) == (i in inside) for i in range(n)):
                break
        else:
            raise GameError(
                "no equilibrium is pure: some state issues with a probability between 0 and 1"
            )
        self.probabilities = chances
        self.issues = tuple(sorted(inside))
        self.price = price
        kept = [i for i in range(n) if i not in inside]
        self.lost = sum((chances[i] * self.projects[i] for i in kept), Fraction(0))
        everything = sum(
            p * (a + b) for p, a, b in zip(chances, self.assets, self.projects, strict=True)
        )
        self.value = self.slack + everything - self.lost
