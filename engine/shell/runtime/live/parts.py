"""What a live run is made of, how it is driven, and what can be counted of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from engine.domain.events import RunStarted
from engine.domain.moment import Span
from engine.shell.ports import Clock, Database, Feed, Venue
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.committing import CHECKPOINT_RECORDS
from engine.shell.runtime.live.mailbox import EVENTS_MAX
from engine.shell.runtime.perform import Fitter, Sink


def _nothing() -> None:
    """Nobody wants to be told."""


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What a composition root puts together for a run on real markets.

    `home` is where STOP and crash files lie. `started` is record one of a new run; of one taken up again it
    must name the same run. `feeds` by name. `beat` is called by the loop itself, at least each second:
    while it is, the loop turns.
    """

    home: Path
    started: RunStarted
    brain: Brain
    feeds: dict[str, Feed]
    venue: Venue
    fitter: Fitter
    clock: Clock
    database: Database
    socket: Path | None = None
    report: Callable[[Brain], None] = lambda _: None
    sinks: Sequence[Sink] = ()
    beat: Callable[[], None] = _nothing
    version: str = ""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How a run is driven."""

    run_for: Span | None = None
    on_console_lost: str = "pause"
    stay: bool = False
    inline: bool = False
    serve: bool = True
    checkpoint_records: int = CHECKPOINT_RECORDS
    events_max: int = EVENTS_MAX


class Counters(Struct, frozen=True):
    """How much is waiting and under way: each has a bound, and a simulator holds them to it."""

    tasks: int
    left_behind: int
    events: int
    events_most: int
    conflated: int
    commands: int
    errands: int
    placing: int
    stubborn: int
    asking: int
    wakings: int
    fits: int
    alive: int
