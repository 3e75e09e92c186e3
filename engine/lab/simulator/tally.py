"""Many seeds on several processors: what struck, what broke, and how fast it went."""

import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from engine.lab.simulator.seed import Outcome, Seed
from engine.lab.simulator.weather import MENU

REGRESSIONS = Path(__file__).with_name("regressions.txt")
ENOUGH = 100
"""In a run of so many seeds every fault must have struck."""

SAY_EVERY = 100
_AT_A_TIME = 4


def regressions() -> list[int]:
    """Which seeds failed once, and are run first for ever?"""
    lines = REGRESSIONS.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]


def one(seed: int) -> Outcome:
    """What does this seed come to?"""
    return Seed(seed).run()


class Tally:
    """What the seeds so far came to."""

    def __init__(self) -> None:
        """Begin counting."""
        self.began = time.monotonic()
        self.seeds = self.lives = self.records = self.orders = self.trades = 0
        self.struck: Counter[str] = Counter()
        self.failed: list[Outcome] = []

    def count(self, outcome: Outcome) -> None:
        """Add a seed."""
        self.seeds += 1
        self.lives += outcome.lives
        self.records += outcome.records
        self.orders += outcome.orders
        self.trades += outcome.trades
        self.struck.update(outcome.struck)
        if outcome.breach is not None:
            self.failed.append(outcome)

    @property
    def never(self) -> list[str]:
        """Which faults of the menu did not strike?"""
        return [name for name in MENU if not self.struck[name]]

    @property
    def good(self) -> bool:
        """Did everything hold, and everything strike that should?"""
        return not self.failed and (self.seeds < ENOUGH or not self.never)

    def table(self) -> Iterator[str]:
        """What is to be said at the end?"""
        yield f"{'fault':24}{'struck':>9}"
        for name in MENU:
            yield f"{name:24}{self.struck[name]:>9}"
        seconds = time.monotonic() - self.began
        yield (
            f"{self.seeds} seeds in {seconds:.0f} s, {self.seeds / max(seconds, 0.001):.1f} a second: "
            f"{self.lives} lives, {self.records} records, {self.orders} orders, {self.trades} trades"
        )
        if self.seeds >= ENOUGH and self.never:
            yield f"never struck: {', '.join(self.never)}"
        yield f"{len(self.failed)} of {self.seeds} seeds failed"


def run(seeds: Iterable[int], *, jobs: int, say: Callable[[str], None], until: float | None = None) -> Tally:
    """Run these seeds, at most until this monotonic moment; failures are said at once."""
    tally = Tally()
    for outcome in _outcomes(seeds, jobs):
        tally.count(outcome)
        if outcome.breach is not None:
            for line in told(outcome):
                say(line)
        if tally.seeds % SAY_EVERY == 0:
            say(f"{tally.seeds} seeds, {len(tally.failed)} failed")
        if until is not None and time.monotonic() >= until:
            break
    return tally


def _outcomes(seeds: Iterable[int], jobs: int) -> Iterator[Outcome]:
    if jobs <= 1:
        yield from map(one, seeds)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        waiting: list[Iterator[Outcome]] = []
        for batch in _batches(seeds, _AT_A_TIME * jobs):
            waiting.append(pool.map(one, batch, chunksize=_AT_A_TIME))
            if len(waiting) > 1:
                yield from waiting.pop(0)
        for rest in waiting:
            yield from rest


def _batches(seeds: Iterable[int], size: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for seed in seeds:
        batch.append(seed)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def told(outcome: Outcome) -> Iterator[str]:
    """Which lines say how a seed failed, and how to see it again?"""
    breach = outcome.breach
    assert breach is not None
    yield (
        f"FAIL seed={outcome.seed} commit={commit()} step={breach.step} invariant={breach.invariant}: {breach.text}"
    )
    yield f"replay: python -m engine.lab.simulator --seed {outcome.seed} --until {breach.step}"
    yield f"notes: {write_down(outcome)}"


def write_down(outcome: Outcome) -> Path:
    """Where do the last notes of a failed seed lie?"""
    folder = Path(tempfile.gettempdir()) / "footbe-sim-failures"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{outcome.seed}.json"
    breach = outcome.breach
    content = {
        "seed": outcome.seed,
        "commit": commit(),
        "python": sys.version.split()[0],
        "invariant": None if breach is None else breach.invariant,
        "text": None if breach is None else breach.text,
        "step": None if breach is None else breach.step,
        "struck": outcome.struck,
        "notes": outcome.notes,
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path


def commit() -> str:
    """Which commit is this? `unknown` outside a checkout."""
    here = Path(__file__).parent
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git the operator has
            cwd=here,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return "unknown"
    return asked.stdout.strip() or "unknown"
