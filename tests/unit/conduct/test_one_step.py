"""The check of the limits and the writing of the intent are one step: whoever asks next sees what was sent."""

from msgspec.structs import replace

from engine.core.conduct import sums
from engine.domain.effects import KeepOrder, PlaceOrder
from engine.domain.events import Woke
from engine.domain.moment import HOUR
from engine.domain.money import DOLLAR
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

MIDS = (4_600, 2_750, 2_650)


def quoted(most_dollars):
    """Two fixtures with something to buy on each, seen before anything may be bought; then a full scan."""
    given = willing(rules())
    given = replace(given, limits=replace(given.limits, global_exposure=most_dollars))
    desk = Desk(replace(given, limits=replace(given.limits, quote_age=2 * HOUR, order_quantity=0)))
    for name in ("F1", "F2"):
        desk.quotes(desk.lists(games.fixture(name=name)), *MIDS)
    desk.state.run.rules = given
    return desk


def test_the_order_is_written_down_before_it_is_asked_for_in_the_same_batch():
    desk = quoted(1_000 * DOLLAR)
    effects = desk.hear(Woke("scan", ""))
    sent = [place for place, each in enumerate(effects) if isinstance(each, PlaceOrder)]
    assert len(sent) == 2
    for place in sent:
        written = effects[place - 1]
        assert isinstance(written, KeepOrder)
        assert written.order.ticket == effects[place].ticket
        assert desk.state.trading.orders[written.order.ticket.id] == written.order


def test_of_two_wishes_in_one_record_the_second_meets_what_the_first_has_sent():
    alone = of(quoted(1_000 * DOLLAR).hear(Woke("scan", "")), "PlaceOrder")
    first = alone[0].ticket
    most = first.most_cost + 2 * DOLLAR
    desk = quoted(most)
    both = of(desk.hear(Woke("scan", "")), "PlaceOrder")
    assert both[0].ticket.quantity == first.quantity
    assert sum(each.ticket.most_cost for each in both) <= most
    assert sums.exposed(desk.state).total == sum(each.ticket.most_cost for each in both)
    # Twice the first would have passed, had the second been checked against the books of before.
    assert 2 * first.most_cost > most
