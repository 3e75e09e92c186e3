"""The inbox of events: of a market's books the newest, everything else whole and in order, and bounded."""

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.events import BookSeen, GameSeen, TradeSeen, Woke
from engine.shell.runtime.live.mailbox import Mailbox
from tests.support.live import book


def filled(events, most=1_000):
    mailbox = Mailbox(lambda: None, most)
    for event in events:
        mailbox.put(event)
    return mailbox


def test_only_the_newest_book_of_a_market_is_decided():
    mailbox = filled([book("A", 1_000), book("B", 2_000), book("A", 3_000)])
    assert list(mailbox.drain()) == [book("B", 2_000), book("A", 3_000)]
    assert mailbox.conflated == 1


def test_a_newer_book_does_not_come_before_what_was_heard_before_it():
    goal = Woke("goal", "F")
    mailbox = filled([book("A", 1_000), goal, book("A", 5_000)])
    assert list(mailbox.drain()) == [goal, book("A", 5_000)]


def test_a_book_that_was_taken_is_not_replaced_by_the_next():
    mailbox = filled([book("A", 1_000)])
    assert list(mailbox.drain()) == [book("A", 1_000)]
    mailbox.put(book("A", 2_000))
    assert list(mailbox.drain()) == [book("A", 2_000)]


def test_what_is_put_while_draining_is_drained_in_its_turn():
    mailbox = filled([Woke("1", ""), book("A")])
    seen = []
    for event in mailbox.drain():
        if event == Woke("1", ""):
            mailbox.put(book("A", 9_000))
        seen.append(event)
    assert seen == [Woke("1", ""), book("A", 9_000)]


def test_a_storm_of_quotes_on_a_few_markets_takes_no_room():
    mailbox = filled([book(f"M{n % 5}", 1_000 + n % 100) for n in range(50_000)], most=100)
    assert len(mailbox) == mailbox.most == 5
    assert not mailbox.full


def test_full_is_said_at_the_bound_and_room_again_at_half_of_it():
    mailbox = filled([Woke(str(n), "") for n in range(10)], most=10)
    assert mailbox.full
    drain = mailbox.drain()
    for _ in range(4):
        next(drain)
    assert not mailbox.full
    assert not mailbox.roomy
    next(drain)
    assert mailbox.roomy


def test_whoever_waits_is_rung_for_every_event():
    rung = []
    mailbox = Mailbox(lambda: rung.append(1))
    mailbox.put(book())
    mailbox.put(book())
    assert len(rung) == 2


steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("AB"), st.integers(100, 9_000)),
        st.integers(0, 99),
        st.none(),
    ),
    max_size=60,
)


@given(steps)
def test_nothing_but_older_books_is_ever_lost_or_moved(given_steps):
    mailbox, put, drained = Mailbox(lambda: None, 5), [], []
    for step in given_steps:
        if step is None:
            drained += mailbox.drain()
            continue
        event = book(step[0], step[1]) if isinstance(step, tuple) else Woke(str(step), "")
        put.append(event)
        mailbox.put(event)
    drained += mailbox.drain()
    assert [e for e in drained if not isinstance(e, BookSeen)] == [
        e for e in put if not isinstance(e, BookSeen)
    ]
    for market in "AB":
        of = [e for e in put if isinstance(e, BookSeen) and e.market == market]
        heard = [e for e in drained if isinstance(e, BookSeen) and e.market == market]
        assert heard[-1:] == of[-1:]
    rest = iter(put)
    assert all(any(event is other for other in rest) for event in drained)


def test_only_books_give_way_whatever_their_subject():
    trade = TradeSeen("A", 4_000, 100, bought=True)
    assert list(filled([trade, trade, GameSeen(None), GameSeen(None)]).drain()) == [
        trade,
        trade,
        GameSeen(None),
        GameSeen(None),
    ]
