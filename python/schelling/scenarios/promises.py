"""The founding case in letters: three promises, for all values of what they cost."""

from schelling.proposition.game import SymbolicGame


def promises() -> SymbolicGame:
    """Return the game of three promises.

    The Alliance, resolved with probability ``p``, promises aid, aid under its own command, or
    trainers. If Moscow refrains the Alliance gets 1. If it probes, the resolved fight and get 1/2,
    and the unresolved back down. That costs nothing after aid, ``a`` after command and more, ``b``,
    after trainers. Trainers cost ``k`` whatever happens. Moscow gains 1 from a probe of the
    unresolved and loses ``d`` in one of the resolved.
    """
    backing_down = {"aid": "0", "command": "-a", "trainers": "-b"}
    sunk = {"aid": "0", "command": "0", "trainers": "k"}

    def alliance(kind: str, promise: str, reply: str) -> str:
        fight = "1/2" if kind == "resolved" else backing_down[promise]
        return f"{'1' if reply == 'refrain' else fight} - {sunk[promise]}"

    def moscow(kind: str, promise: str, reply: str) -> str:
        return "0" if reply == "refrain" else {"resolved": "-d", "unresolved": "1"}[kind]

    return SymbolicGame.from_function(
        ["resolved", "unresolved"],
        ["aid", "command", "trainers"],
        ["refrain", "probe"],
        ["p", "1 - p"],
        sender=alliance,
        receiver=moscow,
        assume=["0 < p < 1", "0 < a", "a < b", "0 < k < 1", "d > 0"],
        symbols="p a b k d",
        name="three promises",
    )
