"""The way out of the shadow: mark-outs a minute after, above zero for sure."""

from engine.core.sizing.proof import ENTRIES_LEAST, minute_marks, proven
from tests.support.shadows import entry


def marked(count, cents, spread=1.0, **said):
    """So many entries on as many dates, marked around so many cents."""
    return [
        entry(number, marks=(None, round(10_000 * (cents + spread * (-1) ** number)), None), **said)
        for number in range(count)
    ]


def test_thirty_entries_clearly_above_zero_prove_an_arm():
    assert ENTRIES_LEAST == 30
    assert proven(marked(30, 1.0))
    assert not proven(marked(29, 1.0))


def test_what_could_be_chance_proves_nothing():
    assert not proven(marked(40, 0.1, spread=3.0))
    assert not proven(marked(40, -1.0))


def test_entries_without_a_mark_do_not_count():
    unmarked = [entry(100 + number) for number in range(30)]
    assert not proven([*marked(29, 1.0), *unmarked])


def test_one_evening_is_one_piece_of_luck():
    assert minute_marks(marked(60, 1.0, settles_on="2026-01-01")) is None
    evenings = [
        one
        for day in range(1, 4)
        for one in marked(20, [3.0, -2.5, 3.0][day - 1], settles_on=f"2026-01-0{day}")
    ]
    assert not proven(evenings)
