"""A stop of real engines that are in every trouble there is: each step of it comes in time."""

import pytest

from benchmarks.brakes import LATER, STEPS, measured

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SLACK_SECONDS = 5.0
"""Tests share their machine with others; `python -m benchmarks.brakes` alone holds every bound to the letter."""


def test_under_every_trouble_a_stop_comes_to_its_end_in_time():
    found = measured(1)
    assert len(found) == 7
    for name, (took,) in found.items():
        for step in STEPS:
            seconds = step.of(took)
            assert seconds is not None, (name, step.name)
            assert seconds <= step.bound + LATER.get(name, 0.0) + SLACK_SECONDS, (name, step.name)
