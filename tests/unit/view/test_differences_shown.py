"""The discrepancy desk as a person sees it."""

from engine.domain.commands import Ignore
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import DOLLAR
from engine.domain.text import money
from tests.support.desk import Desk
from tests.support.reckoning import foreign, quiet, twice


def test_nothing_differs_and_the_status_says_when_the_books_last_agreed():
    desk = Desk()
    shown = desk.core.snapshot()
    assert shown.differences == ()
    assert (shown.status.differences, shown.status.reconciled_at) == (0, desk.at)


def test_a_line_says_both_figures_in_their_own_unit_and_what_may_be_done():
    desk, *_ = quiet()
    twice(desk, cash=desk.agreeing().cash + DOLLAR, orders=(foreign(),))
    order, cash = desk.core.snapshot().differences
    assert (order.kind, order.subject, order.ours, order.venues) == ("foreign_order", "x", "0", "10")
    assert order.remedies == ("adopt", "cancel", "ignore")
    assert (cash.kind, cash.remedies) == ("cash", ("adopt", "ignore"))
    assert cash.ours == money(desk.state.purse.account.cash), "our cash, not what a pretended venue knows of it"
    assert cash.venues == money(desk.state.purse.account.cash + DOLLAR)
    assert desk.core.snapshot().status.differences == 2


def test_what_waits_comes_before_what_is_ignored_and_keeps_its_moment():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(),))
    began = desk.at
    desk.stands(MINUTE, orders=(foreign(), foreign(key="y")))
    desk.commands(Ignore("foreign_order:x", "known"))
    first, last = desk.core.snapshot().differences
    assert (first.subject, last.subject, last.ignored, last.since) == ("y", "x", "known", began)
    assert desk.core.snapshot().status.differences == 1


def test_the_slice_stays_the_same_object_while_nothing_changes():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(),))
    before = desk.core.snapshot().differences
    desk.stands(SECOND, orders=(foreign(),))
    assert desk.core.snapshot().differences is before
