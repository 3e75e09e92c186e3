"""What whoever is away is told: once per hour, day, week and event, a restart in between or not."""

import pytest
from msgspec.structs import replace

from engine.core.state import ALERTS_KEPT, CURVE_KEPT
from engine.domain.commands import Stop
from engine.domain.events import OrderUnknown, Woke
from engine.domain.ledger import AlertKind
from engine.domain.market import Leg, Side
from engine.domain.moment import DAY, HOUR, MINUTE
from engine.domain.rules import Targets
from engine.domain.standing import VenueOrder
from tests.support import games
from tests.support.desk import Desk, of, rules, willing


def scan(desk, wait=30 * MINUTE):
    return desk.hear(Woke("scan", ""), wait)


def told(effects, kind):
    return [kept.alert for kept in of(effects, "KeepAlert") if kept.alert.kind == kind]


def all_told(desk, kind):
    return [kept.alert for kept in of(desk.asked, "KeepAlert") if kept.alert.kind == kind]


def said(effects, name):
    return [effect for effect in of(effects, "Say") if effect.name == name]


def restarted(desk):
    desk.core.thaw(desk.core.freeze())
    return desk


def fired(desk, trigger="price_moved", times=1):
    counts = desk.state.doubts.fired
    counts[trigger] = counts.get(trigger, 0) + times


def test_an_hour_in_which_nothing_fired_is_quiet():
    desk = Desk()
    for _ in range(10):
        scan(desk)
    assert of(desk.asked, "KeepAlert") == []


def test_an_hour_in_which_triggers_fired_or_exits_were_sent_is_told_once_even_after_a_restart():
    desk = Desk(start=games.START // HOUR * HOUR - DAY)
    scan(desk)
    fired(desk, times=3)
    fired(desk, "adverse_score")
    desk.state.score.exits += 2
    (alert,) = told(scan(desk), AlertKind.INVALIDATIONS)
    assert "price moved 3, adverse score 1 · 2 exits sent" in alert.text
    for _ in range(6):
        restarted(desk)
        scan(desk)
    assert len(all_told(desk, AlertKind.INVALIDATIONS)) == 1
    assert len(said(desk.asked, "position_scan_complete")) == 1
    fired(desk)
    scan(desk)
    scan(desk)
    second = all_told(desk, AlertKind.INVALIDATIONS)[-1]
    assert second.text.endswith(": price moved 1")
    assert second.key != alert.key


def test_within_the_hour_nothing_is_told_however_often_the_scan_comes():
    desk = Desk(start=games.START // HOUR * HOUR)
    for _ in range(5):
        fired(desk)
        assert told(scan(desk, MINUTE), AlertKind.INVALIDATIONS) == []


def test_when_all_we_held_on_a_date_is_paid_the_day_is_told_with_pace_and_what_was_projected():
    desk = Desk()
    fixture, _ = desk.holds()
    desk.hear(Woke("kick_off", fixture.id), games.START - desk.at)
    effects = desk.settles(fixture, 10_000, 0, 0)
    (alert,) = told(effects, AlertKind.DAILY)
    paid = desk.state.score.realised[fixture.settles_on]
    assert alert.key == f"daily-{fixture.settles_on}"
    assert f"realised {'+' if paid > 0 else ''}" in alert.text
    assert "of the 110.00 wished for, " in alert.text
    assert "was projected" in alert.text
    assert "a day: " in alert.text
    assert len(said(effects, "daily_performance_update")) == 2  # of the settlement, and of the day
    for _ in range(3):
        restarted(desk)
        scan(desk, DAY)
    assert len(all_told(desk, AlertKind.DAILY)) == 1


def test_a_date_with_a_game_still_to_begin_is_not_over_until_the_venue_has_another_day():
    desk = Desk()
    fixture, _ = desk.holds()
    tonight = replace(games.fixture(name="F2"), starts_at=games.START + 5 * HOUR)
    tomorrow = replace(games.fixture(name="F3"), starts_at=games.START + DAY, settles_on="2026-11-22")
    desk.lists(tonight)
    desk.lists(tomorrow)
    desk.hear(Woke("kick_off", fixture.id), games.START - desk.at)
    assert told(desk.settles(fixture, 0, 10_000, 0), AlertKind.DAILY) == []
    assert told(scan(desk), AlertKind.DAILY) == []
    desk.hear(Woke("kick_off", tomorrow.id), tomorrow.starts_at - desk.at)
    (alert,) = told(scan(desk), AlertKind.DAILY)
    assert alert.key == "daily-2026-11-21"


def test_a_day_that_has_passed_is_told_with_what_is_still_open():
    desk = Desk()
    desk.holds()
    tomorrow = replace(games.fixture(name="F3"), starts_at=games.START + DAY, settles_on="2026-11-22")
    desk.lists(tomorrow)
    desk.hear(Woke("kick_off", tomorrow.id), tomorrow.starts_at - desk.at)
    (alert,) = told(scan(desk), AlertKind.DAILY)
    assert "1 still open and projected at " in alert.text


def weeks(desk, *dates):
    """A game kicks off on each of these dates."""
    for n, date in enumerate(dates):
        game = replace(games.fixture(name=f"W{n}"), starts_at=games.START + n * DAY, settles_on=date)
        desk.lists(game)
        desk.hear(Woke("kick_off", game.id), max(0, game.starts_at - desk.at))
        scan(desk, 0)
        restarted(desk)


def test_a_week_of_the_bandit_is_told_when_the_venues_next_week_begins():
    desk = Desk()
    weeks(desk, "2026-11-20", "2026-11-21")
    assert all_told(desk, AlertKind.WEEKLY) == []
    desk.state.score.entered["balanced"] = 7
    desk.state.bandit.no_trade = 5
    weeks(desk, "2026-11-23", "2026-11-24")
    (alert,) = all_told(desk, AlertKind.WEEKLY)
    assert alert.key == "weekly-2026-11-16"
    assert "chose balanced 7, no trade 5" in alert.text
    assert "P(return > 0) ultra_aggressive " in alert.text
    assert "gate " in alert.text
    weeks(desk, "2026-11-30")
    assert "chose nothing" in all_told(desk, AlertKind.WEEKLY)[-1].text
    assert len(said(desk.asked, "strategy_selected")) == 2


def test_a_turn_for_the_worse_is_told_once_per_word_for_the_day_and_for_the_week():
    desk = Desk()
    fixture, position = desk.holds()
    place = [market.id for market in fixture.markets].index(position.market)
    desk.hear(Woke("kick_off", fixture.id), games.START - desk.at)
    assert all_told(desk, AlertKind.PACE) == []
    desk.settles(fixture, *(0 if i == place else 10_000 for i in range(3)))
    keys = [alert.key for alert in all_told(desk, AlertKind.PACE)]
    assert keys == ["pace-2026-11-21-losing", "pace-week-2026-11-16-losing"]
    for _ in range(3):
        restarted(desk)
        scan(desk)
    assert len(all_told(desk, AlertKind.PACE)) == 2


def test_a_word_that_comes_back_after_a_better_one_is_not_told_again():
    desk = Desk()
    fixture, position = desk.holds()
    place = [market.id for market in fixture.markets].index(position.market)
    desk.hear(Woke("kick_off", fixture.id), games.START - desk.at)
    desk.settles(fixture, *(0 if i == place else 10_000 for i in range(3)))
    before = all_told(desk, AlertKind.PACE)
    for key in desk.state.score.told.words:
        desk.state.score.told.words[key] = "ahead"
    scan(desk)
    assert all_told(desk, AlertKind.PACE) == before


def test_a_pace_that_holds_or_gets_better_is_not_told():
    given = willing(rules())
    easy = replace(given, targets=Targets(low=0, mid=1, high=1_000_000, honest_low=0, honest_high=0))
    desk = Desk(easy)
    fixture, position = desk.holds()
    place = [market.id for market in fixture.markets].index(position.market)
    desk.hear(Woke("kick_off", fixture.id), games.START - desk.at)
    desk.settles(fixture, *(10_000 * (i == place) for i in range(3)))
    assert desk.state.score.realised[fixture.settles_on] > 0
    assert all_told(desk, AlertKind.PACE) == []


@pytest.mark.parametrize(
    ("share", "word"), [(160_000, "above warning"), (185_000, "paused"), (210_000, "stopped")]
)
def test_drawdown_past_a_line_is_told_at_once_and_once(share, word):
    desk = Desk()
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 1_000_000 // (1_000_000 - share))
    for name in ("F1", "F2"):
        desk.settles(desk.lists(games.fixture(name=name)), 10_000, 0, 0)
    (alert,) = all_told(desk, AlertKind.CRITICAL)
    assert word in alert.text
    restarted(desk)
    scan(desk)
    assert all_told(desk, AlertKind.CRITICAL) == [alert]


def test_a_stop_is_told_at_once_and_once():
    desk = Desk()
    desk.commands(Stop())
    desk.commands(Stop(), wait=MINUTE)
    assert len(all_told(desk, AlertKind.CRITICAL)) == 1


def test_an_order_unknown_for_a_minute_is_one_alert_although_it_pauses_the_desk_too():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.hear(OrderUnknown(placed.ticket.id, "timed out"))
    desk.hear(Woke("unknown", placed.ticket.id), MINUTE)
    (alert,) = all_told(desk, AlertKind.CRITICAL)
    assert "unknown for a minute" in alert.text
    assert "RECONCILE" in {cause.name for cause in desk.state.desk.causes}


def test_a_mismatch_with_the_venue_is_one_alert():
    desk = Desk()
    foreign = VenueOrder("strange", "M1", Leg.YES, Side.BUY, 4000, 100, 0, rests=True)
    desk.stands(MINUTE, orders=(foreign,))
    desk.stands(MINUTE, orders=(foreign,))
    assert len(all_told(desk, AlertKind.CRITICAL)) == 1


def test_only_so_many_alerts_stay_and_the_newest_do():
    desk = Desk()
    for n in range(ALERTS_KEPT + 20):
        desk.state.doubts.fired["price_moved"] = n + 1
        scan(desk, HOUR)
    kept = desk.state.score.alerts
    assert len(kept) == ALERTS_KEPT
    assert len(all_told(desk, AlertKind.INVALIDATIONS)) == ALERTS_KEPT + 19
    assert kept[-1] == all_told(desk, AlertKind.INVALIDATIONS)[-1]


def test_the_curve_has_a_point_at_each_scan_and_each_settlement_and_stays_bounded():
    desk = Desk()
    fixture, _ = desk.holds()
    for _ in range(4):
        scan(desk)
    before = len(desk.state.score.curve)
    assert before == 4
    desk.at += MINUTE
    desk.settles(fixture, 10_000, 0, 0)
    scan(desk, 0)
    curve = desk.state.score.curve
    assert len(curve) == before + 1  # of one moment one point stays
    assert (curve[-1].equity, curve[-1].marked) == (desk.state.purse.equity, desk.state.purse.equity)
    for _ in range(CURVE_KEPT + 10):
        scan(desk)
    assert before + 1 < len(desk.state.score.curve) <= CURVE_KEPT
    assert desk.state.score.curve[0] == curve[0]


def decided(**changed):
    """Everything a desk asks of the venue under other targets, or after another past."""
    given = willing(rules())
    desk = Desk(replace(given, targets=replace(given.targets, **changed.get("targets", {}))))
    desk.lists(games.fixture(name="F1"))
    second = desk.lists(games.fixture(name="F2"))
    first = desk.state.quotes.fixtures["F1"]
    desk.state.run.today = first.settles_on
    for date, amount in changed.get("realised", {}).items():
        desk.state.score.realised[date] = amount
    desk.state.score.told.words = dict(changed.get("words", {}))
    scan(desk, 0)
    for fixture in (first, second):
        for placed in of(desk.quotes(fixture, 4600, 2750, 2650, wait=5 * MINUTE), "PlaceOrder"):
            desk.fills(placed)
    return of(desk.asked, "PlaceOrder")


def test_no_wish_no_pace_and_no_past_profit_or_loss_moves_a_stake():
    plain = decided()
    assert len(plain) == 2
    for changed in (
        {"targets": {"low": 500_000, "mid": 600_000, "high": 900_000}},
        {"targets": {"low": 0, "mid": 0, "high": 0}},
        {"realised": {"2026-11-21": -90_000_000, "2026-11-20": -500_000_000}},
        {"realised": {"2026-11-21": 90_000_000, "2026-11-20": 500_000_000}},
        {"words": {"pace-2026-11-21": "losing"}},
    ):
        assert decided(**changed) == plain


def test_what_is_projected_for_a_date_already_makes_the_next_stake_on_it_smaller():
    given = willing(rules())
    loose = replace(given.limits, fixture_of_budget=1_000_000, slate_of_budget=1_000_000)
    arms = tuple(replace(arm, contracts_per_market=100_000) for arm in given.arms)
    tight = replace(given, arms=arms, limits=replace(loose, bad_case_of_budget=55_000, taper_floor=250_000))
    wide = replace(tight, limits=replace(tight.limits, taper_floor=1_000_000))
    sizes, funnel = {}, {}
    for name, each in (("tapered", tight), ("whole", wide)):
        desk = Desk(each)
        first, second = desk.lists(games.fixture(name="F1")), desk.lists(games.fixture(name="F2"))
        placed = of(desk.quotes(first, 4600, 2750, 2650), "PlaceOrder")
        desk.fills(placed[0])
        placed += of(desk.quotes(second, 4600, 2750, 2650), "PlaceOrder")
        sizes[name] = [each.ticket.quantity for each in placed]
        funnel[name] = {row.rule for row in desk.state.score.funnel.values()}
    assert sizes["tapered"][0] == sizes["whole"][0]
    assert sizes["tapered"][1] < sizes["whole"][1]
    assert "tapered (trimmed)" in funnel["tapered"]
    assert "tapered (trimmed)" not in funnel["whole"]
