"""Private parts that all subpackages share: labels, tables, numbers, limits, the base of a game."""

from schelling._common.base import BaseGame
from schelling._common.exact import Exact
from schelling._common.frame import FixedRecords, Records
from schelling._common.limits import CutShortError, Defaults, Progress, Stop, _calls, defaults
from schelling._common.names import publish
from schelling._common.table import Axis, Table, restore_table
from schelling._common.tables import Tables, restore_tables

__all__ = [
    "Axis",
    "BaseGame",
    "CutShortError",
    "Exact",
    "Progress",
    "Stop",
    "Table",
    "Tables",
    "defaults",
]

publish(__name__, restore_table, restore_tables, Records, FixedRecords, Defaults, type(_calls))
