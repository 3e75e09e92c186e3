"""Every arm trades on in its shadow: against what we see, whatever we do ourselves, and never at the venue."""

import pytest
from msgspec.structs import replace

from engine.core.shadows.shadow import LATENCY, shadow_key
from engine.domain.commands import Pause, ResetArm, Resume
from engine.domain.effects import VENUE_EFFECTS
from engine.domain.events import BookSeen, FixtureListed, MarketSettled, Woke
from engine.domain.identity import NO_TRADE
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.sport import Sport
from engine.wire.codec import pack, unpack
from tests.support import games
from tests.support.desk import DAY_BEFORE, Desk, of, rules, willing
from tests.support.shadows import FAR, MIDS, arrives, prints, shadows, sold_through


def shy():
    """Rules under which arms propose but the bandit never lets them: doing nothing always looks better."""
    given = willing(rules())
    return replace(given, bandit=replace(given.bandit, prior_mean=-5.0, prior_k=1000.0))


def proposing(desk, **quoting):
    fixture = desk.lists()
    effects = desk.quotes(fixture, *MIDS, **quoting)
    return fixture, effects


def test_every_arm_that_proposes_sends_an_imagined_order_whoever_is_chosen():
    desk = Desk()
    fixture, effects = proposing(desk)
    proposed = [arm.strategy for choice in of(effects, "KeepChoice") for arm in choice.choice.arms[1:]]
    assert len(proposed) > 1
    assert [*shadows(desk, fixture)] == proposed
    assert len(of(effects, "PlaceOrder")) == 1
    wakes = [wake for wake in of(effects, "WakeAt") if wake.kind == "shadow"]
    assert [(wake.at, wake.entity) for wake in wakes] == [(desk.at + LATENCY, fixture.id)]


def test_arms_trade_on_in_the_shadow_when_nobody_is_chosen_and_nothing_reaches_the_venue():
    desk = Desk(shy())
    fixture, effects = proposing(desk)
    assert of(effects, "KeepChoice")[0].choice.chosen == NO_TRADE
    sold_through(desk, fixture)
    assert all(shadow.bought for shadow in shadows(desk, fixture).values())
    desk.settles(fixture, 10_000, 0, 0)
    assert not [effect for effect in desk.asked if isinstance(effect, VENUE_EFFECTS[:3])]
    assert of(desk.asked, "KeepEntry")


def test_an_arm_that_would_take_takes_what_stands_there_when_it_arrives():
    desk = Desk(shy())
    fixture = desk.lists()
    desk.quotes(fixture, *FAR)
    wanted = shadows(desk, fixture)["aggressive"]
    assert not wanted.proposal.post_only
    desk.quotes(fixture, FAR[0], *FAR[1:], size=4, wait=LATENCY // 2)
    arrives(desk, fixture)
    taken = shadows(desk, fixture)["aggressive"]
    assert (taken.bought, taken.spent) == (400, 400 * 4700)
    assert not taken.live(desk.at)


def test_a_shadow_stakes_what_its_arm_would_on_an_account_that_holds_nothing():
    rich = Desk()
    fixture, effects = proposing(rich)
    placed = of(effects, "PlaceOrder")[0].ticket
    alone = shadows(rich, fixture)[placed.strategy]
    assert alone.left == placed.quantity
    assert (alone.proposal.price, alone.market) == (placed.price, placed.market)
    poor = Desk(replace(willing(rules()), bankroll=1_000_000))
    fixture, effects = proposing(poor)
    assert not of(effects, "PlaceOrder")
    assert {shadow.left for shadow in shadows(poor, fixture).values()} == {100}


def test_it_joins_the_queue_that_is_seen_as_it_arrives_and_is_filled_by_the_tape():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    shadow = shadows(desk, fixture)["balanced"]
    seen = dict(desk.state.quotes.books[shadow.market].bids).get(shadow.price, 0)
    prints(desk, shadow.market, 100, 5_000)
    assert not shadows(desk, fixture)[shadow.strategy].bought, "it was not there yet"
    arrives(desk, fixture)
    resting = shadows(desk, fixture)[shadow.strategy]
    assert resting.arrived
    assert resting.ahead == seen == 50_000
    prints(desk, shadow.market, shadow.price, seen // 100)
    assert not shadows(desk, fixture)[shadow.strategy].bought
    prints(desk, shadow.market, shadow.price, 1)
    assert shadows(desk, fixture)[shadow.strategy].bought == 100


def test_a_book_that_comes_through_its_price_picks_it_off_and_looks_at_nothing_else():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    shadow = next(iter(shadows(desk, fixture).values()))
    forecast = desk.state.convictions.forecasts[fixture.id]
    place = [market.id for market in fixture.markets].index(shadow.market)
    mids = [mid - 600 if at == place else mid for at, mid in enumerate(MIDS)]
    desk.quotes(fixture, *mids, wait=SECOND)
    picked = shadows(desk, fixture)[shadow.strategy]
    assert (picked.bought, picked.spent) == (shadow.left, shadow.left * shadow.price)
    assert desk.state.convictions.forecasts[fixture.id] is forecast, "no look is due within the minute"


def test_an_arm_asks_once_an_episode_for_what_has_filled_and_again_for_what_has_not():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    sold_through(desk, fixture)
    before = dict(shadows(desk, fixture))
    assert before
    for _ in range(5):
        desk.quotes(fixture, *MIDS, wait=20 * MINUTE)
        arrives(desk, fixture)
    assert shadows(desk, fixture) == before
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    desk.quotes(fixture, *MIDS, wait=20 * MINUTE)
    first = next(iter(shadows(desk, fixture).values()))
    desk.quotes(fixture, *MIDS, wait=2 * HOUR)
    again = shadows(desk, fixture)[first.strategy]
    assert again.created_at > first.ends_at


def test_a_shadow_goes_when_its_edge_is_gone_for_good_but_its_cancel_may_come_too_late():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    before = dict(shadows(desk, fixture))
    desk.quotes(fixture, *MIDS, wait=2 * MINUTE)
    assert {one.ends_at for one in shadows(desk, fixture).values()} == {
        one.ends_at for one in before.values()
    }
    weaker = replace(desk.state.convictions.models[fixture.league], home=-0.2)
    desk.state.convictions.models[fixture.league] = weaker
    desk.quotes(fixture, 4500, 2800, 2700, half=500, wait=2 * MINUTE)
    gone = [shadows(desk, fixture)[name] for name in before]
    assert {shadow.ends_at for shadow in gone} == {Moment(desk.at + LATENCY)}
    prints(desk, gone[0].market, 100, 5_000)
    assert shadows(desk, fixture)[gone[0].strategy].bought
    desk.at = Moment(desk.at + LATENCY)
    prints(desk, gone[1].market, 100, 5_000)
    assert shadows(desk, fixture)[gone[0].strategy].left == 0


def test_the_book_that_leaves_a_shadow_behind_sends_it_away_without_a_look():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    before = dict(shadows(desk, fixture))
    desk.quotes(fixture, *(mid + 500 for mid in MIDS), wait=2 * MINUTE)
    for name, shadow in shadows(desk, fixture).items():
        assert shadow.ends_at == Moment(desk.at + LATENCY) < before[name].ends_at


def test_nothing_imagined_outlives_the_minute_before_the_start():
    start = Moment(games.START - 3 * MINUTE)
    desk = Desk(shy(), start=start)
    fixture, _ = proposing(desk)
    ends = {shadow.ends_at for shadow in shadows(desk, fixture).values()}
    assert ends == {Moment(games.START - MINUTE)}
    arrives(desk, fixture)
    desk.at = Moment(games.START - MINUTE)
    for market in fixture.markets:
        prints(desk, market.id, 100, 5_000)
    assert not any(shadow.bought for shadow in shadows(desk, fixture).values())


def test_a_fixture_told_anew_with_another_start_takes_its_shadows_with_it():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    desk.hear(FixtureListed(replace(fixture, starts_at=Moment(fixture.starts_at - 12 * HOUR))), SECOND)
    assert {shadow.ends_at for shadow in shadows(desk, fixture).values()} == {Moment(desk.at + LATENCY)}


def test_shadows_begin_while_the_engine_is_paused_and_while_we_hold_something_ourselves():
    paused = Desk()
    paused.commands(Pause())
    fixture, effects = proposing(paused)
    assert not of(effects, "KeepChoice")
    assert shadows(paused, fixture)
    assert paused.commands(Resume())[0]
    holding = Desk()
    fixture, _ = holding.holds()
    holding.state.shadows.on.clear()
    proposed = dict(holding.state.score.proposed)
    funnel = dict(holding.state.score.funnel)
    effects = holding.quotes(fixture, *MIDS, wait=2 * MINUTE)
    assert shadows(holding, fixture)
    assert not of(effects, "PlaceOrder")
    assert (holding.state.score.proposed, holding.state.score.funnel) == (proposed, funnel)


@pytest.mark.parametrize("closed", ["line_ups", "score_silent", "frozen", "old books"])
def test_shadows_do_not_begin_where_the_data_is_bad_or_the_hour_is_wrong(closed):
    start = Moment(games.START - HOUR) if closed == "line_ups" else DAY_BEFORE
    desk = Desk(shy(), start=start)
    desk.commands(Pause())
    fixture = desk.lists()
    if closed == "score_silent":
        desk.state.games.silent[fixture.id] = desk.at
    if closed == "frozen":
        desk.state.games.frozen_until[fixture.id] = Moment(desk.at + HOUR)
    if closed == "old books":
        desk.state.run.rules = replace(desk.rules, limits=replace(desk.rules.limits, quote_age=-1))
    desk.quotes(fixture, *MIDS)
    assert not shadows(desk, fixture)


def test_an_arm_that_is_only_ever_in_the_shadow_takes_in_play_after_the_latency():
    given = willing(rules())
    arms = tuple(replace(arm, min_edge=1_000, min_confidence=0) for arm in given.arms)
    limits = replace(given.limits, edge_too_good=1_000_000)
    desk = Desk(replace(given, arms=arms, limits=limits), start=Moment(games.START - HOUR))
    fixture = desk.lists()
    desk.quotes(fixture, *MIDS)
    desk.at = games.START
    desk.scores(fixture, 5, 0, 0)
    desk.quotes(fixture, 4000, 2750, 2750, wait=10 * SECOND)
    found = shadows(desk, fixture)["in_game_specialist"]
    assert found.in_play
    assert not found.bought
    arrives(desk, fixture)
    taken = shadows(desk, fixture)["in_game_specialist"]
    assert taken.bought == found.left
    assert taken.fees > 0


def settled(desk, fixture, *values, void=False):
    for market, value in zip(fixture.markets, values, strict=True):
        desk.hear(MarketSettled(market.id, value, fixture.settles_on, final=True, void=void), SECOND)


def test_a_fixture_that_is_over_leaves_one_entry_for_each_arm_and_nothing_else():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, *MIDS), "PlaceOrder")[0]
    desk.fills(placed)
    sold_through(desk, fixture)
    held = dict(shadows(desk, fixture))
    settled(desk, fixture, 10_000, 0, 0)
    entries = desk.state.score.entries
    assert [kept.entry for kept in of(desk.asked, "KeepEntry")] == entries
    real, imagined = [e for e in entries if not e.shadow], [e for e in entries if e.shadow]
    assert [entry.key for entry in real] == [placed.ticket.position]
    assert [entry.key for entry in imagined] == [shadow_key(name, fixture.id) for name in held]
    for entry in entries:
        pays = desk.state.quotes.settled[entry.market]
        assert entry.value == pays
        assert entry.pnl == pays * entry.quantity - entry.spent - entry.fees
        assert entry.claimed is not None
        assert entry.maker
        assert (
            entry.close_twice
            == 2 * dict(zip((m.id for m in fixture.markets), MIDS, strict=True))[entry.market]
        )
    assert not desk.state.shadows.on
    assert not desk.state.shadows.pairs
    assert not desk.state.score.marks


def test_real_and_shadow_of_one_decision_are_set_side_by_side():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, *MIDS), "PlaceOrder")[0]
    desk.fills(placed)
    sold_through(desk, fixture)
    settled(desk, fixture, 10_000, 0, 0)
    (twin,) = desk.state.shadows.twins
    assert (twin.strategy, twin.real, twin.shadow) == (
        placed.ticket.strategy,
        placed.ticket.quantity,
        placed.ticket.quantity,
    )
    assert twin.real_spent == twin.shadow_spent


def test_each_arm_learns_once_a_fixture_from_its_own_fills_else_from_its_shadows():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, *MIDS), "PlaceOrder")[0]
    desk.fills(placed)
    sold_through(desk, fixture)
    arms = [*shadows(desk, fixture)]
    settled(desk, fixture, 10_000, 0, 0)
    beliefs = desk.state.bandit.beliefs
    assert {name: belief.episodes for name, belief in beliefs.items()} == {
        arm.name: int(arm.name in arms) for arm in desk.rules.arms
    }
    assert len(arms) > 1


def test_no_fill_teaches_nothing():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    settled(desk, fixture, 10_000, 0, 0)
    assert not desk.state.score.entries
    assert desk.state.bandit.beliefs == desk.state.score.first_beliefs
    assert desk.state.bandit.pooled is None


def test_a_void_fixture_is_written_down_without_a_close_and_teaches_nothing():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    sold_through(desk, fixture)
    settled(desk, fixture, 4_600, 2_750, 2_650, void=True)
    assert desk.state.score.entries
    assert {entry.close_twice for entry in desk.state.score.entries} == {None}
    assert desk.state.bandit.beliefs == desk.state.score.first_beliefs


def test_an_episode_in_one_sport_counts_in_part_for_the_other_and_a_reset_forgets_both():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    sold_through(desk, fixture)
    name = next(iter(shadows(desk, fixture)))
    settled(desk, fixture, 10_000, 0, 0)
    bandit, fresh = desk.state.bandit, desk.state.score.first_beliefs[name]
    football, basketball = (bandit.by_sport[f"{name}/{sport}"] for sport in Sport)
    assert football == bandit.beliefs[name]
    assert fresh.k < basketball.k < football.k
    assert abs(fresh.m) >= abs(basketball.m) >= abs(football.m)
    assert desk.commands(ResetArm(name))[0]
    assert bandit.beliefs[name] == fresh
    assert not [key for key in bandit.by_sport if key.startswith(f"{name}/")]
    assert bandit.pooled is not None
    assert desk.commands(ResetArm(None))[0]
    assert (bandit.by_sport, bandit.pooled) == ({}, None)


def test_shadows_survive_a_freeze():
    desk = Desk()
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    state = desk.state
    assert unpack(pack(state), type(state)) == state
    sold_through(desk, fixture)
    settled(desk, fixture, 10_000, 0, 0)
    assert unpack(pack(state), type(state)) == state


def test_the_close_is_the_last_book_before_the_start_whether_it_was_looked_at_or_not():
    desk = Desk(shy(), start=Moment(games.START - 2 * HOUR))
    fixture, _ = proposing(desk)
    sold_through(desk, fixture)
    desk.at = Moment(games.START - SECOND)
    for market in fixture.markets:
        desk.state.quotes.watches[market.id].quiet_until = games.START
    desk.quotes(fixture, MIDS[0] + 200, *MIDS[1:], wait=0)
    assert desk.state.games.closing[fixture.markets[0].id] == 2 * MIDS[0]
    desk.hear(Woke("kick_off", fixture.id), SECOND)
    assert desk.state.games.closing[fixture.markets[0].id] == 2 * (MIDS[0] + 200)
    desk.quotes(fixture, MIDS[0] - 200, *MIDS[1:])
    desk.hear(Woke("kick_off", fixture.id), SECOND)
    assert desk.state.games.closing[fixture.markets[0].id] == 2 * (MIDS[0] + 200), "too late"


def test_a_shadow_that_rests_is_not_taken_away_because_the_books_have_been_quiet():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    before = dict(shadows(desk, fixture))
    desk.hear(Woke("scan", ""), 20 * MINUTE)
    after = shadows(desk, fixture)
    assert {name: one.ends_at for name, one in after.items()} == {n: one.ends_at for n, one in before.items()}


@pytest.mark.parametrize(("there", "moves"), [(10, True), (900, False)])
def test_a_shadow_leaves_a_long_queue_for_a_shorter_one_a_tick_up_as_a_real_order_does(there, moves):
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    arrives(desk, fixture)
    held = shadows(desk, fixture)["balanced"]
    assert (held.price, held.ahead) == (4700, 50_000)
    stronger = replace(desk.state.convictions.models[fixture.league], home=0.4)
    desk.state.convictions.models[fixture.league] = stronger
    bids = ((4800, there * 100), (4700, 50_000))
    desk.hear(BookSeen(held.market, bids, ((5000, 50_000),)), 2 * MINUTE)
    assert (shadows(desk, fixture)["balanced"].ends_at < held.ends_at) is moves


def test_an_imagined_order_that_arrives_when_all_is_paid_meets_nobody():
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    settled(desk, fixture, 10_000, 0, 0)
    assert arrives(desk, fixture) == []
    desk = Desk(shy())
    fixture, _ = proposing(desk)
    held = next(iter(shadows(desk, fixture).values()))
    desk.hear(MarketSettled(held.market, 0, fixture.settles_on, final=True))
    arrives(desk, fixture)
    assert not shadows(desk, fixture)[held.strategy].live(desk.at)
