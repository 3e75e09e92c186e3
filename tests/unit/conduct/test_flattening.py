"""Selling everything: what the preview shows, what is done, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.conduct import flattening
from engine.domain.clean import own
from engine.domain.commands import Flatten, Pause, Source, Stop
from engine.domain.events import BookSeen, OrderAccepted, OrderEnded, OrderFilled, Woke
from engine.domain.fees import charge
from engine.domain.market import Leg, Side
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT, cost, opposite
from engine.domain.order import Fill, Purpose
from engine.domain.queries import Query, Topic
from engine.domain.states import EngineState
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

GIVEN = willing(rules())
ASKED = Query(Topic.FLATTEN)


def holding(count: int = 1) -> Desk:
    """A desk that holds so many positions, each on a fixture of its own, and has no order."""
    desk = Desk(GIVEN)
    for number in range(count):
        fixture = desk.lists(games.fixture(name=f"F{number}"))
        placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
        assert placed, "the scenario needs an entry"
        desk.fills(placed[0])
    return desk


def exits(desk):
    return [each.ticket for each in of(desk.asked, "PlaceOrder") if each.ticket.purpose is Purpose.EXIT]


def bids(desk, position, *levels):
    """The position's own leg is bid at these prices and sizes (contracts), best first."""
    steps = tuple((price, size * CONTRACT) for price, size in levels)
    if position.leg is Leg.YES:
        return desk.hear(BookSeen(position.market, steps, ()), SECOND)
    return desk.hear(BookSeen(position.market, (), tuple((opposite(p), q) for p, q in steps)), SECOND)


def only(desk):
    (position,) = [each for each in desk.state.trading.positions.values() if each.open]
    return position


def preview(desk):
    return desk.core.answer(ASKED)


def test_the_preview_walks_the_bids_and_takes_the_fees_off():
    desk = holding()
    position = only(desk)
    first = position.quantity // CONTRACT - 3
    bids(desk, position, (4400, first), (4300, 2))
    answer = preview(desk)
    fees = desk.state.quotes.markets[position.market].fees
    one = charge(fees, 4400, first * CONTRACT, maker=False, buy=False)
    two = charge(fees, 4300, 2 * CONTRACT, maker=False, buy=False, overpaid=one.overpaid)
    net = cost(4400, first * CONTRACT) + cost(4300, 2 * CONTRACT) - one.net - two.net
    assert answer.token.endswith(f"-{net}")
    lines = dict(answer.sections[0].lines)
    assert lines["sells"] == f"{first + 2}, limit .43"
    assert lines["remains"] == "1"
    assert "1 of 1 positions" in answer.title


def test_a_preview_changes_nothing():
    desk = holding()
    before = desk.core.freeze()
    preview(desk)
    assert desk.core.freeze() == before


def test_what_was_shown_is_sold_reduce_only_at_its_limit_at_once_or_not_at_all():
    desk = holding(2)
    accepted, text = desk.commands(Flatten(preview(desk).token))
    assert accepted, text
    assert text == "flatten: 2 of 2 positions being sold · 0 remain · paused: nothing new is opened"
    sold = exits(desk)
    held = {each.id: each for each in desk.state.trading.positions.values()}
    assert {ticket.position for ticket in sold} == set(held)
    for ticket in sold:
        assert ticket.side is Side.SELL
        assert ticket.take_only
        assert ticket.most_cost == 0
        assert ticket.quantity <= held[ticket.position].quantity


@pytest.mark.parametrize("state", [EngineState.RUNNING, EngineState.PAUSED, EngineState.HALTED])
def test_it_is_the_operators_word_in_every_settled_state(state):
    desk = holding()
    if state is EngineState.PAUSED:
        desk.commands(Pause())
    if state is EngineState.HALTED:
        desk.commands(Stop())
        desk.halts()
    assert desk.commands(Flatten(preview(desk).token))[0]
    assert len(exits(desk)) == 1
    after = EngineState.PAUSED if state is EngineState.RUNNING else state
    assert desk.state.desk.state is after, "it pauses, and moves no other state"
    desk.fills(of(desk.asked, "PlaceOrder")[-1], price=4500, maker=False)
    assert desk.state.desk.state is after
    assert not any(each.open for each in desk.state.trading.positions.values())


def test_while_a_stop_is_under_way_nothing_is_sold():
    desk = holding()
    token = preview(desk).token
    desk.commands(Stop())
    accepted, text = desk.commands(Flatten(token))
    assert not accepted
    assert "a stop is under way" in text
    assert exits(desk) == []


def test_only_a_keyboard_may_flatten():
    desk = holding()
    assert not desk.commands(Flatten(preview(desk).token), source=Source.TELEGRAM)[0]
    assert exits(desk) == []


@pytest.mark.parametrize("token", ["", "x", "0123456789abcdef-12", "-", "-1", "٣-٣"])
def test_a_token_that_no_preview_gave_sells_nothing(token):
    desk = holding()
    accepted, text = desk.commands(Flatten(token))
    assert not accepted
    assert "look" in text
    assert exits(desk) == []


def test_another_position_than_was_shown_is_not_sold():
    desk = holding(1)
    token = preview(desk).token
    fixture = desk.lists(games.fixture(name="F9"))
    desk.fills(of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0])
    assert "has changed" in desk.commands(Flatten(token))[1]
    assert exits(desk) == []


def test_less_depth_than_was_shown_is_another_thing():
    desk = holding()
    position = only(desk)
    token = preview(desk).token
    bids(desk, position, (4500, 2))
    assert "has changed" in desk.commands(Flatten(token))[1]
    assert exits(desk) == []


@pytest.mark.parametrize(("worse_by", "done"), [(100, True), (800, False)])
def test_a_little_less_than_was_shown_passes_and_much_less_does_not(worse_by, done):
    desk = holding()
    position = only(desk)
    bids(desk, position, (4500, 1000))
    token = preview(desk).token
    bids(desk, position, (4500 - worse_by, 1000))
    accepted, text = desk.commands(Flatten(token))
    assert accepted is done, text
    assert done or "look again" in text


def test_more_than_was_shown_passes():
    desk = holding()
    position = only(desk)
    bids(desk, position, (4500, 1000))
    token = preview(desk).token
    bids(desk, position, (5500, 1000))
    assert desk.commands(Flatten(token))[0]
    assert exits(desk)[0].price == 5500


def test_twice_is_once():
    desk = holding()
    token = preview(desk).token
    assert desk.commands(Flatten(token))[0]
    accepted, text = desk.commands(Flatten(token), wait=SECOND)
    assert not accepted
    assert "being sold already" in text
    assert len(exits(desk)) == 1
    assert preview(desk).token == "", "nothing to confirm"
    assert dict(preview(desk).sections[0].lines)["sells"] == "an order of ours is selling it already"


def test_who_sells_everything_wants_nothing_new_bought():
    desk = holding()
    bids(desk, only(desk), (4400, 100))
    accepted, said = desk.commands(Flatten(preview(desk).token))
    assert accepted
    assert said.endswith("0 remain · paused: nothing new is opened")
    assert desk.state.desk.state is EngineState.PAUSED
    resting = [each for each in desk.state.trading.orders.values() if each.ticket.purpose is Purpose.ENTER]
    assert not resting


def test_what_nobody_bids_for_remains_and_is_said():
    desk = holding(2)
    first = next(iter(desk.state.trading.positions.values()))
    desk.hear(BookSeen(first.market, (), ()), SECOND)
    answer = preview(desk)
    assert "1 of 2 positions" in answer.title
    accepted, text = desk.commands(Flatten(answer.token))
    assert accepted
    assert text == "flatten: 1 of 2 positions being sold · 1 remain · paused: nothing new is opened"


def test_nothing_held_is_nothing_to_sell():
    desk = Desk(GIVEN)
    assert preview(desk).token == ""
    assert "nothing to sell" in desk.commands(Flatten("a-1"))[1]


def test_our_own_bid_goes_before_our_own_exit():
    desk = Desk(GIVEN)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=placed.ticket.quantity - CONTRACT)
    assert desk.state.trading.orders, "a bid of ours rests on"
    accepted, text = desk.commands(Flatten(preview(desk).token))
    assert accepted
    assert text == "flatten: 0 of 1 positions being sold · 1 after our own bid is cancelled · 0 remain · paused: nothing new is opened"
    assert exits(desk) == []
    assert placed.ticket.id in [each.order for each in of(desk.asked, "CancelOrder")]
    desk.hear(OrderEnded(placed.ticket.id, expired=False, left=CONTRACT, reason=own("cancelled")), SECOND)
    (wake,) = [each for each in of(desk.asked, "WakeAt") if each.kind == "doubt"]
    desk.hear(Woke(wake.kind, wake.entity), wake.at - desk.at)
    (sold,) = exits(desk)
    assert sold.quantity == placed.ticket.quantity - CONTRACT
    assert of(desk.asked, "KeepFork")[-1].fork.by == "operator"


def test_what_is_sold_later_is_sold_at_no_worse_a_price_than_was_shown():
    desk = Desk(GIVEN)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=placed.ticket.quantity - CONTRACT)
    answer = preview(desk)
    assert desk.commands(Flatten(answer.token))[0]
    limit = flattening.plan(desk.state)[0].price
    desk.hear(OrderEnded(placed.ticket.id, expired=False, left=CONTRACT, reason=own("cancelled")), SECOND)
    bids(desk, only(desk), (limit // 2, 500))
    (wake,) = [each for each in of(desk.asked, "WakeAt") if each.kind == "doubt"]
    desk.hear(Woke(wake.kind, wake.entity), SECOND)
    assert all(sold.price >= limit for sold in exits(desk)), exits(desk)


def test_an_entry_that_awaits_the_venues_sweep_keeps_its_position_where_it_is_once_halted():
    from tests.support.desk import shown

    desk = Desk(GIVEN)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=placed.ticket.quantity - CONTRACT)
    desk.commands(Stop())
    swept = tuple(shown(order, sweeping=True) for order in desk.state.trading.orders.values())
    desk.stands(SECOND, orders=swept)
    desk.stands(2 * SECOND, orders=swept)
    assert desk.state.desk.state is EngineState.HALTED
    accepted, text = desk.commands(Flatten(preview(desk).token))
    assert accepted
    assert "1 remain" in text
    assert desk.state.doubts.leaving == {}


def test_a_flatten_is_the_operators_deed():
    desk = holding()
    desk.commands(Flatten(preview(desk).token))
    assert of(desk.asked, "KeepFork")[-1].fork.by == "operator"


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 90)), min_size=1, max_size=5),
    st.integers(0, 60),
)
@settings(max_examples=50, deadline=None)
def test_a_flatten_never_opens_and_never_sells_more_than_is_held(levels, filled):
    desk = holding()
    position = only(desk)
    steps = sorted({price * 100: size for price, size in levels}.items(), reverse=True)
    bids(desk, position, *steps)
    shown = preview(desk)
    if not shown.token:
        return
    accepted, text = desk.commands(Flatten(shown.token))
    assert accepted, text
    (ticket,) = exits(desk)
    depth = sum(size for _, size in steps) * CONTRACT
    assert ticket.quantity == min(position.quantity, depth)
    assert ticket.purpose is Purpose.EXIT
    desk.hear(OrderAccepted(ticket.id, 0))
    part = min(ticket.quantity, filled * CONTRACT)
    if part:
        fill = Fill("s1", ticket.id, ticket.market, ticket.leg, Side.SELL, ticket.price, part, 0, maker=False)
        desk.hear(OrderFilled(fill))
    left = desk.state.trading.positions[position.id].quantity
    assert left == position.quantity - part >= 0


@pytest.mark.parametrize(
    "change", [{"sells": 100}, {"held": 100_000}, {"position": "p9"}, {"selling": True}, {"brings": 1}]
)
def test_a_token_names_everything_that_was_shown(change):
    desk = holding(2)
    first, second = flattening.plan(desk.state)
    assert flattening.token((first, second)) == flattening.token((first, second))
    assert flattening.token((replace(first, **change), second)) != flattening.token((first, second))
