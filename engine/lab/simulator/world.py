"""Everything outside the engine's process in one seed; it goes on where processes end."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.domain.clean import own
from engine.domain.identity import OrderId, PositionId, RunId, StrategyName
from engine.domain.market import Leg, Market, Side
from engine.domain.moment import MINUTE, SECOND, Moment, VenueDate
from engine.domain.money import CENT, CONTRACT, Money, Price, Quantity
from engine.domain.order import Purpose, Ticket
from engine.lab.simulator.clock import SimClock
from engine.lab.simulator.disk import Platter
from engine.lab.simulator.exchange import Exchange
from engine.lab.simulator.feed import News
from engine.lab.simulator.game import Game
from engine.lab.simulator.league import fixture
from engine.lab.simulator.settings import rules
from engine.lab.simulator.stream import Stream
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather

STORM = 14 * MINUTE
"""For so long things go wrong; then the weather clears up."""

FIXTURES = 6
RUN = RunId("sim")


class World:
    """Time, weather, venue, games, news, clocks, disk and home of one seed."""

    def __init__(self, universe: Universe) -> None:
        """Set the stage; nothing has happened yet."""
        self.universe = universe
        self.weather = Weather(self.universe)
        self.rules = rules(self.universe)
        self.clock = SimClock(self.universe)
        self.exchange = Exchange(self.universe, self.rules.bankroll)
        self.stream = Stream(self.universe, self.weather, self.exchange)
        self.news = News(self.universe, self.weather)
        self.platter = Platter()
        self._folder = tempfile.TemporaryDirectory(prefix="footbe-sim-")
        self.home = Path(self._folder.name)
        self.stranger_traded = False
        self.games: list[Game] = []
        self._plan()

    def close(self) -> None:
        """Strike the stage."""
        self.platter.close()
        self._folder.cleanup()

    def _plan(self) -> None:
        universe, dice = self.universe, self.universe.stream("plan")
        for number in range(FIXTURES):
            listed = dice.randrange(0, 5 * MINUTE if number > 1 else SECOND)
            starts_in = dice.randrange(150 * SECOND, 6 * MINUTE)
            universe.after(listed, partial(self._list, number, starts_in))
        universe.after(STORM, self.weather.clear_up)
        for name, act in (
            ("foreign_order", self._stranger_rests),
            ("foreign_fill", self._stranger_trades),
            ("cash_moved", self._cash_moves),
            ("clock_jump", self._clock_jumps),
            ("clock_drift", self._clock_drifts),
        ):
            universe.after(dice.randrange(MINUTE, STORM - MINUTE), partial(self._if_struck, name, act))

    def _if_struck(self, fault: str, act: Callable[[], None]) -> None:
        if self.weather.strikes(fault):
            act()

    def _list(self, number: int, starts_in: int) -> None:
        game = fixture(self.universe, number, starts_in)
        self.games.append(Game(self.universe, self.weather, self.exchange, self.news, game))

    def _clock_jumps(self) -> None:
        dice = self.universe.stream("clock-jump")
        size = int(SECOND * 3600 ** dice.random())
        self.clock.offset += size if dice.random() < 0.5 else -size
        self.universe.note(f"the wall clock is off by {self.clock.offset}")
        if dice.random() < 0.5:
            self.universe.after(dice.randrange(SECOND, 5 * MINUTE), self._clock_is_set_right)

    def _clock_is_set_right(self) -> None:
        self.clock.offset = 0
        self.universe.note("the wall clock is set right")

    def _clock_drifts(self) -> None:
        self.clock.drift_ppm = self.universe.between(-500, 500, "clock-drift")

    def _cash_moves(self) -> None:
        self.exchange.move_cash("interest", Money(self.universe.between(-900_000, 3_000_000, "cash")))

    def _stranger_rests(self) -> None:
        market = self._open_market()
        if market is not None:
            self.exchange.strange(self._strange(market, "rests", Price(CENT)))

    def _stranger_trades(self) -> None:
        market = self._open_market()
        if market is None:
            return
        self.stranger_traded = True
        kept = self.exchange.strange(self._strange(market, "trades", Price(50 * CENT)))
        self.exchange.fill(kept, kept.left, kept.ticket.price, maker=False)

    def _open_market(self) -> Market | None:
        markets = [each for key, each in self.exchange.markets.items() if key not in self.exchange.settled]
        return self.universe.stream("stranger").choice(markets) if markets else None

    def _strange(self, market: Market, name: str, price: Price) -> Ticket:
        return Ticket(
            id=OrderId(f"stranger-{name}"),
            fixture=market.fixture,
            market=market.id,
            leg=Leg.YES,
            side=Side.BUY,
            purpose=Purpose.ENTER,
            price=price,
            quantity=Quantity(3 * CONTRACT),
            position=PositionId(""),
            strategy=StrategyName(own("")),
            created_at=Moment(self.universe.now),
            settles_on=VenueDate(""),
            post_only=False,
            take_only=False,
            expires_at=None,
            most_cost=Money(0),
        )
