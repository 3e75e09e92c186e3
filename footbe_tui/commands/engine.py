"""`engine`: the engine alone, for a server, or for the console that started it."""

import argparse

from engine.config.read import read
from engine.config.words import RunMode
from footbe_tui.commands.headless import run_here
from footbe_tui.commands.start import home_of, options_of, refuse_live


def run(asked: argparse.Namespace) -> int:
    """Run it in this process; the exit code is its own."""
    for_console = getattr(asked, "for_console", False)
    options = options_of(asked, console=for_console)
    config = read(options)
    if config.mode is RunMode.LIVE:
        refuse_live(options, enabled=config.live.enabled)
    home = home_of(asked)
    home.prepare()
    return run_here(config, options, home, quiet=for_console)
