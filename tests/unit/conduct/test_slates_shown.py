"""What the operator sees of a settlement date: where the stake lies, how the next one is tapered, how the week stands."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import sums
from engine.core.performance.projection import outlook
from engine.domain.events import OrderUnknown, Woke
from engine.domain.ledger import Projected
from engine.domain.moment import DAY
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.worst import most_it_can_still_cost
from tests.support import games
from tests.support.desk import Desk, of, rules, willing


def enters(desk, fixture):
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.fills(placed)
    return placed


def two_dates():
    desk = Desk()
    first = desk.lists(games.fixture(name="F1"))
    second = desk.lists(
        replace(games.fixture(name="F2"), starts_at=games.START + DAY, settles_on="2026-11-22")
    )
    enters(desk, first)
    enters(desk, second)
    return desk, first, second


def row(desk, key):
    return next(each for each in desk.core.snapshot().slates if each.key == key)


def limit(desk, key):
    return next((each for each in desk.core.snapshot().risk.limits if each.key == key), None)


def test_the_stake_of_every_date_is_a_share_of_all_that_is_at_stake():
    desk, first, second = two_dates()
    costs = {p.settles_on: p.cost for p in desk.state.trading.positions.values()}
    shares = [row(desk, date).share for date in (first.settles_on, second.settles_on)]
    exposed = desk.core.snapshot().risk.at_stake
    assert shares[0] == sums.exposed(desk.state).by_slate[first.settles_on] * 1_000_000 // exposed
    assert sum(shares) in {999_999, 1_000_000}
    assert all(cost > 0 for cost in costs.values())


def test_the_date_with_the_largest_share_stands_among_the_limits_with_the_worst_bad_case():
    desk, _, _ = two_dates()
    by_slate = sums.exposed(desk.state).by_slate
    largest = max(by_slate, key=lambda date: by_slate[date])
    assert limit(desk, f"at_stake_on_{largest}").used == row(desk, largest).share
    worst = max(sums.bad_case(desk.state, date) for date in by_slate)
    found = limit(desk, "slate_bad_case")
    assert (found.used, found.limit) == (worst, sums.bad_case_allowance(desk.state))
    assert 0 < found.used <= max(by_slate.values())


def test_with_nothing_at_stake_there_is_no_concentration():
    desk = Desk()
    assert limit(desk, "slate_bad_case") is None
    assert limit(desk, "global_exposure") is not None


def test_the_band_on_the_screen_allows_for_a_common_error_and_the_projection_does_not_move():
    held = willing(rules())
    found = {}
    for factor in (0, 1_000_000):
        desk = Desk(replace(held, limits=replace(held.limits, common_factor=factor)))
        enters(desk, desk.lists(games.fixture(name="F1")))
        enters(desk, desk.lists(games.fixture(name="F2")))
        positions = list(desk.state.trading.positions.values())
        shown = row(desk, "2026-11-21")
        expected = outlook(positions, sums.belief_of(desk.state), factor)
        assert (shown.low, shown.high) == (expected.low, expected.high)
        found[factor] = shown
    assert found[0].projected == found[1_000_000].projected
    assert found[1_000_000].low <= found[0].low


def test_a_date_without_a_forecast_of_ours_is_lost_whole_in_its_bad_case():
    desk, first, _ = two_dates()
    cost = sum(p.cost for p in desk.state.trading.positions.values() if p.fixture == first.id)
    desk.state.convictions.forecasts.pop(first.id)
    assert sums.bad_case(desk.state, first.settles_on) == cost
    assert sums.taper(desk.state, sums.slate(desk.state, first.settles_on)) == 1_000_000
    assert row(desk, first.settles_on).projected is None


def test_the_taper_shown_is_the_one_the_next_stake_gets():
    desk, first, _ = two_dates()
    projected = sum(each.expected for each in sums.slate(desk.state, first.settles_on))
    allowance = sums.bad_case_allowance(desk.state)
    assert projected > 0
    expected = (allowance - projected) * 1_000_000 // allowance
    assert row(desk, first.settles_on).taper == max(expected, desk.rules.limits.taper_floor)


def test_without_a_record_nothing_is_expected_and_with_one_its_part_of_the_projection():
    desk, first, second = two_dates()
    assert row(desk, first.settles_on).expected is None
    desk.state.score.projected["2026-11-01"] = Projected(
        "2026-11-01", games.START, ("p",), 100 * DOLLAR, 90 * DOLLAR, 110 * DOLLAR, 0
    )
    shown = row(desk, first.settles_on)
    assert 0 < shown.expected < shown.projected
    parts = [row(desk, each.settles_on).expected for each in (first, second)]
    assert row(desk, "open").expected == sum(parts)


def test_the_week_stands_last_once_the_venue_has_had_a_day():
    desk, first, _ = two_dates()
    assert "week" not in {each.key for each in desk.core.snapshot().slates}
    desk.hear(Woke("kick_off", first.id), games.START - desk.at)
    assert row(desk, "week").status == "waiting"
    desk.settles(first, 10_000, 0, 0)
    week = desk.core.snapshot().slates[-1]
    made = desk.state.score.realised[first.settles_on]
    assert (week.key, week.realised, week.days) == ("week", made, 6)
    assert week.total == made * 1_000_000 // desk.rules.bankroll
    assert week.target == 1_076_160 * desk.rules.bankroll // 1_000_000
    assert row(desk, "open").key == "open"


@pytest.mark.parametrize("paid", [10_000, 0])
def test_a_date_that_has_settled_says_its_pace_against_each_wish_and_a_word(paid):
    desk, first, _ = two_dates()
    (position,) = [p for p in desk.state.trading.positions.values() if p.fixture == first.id]
    assert row(desk, first.settles_on).status == "waiting"
    place = [market.id for market in first.markets].index(position.market)
    desk.settles(first, *(paid if i == place else 10_000 - paid for i in range(3)))
    shown = row(desk, first.settles_on)
    assert shown.status == ("behind" if paid else "losing")
    assert abs(shown.pace_low) >= abs(shown.pace) >= abs(shown.pace_high)
    assert shown.pace_high == shown.realised * 1_000_000 // (120 * DOLLAR)


@pytest.mark.parametrize("lost", [False, True])
def test_a_live_or_unknown_entry_counts_on_its_date_as_if_filled_at_its_limit_with_fees_at_worst(lost):
    desk = Desk()
    fixture = desk.lists()
    ticket = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket
    if lost:
        desk.hear(OrderUnknown(ticket.id, "timed out"))
    (found,) = sums.slate(desk.state, fixture.settles_on)
    place = [market.id for market in fixture.markets].index(ticket.market)
    pays = [ticket.quantity * 10_000 * (i == place) for i in range(3)]
    assert found.chances == desk.state.convictions.forecasts[fixture.id].fair
    assert found.brought == tuple(pay - ticket.most_cost for pay in pays)
    assert sums.bad_case(desk.state, fixture.settles_on) == ticket.most_cost
    assert sums.slate(desk.state, "2026-11-22") == ()


def test_what_has_filled_of_an_order_counts_as_held_and_only_the_rest_as_asked_for():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.fills(placed, 2 * CONTRACT)
    (position,) = desk.state.trading.positions.values()
    (order,) = desk.state.trading.orders.values()
    (found,) = sums.slate(desk.state, fixture.settles_on)
    fees = next(market.fees for market in fixture.markets if market.id == position.market)
    assert min(found.brought) == -position.cost - most_it_can_still_cost(order, fees)
    assert max(found.brought) == min(found.brought) + placed.ticket.quantity * 10_000
