"""Private parts that all subpackages share: labels, tables, numbers, limits, the base of a game."""

from schelling._common.base import BaseGame
from schelling._common.exact import Exact
from schelling._common.frame import FixedRecords, Records
from schelling._common.limits import CutShortError, Defaults, Progress, Stop, _calls, defaults
from schelling._common.names import publish
from schelling._common.table import Axis, Table, restore_table

__all__ = ["Axis", "BaseGame", "CutShortError", "Exact", "Progress", "Stop", "Table", "defaults"]

publish(__name__, restore_table, Records, FixedRecords, Defaults, type(_calls))
