"""What we think stands before an order is never less than what does, whatever trades and quotes tell."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.conduct import queueing
from engine.core.state import Watch
from engine.domain.events import OrderAccepted, OrderFilled
from engine.domain.market import Side
from engine.domain.order import OrderState
from tests.support.desk import Desk
from tests.support.exchange import HOME, exchange, ladder, quote, send, ticket
from tests.support.words import order

SIZES = st.integers(0, 60)
QUOTES = st.tuples(st.just("quote"), st.tuples(SIZES, SIZES, SIZES, SIZES))
TRADES = st.tuples(st.just("trade"), st.tuples(st.integers(43, 46), st.integers(1, 80)))
OURS = 45


def levels(sizes):
    """Bids of 46 to 43 cents with these contracts; a level of none is not there."""
    return [(price, size) for price, size in zip((46, 45, 44, 43), sizes, strict=True) if size]


@settings(max_examples=200, deadline=None)
@given(SIZES, st.lists(st.one_of(QUOTES, TRADES), min_size=1, max_size=12))
def test_a_queue_is_never_believed_shorter_than_it_is(first, steps):
    place, state = exchange(), Desk().state
    quote(place, levels((0, first, 10, 10)), [(50, 100)])
    accepted = next(e for e in send(place, ticket("o", OURS, 10)) if isinstance(e, OrderAccepted))
    ours = order(OrderState.RESTING, id="o", price=OURS * 100, market=HOME, fixture="f")
    state.trading.orders["o"] = queueing.joined(ours, accepted.ahead)
    state.trading.orders_on["f"] = ["o"]
    state.quotes.watches[HOME] = Watch("f", True, 0, 0, 0, 0, ours=True)
    for what, told in steps:
        tape = []
        if what == "quote":
            heard = place.requote(HOME, ladder(*levels(told)), ladder((50, 100)), tape=tape)
        else:
            heard = place.trade(HOME, Side.SELL, told[0] * 100, told[1] * 100, tape=tape)
        for trade in tape:
            queueing.pass_by(state, trade)
        if any(isinstance(event, OrderFilled) for event in heard):
            state.trading.orders["o"] = queueing.reached(state.trading.orders["o"])
        queueing.shorten(state, "f", place.visible_book(HOME))
        if "o" not in place.state.orders:
            return
        assert state.trading.orders["o"].ahead >= place.state.orders["o"].ahead
