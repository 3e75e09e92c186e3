"""The bed on recorded prices: real trades minute by minute, modelled books, no score and no truth but the result."""

from collections.abc import Iterable

from engine.domain.events import MarketSettled
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import CENT, ONE
from engine.shell.venues.paper import PaperVenue
from engine.world.candles import PACE, CandleGames
from engine.world.world import World
from tests.support.agents.bed import Bed, Mind
from tests.support.agents.minds import LEGS, Favourite, LaterTrip, Pacing, RoundTrip, Taker, TapeReader, Trend


class CandleBed(Bed):
    """Agents on recorded prices; what reaches the exchange within a minute trades at its end."""

    def __init__(self, source: CandleGames, minds: Iterable[Mind]) -> None:
        super().__init__(source, minds)
        self.world = World(source, source.seed, pace=PACE)
        self.venue = PaperVenue(self.world, seed=source.seed)
        self.won: dict[str, float] = {}

    def _settled(self, event: MarketSettled) -> None:
        self.won[event.market] = event.value / ONE

    def truth(self, market: str, leg: Leg, at: int) -> float:
        """What the leg paid: nothing better is known of a recorded game."""
        return self.won[market] if leg is Leg.YES else 1.0 - self.won[market]


def _even(bed: Bed, market: str) -> bool:
    bid, ask = bed.best(market, Leg.YES)
    return ask - bid == CENT and bid >= 45 * CENT and ask <= 55 * CENT


class _Anytime:
    """A taker that does not mind whether the game is on; only on the first market, the other is its mirror."""

    in_play = True

    def looks(self, bed: Bed, market: str) -> None:
        self.leave(bed, market)
        if _even(bed, market) and bed.place[market] == 0 and self.pace.due(market, bed.at):
            for leg in LEGS:
                bed.buy(self, market, leg, slip=6)

    def leave(self, bed: Bed, market: str) -> None:
        """Sell what is due."""


class AnyTaker(_Anytime, Taker):
    """A random taker of recorded prices."""


class AnyTrip(_Anytime, RoundTrip):
    """The same, sold at once: at the next minute's book."""


class AnyLater(_Anytime, LaterTrip):
    """The same, sold half an hour later."""

    def leave(self, bed: Bed, market: str) -> None:
        """Sell what was bought half an hour ago."""
        held = self.held.get(market)
        while held and held[0][0] <= bed.at:
            bed.sell(self, market, held.popleft()[1], slip=40)


class Early(Favourite):
    """Buys the likelier side as soon as it is quoted."""

    def looks(self, bed: Bed, market: str) -> None:
        fixture = bed.fixtures[market]
        mids = [bed.mid(one.id) for one in fixture.markets]
        if fixture.id not in self.done and None not in mids:
            self.done.add(fixture.id)
            bed.buy(self, fixture.markets[mids.index(max(mids))].id, slip=4)


def takers() -> list[Mind]:
    """Those that lose the spread and the fee."""
    return [AnyTaker(), AnyTrip(), AnyLater()]


def poor() -> list[Mind]:
    """Those that go by prices alone."""
    trends = [
        Trend(
            f"{name}, {span} min", follows=name == "momentum", in_play=True, back=span * MINUTE, cents=cents
        )
        for span, cents in ((5, 4.0), (30, 8.0))
        for name in ("momentum", "reversal")
    ]
    for one in trends:
        one.before = True
    tape = TapeReader("follow the tape", in_play=True)
    tape.pace = Pacing(Moment(10 * MINUTE))
    return [*trends, Early(), tape]
