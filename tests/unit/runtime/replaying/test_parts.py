"""What a replay is made of: states that are kept, times as they are typed, marks, a pace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.errors import Malformed
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.tape import MARKS_MAX, SPEEDS, MarkKind
from engine.shell.runtime.replaying.incidents import Incident, Incidents
from engine.shell.runtime.replaying.kept import NEAR_MAX, Still, Stills
from engine.shell.runtime.replaying.pacing import Pacing
from engine.shell.runtime.replaying.typed import moment_typed
from engine.shell.store.journal import Tip

NOON = Moment(1_786_204_800_000_000)
"""2026-08-08 16:00 UTC, noon in New York."""


def still(seq, size=10):
    return Still(Tip(seq, Moment(seq), b""), bytes([seq % 251]) * size)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=300))
def test_states_are_few_and_each_is_found_again_from_the_first_to_the_last(seqs):
    stills = Stills(states_max=16)
    for seq in seqs:
        stills.keep(still(seq))
        stills.pass_by(still(seq))
    assert len(stills.seqs) <= 16
    assert stills.seqs == sorted(set(stills.seqs))
    assert {min(seqs), max(seqs)} <= set(stills.seqs)
    for seq in stills.seqs:
        assert stills.before(seq) == still(seq) == stills.at(seq)
        assert stills.last_before(seq) == seq
    assert stills.before(0) is None
    assert stills.next_after(max(seqs)) is None
    assert stills.next_after(0) == min(stills.seqs)


def test_states_stay_spaced_out_while_a_journal_is_walked_through():
    stills = Stills(states_max=16)
    for seq in range(1, 10_001, 10):
        stills.keep(still(seq))
    gaps = [b - a for a, b in zip(stills.seqs, stills.seqs[1:], strict=False)]
    assert max(gaps) <= 3 * 10_000 / 16


def test_states_keep_within_their_bytes():
    import os

    stills = Stills(states_max=64, bytes_max=50_000)
    for seq in range(1, 40):
        stills.keep(Still(Tip(seq, Moment(seq), b""), os.urandom(10_000)))
    assert stills.held_bytes <= 50_000
    for seq in range(100, 140):
        stills.pass_by(Still(Tip(seq, Moment(seq), b""), os.urandom(10_000)))
    assert stills.held_bytes <= 50_000 + NEAR_MAX * 10_100


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12:30", NOON + 30 * MINUTE),
        ("9:05", NOON - 3 * HOUR + 5 * MINUTE),
        ("12:00:07", NOON + 7 * SECOND),
        ("2026-08-08 13:00", NOON + HOUR),
        (" 2026-08-08T13:00 ", NOON + HOUR),
        ("2026-08-08", NOON - 12 * HOUR),
        ("-2h", NOON - 2 * HOUR),
        ("+ 1d 2h", NOON + DAY + 2 * HOUR),
        ("-90 s", NOON - 90 * SECOND),
        ("start", NOON - 20 * HOUR),
        ("END", NOON + 4 * HOUR),
        ("now", NOON + 4 * HOUR),
        ("22:00", NOON - 14 * HOUR),
    ],
)
def test_a_time_is_understood_as_a_person_types_it(typed, meant):
    span = {"at": NOON, "begin": Moment(NOON - 20 * HOUR), "end": Moment(NOON + 4 * HOUR)}
    assert moment_typed(typed, **span, zone="America/New_York") == meant


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_moment_or_one_line(typed):
    said = ""
    try:
        moment_typed(typed, at=NOON, begin=Moment(NOON - DAY), end=NOON, zone="UTC")
    except Malformed as error:
        said = str(error)
    assert said == "" or said.startswith("time: ")
    assert "\n" not in said


@pytest.mark.parametrize("typed", ["25:00", "14:61", "2026-02-30", "2026-13-01 10:00", "-", "2h", "t", "", "14:03 PM"])
def test_what_is_no_time_is_refused_with_what_is_one(typed):
    with pytest.raises(Malformed, match="allowed: 14:03"):
        moment_typed(typed, at=NOON, begin=NOON, end=NOON, zone="UTC")


def test_of_marks_that_fall_together_the_most_urgent_stands_and_there_are_never_more_than_fit():
    incidents = Incidents()
    kinds = list(MarkKind)
    incidents._all = [
        Incident(n, Moment(n), kinds[n % len(kinds)], "x") for n in range(5_000) if kinds[n % len(kinds)] != "settled"
    ]
    marks = incidents.marks(Moment(0), Moment(5_000))
    assert len(marks) <= MARKS_MAX
    assert {mark.kind for mark in marks} == {MarkKind.STOP}


def test_a_pace_goes_from_one_to_as_fast_as_it_goes_and_counts_from_where_it_was_changed():
    pacing = Pacing()
    while pacing.change(-1, Moment(0), 0.0):
        pass
    assert pacing.speed == SPEEDS[0] == 1
    pacing.let_go(Moment(0), 10.0)
    assert pacing.due(12.5, NOON) == 2_500_000
    assert pacing.change(1, Moment(2_500_000), 12.5)
    assert pacing.due(13.5, NOON) == 12_500_000
    assert pacing.due(13.5, Moment(5)) == 5
    while pacing.change(1, Moment(0), 0.0):
        pass
    assert pacing.speed == 0
    assert pacing.due(0.0, NOON) == NOON
