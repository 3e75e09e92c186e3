"""Fills in the pretended market as a whole: late both ways, picked off, behind the queue, and against who knows more."""

import numpy as np

from engine.domain.effects import CancelOrder, PlaceOrder
from engine.domain.events import (
    BookSeen,
    CancelRefused,
    GameSeen,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    TradeSeen,
)
from engine.domain.market import Side
from engine.domain.moment import HOUR, MILLISECOND, MINUTE, SECOND
from engine.domain.money import CONTRACT
from engine.world.calendar import OPENING
from engine.world.chance import Stream
from engine.world.history import History
from engine.world.latency import Latency
from engine.world.recorded import timeline_of
from engine.world.season import Season
from engine.world.world import World
from tests.support.exchange import HOME, exchange, quote, ticket
from tests.unit.world.test_history import START, match


def test_an_answer_takes_its_way_back_after_the_order_has_taken_its_way_there():
    world = World(History(1, [match()], []), 1)
    at, market = until(world, lambda event: isinstance(event, BookSeen) and len(event.asks) > 1)
    world.carry(PlaceOrder(ticket("a", 1, 5, market=market.market)), at + 200 * MILLISECOND)
    answered, _ = until(world, lambda event: isinstance(event, OrderAccepted))
    assert 280 * MILLISECOND <= answered - at <= 550 * MILLISECOND


def until(world, wanted):
    while True:
        at, events = world.step()
        for event in events:
            if wanted(event):
                return at, event


def test_a_cancel_on_its_way_while_the_crowd_trades_comes_too_late():
    place = exchange(latency=Latency(least=10, most=10))
    quote(place, [(48, 1)], [(50, 100)])
    place.carry(PlaceOrder(ticket("a", 49, 10)), 100)
    place.advance(120)
    place.carry(CancelOrder("a", "too dear"), 300)
    place.post(200, place.trade(HOME, Side.SELL, 4900, 10 * CONTRACT))
    heard = [type(event) for _, event in place.advance(400)]
    assert heard == [OrderFilled, CancelRefused]


def test_what_was_ahead_when_the_order_arrived_counts_not_what_was_seen_when_it_was_sent():
    place = exchange()
    quote(place, [(48, 10)], [(50, 100)])
    place.carry(PlaceOrder(ticket("a", 48, 10, post_only=True)), 200)
    quote(place, [(48, 500)], [(50, 100)])
    assert [event.ahead for _, event in place.advance(200)] == [500 * CONTRACT]


def through_a_goal(seed):
    """Rest at the best bid of the away side a minute before the home side scores: goal, fill and report of it."""
    source = History(seed, [match()], [])
    fixture = source.plans(0)[0].fixture
    goal = timeline_of(match(), Stream(seed, "game", fixture.id)).turns[1]
    away = fixture.markets[2].id
    world, book, sent, filled, told = World(source, seed), None, False, None, None
    while told is None:
        at, events = world.step()
        for event in events:
            if isinstance(event, BookSeen) and event.market == away:
                book = event
            elif isinstance(event, OrderFilled):
                filled = at, event.fill
            elif isinstance(event, GameSeen) and event.status.score == (1, 0):
                told = at
        if not sent and book is not None and at > goal.at - MINUTE:
            sent = True
            order = ticket("a", book.bids[0][0] / 100, 5, market=away, post_only=True)
            world.carry(PlaceOrder(order), at + 1)
    return goal.at, filled, told, next(iter_books(world, away, told + 90 * SECOND))


def test_who_rests_when_a_goal_falls_is_picked_off_before_our_feed_tells_it():
    caught = 0
    for seed in range(12):
        goal, filled, told, worth = through_a_goal(seed)
        if filled is not None and filled[0] > goal:
            caught += 1
            assert filled[0] < told
            assert filled[1].maker
            assert worth < filled[1].price / 100 - 3
    assert caught >= 8


def iter_books(world, market, after):
    """The middle, in cents, of a market's two-sided books after a moment."""
    while world.next_at() is not None:
        at, events = world.step()
        for event in events:
            if isinstance(event, BookSeen) and event.market == market and at > after and event.bids and event.asks:
                yield (event.bids[0][0] + event.asks[0][0]) / 200


def test_who_trades_with_the_crowd_finds_the_price_gone_against_him():
    """Makers' and our resting orders are met by those who know more: the price follows the tape."""
    middles, prints = {}, []
    world = World(Season(6), 6)
    while world.next_at() < OPENING + 4 * HOUR:
        at, events = world.step()
        for event in events:
            if isinstance(event, TradeSeen):
                prints.append((at, event.market, 1 if event.bought else -1))
            elif isinstance(event, BookSeen) and event.bids and event.asks:
                middle = (event.bids[0][0] + event.asks[0][0]) / 200
                middles.setdefault(event.market, []).append((at, middle))
    gained = []
    lines = {market: np.array(line).T for market, line in middles.items()}
    for at, market, sign in prints:
        moments, values = lines[market]
        if moments[-1] > at + 10 * MINUTE:
            now, later = (values[max(0, int(np.searchsorted(moments, when)) - 1)] for when in (at, at + 10 * MINUTE))
            gained.append(sign * (later - now))
    assert len(gained) > 200
    assert np.mean(gained) > 3 * np.std(gained) / np.sqrt(len(gained))


def test_the_first_game_is_not_over_before_it_began():
    world = World(History(1, [match()], []), 1)
    at, _ = until(world, lambda event: isinstance(event, GameSeen))
    assert at >= START + 8 * SECOND


def test_an_order_ends_when_its_market_closes_even_if_nobody_ever_met_it():
    world = World(History(1, [match()], []), 1)
    at, book = until(world, lambda event: isinstance(event, BookSeen) and len(event.bids) > 2)
    world.carry(PlaceOrder(ticket("a", 1, 5, market=book.market, post_only=True)), at + 1)
    _, ended = until(world, lambda event: isinstance(event, OrderEnded))
    assert (ended.reason, ended.expired) == ("market closed", False)
