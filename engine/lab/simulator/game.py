"""One fixture from its listing to its settlement: quotes, scores, and what may go wrong with either."""

from functools import partial

from msgspec.structs import replace

from engine.core.forecasting.in_play import outcomes as in_play
from engine.domain.events import BookSeen, FixtureListed, GameSeen, MarketSettled
from engine.domain.game import GameStatus
from engine.domain.identity import MarketId
from engine.domain.market import Fixture, Ladder
from engine.domain.moment import DAY, SECOND, Moment
from engine.domain.money import CENT, CONTRACT, ONE, Price, Quantity
from engine.domain.sport import REGULATION_MINUTES, Outcome, Phase, Sport
from engine.lab.simulator.exchange import Exchange
from engine.lab.simulator.feed import News
from engine.lab.simulator.league import DATES, believed
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather

TICKS_IN_GAME = 20
"""A whole game goes by in so many tellings."""

TOUCHED = 0.12
"""How likely somebody trades with an order of ours at a quote of its market."""

_TELLING = 12 * SECOND
_LEAST, _MOST = 2 * CENT, ONE - 2 * CENT


class Game:
    """Runs one fixture on the universe's agenda."""

    def __init__(
        self, universe: Universe, weather: Weather, exchange: Exchange, news: News, fixture: Fixture
    ) -> None:
        """List the fixture now."""
        self._universe, self._weather, self._exchange, self._news = universe, weather, exchange, news
        self.fixture = fixture
        self._key = fixture.id
        self._dice = universe.stream("game", fixture.id)
        self._before = self._market_says()
        self.status = GameStatus(fixture.id, Phase.SCHEDULED, None, 0, None, None)
        self._tick = 0
        self._noise = {market.id: 0 for market in fixture.markets}
        self._over = False
        self._told_ahead = 0
        exchange.list_fixture(fixture)
        news.lists(FixtureListed(fixture))
        universe.after(SECOND, self._quote)
        universe.after(fixture.starts_at - universe.now + self._dice.randrange(20) * SECOND, self._kick_off)
        if weather.strikes("postponed", self._key):
            ahead = fixture.starts_at - universe.now
            universe.after(self._dice.randrange(max(1, ahead)), self._postpone)

    def _market_says(self) -> tuple[float, ...]:
        """The market's opinion: the model's, but one outcome is too cheap, by a little (worth waiting for) or by much."""
        fair = list(believed(self.fixture))
        cheap = self._dice.randrange(len(fair))
        edge = self._dice.uniform(0.02, 0.05) if self._dice.random() < 0.6 else self._dice.uniform(0.05, 0.14)
        edge = min(edge, fair[cheap] / 2)
        share = edge / (len(fair) - 1)
        return tuple(each - edge if place == cheap else each + share for place, each in enumerate(fair))

    # --- quotes

    def _quote(self) -> None:
        if self._over:
            return
        running = self.status.phase is Phase.IN_PLAY
        for market, chance in zip(self.fixture.markets, self._chances(), strict=True):
            self._quote_market(market.id, round(chance * ONE))
            self._touch(market.id)
        pause = self._dice.uniform(6, 12) if running else self._dice.uniform(10, 20)
        self._universe.after(int(pause * (3 if self._weather.calm else 1) * SECOND), self._quote)

    def _chances(self) -> tuple[float, ...]:
        if self.status.phase is not Phase.IN_PLAY:
            return self._before
        return in_play(self.fixture.sport, self._before, self.status)

    def _quote_market(self, market: MarketId, fair: int) -> None:
        noise = self._noise[market] + self._dice.randrange(-60, 61)
        if self._weather.strikes("price_jump", market):
            noise += self._dice.choice((-1, 1)) * self._dice.randrange(800, 2500)
        self._noise[market] = noise = noise * 9 // 10
        mid = min(_MOST, max(_LEAST, fair + noise)) // CENT * CENT
        half = self._dice.choice((1, 2, 3, 4)) * CENT
        bids, asks = self._side(mid - half, -1), self._side(mid + half, 1)
        if self._weather.strikes("one_sided", market):
            bids, asks = (bids, ()) if self._dice.random() < 0.5 else ((), asks)
        self._exchange.quote(market, bids, asks)
        self._news.quotes(BookSeen(market, bids, asks))

    def _side(self, best: int, step: int) -> Ladder:
        levels = [(best + step * depth * CENT, self._dice.randrange(5, 80)) for depth in range(2)]
        return tuple((Price(price), Quantity(size * CONTRACT)) for price, size in levels if 0 < price < ONE)

    def _touch(self, market: MarketId) -> None:
        """Somebody may trade with what of ours rests here."""
        for kept in [*self._exchange.resting.values()]:
            if kept.ticket.market != market or not kept.ours or self._dice.random() > TOUCHED:
                continue
            part = kept.left
            if kept.left > CONTRACT and self._weather.strikes("partial_fill", kept.ticket.id):
                part = Quantity(self._dice.randrange(1, max(2, kept.left // CONTRACT)) * CONTRACT)
            self._exchange.fill(kept, part, kept.ticket.price, maker=True)

    # --- the game

    def _kick_off(self) -> None:
        if self._over or self._universe.now < self.fixture.starts_at:
            return
        self._tell(replace(self.status, phase=Phase.IN_PLAY, minute=0, home=0, away=0))
        self._universe.after(_TELLING, self._play)

    def _play(self) -> None:
        if self._over:
            return
        self._tick += 1
        if self._tick > 5 and self._tick < TICKS_IN_GAME and self._weather.strikes("abandoned", self._key):
            self._tell(replace(self.status, phase=Phase.ABANDONED, minute=None))
            self._end(fair=True)
            return
        if self._tick >= TICKS_IN_GAME:
            self._finish()
            return
        length = REGULATION_MINUTES[self.fixture.sport]
        self._tell(replace(self._scored(), minute=self._tick * length // TICKS_IN_GAME))
        self._universe.after(_TELLING, self._play)

    def _scored(self) -> GameStatus:
        home, away = self.status.score or (0, 0)
        if self.fixture.sport is Sport.BASKETBALL:
            return replace(
                self.status, home=home + self._dice.randrange(3, 9), away=away + self._dice.randrange(3, 9)
            )
        side = self._dice.random()
        if side >= 0.14:
            return self.status
        goal = replace(self.status, home=home + (side < 0.08), away=away + (side >= 0.08))
        if self._weather.strikes("score_taken_back", self._key):
            self._news.scores(GameSeen(goal))
            return self.status
        return goal

    def _finish(self) -> None:
        home, away = self.status.score or (0, 0)
        if self.fixture.sport is Sport.BASKETBALL and home == away:
            home += 2
        self._tell(replace(self.status, phase=Phase.FINISHED, minute=None, home=home, away=away))
        self._end(fair=self._weather.strikes("void", self._key))

    def _tell(self, status: GameStatus) -> None:
        self.status = status
        self._news.scores(GameSeen(status))

    def _postpone(self) -> None:
        if self._over or self.status.phase is not Phase.SCHEDULED:
            return
        self._over = True
        later = replace(
            self.fixture, starts_at=Moment(self.fixture.starts_at + DAY), settles_on=self._other_date()
        )
        self.fixture = later
        self._news.lists(FixtureListed(later))
        self._tell(replace(self.status, phase=Phase.POSTPONED))

    def _other_date(self) -> str:
        return next(date for date in DATES if date != self.fixture.settles_on)

    # --- settlement

    def _end(self, *, fair: bool) -> None:
        """The venue stops quoting and settles: for the winner, or everything at its last price."""
        values = self._fair_values() if fair else self._values()
        self._over = True
        delay = self._dice.randrange(20, 60) * SECOND
        for market, value in values.items():
            if self._weather.strikes("late_settlement", market):
                delay += self._dice.randrange(60, 300) * SECOND
            self._universe.after(delay // 2, partial(self._announce, market, value))
            self._universe.after(delay, partial(self._settle, market, value, void=fair))

    def _values(self) -> dict[MarketId, Price]:
        home, away = self.status.score or (0, 0)
        won = Outcome.HOME if home > away else Outcome.AWAY if away > home else Outcome.DRAW
        return {market.id: Price(ONE if market.outcome is won else 0) for market in self.fixture.markets}

    def _fair_values(self) -> dict[MarketId, Price]:
        prices = [round(chance * ONE) // CENT * CENT for chance in self._chances()]
        return {
            market.id: Price(min(ONE, max(0, each)))
            for market, each in zip(self.fixture.markets, prices, strict=True)
        }

    def _announce(self, market: MarketId, value: Price) -> None:
        self._exchange.tell(MarketSettled(market, value, self.fixture.settles_on, final=False))

    def _settle(self, market: MarketId, value: Price, *, void: bool) -> None:
        self._exchange.settle(market, value, self.fixture.settles_on, void=void)
        if not void and self._weather.strikes("corrected_settlement", market):
            right = Price(ONE - value)
            self._universe.after(
                self._dice.randrange(20, 200) * SECOND,
                lambda: self._exchange.settle(market, right, self.fixture.settles_on),
            )
