"""Recorded prices as a source: real trades minute by minute; modelled books; start, phase and result inferred.

A minute is known when it is over. Ours trades at the end of the minute in which it reached the exchange: what that
minute brought, nobody who decided on it had seen.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np

from engine.domain.dice import key
from engine.domain.errors import Malformed
from engine.domain.events import Event, GameSeen, TradeSeen
from engine.domain.fees import QUADRATIC_WITH_MAKER
from engine.domain.game import GameResult, GameStatus
from engine.domain.history import Candles, RecordedGame, Verdict
from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Fixture, Ladder, Market
from engine.domain.moment import DAY, MINUTE, SECOND, Moment
from engine.domain.money import CENT, CONTRACT, ONE, Price, Quantity
from engine.domain.sport import OUTCOMES, Outcome, Phase, Sport
from engine.world import candle_book
from engine.world.candle_phase import activity_began
from engine.world.makers import Quotes, Tier
from engine.world.programme import Act, Kind, Minute, Payout, Plan, Programme

PACE = MINUTE
"""What arrives within a minute comes to its turn when it is over."""
SHARE = 10
"""One part in so many of a minute's volume may be ours."""
ASSUMED_HOUR = 18
"""Hour of the evening (US Eastern) taken for the start: nine in ten of the games begin after it."""
EARLIEST_HOUR = 12
"""No game begins before this hour."""

_EASTERN = ZoneInfo("America/New_York")
_CLOSES_AFTER = MINUTE
_SETTLES_AFTER = 5 * MINUTE
_NO_QUOTES = Quotes(at=[], bids=[], asks=[], thin=[], sizes=[], levels=0, mids=np.empty((0, 2)))


class CandleGames:
    """The source of the replay of recorded prices: days on which games are first quoted are its batches."""

    def __init__(self, seed: int, games: Sequence[tuple[RecordedGame, Verdict]]) -> None:
        """Take the games to be played again, each with its sealed result."""
        if not games:
            raise Malformed("recorded games", 0, "at least one")
        self.seed = seed
        ordered = sorted(games, key=lambda pair: (pair[0].candles.at[0], pair[0].event))
        self._days = [list(day) for _, day in groupby(ordered, key=lambda pair: pair[0].candles.at[0] // DAY)]

    @property
    def name(self) -> str:
        """What tells this history from any other?"""
        marks = [(game.event, _checksum(game.candles)) for day in self._days for game, _ in day]
        return f"replay:{self.seed}:{key(self.seed, 'candles', repr(marks), 0):032x}"

    def opens(self, batch: int) -> Moment | None:
        """When is a day taken up? A minute before its first game is quoted."""
        if batch >= len(self._days):
            return None
        return Moment(self._days[batch][0][0].candles.at[0] - MINUTE)

    def plans(self, batch: int) -> Sequence[Plan]:
        """Which games does a day hold?"""
        return [
            Plan(fixture_of(game), batch, place, Tier.MIDDLE, Moment(game.candles.at[0]))
            for place, (game, _) in enumerate(self._days[batch])
        ]

    def programme(self, plan: Plan) -> Programme:
        """What will happen to a game?"""
        game, verdict = self._days[plan.batch][plan.ordinal]
        told = phases(game, plan)
        minutes = GameMinutes(self.seed, game)
        return Programme(
            acts=_acts(plan, minutes, told),
            fixtures=(plan.fixture,),
            quotes=_NO_QUOTES,
            prints=[],
            told=told,
            payout=lambda at: _paid(verdict.winner(at)),
            minutes=minutes,
        )

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:  # noqa: ARG002 -- as `Source` asks
        """Which games were over before this moment? None: a recording of prices knows no scores."""
        return []


def _checksum(candles: Candles) -> int:
    columns = (candles.at, candles.open, candles.high, candles.low, candles.close, candles.volume)
    return crc32(b"".join(column.tobytes() for column in columns))


def evening(game: RecordedGame, hour: int) -> Moment:
    """Which moment is this hour (US Eastern) of the day of a game?"""
    local = datetime.fromisoformat(game.day).replace(tzinfo=_EASTERN) + timedelta(hours=hour)
    return Moment(int(local.timestamp()) * SECOND)


def fixture_of(game: RecordedGame) -> Fixture:
    """Which fixture is this game? Its start is assumed, and it says so."""
    name = FixtureId(game.event)
    codes = {Outcome.HOME: game.home, Outcome.AWAY: game.away}
    return Fixture(
        id=name,
        sport=Sport.BASKETBALL,
        league=game.league,
        season=game.season,
        home=game.home,
        away=game.away,
        home_code=game.home,
        away_code=game.away,
        starts_at=evening(game, ASSUMED_HOUR),
        settles_on=game.day,
        markets=tuple(
            # The series had maker fees in 2025.
            Market(MarketId(f"{name}-{codes[outcome]}"), name, outcome, QUADRATIC_WITH_MAKER)
            for outcome in OUTCOMES[Sport.BASKETBALL]
        ),
        scored_live=False,
        closing_known=False,
        inferred=True,
    )


def phases(game: RecordedGame, plan: Plan) -> list[tuple[int, Event]]:
    """What is said of where a game stands, and when? Phases alone, each minute once it is on; never a score."""
    name, candles = plan.fixture.id, game.candles
    said: list[tuple[int, Event]] = [(plan.list_at + SECOND, _seen(name, Phase.SCHEDULED))]
    began = activity_began(candles, evening(game, EARLIEST_HOUR))
    if began is not None:
        on = range(began, candles.at[-1] + MINUTE, MINUTE)
        said += [(at, _seen(name, Phase.IN_PLAY)) for at in on]
    return said


def _seen(name: FixtureId, phase: Phase) -> GameSeen:
    return GameSeen(GameStatus(name, phase, None, 0, None, None))


def _acts(plan: Plan, minutes: "GameMinutes", told: list[tuple[int, Event]]) -> list[Act]:
    over = minutes.over_at
    acts: list[Act] = [(plan.list_at, Kind.LIST, 0)]
    acts += [(look.at, Kind.MINUTE, which) for which, look in enumerate(minutes.looks)]
    acts += [(at, Kind.TELL, which) for which, (at, _) in enumerate(told)]
    acts += [(over + SECOND, Kind.PULL, 0), (over + _CLOSES_AFTER, Kind.CLOSE, 0)]
    acts += [(over + _SETTLES_AFTER, Kind.SETTLE, 0)]
    return sorted(acts)


def _paid(winner: Outcome) -> Payout:
    values = tuple(ONE if outcome is winner else Price(0) for outcome in OUTCOMES[Sport.BASKETBALL])
    return Payout(values, void=False)


class GameMinutes:
    """A game's minutes as they are told, each made when it is asked for."""

    def __init__(self, seed: int, game: RecordedGame) -> None:
        self._game = game
        self.looks = candle_book.looks(game.candles)
        self.over_at = Moment(game.candles.at[-1] + MINUTE)
        self._luck = candle_book.luck(seed, game.event, len(self.looks))

    def __getitem__(self, which: int, /) -> Minute:
        """What did this minute bring?"""
        look, candles = self.looks[which], self._game.candles
        told = candle_book.ladders(look, self._luck[which])
        low, high, volume = (column[look.row] if look.fresh else 0 for column in (candles.low, candles.high, candles.volume))
        traded = None if not low else (Price(low * CENT), Price(high * CENT))
        other = None if not low else (Price((100 - high) * CENT), Price((100 - low) * CENT))
        books: tuple[tuple[Ladder, Ladder], ...] = (told, candle_book.mirrored(told))
        ranges = (traded, other)
        if self._game.recorded is Outcome.AWAY:
            books, ranges = books[::-1], ranges[::-1]
        allowed = Quantity(volume // SHARE * CONTRACT)
        tape = [
            trade
            for code, book, span in zip((self._game.home, self._game.away), books, ranges, strict=True)
            if span is not None and allowed
            for trade in _beyond(MarketId(f"{self._game.event}-{code}"), book, span, allowed)
        ]
        return Minute(books, ranges, allowed, tuple(tape))


def _beyond(market: MarketId, book: tuple[Ladder, Ladder], span: tuple[Price, Price], size: Quantity) -> Iterator[TradeSeen]:
    """Which trades of a minute does the book after it not tell of: its lowest below the bid, its highest above the ask?

    How much traded there is not recorded; the share that might have been ours is told.
    """
    (bids, asks), (low, high) = book, span
    if bids and low < bids[0][0]:
        yield TradeSeen(market, low, size, bought=False)
    if asks and high > asks[0][0]:
        yield TradeSeen(market, high, size, bought=True)
