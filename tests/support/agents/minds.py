"""The agents of the bed: none of them is clever, but for the one that knows the truth."""

from collections import deque

from engine.domain.events import TradeSeen
from engine.domain.fees import QUADRATIC, trade_fee
from engine.domain.game import GameStatus
from engine.domain.market import Fixture, Leg, Side
from engine.domain.moment import HOUR, MILLISECOND, MINUTE, SECOND, Moment
from engine.domain.money import CENT, CONTRACT, ONE, Price
from engine.domain.order import Fill
from tests.support.agents.bed import Bed, Mind

LEGS = (Leg.YES, Leg.NO)


class Pacing:
    """So often at most, for each thing."""

    def __init__(self, span: int) -> None:
        self.span = span
        self._next: dict[object, int] = {}

    def due(self, thing: object, at: int) -> bool:
        """Has the time come? Then the next lies a span on."""
        if at < self._next.get(thing, 0):
            return False
        self._next[thing] = at + self.span
        return True


class Taker(Mind):
    """A random taker where the spread is a cent and the price near even.

    It buys either leg as the coin falls. Both falls are played, so that the coin adds no luck of its own.
    """

    name = "random taker, held"
    in_play = False
    contracts = 1

    def __init__(self) -> None:
        self.pace = Pacing(2 * HOUR)

    def looks(self, bed: Bed, market: str) -> None:
        bid, ask = bed.best(market, Leg.YES)
        even = ask - bid == CENT and bid >= 4500 and ask <= 5500
        if even and self.pace.due(market, bed.at):
            for leg in LEGS:
                bed.buy(self, market, leg, self.contracts)


class RoundTrip(Taker):
    """The same, sold again as soon as it is bought."""

    name = "random taker, sold at once"

    def filled(self, bed: Bed, fill: Fill) -> None:
        if fill.side is Side.BUY:
            bed.sell(self, fill.market, fill.leg, fill.quantity // CONTRACT, slip=4)


class LaterTrip(Taker):
    """The same, sold half an hour later."""

    name = "random taker, sold later"

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, deque[tuple[Moment, Leg]]] = {}

    def filled(self, bed: Bed, fill: Fill) -> None:
        if fill.side is Side.BUY:
            self.held.setdefault(fill.market, deque()).append((Moment(bed.at + 30 * MINUTE), fill.leg))

    def looks(self, bed: Bed, market: str) -> None:
        held = self.held.get(market)
        while held and held[0][0] <= bed.at:
            bed.sell(self, market, held.popleft()[1], slip=4)
        super().looks(bed, market)


class Whale(Taker):
    """A random taker of everything at the top, who comes back four times in the same second."""

    name = "random taker of all there is"

    def looks(self, bed: Bed, market: str) -> None:
        bid, ask = bed.best(market, Leg.YES)
        even = ask - bid == CENT and bid >= 4500 and ask <= 5500
        if even and self.pace.due(market, bed.at):
            book = bed.books[market]
            for leg, (_, size) in ((Leg.YES, book.asks[0]), (Leg.NO, book.bids[0])):
                for _ in range(4):
                    bed.buy(self, market, leg, size // CONTRACT, slip=8)


class Trend(Mind):
    """Buys what has risen (or what has fallen) over a while, by at least so many cents, and holds it."""

    def __init__(self, name: str, *, follows: bool, in_play: bool, back: int, cents: float) -> None:
        self.name, self.follows, self.back, self.cents = name, follows, back, cents
        self.before, self.in_play = not in_play, in_play
        self.pace = Pacing(back)
        self.past: dict[str, deque[tuple[int, float]]] = {}

    def looks(self, bed: Bed, market: str) -> None:
        past, now = self.past.setdefault(market, deque()), bed.mid(market)
        past.append((bed.at, now))
        while len(past) > 1 and past[1][0] <= bed.at - self.back:
            past.popleft()
        if past[0][0] > bed.at - self.back:
            return
        move = 100 * (now - past[0][1])
        if abs(move) >= self.cents and 0.05 < now < 0.95 and self.pace.due(market, bed.at):
            bed.buy(self, market, Leg.YES if (move > 0) is self.follows else Leg.NO)


class Favourite(Mind):
    """Buys the likeliest outcome an hour before the start."""

    name = "follow the favourite"
    in_play = False

    def __init__(self) -> None:
        self.done: set[str] = set()

    def looks(self, bed: Bed, market: str) -> None:
        fixture = bed.fixtures[market]
        if fixture.id in self.done or not 0 < fixture.starts_at - bed.at <= HOUR:
            return
        mids = {one.id: bed.mid(one.id) or 0.0 for one in fixture.markets}
        self.done.add(fixture.id)
        bed.buy(self, max(mids, key=mids.__getitem__))


class Frightened(Mind):
    """Buys home and away before every game and leaves whichever side concedes, as soon as it hears of it."""

    name = "exit after an adverse score"
    in_play = False

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.held: set[str] = set()

    def looks(self, bed: Bed, market: str) -> None:
        fixture = bed.fixtures[market]
        side = market in {fixture.markets[0].id, fixture.markets[-1].id}
        if side and market not in self.done and 0 < fixture.starts_at - bed.at <= HOUR:
            self.done.add(market)
            bed.buy(self, market)

    def filled(self, bed: Bed, fill: Fill) -> None:
        if fill.side is Side.BUY:
            self.held.add(fill.market)

    def hears(self, bed: Bed, fixture: Fixture, before: GameStatus | None, now: GameStatus) -> None:
        lead = now.home - now.away
        for market, behind in ((fixture.markets[0].id, lead < 0), (fixture.markets[-1].id, lead > 0)):
            if behind and market in self.held:
                self.held.discard(market)
                bed.sell(self, market, slip=4)


class GoalBuyer(Mind):
    """Buys the side that has scored as soon as our feed tells of it."""

    name = "buy after a goal"

    def hears(self, bed: Bed, fixture: Fixture, before: GameStatus | None, now: GameStatus) -> None:
        if before is None or len(fixture.markets) == 2:
            return
        if now.home > before.home:
            bed.buy(self, fixture.markets[0].id, slip=3)
        elif now.away > before.away:
            bed.buy(self, fixture.markets[-1].id, slip=3)


class TapeReader(Mind):
    """Does what the last taker on the tape did."""

    def __init__(self, name: str, *, in_play: bool) -> None:
        self.name, self.in_play = name, in_play
        self.pace = Pacing(MINUTE if in_play else HOUR)

    def overhears(self, bed: Bed, trade: TradeSeen) -> None:
        if bed.begun(trade.market) is self.in_play and self.pace.due(trade.market, bed.at):
            bed.buy(self, trade.market, Leg.YES if trade.bought else Leg.NO, slip=0)


class GoalOnTape(Mind):
    """Sees several markets of a game trade at once in play, takes it for a goal and follows before our feed tells it."""

    name = "follow a goal on the tape"

    def __init__(self) -> None:
        self.pace = Pacing(MINUTE)
        self.traded: dict[str, dict[str, int]] = {}

    def overhears(self, bed: Bed, trade: TradeSeen) -> None:
        game = bed.fixtures[trade.market].id
        times = self.traded.setdefault(game, {})
        times[trade.market] = bed.at
        together = sum(bed.at - at <= 300 * MILLISECOND for at in times.values())
        if bed.begun(trade.market) and together >= 2 and self.pace.due(trade.market, bed.at):
            bed.buy(self, trade.market, Leg.YES if trade.bought else Leg.NO, slip=5)


class Rester(Mind):
    """Joins the best bid of either leg now and then before a game (or bids a cent more), and holds what it gets."""

    in_play = False

    def __init__(self, name: str = "rest at the bid", better: int = 0) -> None:
        self.name, self.better = name, better
        self.pace = Pacing(2 * HOUR)
        self.leg = 0

    def looks(self, bed: Bed, market: str) -> None:
        if 0.08 < bed.mid(market) < 0.92 and self.pace.due(market, bed.at):
            self.leg = 1 - self.leg
            bed.rest(self, market, LEGS[self.leg], better=self.better)


class Knower(Mind):
    """Knows the truth before the game and buys what is at least a cent better than its price and fee."""

    name = "knows the truth"
    in_play = False

    def __init__(self) -> None:
        self.pace = Pacing(2 * HOUR)

    def looks(self, bed: Bed, market: str) -> None:
        for leg in LEGS:
            ask = bed.best(market, leg)[1]
            if bed.truth(market, leg, bed.at) - whole_cost(ask) >= 0.01 and self.pace.due(
                (market, leg), bed.at
            ):
                bed.buy(self, market, leg, slip=0)


def whole_cost(price: Price) -> float:
    """What does a taker pay for a contract, fee included, in dollars?"""
    return price / ONE + trade_fee(QUADRATIC, price, CONTRACT, maker=False) / 1e6


MOMENTUM, REVERSAL = "momentum", "reversal"


def trends() -> list[Mind]:
    """Those that go by what the price has done: over two hours and a day before the game, over 30 s in play."""
    spans = (
        ("2 h", False, 2 * HOUR, 1.5),
        ("a day", False, 24 * HOUR, 2.0),
        ("30 s in play", True, 30 * SECOND, 3.0),
    )
    return [
        Trend(f"{name}, {span}", follows=name == MOMENTUM, in_play=in_play, back=back, cents=cents)
        for span, in_play, back, cents in spans
        for name in (MOMENTUM, REVERSAL)
    ]


def poor() -> list[Mind]:
    """Those that take and have no reason to earn."""
    tape = [TapeReader("follow the tape", in_play=False), TapeReader("follow the tape in play", in_play=True)]
    return [*trends(), Favourite(), Frightened(), GoalBuyer(), *tape, GoalOnTape()]


def takers() -> list[Mind]:
    """Everybody that takes, in one bed: so small that none is in another's way."""
    return [Taker(), RoundTrip(), LaterTrip(), *poor(), Knower()]


def resters() -> list[Mind]:
    """Those that rest, for a bed each."""
    return [Rester("rest at the bid"), Rester("rest a cent above the bid", better=1)]


NAMES_OF_THE_POOR = tuple(mind.name for mind in (*poor(), *resters()))
"""Whose interval may not lie above zero."""
