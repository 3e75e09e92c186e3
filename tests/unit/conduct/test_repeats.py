"""A quote that repeats its book is not worth another look, unless something ages while books stand still."""

from engine.core.conduct import looking
from engine.domain.moment import MINUTE, SECOND
from tests.support.desk import Desk

FAIR = (5220, 2600, 2180)


def looks(desk, monkeypatch):
    """How often is a fixture looked at from now on?"""
    seen = []
    whole = looking.look
    monkeypatch.setattr(looking, "look", lambda turn, fixture: (seen.append(turn.at), whole(turn, fixture))[1])
    return seen


def test_repeated_books_are_looked_at_no_more_before_the_next_full_scan(monkeypatch):
    desk = Desk()
    fixture, _ = desk.holds()
    for _ in range(2):  # the second time what is trusted of the book is known, too
        desk.quotes(fixture, *FAIR, wait=2 * MINUTE)
    seen = looks(desk, monkeypatch)
    for _ in range(10):
        desk.quotes(fixture, *FAIR, wait=2 * MINUTE)
    assert seen == []
    desk.quotes(fixture, *FAIR, wait=desk.rules.entering.scan_all)
    assert len(seen) == 1


def test_a_book_that_changed_is_looked_at(monkeypatch):
    desk = Desk()
    fixture, _ = desk.holds()
    desk.quotes(fixture, *FAIR, wait=2 * MINUTE)
    seen = looks(desk, monkeypatch)
    desk.quotes(fixture, 5120, 2700, 2180, wait=2 * MINUTE)
    assert len(seen) == 1


def test_a_book_that_has_become_trustworthy_is_looked_at_though_it_repeats(monkeypatch):
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, *FAIR, wait=2 * MINUTE)
    watch = desk.state.quotes.watches[position.market]
    watch.two_sided_since = watch.bid = watch.ask = None
    desk.quotes(fixture, *FAIR, wait=5 * SECOND)
    seen = looks(desk, monkeypatch)
    desk.quotes(fixture, *FAIR, wait=desk.rules.drawdown.two_sided_for + SECOND)
    assert len(seen) == 1
    assert desk.state.quotes.watches[position.market].bid is not None


def test_while_an_order_of_ours_rests_every_quote_in_its_turn_is_looked_at(monkeypatch):
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 4900, 2950, 2950, half=300)
    assert desk.state.trading.orders_on[fixture.id]
    seen = looks(desk, monkeypatch)
    for _ in range(3):
        desk.quotes(fixture, 4900, 2950, 2950, half=300, wait=2 * MINUTE)
    assert len(seen) == 3
