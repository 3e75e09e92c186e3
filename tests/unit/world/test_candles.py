"""Recorded minutes as a market: told late, quoted from the past alone, traded little, settled at the end."""

from array import array
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.effects import PlaceOrder
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import BookSeen, FixtureListed, GameSeen, MarketSettled, OrderFilled, TradeSeen
from engine.domain.history import Candles, Verdict
from engine.domain.market import Leg
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.money import ONE, opposite
from engine.domain.sport import Outcome, Phase
from engine.shell.feeds.candle_file import read
from engine.wire.codec import pack
from engine.world import candle_book
from engine.world.candle_book import Look
from engine.world.candle_phase import activity_began
from engine.world.candles import PACE, CandleGames, evening
from engine.world.world import World
from tests.support.candles import START_MINUTE, made
from tests.support.exchange import ticket


class Games(tuple):
    """Recorded games that are not printed whole."""

    __slots__ = ()

    def __repr__(self):
        return f"{len(self)} games"


@pytest.fixture(scope="module")
def games(tmp_path_factory):
    return Games(read(made().write(tmp_path_factory.mktemp("prices"))))


def world(games, seed=1):
    return World(CandleGames(seed, games), seed, pace=PACE)


def told(market):
    heard = []
    while market.next_at() is not None:
        at, events = market.step()
        heard += [(at, event) for event in events]
    return heard


@pytest.fixture(scope="module")
def all_told(games):
    return told(world(games))


def of(heard, kind):
    return [(at, event) for at, event in heard if isinstance(event, kind)]


def books_of(heard, market):
    return {at: event for at, event in heard if isinstance(event, BookSeen) and event.market == market}


def test_each_game_has_a_market_for_either_side_and_both_settle_at_the_end(games, all_told):
    fixtures = [event.fixture for _, event in of(all_told, FixtureListed)]
    paid = {event.market: (at, event.value) for at, event in of(all_told, MarketSettled)}
    assert len(fixtures) == 3
    assert len(paid) == 6
    for fixture, (game, verdict) in zip(fixtures, games, strict=True):
        over = Moment(game.candles.at[-1] + MINUTE)
        winner = verdict.winner(over)
        assert [market.id for market in fixture.markets] == [f"{game.event}-{game.home}", f"{game.event}-{game.away}"]
        for market in fixture.markets:
            at, value = paid[market.id]
            assert value == (ONE if market.outcome is winner else 0)
            assert at >= over + MINUTE


def test_what_is_inferred_says_so(all_told):
    for _, event in of(all_told, FixtureListed):
        assert (event.fixture.inferred, event.fixture.scored_live, event.fixture.closing_known) == (True, False, False)


def test_no_score_is_ever_told_and_the_phase_comes_from_activity(games, all_told):
    seen = of(all_told, GameSeen)
    assert all(event.status.score is None and event.status.minute is None for _, event in seen)
    for game, _ in games:
        began = min(at for at, event in seen if event.status.fixture == game.event and event.status.phase is Phase.IN_PLAY)
        late = (began - game.candles.at[0]) // MINUTE - START_MINUTE
        assert 0 < late <= 15


def test_while_a_game_is_on_its_phase_is_told_every_minute(games, all_told):
    game = games[0][0]
    at = [when for when, event in of(all_told, GameSeen) if event.status.fixture == game.event][1:]
    assert {after - before for before, after in pairwise(at)} == {MINUTE}
    assert at[-1] == game.candles.at[-1]


def test_a_minute_is_told_when_it_is_over_and_its_mirror_with_it(games, all_told):
    game = games[0][0]
    home, away = (books_of(all_told, f"{game.event}-{code}") for code in (game.home, game.away))
    assert list(home) == list(away)
    for at, close in zip(game.candles.at, game.candles.close, strict=True):
        if close:
            book = home[at + MINUTE]
            best = book.bids[0][0] if book.bids else 0, book.asks[0][0] if book.asks else ONE
            assert best[0] <= close * 100 <= best[1]
    for at, book in home.items():
        assert away[at].bids == tuple((opposite(price), size) for price, size in book.asks)
        assert away[at].asks == tuple((opposite(price), size) for price, size in book.bids)


def test_nobody_quotes_before_the_first_trade(games, all_told):
    for game, _ in games:
        first = next(at for at, close in zip(game.candles.at, game.candles.close, strict=True) if close)
        assert min(books_of(all_told, f"{game.event}-{game.home}")) == first + MINUTE


def changed_after(game, place, values):
    """The same game with every minute from this row on replaced, shifted, or taken away."""
    candles = game.candles
    rest = max(0, min(len(values), len(candles.at) - place))
    close = array("b", [*candles.close[:place], *(value for value, _ in values[:rest])])
    volume = array("q", [*candles.volume[:place], *(size if value else 0 for value, size in values[:rest])])
    columns = {name: array("b", [*getattr(candles, name)[:place], *close[place:]]) for name in ("open", "high", "low")}
    at = candles.at[: place + rest]
    return msgspec.structs.replace(game, candles=Candles(at=at, close=close, volume=volume, **columns))


LATER = st.lists(st.tuples(st.integers(0, 99), st.integers(1, 90_000)), min_size=1, max_size=200)


@settings(max_examples=20, deadline=None)
@given(place=st.integers(10, 400), values=LATER, swapped=st.booleans())
def test_nothing_told_up_to_a_moment_depends_on_a_later_minute_or_on_the_result(games, place, values, swapped):
    game, verdict = games[0]
    until = game.candles.at[place]
    other = Verdict(Outcome.AWAY, Moment(0)) if swapped else verdict
    plain, bent = ([(game, verdict)], [(changed_after(game, place, values), other)])
    first, second = (list(_until(world(case), until)) for case in (plain, bent))
    assert pack(first) == pack(second)
    assert first


def _until(market, moment):
    while (at := market.next_at()) is not None and at <= moment:
        yield market.step()


def test_the_result_cannot_be_had_while_the_game_is_on(games):
    source = CandleGames(1, games)
    plan = source.plans(0)[0]
    payout = source.programme(plan).payout
    with pytest.raises(Impossible, match="before it is over"):
        payout(Moment(games[0][0].candles.at[-1]))
    assert source.results(plan.fixture.sport, "NBA", Moment(1 << 62)) == []


def test_a_book_ages_and_widens_while_nobody_trades(games):
    looks = [Look(0, 0, False, 50, False, 0.1, 500.0, idle) for idle in (0, 1, 2, 6, 16, 61, 10_000)]
    assert [candle_book.width(look) for look in looks] == [1, 1, 2, 3, 4, 5, 5]
    wide = [candle_book.ladders(look, [0.5, 0.5])[0][0][1] for look in (looks[0], looks[-1])]
    assert wide[1] < wide[0]


@pytest.mark.parametrize(
    ("move", "volume", "ticks"), [(0.1, 5_000.0, 1), (2.0, 5_000.0, 2), (3.5, 5_000.0, 3), (8.0, 5_000.0, 7), (0.1, 50.0, 2), (0.1, 5.0, 3)]
)  # fmt: skip
def test_a_spread_follows_the_moves_and_the_volume(move, volume, ticks):
    assert candle_book.width(Look(0, 0, True, 50, True, move, volume, 0)) == ticks


@given(
    close=st.integers(1, 99), up=st.booleans(), move=st.floats(0, 60), volume=st.floats(0, 1e6), idle=st.integers(0, 5_000)
)
def test_a_book_is_never_crossed_nor_outside_a_dollar_and_holds_the_last_price(close, up, move, volume, idle):
    look = Look(0, 0, True, close, up, move, volume, idle)
    bid, ask = candle_book.quote(look)
    bids, asks = candle_book.ladders(look, [0.0, 0.999])
    assert 0 <= bid < ask <= 100
    assert bid <= close <= ask
    assert all(100 <= price <= 9_900 and size >= 500 for price, size in bids + asks)
    assert [price for price, _ in bids] == sorted((price for price, _ in bids), reverse=True)
    mirrored = candle_book.mirrored(candle_book.mirrored((bids, asks)))
    assert mirrored == (bids, asks)


def test_a_stretch_without_rows_is_told_again_as_it_ages():
    def column(*values):
        return array("q", values)

    at = column(0, 90 * MINUTE)
    fifty, size = column(50, 50), column(1_000, 1_000)
    looks = candle_book.looks(Candles(at, fifty, fifty, fifty, fifty, size))
    assert [(look.at // MINUTE, look.idle, look.fresh) for look in looks][:5] == [
        (1, 0, True), (2, 1, False), (3, 2, False), (7, 6, False), (17, 16, False),
    ]  # fmt: skip
    assert [look.at // MINUTE for look in looks][5:7] == [62, 91]
    widths = [candle_book.width(look) for look in looks[:6]]
    assert widths == sorted(widths)


def test_a_quiet_market_or_a_busy_morning_is_no_start(games):
    game = games[0][0]
    quiet = changed_after(game, START_MINUTE * 7 // 8, [(40, 20)] * 200)
    assert activity_began(quiet.candles, evening(game, 12)) is None
    began = activity_began(game.candles, evening(game, 12))
    assert activity_began(game.candles, Moment(began + HOUR)) != began


def buy(fixture, name, cents, contracts, **terms):
    market = fixture.markets[0]
    order = ticket(name, cents, contracts, fixture=fixture.id, market=market.id, settles_on=fixture.settles_on, **terms)
    return PlaceOrder(order)


def traded(games, send_at, *orders):
    """What fills when these orders are sent at this moment of the first game, and in which minute of its?"""
    market, game = world(games[:1]), games[0][0]
    fixture = CandleGames(1, games[:1]).plans(0)[0].fixture
    sent, fills = False, []
    while (at := market.next_at()) is not None:
        if not sent and at > send_at:
            for order in orders:
                market.carry(buy(fixture, *order[:3], **order[3]), send_at)
            sent = True
        at, events = market.step()
        fills += [(at, event.fill) for event in events if isinstance(event, OrderFilled)]
    return [((at - game.candles.at[0]) // MINUTE - 1, fill) for at, fill in fills]


def minute_of(game, minute):
    """The recorded minute that begins so long after the first: low, high, volume."""
    place = list(game.candles.at).index(game.candles.at[0] + minute * MINUTE)
    return game.candles.low[place], game.candles.high[place], game.candles.volume[place]


PLAYING = START_MINUTE + 40


def test_who_takes_is_filled_by_the_minute_he_could_not_have_seen_and_a_tenth_of_it(games):
    game = games[0][0]
    sent = Moment(game.candles.at[0] + PLAYING * MINUTE + 20 * SECOND)
    fills = traded(games, sent, ("a", 99, 5_000, {"take_only": True}))
    _, _, volume = minute_of(game, PLAYING)
    assert {minute for minute, _ in fills} == {PLAYING}
    assert sum(fill.quantity for _, fill in fills) <= volume // 10 * 100


def test_a_resting_order_waits_for_a_minute_that_trades_through_it(games):
    game = games[0][0]
    sent = Moment(game.candles.at[0] + PLAYING * MINUTE + 20 * SECOND)
    low, *_ = minute_of(game, PLAYING)
    for cents in range(low - 12, low):
        fills = traded(games, sent, ("a", cents, 20_000, {}))
        by_minute = {}
        for minute, fill in fills:
            by_minute[minute] = by_minute.get(minute, 0) + fill.quantity
            assert fill.price == cents * 100
        for minute, quantity in by_minute.items():
            assert minute > PLAYING
            assert minute_of(game, minute)[0] < cents
            assert quantity <= minute_of(game, minute)[2] // 10 * 100
        first = next((m for m in range(PLAYING + 1, START_MINUTE + 150) if minute_of(game, m)[0] < cents), None)
        assert min(by_minute, default=None) == first


def test_both_directions_together_get_a_tenth_of_a_minute(games):
    game = games[0][0]
    sent = Moment(game.candles.at[0] + PLAYING * MINUTE + 20 * SECOND)
    orders = [("a", 99, 4_000, {"take_only": True}), ("b", 99, 4_000, {"take_only": True, "leg": Leg.NO})]
    fills = traded(games, sent, *orders)
    assert sum(fill.quantity for _, fill in fills) <= minute_of(game, PLAYING)[2] // 10 * 100


def test_the_same_seed_gives_the_same_bytes_and_another_other_depths_only(games, all_told):
    assert pack(told(world(games))) == pack(all_told)
    other = told(world(games, seed=2))
    prices = [
        [(at, event.market, [p for p, _ in event.bids], [p for p, _ in event.asks]) for at, event in of(heard, BookSeen)]
        for heard in (all_told, other)
    ]
    assert prices[0] == prices[1]
    assert of(all_told, BookSeen) != of(other, BookSeen)


def test_a_thawed_world_goes_on_as_the_frozen_one(games):
    first = world(games)
    fixture = CandleGames(1, games).plans(0)[0].fixture
    steps = [first.step() for _ in range(900)]
    first.carry(buy(fixture, "a", 45, 500), Moment(steps[-1][0] + SECOND))
    frozen = first.freeze()
    second = world(games)
    second.thaw(frozen)
    assert second.freeze() == frozen
    assert pack(told(second)) == pack(told(first))


def test_another_recording_is_another_world(games):
    frozen = world(games).freeze()
    for other in (games[:2], [(changed_after(games[0][0], 400, [(50, 10)]), games[0][1]), *games[1:]]):
        with pytest.raises(Malformed, match="frozen world"):
            world(other).thaw(frozen)


def test_no_games_are_refused():
    with pytest.raises(Malformed, match="at least one"):
        CandleGames(1, [])


def test_the_side_that_is_recorded_may_be_either(games, all_told):
    away = next(game for game, _ in games if game.recorded is Outcome.AWAY)
    book = books_of(all_told, f"{away.event}-{away.away}")[away.candles.at[-1] + MINUTE]
    assert book.bids[0][0] <= away.candles.close[-1] * 100 <= (book.asks[0][0] if book.asks else ONE)


def test_the_tape_is_told_where_a_minute_went_beyond_the_book_after_it(all_told):
    last = {}
    for at, event in all_told:
        if isinstance(event, TradeSeen):
            last.setdefault((at, event.market), []).append(event)
        elif isinstance(event, BookSeen):
            for trade in last.pop((at, event.market), []):
                if trade.bought:
                    assert trade.price > event.asks[0][0]
                else:
                    assert trade.price < event.bids[0][0]
                assert trade.quantity > 0
    assert last == {}
    assert of(all_told, TradeSeen)
