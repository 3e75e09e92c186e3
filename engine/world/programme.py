"""Everything that will happen to one fixture, in order: listing, quotes, prints, scores, closing, settlement.

A programme is a function of the fixture and of chance alone; only a place in it has to be remembered.
"""

from array import array
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Protocol, overload

import numpy as np
from msgspec import Struct

from engine.domain.events import Event, TradeSeen
from engine.domain.market import Fixture, Ladder
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import ONE, Price, Quantity
from engine.maths.arrays import FloatArray, IntArray
from engine.world import cadence, crowd, makers
from engine.world.cadence import Cadence
from engine.world.chance import Stream
from engine.world.crowd import Print
from engine.world.makers import Quotes, Shock, Tier
from engine.world.outlook import Outlook
from engine.world.timeline import Timeline


class Kind(IntEnum):
    """What happens? At one moment in this order."""

    LIST = 0
    QUOTE = 1
    PRINT = 2
    PULL = 3
    CLOSE = 4
    TELL = 5
    SETTLE = 6
    MINUTE = 7


Noise = Callable[[IntArray, int, int], FloatArray]
"""By how much are makers off, on log odds (times, outcomes)? Of moments, kick-off and end; see `cadence`."""

Act = tuple[int, int, int]
"""Moment, kind, and which one of its kind."""


class Acts(Sequence[Act]):
    """Acts in order, small in memory: a game quoted ten times a second has a hundred thousand of them."""

    def __init__(self, columns: IntArray) -> None:
        """Keep moment, kind and which one, one row each."""
        self._at = array("q", columns[:, 0].astype(np.int64).tobytes())
        self._kinds = array("b", columns[:, 1].astype(np.int8).tobytes())
        self._which = array("i", columns[:, 2].astype(np.int32).tobytes())

    def __len__(self) -> int:
        """How many are there?"""
        return len(self._at)

    @overload
    def __getitem__(self, place: int) -> Act: ...
    @overload
    def __getitem__(self, place: slice) -> list[Act]: ...
    def __getitem__(self, place: int | slice) -> Act | list[Act]:
        """Which act stands here?"""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self._at[place], self._kinds[place], self._which[place]


class Plan(Struct, frozen=True):
    """A fixture that will be listed: which one of its batch it is, how it is quoted, when it is first told."""

    fixture: Fixture
    batch: int
    ordinal: int
    tier: Tier
    list_at: Moment


class Payout(Struct, frozen=True):
    """What do the markets pay, in the sport's outcome order?"""

    values: tuple[Price, ...]
    void: bool


class Minute(Struct, frozen=True, array_like=True):
    """What a recorded minute brought, per market: books after it and the range it traded in (None: nobody traded).

    `allowed` is how much of ours may trade on it, all markets of the fixture together; `tape` is what is told of
    the trades of others.
    """

    books: tuple[tuple[Ladder, Ladder], ...]
    traded: tuple[tuple[Price, Price] | None, ...]
    allowed: Quantity
    tape: tuple[TradeSeen, ...] = ()


class Minutes(Protocol):
    """Where do recorded minutes come from?"""

    def __getitem__(self, which: int, /) -> Minute:
        """What did this minute bring?"""
        ...


class Programme(Struct, frozen=True):
    """A fixture's acts in order, and what they name. `payout` may be sealed until it is due."""

    acts: Sequence[Act]
    fixtures: tuple[Fixture, ...]
    quotes: Quotes
    prints: list[Print]
    told: list[tuple[int, Event]]
    payout: Payout | Callable[[Moment], Payout]
    minutes: Minutes | None = None


class Absence(Struct, frozen=True, array_like=True):
    """From when to when do makers stay away? `one_sided`: 0 from both sides, 1 they bid only, 2 they ask only."""

    begins: int
    ends: int
    one_sided: int = 0


class Course(Struct, frozen=True):
    """How does a fixture run: its fixtures as listed (first, and again if put off), the game, and what is heard?

    `game` is None when it is never played; `quotes_end` is when makers leave for good; `away` are windows
    in which makers stay away; `closes_at` and `settles_at` are the venue's.
    """

    fixtures: tuple[tuple[int, Fixture], ...]
    game: Timeline | None
    told: list[tuple[int, Event]]
    quotes_end: int
    closes_at: int
    settles_at: int
    payout: Payout
    away: tuple[Absence, ...] = ()


def paid(game: Timeline, outcomes: int) -> Payout:
    """What do the markets pay after this game?"""
    home, away = game.score
    winner = 0 if home > away else outcomes - 1 if away > home else 1
    return Payout(tuple(ONE if place == winner else Price(0) for place in range(outcomes)), void=False)


def fair_payout(chances: FloatArray) -> Payout:
    """What do the markets pay when there is no result: their fair prices, to the cent, together one dollar?"""
    cents = np.rint(chances * 100).astype(np.int64)
    cents[int(np.argmax(cents))] += 100 - int(cents.sum())
    return Payout(tuple(Price(int(cent) * 100) for cent in cents), void=True)


Bend = Callable[[Course, Outlook], tuple[Course, Outlook]]
"""What does a stress make of a fixture's course and of what makers and crowd see? See `scenario`."""


class Opinion(Struct, frozen=True):
    """What makers go by: the true outlook, how big the game is, how often they speak, and the seed of their chance."""

    outlook: Outlook
    tier: Tier
    cadence: Cadence
    seed: int
    bend: Bend | None = None


def compose(course: Course, opinion: Opinion, noise: Noise) -> Programme:
    """Which programme follows from a fixture's course and what makers think?"""
    fixture, outlook = course.fixtures[-1][1], opinion.outlook
    if opinion.bend is not None:
        course, outlook = opinion.bend(course, outlook)
    stream = Stream(opinion.seed, "makers", fixture.id)
    jolts = makers.shocks(outlook, stream)
    kick_off = course.game.kick_off if course.game is not None else fixture.starts_at
    at = cadence.times(opinion.cadence, fixture.starts_at, kick_off, course.quotes_end, stream)
    windows = [(jolt.at, jolt.pulled_at, jolt.back_at) for jolt in jolts]
    windows += [(away.begins, away.begins, away.ends) for away in course.away if not away.one_sided]
    edges = [edge for away in course.away if away.one_sided for edge in (away.begins, away.ends)]
    at = cadence.around(at, windows, course.quotes_end, edges)
    gaps = tuple(_leave(away) for away in course.away)
    quotes = makers.quotes(
        at, kick_off, outlook, noise(at, kick_off, course.quotes_end), jolts + gaps,
        tier=opinion.tier, stream=stream, flickers=opinion.cadence.flickers,
    )  # fmt: skip
    rate = opinion.cadence
    prints = crowd.prints(quotes, outlook, jolts, rate.prints, stream)
    return Programme(
        acts=_in_order(course, quotes, prints),
        fixtures=tuple(told for _, told in course.fixtures),
        quotes=quotes,
        prints=prints,
        told=course.told,
        payout=course.payout,
    )


def _leave(away: Absence) -> Shock:
    begins, ends = away.begins, away.ends
    return Shock(begins, begins, ends, ends + 30 * SECOND, ends + 2 * MINUTE, peak=8, one_sided=away.one_sided)


def _in_order(course: Course, quotes: Quotes, prints: list[Print]) -> Acts:
    first = course.fixtures[0][0]
    rare: list[Act] = [(at, Kind.LIST, place) for place, (at, _) in enumerate(course.fixtures)]
    rare += [(one.at, Kind.PRINT, place) for place, one in enumerate(prints)]
    rare += [(at, Kind.TELL, place) for place, (at, _) in enumerate(course.told)]
    rare += [(course.quotes_end + SECOND // 2, Kind.PULL, 0), (course.closes_at, Kind.CLOSE, 0)]
    rare += [(course.settles_at, Kind.SETTLE, 0)]
    rows = len(quotes.at)
    often = np.column_stack([np.array(quotes.at, dtype=np.int64), np.full(rows, int(Kind.QUOTE)), np.arange(rows)])
    acts = np.concatenate([np.array(rare, dtype=np.int64), often])
    acts = acts[acts[:, 0] >= first]
    return Acts(acts[np.lexsort((acts[:, 2], acts[:, 1], acts[:, 0]))])
