"""Each way of flattering, planted, turns the check red that guards against it; without it the same check is green."""

import pytest

from engine.domain.sport import Sport
from tests.support.agents import checks, flaws, minds
from tests.support.agents.bed import Matchday

SEEDS = range(3)
HOME = 0


def football(kind=Matchday):
    return lambda seed: kind(seed, Sport.FOOTBALL, before=True)


def hoops(seed):
    return Matchday(seed, Sport.BASKETBALL, before=True)


def test_fills_at_the_middle_are_found_out_by_takers_and_by_who_rests():
    groups = (lambda: [minds.Taker(), minds.RoundTrip()], lambda: [minds.Rester("rester")])
    with flaws.mid_fills():
        kind = checks.lived(SEEDS[:2], *groups, day=hoops)
    assert "is not -4.3" in checks.loses_about(kind, checks.HELD, checks.HELD_LOSS)
    assert "is not -8.6" in checks.loses_about(kind, checks.AT_ONCE, checks.TRIP_LOSS)
    assert "lies above zero" in checks.not_above_zero(kind, "rester")


def test_tops_without_a_bottom_are_found_out_by_who_takes_all_there_is():
    assert checks.pays_for_depth(checks.lived(SEEDS, lambda: [minds.Whale()], day=hoops)) is None
    with flaws.bottomless_tops():
        kind = checks.lived(SEEDS, lambda: [minds.Whale()], day=hoops)
    assert "too little for depth" in checks.pays_for_depth(kind)


def test_a_score_that_is_told_before_the_quotes_is_found_out_by_who_buys_after_a_goal():
    with flaws.score_before_quotes():
        kind = checks.lived(
            SEEDS[:1], lambda: [minds.GoalBuyer()], day=lambda seed: Matchday(seed, Sport.FOOTBALL)
        )
    assert "lies above zero" in checks.not_above_zero(kind, minds.GoalBuyer.name)


def test_a_price_that_walks_straight_to_its_close_is_found_out():
    assert checks.tells_nothing([football()(seed) for seed in SEEDS]) is None
    with flaws.straight_walk():
        assert "brings" in checks.tells_nothing([football()(seed) for seed in SEEDS])


@pytest.fixture(scope="module")
def plain():
    """What the desk buys where nothing is planted."""
    return checks.traded(SEEDS, football())


@pytest.mark.timeout(180)
def test_the_desk_does_not_beat_the_close_where_nothing_is_planted(plain):
    assert checks.beats_no_close(checks.on(plain)) is None


@pytest.mark.timeout(180)
def test_the_desk_finds_four_cents_where_they_are_planted_and_only_there(plain):
    shaded = checks.traded(SEEDS, football(flaws.Shaded))
    assert checks.beats_the_close(checks.on(shaded, HOME)) is None
    assert "does not lie above zero" in checks.beats_the_close(checks.on(plain, HOME))


@pytest.mark.timeout(180)
def test_makers_who_quote_our_own_model_are_found_out_by_the_closing_value_of_the_desk():
    kind = checks.traded(SEEDS, football(flaws.OurMakers))
    assert "lies above zero" in checks.beats_no_close(checks.on(kind))
