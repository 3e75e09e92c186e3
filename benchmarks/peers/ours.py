"""The console itself on a given socket: `python -m benchmarks.peers.ours SOCKET`."""

import sys
from pathlib import Path

from footbe_tui.run import run_console

if __name__ == "__main__":
    sys.exit(run_console(Path(sys.argv[1])).code)
