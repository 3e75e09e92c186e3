"""Engine time: never back, never stuck, and every jump of the wall noticed once."""

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.moment import SECOND, Moment
from engine.domain.states import Cause
from engine.shell.runtime.live.timing import JUMP_SECONDS, QUIET_SECONDS, EngineTime

WALL = 1_700_000_000 * SECOND


class HandClock:
    """A clock whose wall and steady hand are moved by hand."""

    def __init__(self):
        self.steady, self.offset = 100.0, WALL

    def now(self):
        return Moment(self.offset + round(self.steady * SECOND))

    def monotonic(self):
        return self.steady

    def passes(self, seconds, jump=0.0):
        self.steady += seconds
        self.offset += round(jump * SECOND)


def watched(clock, seconds):
    """What is noticed while so many seconds pass, looked at each second?"""
    return lambda time: [n for n in (_tick(clock, time) for _ in range(seconds)) if n is not None]


def _tick(clock, time):
    clock.passes(1.0)
    return time.look()


def test_it_is_the_walls_time_while_the_wall_is_steady():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    assert time.now() == clock.now()
    assert watched(clock, 600)(time) == []
    assert time.now() == clock.now()


def test_a_jump_forward_is_followed_and_noticed_once_and_its_end_too():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    clock.passes(1.0, jump=3_600)
    noticed = time.look()
    assert (noticed.cause, noticed.sick) == (Cause.CLOCK, True)
    assert "+3600.0 s" in noticed.text
    assert time.now() == clock.now()
    later = watched(clock, int(QUIET_SECONDS) + 1)(time)
    assert [(n.cause, n.sick) for n in later] == [(Cause.CLOCK, False)]


def test_a_jump_back_does_not_take_the_engine_back_and_stays_sick_until_the_wall_has_caught_up():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    before = time.now()
    clock.passes(0.0, jump=-100)
    assert time.look().sick
    assert time.now() == before
    assert watched(clock, 190)(time) == []
    assert time.now() > clock.now()
    assert [n.sick for n in watched(clock, 20 + int(QUIET_SECONDS))(time)] == [False]
    assert time.now() == clock.now()


def test_wakings_still_come_while_the_wall_is_behind():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    before = time.now()
    clock.passes(0.0, jump=-3_600)
    clock.passes(60.0)
    assert time.now() - before == 30 * SECOND


def test_a_small_correction_of_the_wall_is_no_jump():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    for jump in (1.5, -1.5, 1.0, -1.0):
        clock.passes(90.0, jump=jump)
        assert time.look() is None


def test_a_clock_that_drifts_a_little_for_days_is_no_jump():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    for _ in range(10_000):
        clock.passes(1.0, jump=0.01)
        assert time.look() is None


def test_a_wall_behind_the_journal_at_a_start_is_noticed():
    clock = HandClock()
    time = EngineTime(clock, Moment(clock.now() + 600 * SECOND))
    noticed = time.look()
    assert noticed.sick
    assert "behind the journal" in noticed.text
    assert time.now() >= WALL + 600 * SECOND


def test_a_sickness_that_the_journal_remembers_ends_after_a_quiet_while():
    clock = HandClock()
    time = EngineTime(clock, Moment(0), sick=True)
    assert time.look() is None
    assert [n.sick for n in watched(clock, int(QUIET_SECONDS) + 1)(time)] == [False]


def test_a_second_jump_begins_the_quiet_while_anew_and_is_not_told_again():
    clock = HandClock()
    time = EngineTime(clock, Moment(0))
    clock.passes(1.0, jump=10)
    assert time.look().sick
    assert watched(clock, 50)(time) == []
    clock.passes(1.0, jump=10)
    assert time.look() is None
    assert watched(clock, 50)(time) == []
    assert [n.sick for n in watched(clock, 20)(time)] == [False]


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(-5_000, 5_000)), max_size=40))
def test_whatever_the_wall_does_time_never_goes_back_and_is_never_before_the_wall(jumps):
    clock = HandClock()
    time = EngineTime(clock, Moment(WALL))
    last = time.now()
    for seconds, jump in jumps:
        clock.passes(seconds, jump if abs(jump) > 1 else 0.0)
        time.look()
        now = time.now()
        assert now >= last
        assert now >= clock.now()
        last = now


def test_a_jump_just_over_the_bound_is_noticed_and_one_under_it_is_not():
    for jump, seen in ((JUMP_SECONDS + 0.1, True), (-JUMP_SECONDS - 0.1, True), (JUMP_SECONDS - 0.1, False)):
        clock = HandClock()
        time = EngineTime(clock, Moment(0))
        clock.passes(0.5, jump=jump)
        assert (time.look() is not None) is seen
