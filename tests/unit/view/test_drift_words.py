"""What is said of drift in one line never contradicts itself."""

import pytest

from engine.core.performance.contest import Drift, Form
from engine.core.view.models import drift_words


@pytest.mark.parametrize(
    ("drifts", "words"),
    [
        ((Drift.UNKNOWN, Drift.UNKNOWN), "unknown in all 2 leagues: too few games"),
        ((Drift.NO, Drift.UNKNOWN), "none seen; unknown in 1 of 2 leagues"),
        ((Drift.NO, Drift.NO), "none seen"),
        ((Drift.YES, Drift.UNKNOWN), "yes in L0; unknown in 1 of 2 leagues"),
        ((Drift.YES, Drift.NO), "yes in L0"),
    ],
)
def test_drift_in_one_line(drifts, words):
    forms = {f"L{place}": Form(drift, 0, None, None, None) for place, drift in enumerate(drifts)}
    assert drift_words(forms) == words
