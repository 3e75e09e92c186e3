"""Forecasts are counted against what happened: bins, log losses against the market, and drift, by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.contest import Drift, against_market, calibration, form
from engine.core.performance.evidence import (
    BINS,
    DRIFT_GAMES,
    FORM_GAMES,
    Bin,
    Evidence,
    League,
    Recent,
    Record,
    Stated,
    binned,
    judged,
    log_loss,
    recorded,
    take_down,
)
from engine.maths.metrics import mean_interval

SURE, EVEN = (700_000, 200_000, 100_000), (400_000, 300_000, 300_000)
STATED = Stated("m", EVEN, SURE, (600_000, 300_000, 100_000))
chances = st.tuples(st.integers(1, 999_998), st.integers(1, 999_998)).map(
    lambda pair: (min(pair), max(pair) - min(pair), 1_000_000 - max(pair))
)


def test_every_outcome_is_counted_in_the_tenth_its_chance_lies_in():
    bins = binned((), SURE, 0)
    assert bins[7] == Bin(1, 700_000, 1)
    assert bins[2] == Bin(1, 200_000, 0)
    assert bins[1] == Bin(1, 100_000, 0)
    assert binned(bins, (1_000_000, 0, 0), 2)[BINS - 1] == Bin(1, 1_000_000, 0)


@given(st.lists(st.tuples(chances, st.integers(0, 2)), min_size=1, max_size=30))
def test_bins_lose_nothing(games):
    bins = ()
    for said, happened in games:
        bins = binned(bins, said, happened)
    assert len(bins) == BINS
    assert sum(each.count for each in bins) == 3 * len(games)
    assert sum(each.came for each in bins) == len(games)
    assert sum(each.stated for each in bins) == sum(sum(said) for said, _ in games)


@pytest.mark.parametrize(("stated", "place"), [(0, 0), (99_999, 0), (100_000, 1), (199_999, 1), (950_000, 9)])
def test_a_chance_counts_in_the_tenth_it_lies_in(stated, place):
    bins = binned((), (stated, 1_000_000 - stated), 0)
    assert (bins[place].stated, bins[place].came) == (stated, 1)


def test_a_log_loss_is_in_parts_per_million_of_a_nat_and_finite_for_what_was_impossible():
    assert log_loss(SURE, 0) == round(-1e6 * math.log(0.7))
    assert log_loss((1_000_000, 0, 0), 2) == round(1e6 * math.log(1e6))


@given(st.lists(st.tuples(chances, chances, st.integers(0, 2)), min_size=2, max_size=30))
def test_sums_give_the_same_interval_as_the_games_themselves(games):
    record = Record()
    for ours, market, happened in games:
        record = recorded(record, ours, market, happened)
    gaps = [log_loss(ours, happened) - log_loss(market, happened) for ours, market, happened in games]
    found, whole = against_market(record), mean_interval(gaps)
    assert found.n == len(games)
    assert found.value == pytest.approx(whole.mean, abs=1)
    if found.low is not None:
        assert found.low == pytest.approx(whole.low, abs=30, rel=1e-6)
        assert found.high == pytest.approx(whole.high, abs=30, rel=1e-6)


def test_two_games_by_hand():
    record = Record()
    for happened in (0, 1):
        record = recorded(record, EVEN, SURE, happened)
    first, second = math.log(0.7 / 0.4), math.log(0.2 / 0.3)
    found = against_market(record)
    assert abs(found.value - 1e6 * (first + second) / 2) <= 1
    half = 12.7062 * abs(first - second) / 2
    assert found.low == pytest.approx(found.value - 1e6 * half, rel=1e-4)


def test_a_game_without_a_market_is_no_evidence_against_it():
    record = recorded(Record(), EVEN, None, 0)
    assert (record.games, record.against) == (1, 0)
    assert against_market(record) is None


def test_one_game_has_no_bounds():
    found = against_market(recorded(Record(), EVEN, SURE, 0))
    assert found.n == 1
    assert found.low is found.high is None


def test_a_league_keeps_its_last_games_and_no_more():
    league = League()
    for n in range(FORM_GAMES + 7):
        league = judged(league, STATED, n % 3)
    assert len(league.form) == FORM_GAMES
    assert league.model.games == league.blend.games == FORM_GAMES + 7
    assert league.form[-1] == Recent(log_loss(STATED.model, (FORM_GAMES + 6) % 3), (FORM_GAMES + 6) % 3 == 0)


def test_without_a_model_only_the_blend_is_judged():
    evidence = Evidence()
    take_down(evidence, "E0", Stated("m", EVEN, SURE, None), 1)
    assert evidence.leagues["E0"].model == Record()
    assert evidence.leagues["E0"].blend.games == 1
    assert sorted(evidence.bins) == ["blend", "market"]


@pytest.mark.parametrize(
    ("games", "lost", "fitted", "drift"),
    [
        (DRIFT_GAMES - 1, 2_000_000, 900_000, Drift.UNKNOWN),
        (DRIFT_GAMES, 2_000_000, None, Drift.UNKNOWN),
        (DRIFT_GAMES, 2_000_000, 900_000, Drift.YES),
        (DRIFT_GAMES, 905_000, 900_000, Drift.NO),
        (DRIFT_GAMES, 500_000, 900_000, Drift.NO),
    ],
)
def test_drift_is_judged_by_the_last_games_and_not_by_few(games, lost, fitted, drift):
    last = tuple(Recent(lost + (-1) ** n * 50_000, n % 2 == 0) for n in range(games))
    found = form(League(form=last), fitted)
    assert found.drift is drift
    assert found.games == games
    assert found.accuracy == pytest.approx(500_000, abs=20_000)


def test_no_game_is_no_accuracy():
    found = form(League(), 900_000)
    assert (found.drift, found.accuracy, found.loss) == (Drift.UNKNOWN, None, None)


def test_a_bin_has_its_share_between_wilsons_bounds_and_empty_ones_are_left_out():
    (found,) = calibration([Bin(), Bin(10, 1_500_000, 2), Bin()])
    assert (found.stated, found.came, found.count) == (150_000, 200_000, 10)
    assert (found.low, found.high) == (pytest.approx(56_682, abs=5), pytest.approx(509_838, abs=5))
