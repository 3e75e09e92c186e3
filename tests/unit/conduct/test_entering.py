"""From a quote to an order: gates, proposals, the choice, the stake, the limits."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import sums
from engine.core.conduct.turn import Turn
from engine.domain.commands import Pause, Resume
from engine.domain.events import (
    BookSeen,
    FeedSilent,
    FixtureListed,
    OrderAccepted,
    OrderEnded,
    OrderRefused,
    Woke,
)
from engine.domain.identity import StrategyName
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import OrderState, Purpose
from engine.domain.sport import Phase
from tests.support import games
from tests.support.desk import Desk, of, rules, willing
from tests.support.words import proposal


def test_a_mispriced_fixture_ends_in_one_order_with_its_choice_on_record():
    desk = Desk()
    asked = desk.quotes(desk.lists(), 4600, 2750, 2650)
    assert len(of(asked, "PlaceOrder")) == 1
    choice = of(asked, "KeepChoice")[0].choice
    assert sum(arm.propensity for arm in choice.arms) == 1_000_000
    assert choice.chosen == of(asked, "PlaceOrder")[0].ticket.strategy


def test_a_fairly_priced_fixture_is_left_alone_and_the_funnel_says_why():
    desk = Desk()
    asked = desk.quotes(desk.lists(), 5220, 2600, 2180)
    assert not of(asked, "PlaceOrder")
    assert {row.rule for row in desk.state.score.funnel.values()} == {"edge"}
    assert "in_game_specialist" not in {row.strategy for row in desk.state.score.funnel.values()}


def test_the_same_fixture_is_not_entered_twice():
    desk = Desk()
    fixture, _ = desk.holds()
    again = desk.quotes(fixture, 3900, 3050, 3050, wait=2 * MINUTE)
    assert not of(again, "PlaceOrder")


def test_new_prices_are_never_weighed_against_old_ones():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 5220, 2600, 2180)
    depth = 50_000
    first = desk.hear(BookSeen(fixture.markets[0].id, ((3000, depth),), ((3200, depth),)), 2 * MINUTE)
    assert first == []
    then = desk.hear(BookSeen(fixture.markets[1].id, ((3300, depth),), ((3400, depth),)))
    last = desk.hear(BookSeen(fixture.markets[2].id, ((3400, depth),), ((3500, depth),)))
    assert (then, last) == ([], []), "the price is too good: nothing is sent"
    assert desk.state.convictions.forecasts[fixture.id].at == desk.at, "the look comes with the last book"


def test_a_lone_quote_is_looked_at_a_moment_later():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 5220, 2600, 2180)
    quote = BookSeen(fixture.markets[0].id, ((4300, 50_000),), ((4400, 50_000),))
    assert desk.hear(quote, 31 * MINUTE) == []
    assert desk.hear(quote, SECOND)


def test_nothing_is_entered_while_paused_and_all_of_it_after_resuming():
    desk = Desk()
    fixture = desk.lists()
    desk.commands(Pause())
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    assert desk.state.score.funnel["desk/not_running"].count >= 1
    assert desk.commands(Resume()) == (True, "running")
    assert of(desk.quotes(fixture, 4600, 2750, 2650, wait=31 * MINUTE), "PlaceOrder")


def test_pausing_takes_resting_entries_away():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    assert placed.post_only
    asked = of(_paused(desk), "CancelOrder")
    assert [cancel.order for cancel in asked] == [placed.id]


def _paused(desk):
    before = len(desk.asked)
    desk.commands(Pause())
    return desk.asked[before:]


@pytest.mark.parametrize(("before", "lives"), [(20 * MINUTE, 15 * MINUTE), (12 * MINUTE, 11 * MINUTE)])
def test_with_real_money_what_rests_expires_by_itself_after_a_quarter_hour_or_a_minute_before_the_start(
    before, lives
):
    desk = Desk(willing(rules("configs/live.yaml")), start=Moment(games.START - before))
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300, wait=0), "PlaceOrder")[0].ticket
    assert placed.expires_at - placed.created_at == lives


def test_nothing_rests_when_the_start_is_near():
    desk = Desk(start=Moment(games.START - 20 * MINUTE))
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    assert placed.expires_at <= fixture.starts_at - MINUTE
    desk.at = Moment(fixture.starts_at - MINUTE)
    asked = desk.hear(Woke("near_start", fixture.id))
    assert [cancel.order for cancel in of(asked, "CancelOrder")] == [placed.id]
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")


def test_no_entries_around_line_up_time():
    desk = Desk(start=Moment(games.START - 60 * MINUTE))
    assert not of(desk.quotes(desk.lists(), 4600, 2750, 2650), "PlaceOrder")
    assert "desk/line_ups" in desk.state.score.funnel


def test_a_silent_score_feed_closes_the_fixture():
    desk = Desk()
    fixture = desk.lists()
    desk.hear(FeedSilent("scores", fixture.id))
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    assert "desk/score_silent" in desk.state.score.funnel


def test_a_refused_order_leaves_no_position_behind():
    desk = Desk()
    placed = of(desk.quotes(desk.lists(), 4600, 2750, 2650), "PlaceOrder")[0].ticket
    desk.hear(OrderRefused(placed.id, "market paused"))
    assert desk.state.trading.positions == {}
    assert desk.state.trading.ended[placed.id].state is OrderState.REFUSED


def test_an_entry_whose_edge_has_gone_is_taken_away():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    desk.hear(OrderAccepted(placed.id, 0))
    worse = replace(games.model(), home=-1.5)
    desk.state.convictions.models[fixture.league] = worse
    asked = desk.quotes(fixture, 4900, 2950, 2950, half=300, wait=2 * MINUTE)
    assert [cancel.reason for cancel in of(asked, "CancelOrder")] == ["edge gone"]
    desk.hear(OrderEnded(placed.id, False, placed.quantity, "edge gone"))
    assert desk.state.trading.positions == {}


def test_a_fixture_moved_to_another_day_keeps_its_position_and_forgets_its_close():
    desk = Desk()
    fixture, position = desk.holds()
    later = replace(fixture, starts_at=Moment(fixture.starts_at + 24 * 60 * MINUTE), settles_on="2026-11-22")
    desk.hear(FixtureListed(later))
    assert desk.state.quotes.fixtures[fixture.id].starts_at == later.starts_at
    assert desk.state.trading.positions[position.id].open
    assert desk.state.games.closing == {}


def test_value_arms_do_not_enter_a_running_game():
    desk = Desk(start=Moment(games.START - 20 * MINUTE))
    fixture = desk.lists()
    desk.quotes(fixture, 5220, 2600, 2180)
    desk.at = fixture.starts_at
    desk.scores(fixture, 5, 0, 0, phase=Phase.IN_PLAY)
    assert not of(desk.quotes(fixture, 3500, 3300, 3200, wait=MINUTE), "PlaceOrder")


def test_a_stake_stays_inside_an_eighth_of_the_budget():
    desk = Desk()
    placed = of(desk.quotes(desk.lists(), 4600, 2750, 2650), "PlaceOrder")[0].ticket
    assert placed.purpose is Purpose.ENTER
    assert 0 < placed.most_cost <= 25_000_000


def test_sizing_knows_what_the_arm_holds_and_has_asked_for_on_that_market_and_leg():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    whole = placed.ticket.quantity
    seen = {}
    for part in ("resting", "filled"):
        asked = proposal(market=placed.ticket.market, leg=placed.ticket.leg, strategy=placed.ticket.strategy)
        turn = Turn(desk.state, desk.seq, desk.at)
        seen[part] = sums.sizing(turn, fixture, asked, ())
        elsewhere = sums.sizing(turn, fixture, replace(asked, leg=Leg.NO, strategy=StrategyName("other")), ())
        assert (elsewhere.arm_in_market, elsewhere.arm_in_fixture, elsewhere.arm_in_all) == (0, 0, 0)
        other_leg = sums.sizing(turn, fixture, replace(asked, leg=Leg.NO), ())
        assert (other_leg.arm_in_market, other_leg.arm_in_all) == (0, seen[part].arm_in_all)
        if part == "resting":
            desk.fills(placed, whole // 2)
    assert seen["resting"].arm_in_market == seen["filled"].arm_in_market == whole
    assert seen["resting"].arm_in_fixture == placed.ticket.most_cost
    assert 0 < seen["filled"].arm_in_fixture == seen["filled"].arm_in_all <= placed.ticket.most_cost
