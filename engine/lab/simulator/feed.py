"""Lines of news to the engine: what they tell may be lost, doubled, overtaken, or stay away for minutes."""

import asyncio
from collections.abc import Sequence

from engine.domain.clean import own
from engine.domain.events import BookSeen, Event, FeedHeard, FeedSilent, FixtureListed, GameSeen
from engine.domain.game import GameResult
from engine.domain.identity import FixtureId, MarketId
from engine.domain.moment import MILLISECOND, SECOND, Moment
from engine.domain.sport import Sport
from engine.lab.simulator.life import Life
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather
from engine.shell.ports import Take

QUOTES, SCORES = "quotes", "scores"
_SILENT_AFTER = 60 * SECOND


class News:
    """What the outer world tells on two lines; each has at most one listener, the engine that lives."""

    def __init__(self, universe: Universe, weather: Weather) -> None:
        """Begin with nothing told."""
        self._universe, self._weather = universe, weather
        self._takes: dict[str, Take] = {}
        self.fixtures: dict[FixtureId, FixtureListed] = {}
        self._books: dict[MarketId, BookSeen] = {}
        self._scores: dict[FixtureId, GameSeen] = {}
        self._silent_until: dict[str, int] = {}

    def connect(self, line: str, take: Take) -> None:
        """Somebody listens: he is told how everything stands."""
        self._takes[line] = take
        known: list[Event] = (
            [*self.fixtures.values(), *self._books.values()] if line == QUOTES else [*self._scores.values()]
        )
        for event in known:
            take(event)

    def disconnect(self, line: str) -> None:
        """Nobody listens on this line any more."""
        self._takes.pop(line, None)

    def lists(self, event: FixtureListed) -> None:
        """A fixture is listed, or told anew."""
        self.fixtures[event.fixture.id] = event
        self._hand_over(QUOTES, event, 50)

    def quotes(self, event: BookSeen) -> None:
        """A market is quoted."""
        market = event.market
        if self._silent(market, "quote_silence") or self._weather.strikes("quote_gap", market):
            return
        self._books[market] = event
        delay = self._universe.between(1, 30, "quotes")
        if self._weather.strikes("quote_reorder", market):
            delay += 30_000
        self._hand_over(QUOTES, event, delay)
        if self._weather.strikes("quote_duplicate", market):
            self._hand_over(QUOTES, event, delay + 40)

    def scores(self, event: GameSeen) -> None:
        """Somebody tells where a game stands."""
        fixture = event.status.fixture
        if self._silent(fixture, "score_silence"):
            return
        self._scores[fixture] = event
        self._hand_over(SCORES, event, self._universe.between(10, 3_000, "scores"))

    def forget(self, fixture: FixtureId, markets: Sequence[MarketId]) -> None:
        """A fixture is over and paid: a new listener need not hear of it."""
        self.fixtures.pop(fixture, None)
        self._scores.pop(fixture, None)
        for market in markets:
            self._books.pop(market, None)

    def _silent(self, key: str, fault: str) -> bool:
        if self._weather.calm:
            return False
        now = self._universe.micros
        if self._silent_until.get(key, 0) <= now and self._weather.strikes(fault, key):
            span = self._universe.between(30, 240, fault, key) * SECOND
            self._silent_until[key] = now + span
            if fault == "score_silence" and span > _SILENT_AFTER:
                self._say_silent(FixtureId(key), span)
        return self._silent_until.get(key, 0) > now

    def _say_silent(self, fixture: FixtureId, span: int) -> None:
        self._hand_over(SCORES, FeedSilent(own(SCORES), fixture), _SILENT_AFTER // MILLISECOND)
        self._hand_over(SCORES, FeedHeard(own(SCORES), fixture), span // MILLISECOND)

    def _hand_over(self, line: str, event: Event, delay_ms: int) -> None:
        take = self._takes.get(line)
        if take is None:
            return

        def tell() -> None:
            if self._takes.get(line) is take:
                take(event)

        self._universe.after(delay_ms * MILLISECOND, tell)


class SimFeed:
    """One engine's adapter to one line of news."""

    def __init__(self, line: str, news: News, life: Life) -> None:
        """Listen on this line."""
        self._line, self._news, self._life = line, news, life

    @property
    def label(self) -> str:
        """What is real here and what is modelled, in one line?"""
        return f"simulated {self._line}"

    async def listen(self, take: Take) -> None:
        """Hand on what is heard until cancelled."""
        await self._life.port(f"listen {self._line}")
        self._news.connect(self._line, take)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._news.disconnect(self._line)

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:  # noqa: ARG002 - a port's signature
        """Which past games are known? None: models are given, not fitted."""
        return ()
