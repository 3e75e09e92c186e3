"""Draws screenshots/*.svg from the real console on a seeded run: `make screenshots`.

A first run over six days tells when a request for approval comes up. A second one is ended abruptly four minutes before
that moment; the console then takes it up, as it would after a crash, and keys are pressed as a person would.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import NARROW, WIDE, Terminal, console_at
from engine.config.home import home_at
from engine.config.options import EngineOptions
from engine.config.read import read
from engine.domain.moment import SECOND, Moment
from engine.shell.feeds import FEEDS
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.shell.ports import Heard
from scripts.svg import drawn

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "screenshots"
SEED = 7
DAYS = "6d"
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


def pictures(home: Path, size: tuple[int, int]) -> None:
    """Take every picture at one size, on one console, from the quiet to the loud."""
    name = "x".join(map(str, size))

    def take(what: str, terminal: Terminal) -> None:
        terminal.settle()
        TARGET.joinpath(f"{what}-{name}.svg").write_text(drawn(terminal.screen, what), encoding="utf-8")

    with console_at(home, "--speed=60", size=size) as terminal:
        terminal.until("RUNNING")
        terminal.settle(2.0)
        take("desk", terminal)
        for key, what in (("\r", "detail"), ("w", "funnel"), ("?", "help")):
            terminal.keys(key)
            take(what, terminal)
            terminal.keys("\x1b")
            terminal.settle()
        terminal.keys("A")
        terminal.until("EXIT ", 60.0)
        take("approval", terminal)
        terminal.keys("n1p")
        terminal.until("PAUSED")
        take("paused", terminal)
        terminal.keys("X")
        terminal.until("HALTED")
        take("halted", terminal)


def main() -> None:
    """Make them all."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="footbe-") as folder:
        whole, cut = Path(folder) / "whole", Path(folder) / "cut"
        seeded_run(whole)
        at = asked_at(whole) - LEAD
        subprocess.run([sys.executable, __file__, str(cut), str(at)], cwd=ROOT, check=True)  # noqa: S603 - this very file
        for size in (WIDE, NARROW):
            home = Path(folder) / f"home{size[0]}"
            shutil.copytree(cut, home, ignore=shutil.ignore_patterns("*.sock"))
            pictures(home, size)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_until(sys.argv[1], Moment(int(sys.argv[2])))
    else:
        main()
