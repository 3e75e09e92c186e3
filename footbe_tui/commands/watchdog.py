"""`watchdog`: watch the engine of a home from this process; an engine starts one for itself as well."""

import argparse

from engine.domain.exits import ExitCode
from engine.shell.runtime.heartbeat import read_beat
from engine.shell.runtime.watchdog import watch
from footbe_tui.commands.client import NotReachable
from footbe_tui.commands.start import home_of


def run(asked: argparse.Namespace) -> int:
    """Watch until the engine has ended; exit 6 when there is none, 5 when orders may be left at a venue."""
    home = home_of(asked)
    beat = read_beat(home.root)
    if beat is None or beat.ended:
        raise NotReachable(f"no engine is running here: none beats in {home.root}")
    return ExitCode(watch(home.root, say=lambda line: print(line, flush=True)))
