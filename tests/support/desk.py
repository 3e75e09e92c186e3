"""A core at a desk of its own: feed it events one by one and look at what it asks for."""

from msgspec.structs import replace

from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.core.core import Core
from engine.domain.commands import Source
from engine.domain.effects import Effect, PlaceOrder
from engine.domain.events import (
    BookSeen,
    Commanded,
    Event,
    FixtureListed,
    GameSeen,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    Record,
    RunStarted,
    VenueStood,
)
from engine.domain.fees import charge
from engine.domain.game import GameStatus
from engine.domain.identity import CommandId, RunId
from engine.domain.moment import DAY, HOUR, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, Order, OrderState
from engine.domain.rules import Rules
from engine.domain.sport import Phase
from engine.domain.standing import Holding, Standing, VenueOrder
from engine.domain.states import EngineState, Mode
from tests.support import games

CONFIG = "configs/paper.yaml"
AGGRESSIVE = "configs/strategy_config_aggressive.yaml"
DAY_BEFORE = Moment(games.START - DAY)


def rules(*files: str) -> Rules:
    """The rules that the shipped configuration gives."""
    return to_rules(read_files(files or (CONFIG,)))


def willing(given: Rules) -> Rules:
    """The same rules for a desk that trusts its model: it proposes where a shy one would not."""
    return replace(
        given,
        forecast=replace(given.forecast, model_weight=1_000_000, model_sd=10_000, market_sd=10_000),
        bandit=replace(given.bandit, prior_mean=5.0),
    )


class Desk:
    """A core, its clock, and everything it has asked for so far."""

    def __init__(
        self,
        given: Rules | None = None,
        *,
        start: Moment = DAY_BEFORE,
        mode: Mode = Mode.SIM,
        agrees: bool = True,
    ) -> None:
        self.rules = given or willing(rules())
        self.core = Core()
        self.at = start
        self.seq = 0
        self.asked: list[Effect] = []
        self.records: list[Record] = []
        self.trades = 0
        hashed = rules_hash(self.rules)
        self.hear(RunStarted(RunId("r1"), 7, mode, "a test", "UTC", self.rules, hashed, "code"))
        if agrees:
            self.stands()

    @property
    def state(self):
        return self.core.state

    def hear(self, event: Event, wait: int = 0) -> list[Effect]:
        """Let some time pass, then this happens: what is asked for?"""
        self.at = Moment(self.at + wait)
        self.seq += 1
        self.records.append(Record(self.seq, self.at, event))
        effects = list(self.core.decide(self.records[-1]))
        self.asked.extend(effects)
        return effects

    def stands(self, wait: int = 0, **shown) -> list[Effect]:
        """The venue shows where everything stands: as our books have it, but for what is given."""
        self.at = Moment(self.at + wait)
        standing = replace(self.agreeing(), **shown)
        return self.hear(VenueStood("a test", standing))

    def agreeing(self) -> Standing:
        """What would the venue show if our books were right?"""
        state, account = self.state, self.state.purse.account
        at_rest = (OrderState.RESTING, OrderState.CANCELLING)
        orders = [o for o in state.trading.orders.values() if o.state in at_rest]
        held: dict = {}
        for position in state.trading.positions.values():
            if position.open:
                key = (position.market, position.leg)
                held[key] = held.get(key, 0) + position.quantity
        aside = 0 if state.run.mode is Mode.LIVE else account.deposited - account.withdrawn
        return Standing(
            as_of=self.at,
            since=state.run.started_at,
            orders=tuple(shown(order) for order in orders),
            fills=(),
            holdings=tuple(Holding(*key, count) for key, count in held.items()),
            cash=account.cash - aside,
        )

    def ends(self) -> None:
        """Every order that is alive is cancelled at the venue."""
        for order in list(self.state.trading.orders.values()):
            self.hear(OrderEnded(order.ticket.id, expired=False, left=order.left, reason="cancelled"))

    def halts(self) -> None:
        """A stop finds its end: everything is gone, and the venue shows so twice."""
        self.ends()
        self.stands(SECOND)
        self.stands(2 * SECOND)
        assert self.state.desk.state is EngineState.HALTED, self.state.desk.state

    def lists(self, fixture=None):
        """A fixture is listed and its league's model is there."""
        fixture = fixture or games.fixture()
        self.hear(FixtureListed(fixture))
        self.core.state.convictions.models[fixture.league] = games.model(fixture.sport)
        return fixture

    def quotes(
        self, fixture, *mids: int, half: int = 100, size: int = 500, wait: int = SECOND
    ) -> list[Effect]:
        """Every market of the fixture is quoted around these mids."""
        asked: list[Effect] = []
        self.at = Moment(self.at + wait)
        for market, mid in zip(fixture.markets, mids, strict=True):
            depth = size * CONTRACT
            asked += self.hear(BookSeen(market.id, ((mid - half, depth),), ((mid + half, depth),)))
        return asked

    def scores(self, fixture, minute: int, home: int, away: int, *, phase=Phase.IN_PLAY, wait: int = SECOND):
        """The score feed speaks."""
        return self.hear(GameSeen(GameStatus(fixture.id, phase, minute, 0, home, away)), wait)

    def fills(
        self, placed: PlaceOrder, quantity: int | None = None, price: int | None = None, *, maker: bool = True
    ):
        """The venue accepts an order and fills some or all of it."""
        ticket = placed.ticket
        self.trades += 1
        if ticket.id in self.state.trading.orders:
            self.hear(OrderAccepted(ticket.id, 0))
        part, paid = quantity or ticket.quantity, price or ticket.price
        schedule = next(m for f in [games.fixture()] for m in f.markets).fees
        fee = charge(schedule, paid, part, maker=maker, buy=ticket.side == "buy").net
        fill = Fill(
            f"t{self.trades}", ticket.id, ticket.market, ticket.leg, ticket.side, paid, part, fee, maker
        )
        return self.hear(OrderFilled(fill))

    def settles(self, fixture, *values: int) -> list[Effect]:
        """Every market of the fixture is settled."""
        pairs = zip(fixture.markets, values, strict=True)
        return [
            e for m, v in pairs for e in self.hear(MarketSettled(m.id, v, fixture.settles_on, final=True))
        ]

    def commands(self, command, source: Source = Source.CONSOLE, wait: int = 0) -> tuple[bool, str]:
        """Somebody asks for something: was it done, and in which words?"""
        effects = self.hear(Commanded(CommandId(f"c{self.seq}"), source, command), wait)
        receipt = of(effects, "Reply")[0].receipt
        return receipt.accepted, receipt.text

    def holds(self):
        """A fixture on which an entry was proposed, chosen, sent and filled whole."""
        fixture = self.lists()
        placed = of(self.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
        assert placed, "no arm entered: the scenario needs a proposal"
        self.fills(placed[0])
        return fixture, next(iter(self.state.trading.positions.values()))


def shown(order: Order, *, sweeping: bool = False) -> VenueOrder:
    """How does the venue show an order of ours that rests?"""
    t = order.ticket
    return VenueOrder(
        t.id, t.market, t.leg, t.side, t.price, t.quantity, order.filled, rests=True, sweeping=sweeping
    )


def of(effects: list[Effect], kind: str) -> list:
    """Which effects are of this kind, by the name of their type?"""
    return [effect for effect in effects if type(effect).__name__ == kind]


def hours(count: float) -> int:
    """How many microseconds are so many hours?"""
    return int(count * HOUR)
