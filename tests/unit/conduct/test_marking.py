"""Marking fills out: as of the due moment, whatever comes in between and whenever it is looked at."""

from engine.core.conduct import marking
from engine.core.conduct.turn import Turn
from engine.core.state import NEVER
from engine.domain.commands import Pause
from engine.domain.events import BookSeen, FeedHeard, MarketSettled, OrderFilled
from engine.domain.ledger import MARKED_AFTER
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CONTRACT
from engine.domain.order import Fill
from tests.support import games
from tests.support.desk import Desk, of

DEPTH = 500 * CONTRACT


def bought(desk, price=4000, *, quantity=CONTRACT, name="s1", entry="e1", leg=Leg.YES, side=Side.BUY):
    """A fill on the first market is booked now."""
    turn = Turn(desk.state, desk.seq, desk.at)
    marking.mark_later(
        turn,
        entry=entry,
        of=name,
        shadow=True,
        market=games.fixture().markets[0].id,
        leg=leg,
        side=side,
        price=price,
        quantity=quantity,
    )


def quoted(desk, fixture, bid, ask, wait=0):
    return desk.hear(BookSeen(fixture.markets[0].id, ((bid, DEPTH),), ((ask, DEPTH),)), wait)


def on_the_wire(desk):
    """Marks that were told so far, by fill: seconds after it, and the mark."""
    return [(kept.of, kept.after // SECOND, kept.mark) for kept in of(desk.asked, "KeepMark")]


def nothing(desk, wait):
    """A record that changes no book."""
    return desk.hear(FeedHeard("scores", None), wait)


def listed():
    desk = Desk()
    return desk, desk.lists()


def test_each_mark_is_the_last_book_at_its_due_moment_however_late_the_next_record_comes():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    quoted(desk, fixture, 4100, 4300, 4 * SECOND)
    quoted(desk, fixture, 4400, 4600, 10 * SECOND)
    quoted(desk, fixture, 1000, 1200, 20 * MINUTE)
    assert on_the_wire(desk) == [("s1", 5, 20_000), ("s1", 60, 50_000), ("s1", 600, 50_000)]
    assert marking.marks_of(desk.state, "e1") == (20_000, 50_000, 50_000)
    assert desk.state.score.marks_due == NEVER


def test_a_book_seen_at_the_due_moment_itself_counts():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    quoted(desk, fixture, 4100, 4300, 5 * SECOND)
    assert on_the_wire(desk) == []
    nothing(desk, 1)
    assert on_the_wire(desk) == [("s1", 5, 20_000)]


def test_a_quote_that_is_not_worth_a_look_takes_the_marks_all_the_same():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    desk.state.quotes.watches[fixture.markets[0].id].quiet_until = NEVER
    assert of(quoted(desk, fixture, 5000, 5200, 6 * SECOND), "KeepMark")
    assert on_the_wire(desk) == [("s1", 5, 0)]


def test_a_one_sided_book_gives_no_mark_and_the_others_stand():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    desk.hear(BookSeen(fixture.markets[0].id, (), ((4200, DEPTH),)), 2 * SECOND)
    quoted(desk, fixture, 4100, 4300, 4 * SECOND)
    nothing(desk, 55 * SECOND)
    assert on_the_wire(desk) == [("s1", 5, None), ("s1", 60, 20_000)]
    assert marking.marks_of(desk.state, "e1") == (None, 20_000, None)


def test_the_no_leg_is_marked_in_its_own_prices_and_a_sale_with_the_other_sign():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk, 5900, name="no", entry="no", leg=Leg.NO)
    bought(desk, 4200, name="sold", entry="sold", side=Side.SELL)
    nothing(desk, 6 * SECOND)
    assert on_the_wire(desk) == [("no", 5, 10_000), ("sold", 5, 20_000)]
    assert marking.marks_of(desk.state, "sold") == (None, None, None), "an entry is its purchases"


def test_an_entrys_marks_are_means_by_contracts():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk, 4000, quantity=CONTRACT, name="a")
    bought(desk, 3600, quantity=3 * CONTRACT, name="b")
    nothing(desk, 6 * SECOND)
    assert marking.marks_of(desk.state, "e1")[0] == 30_000


def test_what_a_settled_market_pays_is_no_price():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    desk.hear(MarketSettled(fixture.markets[0].id, 10_000, fixture.settles_on, final=True), SECOND)
    nothing(desk, 10 * MINUTE)
    assert on_the_wire(desk) == [("s1", 5, None), ("s1", 60, None), ("s1", 600, None)]


def test_a_forgotten_entrys_marks_still_come_one_by_one_and_leave_nothing_behind():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    marking.forget(desk.state, "e1")
    nothing(desk, 20 * MINUTE)
    assert len(on_the_wire(desk)) == 3
    assert desk.state.score.marks == {}


def test_marks_that_are_still_to_come_survive_a_checkpoint():
    desk, fixture = listed()
    quoted(desk, fixture, 3900, 4100)
    bought(desk)
    quoted(desk, fixture, 4100, 4300, 6 * SECOND)
    desk.core.thaw(desk.core.freeze())
    nothing(desk, 20 * MINUTE)
    assert on_the_wire(desk) == [("s1", 5, 0), ("s1", 60, 20_000), ("s1", 600, 20_000)]
    assert marking.marks_of(desk.state, "e1") == (0, 20_000, 20_000)


def test_a_real_trade_is_marked_once_however_often_it_is_told():
    desk = Desk()
    fixture, position = desk.holds()
    fill = of(desk.asked, "KeepFill")[0].fill
    desk.hear(OrderFilled(fill), SECOND)
    desk.quotes(fixture, 4600, 2750, 2650, wait=20 * MINUTE)
    marks = of(desk.asked, "KeepMark")
    assert [(kept.of, kept.after, kept.shadow) for kept in marks] == [
        (fill.trade, span, False) for span in MARKED_AFTER
    ]
    assert marking.marks_of(desk.state, position.id)[0] is not None
    desk.settles(fixture, 10_000, 0, 0)
    assert desk.state.score.marks == {}


def test_a_trade_told_after_its_market_was_settled_has_no_mark():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0].ticket
    desk.fills(of(desk.asked, "PlaceOrder")[0], quantity=300)
    for market in fixture.markets:
        value = 10_000 if market.id == placed.market else 0
        desk.hear(MarketSettled(market.id, value, fixture.settles_on, final=True))
    late = Fill("late", placed.id, placed.market, placed.leg, placed.side, placed.price, 100, 0, True)
    desk.hear(OrderFilled(late), SECOND)
    nothing(desk, 20 * MINUTE)
    marks = {(kept.of, kept.after): kept.mark for kept in of(desk.asked, "KeepMark")}
    assert len(marks) == 6
    assert all(mark is None for mark in marks.values())


def test_out_of_order_trades_of_an_order_are_marked_each_from_when_it_was_told():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=200)
    desk.quotes(fixture, 4700, 2700, 2600, half=300, wait=3 * SECOND)
    desk.fills(placed, quantity=100)
    desk.commands(Pause(), wait=20 * MINUTE)
    told = [(kept.of, kept.after) for kept in of(desk.asked, "KeepMark")]
    assert told == [(trade, span) for span in MARKED_AFTER for trade in ("t1", "t2")]
