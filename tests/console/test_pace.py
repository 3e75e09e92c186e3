"""What is under way to a slow terminal stays little; a fast or silent one is never waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footbe_tui.pace import ASKED_AFTER_BYTES, FIRST_WITHIN, GIVEN_UP_AFTER, QUEUE_SECONDS, Pace

FRAME = 10_000


class Line:
    """A line of this many bytes a second and this way there and back; frames of so many bytes, as many as may go."""

    def __init__(self, rate: float, way: float) -> None:
        self.rate, self.way, self.pace = rate, way, Pace()
        self.free_at = 0.0
        self.answers: list[float] = []
        self.deepest = 0.0
        self.frames = 0

    def run(self, begin: float, seconds: float, hertz: int = 60) -> None:
        for tick in range(int(seconds * hertz)):
            now = begin + tick / hertz
            while self.answers and self.answers[0] <= now:
                came = self.answers.pop(0)
                self.pace.answered(came)
                self.send(0, came)
            if self.pace.free(now):
                self.frames += 1
                self.send(FRAME, now)

    def send(self, count: int, now: float) -> None:
        self.free_at = max(self.free_at, now) + count / self.rate
        self.deepest = max(self.deepest, self.free_at - now)
        if self.pace.sent(count, now):
            self.answers.append(self.free_at + self.way)


def test_a_terminal_that_never_answers_is_waited_for_once():
    pace = Pace()
    pace.sent(FRAME, 0.0)
    assert pace.free(0.0)
    assert pace.free(FIRST_WITHIN + 0.1)
    for number in range(100):
        pace.sent(FRAME, 3.0 + number / 100)
        assert pace.free(3.0 + number / 100)


def test_a_still_console_asks_nothing():
    pace = Pace()
    assert not any(pace.sent(10, float(second)) for second in range(ASKED_AFTER_BYTES // 10))


def test_one_question_at_a_time():
    pace = Pace()
    assert pace.sent(FRAME, 0.0)
    assert not pace.sent(FRAME, 0.1)
    pace.answered(0.2)
    assert pace.sent(0, 0.2)


def test_frames_wait_while_too_much_is_under_way_and_go_on_with_the_answer():
    pace = Pace()
    pace.sent(FRAME, 0.0)
    pace.answered(0.4)
    pace.sent(100 * FRAME, 0.5)
    assert not pace.free(0.6)
    pace.answered(1.5)
    assert pace.free(1.5)


def test_a_terminal_that_answers_no_more_is_not_waited_for_for_ever():
    pace = Pace()
    pace.sent(FRAME, 0.0)
    pace.answered(0.4)
    pace.sent(100 * FRAME, 0.5)
    assert not pace.free(0.5 + GIVEN_UP_AFTER)
    assert pace.free(0.6 + GIVEN_UP_AFTER)
    assert not pace.asks


def test_a_terminal_that_answers_again_is_waited_for_again():
    pace = Pace()
    pace.sent(FRAME, 0.0)
    assert pace.free(FIRST_WITHIN + 0.1)
    pace.sent(FRAME, 3.0)
    pace.answered(3.4)
    pace.sent(100 * FRAME, 3.5)
    assert not pace.free(3.6)


def test_an_answer_to_nobody_says_nothing():
    pace = Pace()
    pace.answered(1.0)
    assert pace.under_way == 0
    assert not pace.asks


@pytest.mark.parametrize("rate", [20_000, 60_000, 200_000])
@pytest.mark.parametrize("way", [0.05, 0.4])
def test_on_a_slow_line_little_more_than_a_frame_waits(rate, way):
    line = Line(rate, way)
    line.run(0.0, 1.0)
    line.deepest = 0.0
    line.run(1.0 + line.free_at, 20.0)
    assert line.frames > 10
    assert line.deepest <= QUEUE_SECONDS + way + 2 * FRAME / rate


def test_a_fast_line_is_not_held_back():
    line = Line(100_000_000, 0.001)
    line.run(0.0, 5.0)
    assert line.frames >= 5 * 60 * 0.9


@given(st.lists(st.tuples(st.integers(0, 50_000), st.floats(0.0, 2.0), st.booleans()), max_size=80))
def test_frames_never_stop_for_good(steps):
    pace, now = Pace(), 0.0
    for count, wait, answers in steps:
        now += wait
        pace.sent(count, now)
        if answers:
            pace.answered(now)
    pace.sent(0, now)
    assert pace.free(now + GIVEN_UP_AFTER + 0.1)
