"""``python -m schelling`` is the command line."""

import sys

from schelling.cli import main

sys.exit(main())
