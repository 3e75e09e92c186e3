"""A shadow never fares better than the same order would at the exchange, on whatever books and prints come."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.shadows.matching import arrived, picked_off, shortened, traded
from engine.core.shadows.shadow import imagined
from engine.domain.effects import PlaceOrder
from engine.domain.events import OrderFilled, OrderRefused
from engine.domain.fees import QUADRATIC_WITH_MAKER
from engine.domain.market import Leg, Side
from engine.domain.money import opposite
from tests.support.exchange import HOME, exchange, ticket
from tests.support.words import proposal

FEES = QUADRATIC_WITH_MAKER
CENTS = st.integers(44, 56)
SIZES = st.integers(1, 40)


@st.composite
def ladders(draw):
    """A book that does not cross itself, around 50 cents."""
    bid = draw(CENTS)
    ask = bid + draw(st.integers(1, 4))
    bids = tuple((100 * (bid - step), 100 * draw(SIZES)) for step in range(draw(st.integers(0, 3))))
    asks = tuple((100 * (ask + step), 100 * draw(SIZES)) for step in range(draw(st.integers(0, 3))))
    return "book", bids, asks


PRINTS = st.tuples(st.just("print"), st.sampled_from(Side), CENTS, SIZES)
TAPES = st.lists(st.one_of(ladders(), PRINTS), max_size=25)


def told(place, what, tape):
    """What is heard when this happens at an exchange? What trades goes on the tape."""
    if what[0] == "book":
        return place.requote(HOME, *what[1:], tape=tape)
    _, side, cents, contracts = what
    return place.trade(HOME, side, 100 * cents, 100 * contracts, tape=tape)


class Twins:
    """An order at the exchange and its shadow, which sees no more than the tape and the visible book.

    Those are of that exchange, or (`alone`) of one like it where the order was never sent.
    """

    def __init__(self, first, price, contracts, *, leg=Leg.YES, post_only=True, alone=False):
        self.place = exchange()
        self.seen = exchange() if alone else self.place
        self.at = 0
        self.real, self.paid, self.fees, self.shadow_fills = 0, 0, 0, []
        for place in {id(one): one for one in (self.place, self.seen)}.values():
            place.requote(HOME, *first[1:])
        own = 100 * price if leg is Leg.YES else opposite(100 * price)
        sent = ticket("o", own / 100, contracts, leg=leg, post_only=post_only, take_only=not post_only)
        self.place.carry(PlaceOrder(sent), 0)
        wish = proposal(market=HOME, leg=leg, price=own, post_only=post_only)
        shadow = imagined(wish, 100 * contracts, at=0, ends_at=10**9, in_play=False, mid_twice=None)
        seen = self.seen.visible_book(HOME)
        self.keep(arrived(shadow, seen.bids, seen.asks, FEES, 0))
        self.hear([event for _, event in self.place.advance(0)])

    def keep(self, result):
        self.shadow, fills = result
        self.shadow_fills += fills

    def hear(self, events):
        for event in events:
            if isinstance(event, OrderFilled):
                self.real += event.fill.quantity
                self.paid += event.fill.quantity * event.fill.price
                self.fees += event.fill.fee
            self.refused = isinstance(event, OrderRefused)

    def happens(self, what):
        """Something happens at the exchange; the shadow hears the tape, then sees the book."""
        self.at += 1
        tape = []
        self.hear(told(self.place, what, tape))
        if self.seen is not self.place:
            tape = []
            assert not told(self.seen, what, tape)
        for trade in tape:
            if self.shadow.rests(self.at):
                level = (trade.price, trade.quantity)
                self.keep(traded(self.shadow, level, bought=trade.bought, fees=FEES, at=self.at))
        seen = self.seen.visible_book(HOME)
        if self.shadow.rests(self.at):
            self.shadow = shortened(self.shadow, seen.bids, seen.asks)
            self.keep(picked_off(self.shadow, seen.bids, seen.asks, FEES, self.at))


@settings(max_examples=400)
@given(
    first=ladders(),
    price=CENTS,
    contracts=SIZES,
    tape=TAPES,
    leg=st.sampled_from(Leg),
    alone=st.booleans(),
)
def test_a_resting_shadow_has_never_filled_more_than_the_same_order_at_the_exchange(
    first, price, contracts, tape, leg, alone
):
    twins = Twins(first, price, contracts, leg=leg, alone=alone)
    assert twins.shadow.bought <= twins.real
    for what in tape:
        twins.happens(what)
        assert twins.shadow.bought <= twins.real
    own = twins.shadow.proposal.price
    assert all(fill.price == own and fill.maker for fill in twins.shadow_fills)
    assert twins.shadow.spent == twins.shadow.bought * own


@given(first=ladders(), price=CENTS, contracts=SIZES, leg=st.sampled_from(Leg))
def test_a_taking_shadow_gets_what_the_same_order_gets_at_the_exchange_and_pays_the_same(
    first, price, contracts, leg
):
    twins = Twins(first, price, contracts, leg=leg, post_only=False)
    found = twins.shadow
    assert (found.bought, found.spent, found.fees) == (twins.real, twins.paid, twins.fees)
    assert not found.live(1)


@settings(max_examples=200)
@given(first=ladders(), price=CENTS, contracts=SIZES, tape=TAPES)
def test_without_a_print_or_a_cross_nothing_fills_however_often_the_bid_is_touched(
    first, price, contracts, tape
):
    twins = Twins(first, price, contracts)
    for what in tape:
        if what[0] == "book" and not (what[2] and what[2][0][0] <= 100 * price):
            twins.happens(what)
    assert twins.shadow.bought == 0
