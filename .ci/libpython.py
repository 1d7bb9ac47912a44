"""The folder of the shared libpython that a program embedding this Python links.

The script prints it, or exits with 1 if this Python has no shared library.
"""

import sys
import sysconfig
from pathlib import Path

folder = sysconfig.get_config_var("LIBDIR") or ""
library = f"libpython{sysconfig.get_config_var('LDVERSION')}"
if not any((Path(folder) / (library + suffix)).exists() for suffix in (".so", ".dylib")):
    sys.exit(1)
print(folder)
