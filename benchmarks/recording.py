"""A stretch of the simulated market, written down, so that the loop can be measured without the world."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.core.core import Core
from engine.domain.effects import FitModel
from engine.domain.events import ModelFailed, ModelFitted, RunStarted
from engine.domain.game import GameResult
from engine.domain.identity import RunId
from engine.domain.moment import DAY, Moment, Span
from engine.domain.sport import Sport
from engine.domain.states import Mode
from engine.shell.alerts.log import JsonLog
from engine.shell.clock import SystemClock
from engine.shell.feeds import FEEDS
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.shell.ports import Heard, VenueEffect, VirtualFeed, VirtualVenue
from engine.shell.runtime.perform import Fitter
from engine.shell.runtime.run import EngineOptions, EngineParts, open_run
from engine.shell.runtime.workers import InlineFitter, fit_settings
from engine.shell.store.database import open_database
from engine.shell.venues import VENUES

SEED = 7
CONFIG = Path(__file__).resolve().parents[1] / "configs" / "paper.yaml"
RULES = to_rules(read_files([str(CONFIG)]))
Step = tuple[Moment, Heard]


class Recorder:
    """A feed that writes down every step of another one."""

    def __init__(self, feed: WorldFeed) -> None:
        self._feed = feed
        self.label, self.next_at, self.carry = feed.label, feed.next_at, feed.carry
        self.results, self.freeze, self.thaw = feed.results, feed.freeze, feed.thaw
        self.steps: list[Step] = []

    def step(self) -> Heard:
        """Go on, and keep what was heard."""
        due = self._feed.next_at()
        heard = self._feed.step()
        self.steps.append((Moment(0) if due is None else due, heard))
        return heard


class Recorded:
    """A feed and venue that tell the same steps again; orders go nowhere, their answers are among the steps."""

    def __init__(self, steps: Sequence[Step], label: str) -> None:
        self._steps, self._at, self.label = steps, 0, label

    def next_at(self) -> Moment | None:
        """When does the next step lie? After the last one never within the run."""
        if self._at < len(self._steps):
            return self._steps[self._at][0]
        return Moment(self._steps[-1][0] + 30 * DAY)

    def step(self) -> Heard:
        """Tell the next step."""
        self._at += 1
        return self._steps[self._at - 1][1]

    def carry(self, effect: VenueEffect, at: Moment) -> None:
        """The answer was recorded."""

    def results(self, _sport: Sport, _league: str, _before: Moment) -> Sequence[GameResult]:
        """Nobody fits."""
        return ()

    def freeze(self) -> bytes:
        """Checkpoints hold no world here."""
        return b""

    def thaw(self, data: bytes) -> None:
        """Nothing was frozen."""


class KeepingFitter:
    """Fits, and keeps every answer; with answers given, gives those."""

    def __init__(self, known: dict[str, ModelFitted | ModelFailed] | None = None) -> None:
        self._fits = InlineFitter(fit_settings(RULES.forecast))
        self.known = {} if known is None else known

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:
        """Which model do these results give?"""
        if order.model not in self.known:
            self.known[order.model] = await self._fits.fit(order, games)
        return self.known[order.model]

    def close(self) -> None:
        """Nothing is held."""


def parts(home: Path, feed: VirtualFeed, venue: VirtualVenue, fitter: Fitter) -> EngineParts:
    """Which engine listens to this feed? Core, journal in a file and log as in a real run; no link."""
    started = RunStarted(
        RunId(f"bench-{SEED}"), SEED, Mode.SIM, feed.label, "UTC", RULES, rules_hash(RULES), "bench"
    )
    return EngineParts(
        home=home,
        journal=home / "journal.db",
        socket=home / "engine.sock",
        started=started,
        brain=Core(),
        feed=feed,
        venue=venue,
        fitter=fitter,
        clock=SystemClock(),
        report=lambda _brain: None,
        sinks=(JsonLog(home / "trader.log"),),
    )


async def turned(made: EngineParts, run_for: Span, clock: Callable[[], float]) -> tuple[float, str]:
    """How many seconds of `clock` does the loop take over this stretch, and which hash has the state at its end?"""
    database = await open_database(made.journal, inline=True)
    try:
        run = await open_run(made, EngineOptions(run_for=run_for, serve=False), database)
        began = clock()
        await run.go()
        return clock() - began, made.brain.state_hash()
    finally:
        await database.close()


async def record(run_for: Span, clock: Callable[[], float]) -> tuple[Recorder, KeepingFitter, float, str]:
    """Which steps does the simulated market take in this stretch, with which fits, seconds, and final state?"""
    inner = FEEDS["sim"](FeedOptions(SEED))
    feed, fitter = Recorder(inner), KeepingFitter()
    with tempfile.TemporaryDirectory() as home:
        made = parts(Path(home), feed, VENUES["paper"](inner), fitter)
        seconds, state = await turned(made, run_for, clock)
    return feed, fitter, seconds, state
