"""Every feed of a pretended market keeps the promises of `ports.VirtualFeed`."""

import itertools

import msgspec
import pytest

from engine.domain.effects import CancelOrder, PlaceOrder
from engine.domain.errors import Malformed
from engine.domain.events import (
    BookSeen,
    FeedEnded,
    FixtureListed,
    GameSeen,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
)
from engine.domain.identity import OrderId, PositionId, StrategyName
from engine.domain.market import Leg, Side
from engine.domain.moment import DAY, SECOND, Moment
from engine.domain.money import ONE, Money, Price, Quantity
from engine.domain.order import Purpose, Ticket
from engine.domain.sport import OUTCOMES, Phase, Sport
from engine.shell.feeds import FEEDS
from engine.shell.feeds.options import FeedOptions
from engine.wire.codec import pack
from tests.support.candles import evenings, made
from tests.support.recordings import recorded

STEPS = 6_000
TWO_DAYS = 2 * DAY


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    return recorded().write(tmp_path_factory.mktemp("recording"))


@pytest.fixture(scope="module")
def prices(tmp_path_factory):
    return made(evenings(8)).write(tmp_path_factory.mktemp("prices"))


@pytest.fixture(scope="module", params=[*sorted(FEEDS), "replay of prices"])
def make(request, recording, prices):
    name, _, kind = request.param.partition(" ")
    return lambda seed=7: FEEDS[name](FeedOptions(seed=seed, path=prices if kind else recording))


@pytest.fixture(scope="module")
def told(make):
    """All of a recording, or two days of a season that never ends."""
    feed = make()
    first = feed.next_at()
    heard = []
    while (at := feed.next_at()) is not None and (feed.label.startswith("replay") or at < first + TWO_DAYS):
        heard.append(feed.step())
    return heard


def events(told, kind):
    return [(heard.at, event) for heard in told for event in heard.events if isinstance(event, kind)]


def steps(feed, count):
    return pack([feed.step() for _ in itertools.repeat(None, count) if feed.next_at() is not None])


def buy(fixture, market, price, ordinal=1):
    ticket = Ticket(
        id=OrderId(f"run-o{ordinal:06d}"), fixture=fixture.id, market=market.id, leg=Leg.YES, side=Side.BUY,
        purpose=Purpose.ENTER, price=Price(price), quantity=Quantity(500), position=PositionId("run-p0001"),
        strategy=StrategyName("test"), created_at=fixture.starts_at, settles_on=fixture.settles_on, post_only=False,
        take_only=False, expires_at=None, most_cost=Money(10_000_000),
    )  # fmt: skip
    return PlaceOrder(ticket)


def to_quotes(feed, minimum=120):
    """Step until there are some quotes; which fixture was quoted last, and its book?"""
    fixtures, seen, book = {}, 0, None
    while seen < minimum:
        for event in feed.step().events:
            if isinstance(event, FixtureListed):
                fixtures.update({market.id: (event.fixture, market) for market in event.fixture.markets})
            if isinstance(event, BookSeen) and event.bids and event.asks:
                seen, book = seen + 1, event
    return (*fixtures[book.market], book)


def test_the_label_says_what_is_modelled(make):
    assert "modelled" in make().label


def test_the_same_options_give_the_same_bytes(make):
    assert steps(make(), STEPS) == steps(make(), STEPS)


def test_another_seed_gives_another_market(make):
    assert steps(make(7), STEPS) != steps(make(8), STEPS)


def test_a_thawed_feed_goes_on_as_the_frozen_one(make):
    first = make()
    fixture, market, book = to_quotes(first, 3_000)
    first.carry(buy(fixture, market, book.bids[0][0]), Moment(first.next_at() + 1))
    frozen = first.freeze()
    second = make()
    second.thaw(frozen)
    assert second.freeze() == frozen
    assert steps(second, 3_000) == steps(first, 3_000)
    assert second.freeze() == first.freeze()


def test_freezing_changes_nothing(make):
    watched = make()
    pieces = []
    for _ in range(20):
        pieces.append(steps(watched, 60))
        watched.freeze()
    alone = make()
    assert pieces == [steps(alone, 60) for _ in range(20)]


@pytest.mark.parametrize("bad", [b"", b"\xc1", b"\x90", pack(("world", 1)), b"x" * 100])
def test_foreign_bytes_do_not_thaw(make, bad):
    with pytest.raises(Malformed):
        make().thaw(bad)


def test_a_world_of_another_seed_does_not_thaw(make):
    with pytest.raises(Malformed):
        make(7).thaw(make(8).freeze())


def test_time_never_goes_back(told):
    assert all(one.at <= two.at for one, two in itertools.pairwise(told))


def test_the_step_lies_where_it_was_announced(make):
    feed = make()
    for _ in range(2_000):
        at = feed.next_at()
        assert feed.step().at == at


def test_a_carried_order_is_answered_and_a_cancel_too(make):
    feed = make()
    fixture, market, book = to_quotes(feed)
    feed.carry(
        buy(fixture, market, 100 if book.bids[0][0] > 100 else book.asks[0][0]), Moment(feed.next_at() + 1)
    )
    feed.carry(CancelOrder(OrderId("run-o000001"), "test"), Moment(feed.next_at() + 60 * SECOND))
    answers = [
        event
        for _ in range(3_000)
        for event in feed.step().events
        if isinstance(event, OrderAccepted | OrderRefused | OrderFilled | OrderEnded)
    ]
    assert isinstance(answers[0], OrderAccepted)
    assert isinstance(answers[-1], OrderEnded | OrderFilled)


def test_an_order_at_the_ask_is_filled(make):
    feed = make()
    fixture, market, _ = to_quotes(feed)
    feed.carry(buy(fixture, market, 9_900), Moment(feed.next_at() + 1))
    fills = [event for _ in range(2_000) for event in feed.step().events if isinstance(event, OrderFilled)]
    assert sum(event.fill.quantity for event in fills) == 500


def test_our_orders_do_not_move_the_makers(make):
    alone, traded = make(), make()
    fixture, market, _ = to_quotes(traded)
    to_quotes(alone)
    traded.carry(buy(fixture, market, 100), Moment(traded.next_at() + 1))

    def score_feed(feed):
        return [event for _ in range(2_500) for event in feed.step().events if isinstance(event, GameSeen)]

    one, two = score_feed(alone), score_feed(traded)
    assert one[: len(two)] == two[: len(one)]


def test_every_fixture_that_should_be_over_is_settled_once(told):
    fixtures = {event.fixture.id: event.fixture for _, event in events(told, FixtureListed)}
    settled = [event.market for _, event in events(told, MarketSettled)]
    assert len(settled) == len(set(settled))
    end = told[-1].at if events(told, FeedEnded) else told[-1].at - 5 * 3_600 * SECOND
    postponed = {e.status.fixture for _, e in events(told, GameSeen) if e.status.phase is Phase.POSTPONED}
    over = [f for f in fixtures.values() if f.starts_at < end and f.id not in postponed]
    assert over
    assert all(market.id in settled for fixture in over for market in fixture.markets)


def test_a_game_pays_one_dollar_in_all_and_the_final_score_says_where(told):
    fixtures = {event.fixture.id: event.fixture for _, event in events(told, FixtureListed)}
    final = {
        e.status.fixture: e.status for _, e in events(told, GameSeen) if e.status.phase is Phase.FINISHED
    }
    paid = {event.market: event for _, event in events(told, MarketSettled)}
    assert final or all(fixture.inferred for fixture in fixtures.values())
    for fixture in fixtures.values():
        if all(market.id in paid for market in fixture.markets):
            assert sum(paid[market.id].value for market in fixture.markets) == ONE
    for name, status in final.items():
        markets = fixtures[name].markets
        if markets[0].id not in paid:
            continue
        values = [paid[market.id].value for market in markets]
        places = OUTCOMES[fixtures[name].sport]
        winner = "home" if status.home > status.away else "away" if status.away > status.home else "draw"
        if not paid[markets[0].id].void:
            assert places[values.index(ONE)].value == winner


def test_scores_are_told_in_order_and_minutes_never_go_back(told):
    last = {}
    for _, event in events(told, GameSeen):
        status = event.status
        if status.score is None:
            # Where no score is told, no minute is either: the phase alone is inferred.
            assert status.minute is None
        elif status.phase in {Phase.IN_PLAY, Phase.BREAK}:
            before = last.get(status.fixture)
            assert before is None or before.minute <= status.minute
            if before is not None and before.phase is status.phase and before.minute == status.minute:
                assert before.stoppage <= status.stoppage
            last[status.fixture] = status


def test_makers_have_run_from_a_goal_before_we_hear_of_it(told):
    football = {
        e.fixture.id: e.fixture for _, e in events(told, FixtureListed) if e.fixture.sport is Sport.FOOTBALL
    }
    of = {market.id: name for name, fixture in football.items() for market in fixture.markets}
    ran, score, goals = {}, {}, 0
    for heard in told:
        for event in heard.events:
            if isinstance(event, BookSeen) and event.market in of and not (event.bids and event.asks):
                ran.setdefault(of[event.market], []).append(heard.at)
            elif isinstance(event, GameSeen) and event.status.fixture in football:
                name, now = event.status.fixture, (event.status.home, event.status.away)
                if sum(now) > sum(score.get(name, (0, 0))):
                    goals += 1
                    assert any(heard.at - 130 * SECOND < at < heard.at - 5 * SECOND for at in ran[name])
                score[name] = now
    assert goals or not score


def test_books_are_never_crossed_and_every_level_is_sound(told):
    for _, book in events(told, BookSeen):
        bids, asks = [price for price, _ in book.bids], [price for price, _ in book.asks]
        assert bids == sorted(bids, reverse=True)
        assert asks == sorted(asks)
        assert not (bids and asks) or bids[0] < asks[0]
        assert all(1 <= price <= ONE - 1 and size > 0 for price, size in book.bids + book.asks)
        assert len(set(bids)) == len(bids)
        assert len(set(asks)) == len(asks)


def test_no_book_is_told_before_its_fixture_or_after_its_settlement(told):
    listed, settled = set(), set()
    for heard in told:
        for event in heard.events:
            if isinstance(event, FixtureListed):
                listed |= {market.id for market in event.fixture.markets}
            elif isinstance(event, MarketSettled):
                settled.add(event.market)
            elif isinstance(event, BookSeen):
                assert event.market in listed
                assert event.market not in settled


def test_results_are_known_only_when_over(make):
    feed = make()
    league = "ALB" if feed.label.startswith("sim") else "X1"
    fixture, *_ = to_quotes(feed)
    now = feed.next_at()
    known = feed.results(Sport.FOOTBALL, league, now)
    if fixture.inferred:
        # A recording of prices knows no scores, at no time.
        assert not feed.results(fixture.sport, fixture.league, Moment(now + 3_000 * DAY))
        return
    assert known
    assert all(result.at < now for result in known)
    later = feed.results(Sport.FOOTBALL, league, Moment(now + 60 * DAY))
    assert list(later[: len(known)]) == list(known)
    assert len(later) > len(known)


def test_what_is_heard_survives_the_wire(told):
    heard = told[:2_000]
    assert msgspec.msgpack.decode(pack(heard), type=list[type(heard[0])]) == heard
