"""382 real NBA games as Kalshi traded them: told whole, settled, and what rules for leaving do on them."""

from collections import Counter

import numpy as np
import pytest

from benchmarks import kalshi_agents as agents
from benchmarks import kalshi_games as measured
from engine.domain.events import BookSeen, FeedEnded, FixtureListed, GameSeen, MarketSettled
from engine.domain.moment import MINUTE
from engine.domain.money import ONE
from engine.domain.sport import Phase
from engine.shell.feeds import FEEDS
from engine.shell.feeds.candle_file import read
from engine.shell.feeds.options import FeedOptions
from engine.world import candle_book
from engine.world.candle_phase import activity_began
from engine.world.candles import EARLIEST_HOUR, evening

pytestmark = [pytest.mark.real, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def prices(data_dir):
    folder = data_dir / "markets" / "kalshi_nba"
    if not folder.is_dir():
        pytest.skip(f"no recorded prices in {folder}: markets/kalshi_nba is missing")
    return folder


@pytest.fixture(scope="module")
def games(prices):
    return read(prices)


@pytest.fixture(scope="module")
def heard(prices):
    """Fixtures, settlements, first moments in play and counts of one season told whole."""
    feed = FEEDS["replay"](FeedOptions(seed=1, path=prices, season="2024/25"))
    fixtures, paid, began, counts = {}, {}, {}, Counter()
    while feed.next_at() is not None:
        step = feed.step()
        for event in step.events:
            counts[type(event)] += 1
            if isinstance(event, FixtureListed):
                fixtures[event.fixture.id] = event.fixture
            elif isinstance(event, MarketSettled):
                paid[event.market] = event.value
            elif isinstance(event, GameSeen):
                assert event.status.score is None
                if event.status.phase is Phase.IN_PLAY:
                    began.setdefault(event.status.fixture, step.at)
    return fixtures, paid, began, counts


def test_the_whole_recording_is_sound(games):
    assert len(games) == 382
    assert sum(len(game.candles.at) for game, _ in games) == 561_095
    assert sum(close > 0 for game, _ in games for close in game.candles.close) == 300_849
    assert Counter(game.season for game, _ in games) == {"2024/25": 56, "2025/26": 326}


def test_a_season_is_told_and_every_game_of_it_settles_by_the_last_price(games, heard):
    fixtures, paid, _, counts = heard
    assert len(fixtures) == 56
    assert len(paid) == 112
    assert counts[FeedEnded] == 1
    assert counts[BookSeen] > 100_000
    last = {game.event: (game, game.candles.close) for game, _ in games}
    for fixture in fixtures.values():
        game, closes = last[fixture.id]
        own = next(market for market in fixture.markets if market.outcome is game.recorded)
        final = next(close for close in reversed(closes) if close)
        assert paid[own.id] == (ONE if final >= 90 else 0)
        assert sum(paid[market.id] for market in fixture.markets) == ONE


def test_a_start_shows_in_nearly_every_game_and_hardly_ever_long_before_it(games, heard):
    assert len(heard[2]) >= 52
    spans = []
    for game, _ in games:
        began = activity_began(game.candles, evening(game, EARLIEST_HOUR))
        undecided = [
            at for at, close in zip(game.candles.at, game.candles.close, strict=True) if 3 < close < 97
        ]
        if began is not None:
            spans.append((undecided[-1] - began) / MINUTE)
    assert len(spans) >= 370
    low, middle, high = np.quantile(spans, (0.05, 0.5, 0.95))
    # A game lasts about 140 minutes; the last of them are often decided.
    assert 95 <= middle <= 140
    assert low >= 30
    assert high <= 190


def test_modelled_spreads_are_those_of_the_specification(games):
    before, playing = [], []
    for game, _ in games[::10]:
        began = activity_began(game.candles, evening(game, EARLIEST_HOUR))
        if began is None:
            continue
        for look in candle_book.looks(game.candles):
            bid, ask = candle_book.quote(look)
            if began - 180 * MINUTE <= look.at < began - 30 * MINUTE:
                before.append(ask - bid)
            elif began <= look.at < began + 90 * MINUTE and 10 <= look.close <= 90:
                playing.append(ask - bid)
    assert np.median(before) == 1
    assert np.median(playing) in {2, 3}
    assert np.quantile(playing, 0.9) <= 6


@pytest.fixture(scope="module")
def held(games):
    return measured.sides(games)


def test_the_quarter_rule_leaves_three_of_four_sides_and_half_of_the_winners(held):
    """PRODUCT's reason for not leaving by itself: 75 % of positions, half of the winners, 3.8 cents a contract."""
    found = measured.findings([measured.fate(side, measured.price_moved) for side in held])
    assert found.sides >= 740
    assert 0.70 <= found.left.mean <= 0.80
    assert 0.44 <= found.winners_left.mean <= 0.56
    assert found.losers_left.mean >= 0.98
    assert found.cost_at_once.low > 0
    assert found.cost_at_once.low <= 3.8 <= found.cost_at_once.high
    assert found.cost_next_minute.low <= 3.8 <= found.cost_next_minute.high
    assert 2.0 <= found.friction.mean <= 3.5


def test_leaving_late_when_losing_costs_too(held):
    found = measured.findings([measured.fate(side, measured.losing_late) for side in held])
    assert 0.50 <= found.left.mean <= 0.66
    assert 0.15 <= found.winners_left.mean <= 0.32
    assert found.losers_left.mean >= 0.88
    assert found.cost_at_once.low > 0


def test_a_side_and_its_mirror_share_their_luck(held):
    """One of two sides wins; both are of one game, and it is games that are counted."""
    by_game = Counter(side.game for side in held)
    assert set(by_game.values()) == {2}
    assert sum(side.won for side in held) == len(by_game)


@pytest.mark.parametrize("name", agents.MINDS)
def test_no_simple_agent_that_needs_no_score_earns(held, name):
    made = agents.made(agents.trades(held, agents.MINDS[name]))
    assert made.trades > 300
    assert made.held.low <= 0
    assert made.tripped.high < 0


def test_a_random_taker_loses_spread_and_fee(held):
    """About four parts in a hundred held, twice that there and back, as on the pretended market."""
    made = agents.made(agents.trades(held, agents.random_taker))
    assert made.held.low <= -0.043 * made.paid <= made.held.high
    assert -0.12 <= made.tripped.mean / made.paid <= -0.08
