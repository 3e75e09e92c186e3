"""The checklist answers yes, no, or not yet, each from a figure and its sample."""

import pytest
from msgspec.structs import replace

from engine.core.performance import bands, checklist
from engine.core.performance.choices import bandit
from engine.core.performance.decisions import by_trigger
from engine.domain.ledger import Projected
from engine.domain.moment import Moment
from engine.domain.past import Fitted
from tests.support import ledgers
from tests.unit.performance.test_decisions import chosen


@pytest.mark.parametrize(
    ("worst", "dates", "says"),
    [(149_999, 9, "yes"), (150_000, 9, "no"), (10, 0, "not yet"), (150_000, 0, "no")],
)
def test_drawdown_against_its_warning_line(worst, dates, says):
    found = checklist.drawdown(worst, 0, limit=150_000, dates=dates)
    assert found.verdict == says
    assert found.n == dates


@pytest.mark.parametrize(
    ("fired", "waiting", "says"), [(1, 0, "yes"), (2, 1, "yes"), (2, 0, "no"), (0, 0, "not yet")]
)
def test_every_firing_needs_its_decision_unless_it_is_being_asked(fired, waiting, says):
    forks = ledgers.season(1, 1).forks[:1] if fired else []
    rows = by_trigger(forks, {forks[0].trigger: fired} if forks else {})
    assert checklist.invalidation(rows, waiting=waiting).verdict == says


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("ab" * 60, "b" * 120, "yes"),
        ("b" * 120, "ab" * 60, "no"),
        ("ab" * 60, "ab" * 60, "not yet"),
        ("a", "b", "not yet"),
        ("", "", "not yet"),
    ],
)
def test_convergence_is_told_from_luck(first, second, says):
    found = checklist.convergence(bandit(chosen(first + second), "b"))
    assert found.verdict == says
    assert found.n == len(first + second)


@pytest.mark.parametrize(
    ("fits", "missing", "old", "says"),
    [(3, 0, 0, "yes"), (3, 1, 0, "no"), (3, 0, 1, "no"), (0, 0, 0, "not yet"), (0, 1, 0, "no")],
)
def test_models_are_fitted_anew_every_week(fits, missing, old, says):
    models = [Fitted(f"m{n}", "E0", 100, Moment(n), None) for n in range(fits)]
    found = checklist.retraining(models, leagues=1, missing=missing, old=old)
    assert (found.verdict, found.n) == (says, fits)


def projected(inside, outside):
    made = [Projected(ledgers.date(n), Moment(n), ("p",), 5, -9, 9, 4) for n in range(inside + outside)]
    return [replace(row, realised=99) if n < outside else row for n, row in enumerate(made)]


@pytest.mark.parametrize(
    ("inside", "outside", "says"),
    [(18, 2, "yes"), (9, 1, "not yet"), (5, 15, "no"), (0, 0, "not yet"), (1, 9, "no")],
)
def test_projections_are_judged_by_how_many_bands_held(inside, outside, says):
    found = checklist.projections(bands.slates(projected(inside, outside), 0))
    assert found.verdict == says
    assert found.n == inside + outside


def test_a_band_that_held_is_inside_and_one_that_did_not_has_its_side():
    found = bands.slates(projected(2, 1), 0)
    assert ([row.inside for row in found.rows], found.below, found.above) == ([False, True, True], 0, 1)
    assert found.bias_micros.value == round((99 + 4 + 4 - 15) / 3)
    assert found.ratio_ppm.value == round(107 / 15 * 1e6)
