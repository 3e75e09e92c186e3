"""What is measured on recorded games, on made ones: who is left, what it costs, what agents make."""

import pytest

from benchmarks import kalshi_agents as agents
from benchmarks import kalshi_games as measured
from engine.domain.market import Leg, best_ask, mid_twice
from engine.domain.moment import MINUTE
from engine.domain.money import DOLLAR
from engine.shell.feeds.candle_file import read
from tests.support.candles import START_MINUTE, evenings, made


@pytest.fixture(scope="module")
def games(tmp_path_factory):
    return read(made(evenings(6)).write(tmp_path_factory.mktemp("prices")))


@pytest.fixture(scope="module")
def held(games):
    return measured.sides(games)


def test_both_sides_of_a_game_are_held_from_before_it_begins(games, held):
    assert len(held) == 12
    for number, (game, _) in enumerate(games):
        both = [side for side in held if side.game == number]
        assert [side.won for side in both].count(True) == 1
        entries = [mid_twice(side.books[0], Leg.YES) for side in both]
        assert sum(entries) == 20_000
        for side in both:
            assert side.books[0].at <= game.candles.at[0] + START_MINUTE * MINUTE


def test_the_rule_fires_at_the_first_book_a_quarter_and_five_ticks_below_entry(held):
    for side in held:
        place = measured.price_moved(side)
        mids = [mid_twice(book, Leg.YES) for book in side.books]
        falls = [mids[0] - mid if mid is not None else 0 for mid in mids]
        first = next((at for at, fall in enumerate(falls) if 4 * fall > mids[0] and fall >= 1_000), None)
        assert place == first


def test_leaving_a_loser_pays_and_leaving_a_winner_costs(held):
    fates = [measured.fate(side, lambda _: 3) for side in held]
    for fate in fates:
        cost = DOLLAR * fate.won - fate.left.at_once
        assert (cost > 0) is fate.won
        assert fate.left.friction > 0
    found = measured.findings(fates)
    assert (found.sides, found.games, found.left.mean, found.winners_left.mean) == (12, 6, 1.0, 1.0)
    assert found.cost_at_once.mean == pytest.approx(sum(50 - fate.left.at_once / 10_000 for fate in fates) / 12)


def test_who_never_leaves_has_no_share():
    fates = [measured.Fate(game, won, 10_000, None) for game in range(3) for won in (True, False)]
    fates += [measured.Fate(9, True, 10_000, measured.Left(400_000, 390_000, 30_000))]
    found = measured.findings([*fates, measured.Fate(9, False, 100, measured.Left(0, 0, 0))])
    assert (found.left.mean, found.winners_left.mean, found.losers_left.mean) == (0.25, 0.25, 0.25)
    assert found.cost_at_once.mean == pytest.approx((60 + 0) / 2)
    assert len(measured.in_band(fates)) == len(fates)
    assert measured.in_band([measured.Fate(9, False, 100, None)]) == []


def test_agents_buy_at_the_next_books_ask_and_wait_between(held):
    for side in held[:2]:
        always = agents.trades([side], lambda *_: True)
        assert len(always) <= len(side.books) // agents.FOR + 1
        ask = best_ask(side.books[1], Leg.YES)
        assert always[0].paid > ask * 100
        assert always[0].held == DOLLAR * side.won - always[0].paid


def test_minds_see_nothing_later_than_their_book(held):
    side = held[0]
    for place in range(0, len(side.books), 7):
        past = measured.Side(side.game, side.fixture, side.market, side.books[: place + 1], side.began, side.won)
        for mind in agents.MINDS.values():
            assert mind(past, place) == mind(side, place)
