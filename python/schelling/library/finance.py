"""A firm that knows more than those who are to buy its shares."""

from fractions import Fraction
from typing import Any, ClassVar

from schelling.errors import GameError
from schelling.library.base import Solved, between, numbers, rational


class EquityIssue(Solved):
    """A good firm would rather forgo a good project than sell its shares too cheaply.

    In state ``i`` a firm has assets worth ``assets[i]`` and a project worth ``projects[i]`` more
    than it costs, and only the firm knows the state. The project needs new shares worth ``issue``
    beside ``slack`` in cash. If shares are issued in some states, the old ones are worth
    ``price = slack + mean of assets + projects`` over those, and a state issues if
    ``(issue + project) price >= issue (slack + assets)``.

    Of several equilibria the one with most states is given: all of them, in order of
    ``(slack + assets) / (issue + project)``, up to the last that issues.

    Parameters
    ----------
    assets, projects
        What both are worth in each state; a project is worth 0 or more.
    issue
        What new shares are to bring.
    slack
        The cash at hand, 0 or more.
    probabilities
        Of the states, above 0; by default all alike.

    Attributes
    ----------
    issues
        The states that issue, counted from 0.
    price
        What the old shares are worth once new ones are issued.
    value
        What they are worth on average before anything is known.
    lost
        What is lost on average by projects that are forgone.

    Raises
    ------
    GameError
        When lists differ in length, numbers are out of range, or states must issue at random.

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
            raise GameError("no set of states issues for certain: some must issue at random")
        self.probabilities = chances
        self.issues = tuple(sorted(inside))
        self.price = price
        kept = [i for i in range(n) if i not in inside]
        self.lost = sum((chances[i] * self.projects[i] for i in kept), Fraction(0))
        everything = sum(
            p * (a + b) for p, a, b in zip(chances, self.assets, self.projects, strict=True)
        )
        self.value = self.slack + everything - self.lost
