"""`python -m footbe_tui` is the command."""

import sys

from footbe_tui.cli import main

sys.exit(main())
