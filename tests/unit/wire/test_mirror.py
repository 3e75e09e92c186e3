"""A console that has seen any snapshot shows the next one, whatever changed in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.errors import Malformed
from engine.wire.diff import difference
from engine.wire.mirror import SnapshotMirror
from engine.wire.protocol import TO_CONSOLE_BYTES_MAX, Changed, Page, Shown, console_deframer, frame
from tests.support.snapshots import event, snapshot, status

tables = st.lists(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), max_size=8).flatmap(
        lambda rows: st.permutations(list(rows.items()))
    ),
    min_size=1,
    max_size=5,
)


def show(mirror, before, after, number=1):
    for message in difference(before, after):
        assert mirror.apply(message) is None
    return mirror.apply(Shown(number))


@given(tables)
def test_the_mirror_shows_what_was_sent_after_any_run_of_changes(runs):
    mirror, before = SnapshotMirror(), None
    for rows in runs:
        after = snapshot(events=tuple(event(key, at=at) for key, at in rows))
        assert show(mirror, before, after) == after
        before = after


def test_a_snapshot_that_changed_in_nothing_sends_nothing():
    rows = (event("a"), event("b"))
    assert difference(snapshot(events=rows), snapshot(events=rows)) == []
    assert difference(snapshot(events=rows), snapshot(events=(event("a"), event("b")))) == []


def test_one_changed_row_of_many_crosses_alone():
    rows = tuple(event(f"e{i}") for i in range(1000))
    changed = (*rows[:500], event("e500", "new"), *rows[501:])
    (message,) = difference(snapshot(events=rows), snapshot(events=changed))
    assert isinstance(message, Changed)
    assert message.order is None
    assert len(frame(message)) < 200


def test_a_row_that_did_not_change_stays_the_same_object():
    mirror, before = SnapshotMirror(), snapshot(events=(event("a"), event("b")))
    first = show(mirror, None, before)
    second = show(mirror, before, snapshot(events=(event("b"), event("a", "new"))))
    assert second.events[0] is first.events[1]
    assert second.positions is first.positions


def test_a_table_too_big_for_one_frame_goes_in_pages_within_the_bound():
    after = snapshot(events=tuple(event(f"e{i}", "x" * 900) for i in range(1000)))
    messages = difference(None, after)
    assert sum(isinstance(m, Page) and m.slice == "events" for m in messages) > 2
    mirror, deframer = SnapshotMirror(), console_deframer()
    for message in messages:
        data = frame(message)
        assert len(data) <= TO_CONSOLE_BYTES_MAX + 4
        for heard in deframer.feed(data):
            mirror.apply(heard)
    assert mirror.apply(Shown(1)) == after


def test_a_change_too_big_for_one_frame_goes_in_pages():
    before = snapshot(events=tuple(event(f"e{i}", "x" * 900) for i in range(1000)))
    after = snapshot(events=tuple(event(f"e{i}", "y" * 900) for i in range(1000)))
    messages = difference(before, after)
    assert all(len(frame(m)) <= TO_CONSOLE_BYTES_MAX + 4 for m in messages)
    mirror = SnapshotMirror()
    show(mirror, None, before)
    assert show(mirror, before, after) == after


def test_rows_that_share_a_key_cross_whole_rather_than_be_lost():
    before, after = snapshot(events=(event("a"),)), snapshot(events=(event("a"), event("a", "again")))
    mirror = SnapshotMirror()
    show(mirror, None, before)
    assert show(mirror, before, after) == after


def test_a_clock_that_moved_sends_the_status_card_alone():
    messages = difference(snapshot(), snapshot(status=status(at=5)))
    assert [m.slice for m in messages] == ["status"]


@pytest.mark.parametrize(
    "message",
    [
        Shown(1),
        Changed("events", b"\x90", (), None),
        Page("nonsense", 0, 1, b"\x90"),
        Page("status", 0, 1, b"\x90"),
    ],
)
def test_messages_that_do_not_fit_together_are_malformed(message):
    with pytest.raises(Malformed):
        SnapshotMirror().apply(message)


def test_an_order_that_names_unknown_rows_is_malformed():
    mirror = SnapshotMirror()
    show(mirror, None, snapshot(events=(event("a"),)))
    with pytest.raises(Malformed):
        mirror.apply(Changed("events", b"\x90", (), ("a", "b")))
