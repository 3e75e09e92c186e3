"""Named stress: each does what it says, says so, and leaves everything else as it is."""

import numpy as np
import pytest

from engine.domain.errors import Malformed
from engine.domain.events import FixtureListed, GameSeen, MarketSettled
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.scenario import ScenarioName
from engine.domain.sport import Sport
from engine.world.calendar import OPENING
from engine.world.chance import Stream
from engine.world.history import History
from engine.world.recorded import timeline_of
from engine.world.scenario import SCENARIOS, bend_of, scenario_named, stressed
from engine.world.season import Season
from engine.world.world import World
from tests.unit.world.test_history import START, match

GONE, TICKS = 0, 100


def plans(sport, seeds=2):
    for seed in range(1, 1 + seeds):
        for plan in Season(seed).plans(0):
            if plan.fixture.sport is sport:
                yield seed, plan


def both(sport, scenario, count=8):
    """The same fixture without and with a stress."""
    for seed, plan in list(plans(sport))[:count]:
        yield Season(seed).programme(plan), Season(seed, scenario=scenario).programme(plan)


def rows(programme):
    book = programme.quotes
    return np.array(book.at), np.array(book.bids), np.array(book.asks)


def test_every_name_is_a_scenario_and_says_what_it_does():
    assert list(SCENARIOS) == list(ScenarioName)
    assert [scenario_named(name.value) for name in ScenarioName] == list(ScenarioName)
    for name in ScenarioName:
        assert stressed(name, "replay of D1").startswith(f"stress scenario {name}: ")
        assert stressed(name, "replay of D1").endswith("; replay of D1")
    assert stressed(None, "replay of D1") == "replay of D1"
    assert bend_of(None, 1, "f") is None


def test_an_unknown_scenario_is_refused_with_the_names_there_are():
    with pytest.raises(Malformed, match="lagging_quotes, makers_gone, one_sided"):
        scenario_named("rain")


def heard(world, hours):
    found = []
    while world.next_at() < OPENING + hours * HOUR:
        at, events = world.step()
        found += [(at, event) for event in events]
    return found


@pytest.mark.parametrize("name", list(ScenarioName))
def test_a_stress_changes_prices_and_nothing_else(name):
    calm, hard = (heard(World(Season(3, scenario=which), 3), 4) for which in (None, name))
    for kind in (FixtureListed, GameSeen, MarketSettled):
        assert [one for one in calm if isinstance(one[1], kind)] == [
            one for one in hard if isinstance(one[1], kind)
        ]
    assert calm != hard


def test_a_world_under_stress_is_not_taken_for_one_without():
    frozen = World(Season(3)).freeze()
    with pytest.raises(Malformed):
        World(Season(3, scenario=ScenarioName.ONE_SIDED)).thaw(frozen)
    assert Season(3).name in Season(3, scenario=ScenarioName.ONE_SIDED).name


def longest(at, empty):
    """How long is the longest unbroken stretch of these rows?"""
    best, since = 0, None
    for moment, bare in zip(at.tolist(), empty.tolist(), strict=True):
        since = (moment if since is None else since) if bare else None
        if since is not None:
            best = max(best, moment - since)
    return best


def stretches(at, empty, start):
    """How long is the longest bare stretch before the start, and the longest in play?"""
    return longest(at[at < start], empty[at < start]), longest(at[at >= start], empty[at >= start])


@pytest.mark.parametrize("sport", list(Sport))
def test_makers_gone_nobody_quotes_for_a_long_time_before_and_in_play(sport):
    gaps = []
    for calm, hard in both(sport, ScenarioName.MAKERS_GONE):
        start = calm.fixtures[-1].starts_at
        at, bids, asks = rows(hard)
        silent = [
            (one, two)
            for one, two, bare in zip(at, at[1:], ((bids == GONE) & (asks == TICKS)).all(axis=1), strict=False)
            if bare and two - one >= 19 * MINUTE
        ]
        gaps += [two - one for one, two in silent]
        assert sum(one < start for one, _ in silent) == 1
        assert sum(one >= start for one, _ in silent) <= 1
    assert len(gaps) >= 12
    assert min(gaps) >= 20 * MINUTE
    assert max(gaps) <= 40 * MINUTE


@pytest.mark.parametrize("sport", list(Sport))
def test_one_sided_books_have_only_bids_or_only_asks_for_a_long_time(sport):
    sides = []
    for calm, hard in both(sport, ScenarioName.ONE_SIDED):
        start = calm.fixtures[-1].starts_at + 3 * MINUTE
        at, bids, asks = rows(hard)
        for phase in (at < start, at >= start):
            no_bids = longest(at[phase], (bids[phase] == GONE).all(axis=1) & (asks[phase] < TICKS).any(axis=1))
            no_asks = longest(at[phase], (asks[phase] == TICKS).all(axis=1) & (bids[phase] > GONE).any(axis=1))
            sides.append((no_bids >= 15 * MINUTE, no_asks >= 15 * MINUTE))
    found = np.array(sides)
    assert found.any(axis=1).mean() > 0.8
    assert found.any(axis=0).all()


def told_after(programme, turn):
    stands = (turn.home, turn.away, turn.red_home, turn.red_away)
    return next(
        at
        for at, event in programme.told
        if isinstance(event, GameSeen)
        and at >= turn.at
        and (event.status.home, event.status.away, event.status.red_home, event.status.red_away) == stands
    )


def test_lagging_quotes_stay_on_the_old_price_until_our_feed_has_told_the_goal():
    moved = 0
    for seed in range(6):
        source = History(seed, [match()], [], scenario=ScenarioName.LAGGING_QUOTES)
        programme = source.programme(source.plans(0)[0])
        game = timeline_of(match(), Stream(seed, "game", programme.fixtures[0].id))
        at, bids, asks = rows(programme)
        middle = (bids[:, 0] + asks[:, 0]) / 2
        for turn in game.turns[1:]:
            heard_at = told_after(programme, turn)
            stale = (at <= heard_at + 2 * SECOND) & (np.arange(len(at)) >= np.searchsorted(at, turn.at) - 1)
            before = middle[at < turn.at][-1]
            assert np.abs(middle[stale] - before).max() <= 1.5
            assert (asks[stale] - bids[stale]).max() <= 4
            fresh = middle[(at > heard_at + 15 * SECOND)][0]
            moved += abs(fresh - before) >= 5
    assert moved >= 12


def test_without_the_stress_the_price_has_moved_before_our_feed_tells():
    source = History(1, [match()], [])
    programme = source.programme(source.plans(0)[0])
    goal = timeline_of(match(), Stream(1, "game", programme.fixtures[0].id)).turns[1]
    at, bids, asks = rows(programme)
    middle = (bids[:, 0] + asks[:, 0]) / 2
    told = Moment(told_after(programme, goal))
    assert at[at <= told][-1] > goal.at
    assert middle[at <= told][-1] > middle[at < goal.at][-1] + 5
    assert START < goal.at < told


def test_lagging_basketball_prices_come_after_the_points_are_told():
    """The price of a moment is the one makers would have had most of a minute earlier."""
    for calm, hard in both(Sport.BASKETBALL, ScenarioName.LAGGING_QUOTES, count=3):
        at, mids = np.array(calm.quotes.at), calm.quotes.mids[:, 0]
        later, delayed = np.array(hard.quotes.at), hard.quotes.mids[:, 0]
        start = calm.fixtures[-1].starts_at + 20 * MINUTE
        probe = np.arange(start, at[-1] - 10 * MINUTE, MINUTE)

        def apart(by, probe=probe, at=at, mids=mids, later=later, delayed=delayed):
            return np.abs(np.interp(probe, later, delayed) - np.interp(probe - by, at, mids)).mean()

        assert apart(45 * SECOND) < 0.6 * apart(0)
