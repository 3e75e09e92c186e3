"""Draws screenshots/*.svg from the real console on a seeded run, and films a tour: `make screenshots`.

A first run over six days tells when a request for approval comes up. A second one is ended abruptly four minutes before
that moment; the console then takes it up, as it would after a crash, and keys are pressed as a person would.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.pty_line import NARROW, WIDE
from benchmarks.terminal import Terminal, console_at, engine_pid
from engine.config.home import home_at
from engine.config.options import EngineOptions
from engine.config.read import read
from engine.domain.moment import SECOND, Moment
from engine.shell.feeds import FEEDS
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.shell.ports import Heard
from scripts.film import Film
from scripts.svg import drawn

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "screenshots"
SEED = 7
DAYS = "6d"
PACE = "--speed=10"
FRAME_SECONDS = 0.5
LEAD = 240 * SECOND
"""How long before the request the picture of a busy desk is taken."""

_REQUESTS = """
SELECT asked_at FROM approvals WHERE body NOT LIKE '%"lead %' ORDER BY asked_at DESC LIMIT 1
"""


def seeded_run(home: Path) -> None:
    """Run the whole stretch once."""
    words = ["--paper", "--headless", f"--seed={SEED}", f"--for={DAYS}", "--fresh", "--home", str(home)]
    subprocess.run([sys.executable, "-m", "footbe_tui", *words], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own program


def asked_at(home: Path) -> Moment:
    """When does the last football request of that run come up?

    Raises:
        SystemExit: the run has none.
    """
    connection = sqlite3.connect(home / "data" / "journal.db")
    try:
        found = connection.execute(_REQUESTS).fetchone()
    finally:
        connection.close()
    if found is None:
        sys.exit(f"screenshots: no request for approval in {DAYS} of seed {SEED}; take another seed")
    return Moment(found[0])


class Ending(WorldFeed):
    """A feed that ends the process when its time comes, with nothing tidied up."""

    def __init__(self, feed: WorldFeed, at: Moment) -> None:
        self.__dict__.update(feed.__dict__)
        self._ends_at = at

    def step(self) -> Heard:
        """Go on, or be gone."""
        due = self.next_at()
        if due is not None and due >= self._ends_at:
            os._exit(0)
        return super().step()


def run_until(folder: str, at: Moment) -> None:
    """Run an engine in this process up to a moment, then end it abruptly."""
    sim = FEEDS["sim"]

    def ending(options: FeedOptions) -> WorldFeed:
        return Ending(sim(options), at)

    FEEDS["sim"] = ending
    from engine.build import run  # noqa: PLC0415 - only the process that is ended needs an engine

    home = home_at(folder)
    home.prepare()
    options = EngineOptions(
        home=folder, config_files=(str(ROOT / "configs" / "paper.yaml"),), seed=SEED, fresh=True
    )
    run(read(options), options, home)


def pictures(home: Path, target: Path, size: tuple[int, int]) -> None:
    """Take every picture at one size, on one console, from the quiet to the loud."""
    name = "x".join(map(str, size))

    def take(what: str, terminal: Terminal) -> None:
        terminal.watch(1.0)
        target.joinpath(f"{what}-{name}.svg").write_text(drawn(terminal.screen, what), encoding="utf-8")

    with console_at(home, PACE, size=size) as terminal:
        terminal.until("RUNNING")
        terminal.watch(2.0)
        take("desk", terminal)
        terminal.press("c")
        take("charts", terminal)
        _press(terminal, "\x1bA")
        terminal.until("EXIT ", 90.0)
        take("approval", terminal)
        terminal.press("1")
        with silent(home):
            terminal.until("ENGINE SILENT", 20.0)
            take("incident", terminal)
        terminal.press("r")
        terminal.until("REPLAY", 30.0)
        terminal.watch(2.0)
        take("replay", terminal)
        terminal.press("r")
        terminal.until("STOP")
        terminal.press("X")
        terminal.until("HALTED")
        take("halted", terminal)


@contextmanager
def silent(home: Path) -> Iterator[None]:
    """While this lasts, the engine says nothing: its process is held still."""
    pid = engine_pid(home)
    assert pid is not None, "no engine to hold still"
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


TOUR: tuple[tuple[str, str, float], ...] = (
    ("", "The desk: what is held, what may be lost, what is believed, what happened", 3.0),
    ("z", "z  the focused pane has the whole screen", 2.5),
    ("\x1b\r", "enter  everything about the worst position", 3.0),
    ("\x1bw", "w  why was nothing else traded", 3.0),
    ("\x1bc", "c  equity with drawdown and both lines", 3.0),
    ("\x1bb", "b  what the bandit chose, and why", 3.0),
    ("\x1bA", "A  exits that wait for an answer", 2.5),
)
"""Keys, what is said of what they show, and seconds for which it is shown."""

LOUD: tuple[tuple[str, str, float], ...] = (
    ("y", "y  approved, in the version shown", 3.0),
    ("1p", "p  paused at once, without a question", 2.5),
    ("r", "r  the journal, looked back on in the same panes", 2.5),
    ("[", "[  to the incident before", 2.5),
    ("r", "r  and back", 2.0),
    ("X", "X  everything stops, without a question, and says what it did", 4.0),
)
"""The same once a request has come."""


def tour(home: Path, target: Path) -> None:
    """Film a session on one console, from the quiet to the loud."""
    with console_at(home, PACE, size=WIDE) as terminal:
        terminal.until("RUNNING")
        terminal.watch(2.0)
        film = Film(terminal.screen)
        for keys, caption, seconds in TOUR:
            _scene(film, terminal, (keys, caption, seconds))
        terminal.until("EXIT ", 90.0)
        for keys, caption, seconds in LOUD:
            _scene(film, terminal, (keys, caption, seconds))
    target.joinpath("tour.svg").write_text(film.drawn("a tour"), encoding="utf-8")


def _scene(film: Film, terminal: Terminal, scene: tuple[str, str, float]) -> None:
    keys, caption, seconds = scene
    _press(terminal, keys)
    terminal.watch(0.8)
    for _ in range(round(seconds / FRAME_SECONDS)):
        film.take(caption, FRAME_SECONDS)
        terminal.watch(FRAME_SECONDS)


def _press(terminal: Terminal, keys: str) -> None:
    """Press one key after the other: escape and a letter at once would be another key."""
    for key in keys:
        terminal.press(key)
        terminal.watch(0.4)


def main() -> None:
    """Make them all; what was there before goes when all are made."""
    with tempfile.TemporaryDirectory(prefix="footbe-") as folder:
        whole, cut, made = (Path(folder) / name for name in ("whole", "cut", "made"))
        made.mkdir()
        seeded_run(whole)
        at = asked_at(whole) - LEAD
        subprocess.run([sys.executable, __file__, str(cut), str(at)], cwd=ROOT, check=True)  # noqa: S603 - this very file
        for name, size in (("wide", WIDE), ("narrow", NARROW)):
            pictures(_copied(cut, Path(folder) / name), made, size)
        tour(_copied(cut, Path(folder) / "tour"), made)
        TARGET.mkdir(exist_ok=True)
        for old in TARGET.glob("*.svg"):
            old.unlink()
        for new in made.glob("*.svg"):
            shutil.copy(new, TARGET)


def _copied(cut: Path, home: Path) -> Path:
    shutil.copytree(cut, home, ignore=shutil.ignore_patterns("*.sock"))
    return home


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_until(sys.argv[1], Moment(int(sys.argv[2])))
    else:
        main()
