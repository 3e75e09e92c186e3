"""No sub-command: an engine and a console on it, or the engine alone where there is no terminal."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from engine.config.home import Home
from engine.config.options import EngineOptions
from engine.config.words import RunMode
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.shell.runtime.socket_file import reach
from footbe_tui.commands.child import EngineChild, Stillborn, start_engine
from footbe_tui.commands.client import NotReachable, own_version, reached
from footbe_tui.commands.headless import run_here
from footbe_tui.commands.limiting import stricter
from footbe_tui.commands.looking import looks_of
from footbe_tui.commands.replayer import start_replayer
from footbe_tui.commands.roads import stop_road
from footbe_tui.commands.start import home_of, options_of, refuse_live
from footbe_tui.last_look import FILE as LAST_LOOK
from footbe_tui.settings import SCREENS, Settings, read_settings

if TYPE_CHECKING:
    from footbe_tui.looks import Looks
    from footbe_tui.run import ConsoleExit


class AlreadyRunning(FootbeError):
    """Another engine holds this home."""

    exit_code = ExitCode.ALREADY_RUNNING


def run(asked: argparse.Namespace) -> int:
    """Start what was asked for; the exit code is the console's, or the engine's when there is no console."""
    if asked.mode is None:
        raise FootbeError(
            "nothing to do; footbe-tui --paper starts engine and console; see footbe-tui --help"
        )
    console = has_terminal() and not asked.headless
    options = options_of(asked, console=console)
    home = home_of(asked)
    if console and asked.mode == "paper":  # its engine reads the settings, and its complaints are shown
        home.prepare()
        settings = read_settings(home.root)
        looks = looks_of(asked, settings)
        return watched(options, home, observe=asked.observe, settings=settings, looks=looks)
    from engine.config.read import read  # noqa: PLC0415 - a console stands before this would be loaded

    config = read(options)
    if config.mode is RunMode.LIVE:
        refuse_live(options, enabled=config.live.enabled)
    home.prepare()
    if not asked.headless:
        print("footbe-tui: there is no terminal here; going on headless", file=sys.stderr)
    return run_here(config, options, home)


def has_terminal() -> bool:
    """Can a console be drawn here?"""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def watched(options: EngineOptions, home: Home, *, observe: bool, settings: Settings, looks: "Looks") -> int:
    """Start an engine, show the console at once, and see to the engine when the console is left.

    Raises:
        AlreadyRunning: an engine answers in this home.
    """
    refuse_second(home)
    child = start_engine(options, home)
    try:
        with child.birth_watched():
            left = shown(home, observe=observe, settings=settings, looks=looks)
    except Stillborn:
        return parted(child, how="lost", code=ExitCode.BUG)
    if left.text:
        print(left.text, file=sys.stderr)
    return parted(child, how=left.how, code=left.code)


def shown(home: Home, *, observe: bool, settings: Settings, looks: "Looks") -> "ConsoleExit":
    """Show the console on an engine just started: how was it left?"""
    from footbe_tui.run import run_console  # noqa: PLC0415 - the engine starts while Textual loads

    return run_console(
        home.socket,
        reach=reach,
        version=own_version(),
        observe=observe,
        looks=looks,
        keymap=settings.keymap,
        screens=home.root / SCREENS,
        last_look=home.root / LAST_LOOK,
        stricter=stricter,
        started_engine=True,
        stop_road=lambda: stop_road(home),
        journal=lambda: start_replayer(home.journal),
    )


def refuse_second(home: Home) -> None:
    """Say who runs here already.

    Raises:
        AlreadyRunning: somebody does.
    """
    try:
        with reached(home, seconds=1.0) as engine:
            pid = engine.welcome.pid
    except NotReachable:
        return
    raise AlreadyRunning(
        f"an engine is running in {home.root} already (process {pid}); open it with footbe-tui attach"
    )


def parted(child: EngineChild, *, how: str, code: int) -> int:
    """The console is gone: what becomes of the engine, and with which exit code does the command end?"""
    if how == "stop":
        ended = child.ended()
        if ended < 0:
            print(f"the engine that this console started was killed (signal {-ended})", file=sys.stderr)
            return ExitCode.FORCED
        print(f"engine ended (exit {ended})")
        return code or ended
    if child.alive:
        print(f"the engine goes on (process {child.pid}): footbe-tui attach · status · stop", file=sys.stderr)
        return code
    for line in child.last_words():
        print(line, file=sys.stderr)
    if (child.exit_code or 0) < 0:
        return ExitCode.FORCED
    return child.exit_code or code
