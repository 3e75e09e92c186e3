"""The stage itself: virtual time, the file that survives, the venue's sums, the weather."""

import asyncio
import sqlite3

import pytest

from engine.domain.identity import OrderId
from engine.domain.market import Side
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CENT, CONTRACT, DOLLAR, ONE, Price, Quantity
from engine.domain.order import Purpose
from engine.lab.simulator.clock import SimClock
from engine.lab.simulator.disk import Platter, SimDatabase
from engine.lab.simulator.league import believed, fixture, model
from engine.lab.simulator.life import Life
from engine.lab.simulator.loop import Deadlock, Died, SimLoop
from engine.lab.simulator.universe import EPOCH, Universe
from engine.lab.simulator.weather import MENU, Weather
from engine.lab.simulator.world import World
from engine.shell.store.database import StorageFailed


@pytest.fixture
def universe():
    return Universe(1)


@pytest.fixture
def weather(universe):
    return only(Weather(universe))


def only(weather, **rates):
    """A weather in which nothing strikes but what is named."""
    weather.rates = dict.fromkeys(MENU, 0.0) | rates
    return weather


# --- time


def test_an_hour_of_sleep_takes_no_time_and_moves_the_clock_by_an_hour(universe):
    loop, clock = SimLoop(universe), SimClock(universe)

    async def main():
        await clock.sleep(3600)
        return clock.now(), clock.monotonic()

    assert loop.live(main()) == (EPOCH + 60 * MINUTE, 3600.0)
    loop.bury()


def test_the_outer_world_acts_in_between(universe):
    loop, seen = SimLoop(universe), []
    universe.after(SECOND, lambda: seen.append(universe.micros))

    async def main():
        await asyncio.sleep(0.5)
        seen.append(universe.micros)
        await asyncio.sleep(1)
        seen.append(universe.micros)

    loop.live(main())
    loop.bury()
    assert seen == [SECOND // 2, SECOND, 3 * SECOND // 2]


def test_who_waits_for_nobody_is_a_deadlock(universe):
    loop = SimLoop(universe)

    async def main():
        await loop.create_future()

    with pytest.raises(Deadlock):
        loop.live(main())
    loop.bury()


def test_threads_are_refused(universe):
    loop = SimLoop(universe)

    async def main():
        await asyncio.to_thread(print)

    with pytest.raises(Deadlock):
        loop.live(main())
    loop.bury()


def test_a_dead_process_runs_no_finally(universe, weather):
    loop = SimLoop(universe)
    life, after = Life(universe, weather, loop, 1), []

    async def main():
        try:
            await life.die("here")
        finally:
            await asyncio.sleep(0)
            after.append("ran on")

    with pytest.raises(Died, match="here"):
        loop.live(main())
    assert not life.alive
    loop.bury()
    assert after == []


def test_a_clock_that_jumps_does_not_move_the_monotonic_one(universe):
    clock = SimClock(universe)
    clock.offset = -60 * MINUTE
    universe.pass_time(SECOND)
    assert clock.now() == EPOCH - 60 * MINUTE + SECOND
    assert clock.monotonic() == 1.0


# --- chance


def test_a_stream_of_chance_is_not_moved_by_another(universe):
    other = Universe(1)
    for _ in range(5):
        other.draw("something new")
    assert [universe.draw("fills", "o1") for _ in range(3)] == [other.draw("fills", "o1") for _ in range(3)]


def test_when_it_is_calm_nothing_strikes(universe, weather):
    only(weather, lost_request=1.0)
    assert weather.strikes("lost_request")
    weather.clear_up()
    assert not weather.strikes("lost_request")
    assert weather.struck == {"lost_request": 1}


def test_whole_classes_of_faults_are_off_in_some_seeds_and_on_in_others():
    on = [sum(rate > 0 for rate in Weather(Universe(seed)).rates.values()) for seed in range(40)]
    assert min(on) < len(MENU) // 3
    assert max(on) > 2 * len(MENU) // 3


# --- the file

INSERT = "INSERT INTO marks (name, value) VALUES (?, ?)"


def applied(universe, weather, platter, name):
    """Apply one transaction in a life of its own."""
    loop = SimLoop(universe)
    database = SimDatabase(platter, universe, weather, Life(universe, weather, loop, 1))
    try:
        loop.live(database.apply([(INSERT, ((name, "1"),)), (INSERT, ((f"{name}-2", "1"),))]))
    finally:
        loop.bury()


def names(platter):
    return [row[0] for row in platter.connection.execute("SELECT name FROM marks ORDER BY name")]


@pytest.mark.parametrize(
    ("fault", "stands"),
    [
        ("crash_before_begin", []),
        ("crash_in_transaction", []),
        ("crash_before_commit", []),
        ("crash_after_commit", ["a", "a-2"]),
    ],
)
def test_a_crash_leaves_a_transaction_whole_or_not_at_all(universe, weather, fault, stands):
    platter = Platter()
    only(weather, **{fault: 1.0})
    with pytest.raises(Died):
        applied(universe, weather, platter, "a")
    only(weather)
    applied(universe, weather, platter, "b")
    assert names(platter) == [*stands, "b", "b-2"]
    platter.close()


@pytest.mark.parametrize(("fault", "stands"), [("disk_full", []), ("disk_error", ["a", "a-2"])])
def test_a_sick_disk_raises_and_the_outcome_is_unknown(universe, weather, fault, stands):
    platter = Platter()
    only(weather, **{fault: 1.0})
    with pytest.raises(StorageFailed):
        applied(universe, weather, platter, "a")
    assert names(platter) == stands
    platter.close()


def test_after_a_failure_nothing_more_is_written(universe, weather):
    platter, loop = Platter(), SimLoop(universe)
    database = SimDatabase(platter, universe, only(weather, disk_full=1.0), Life(universe, weather, loop, 1))

    async def main():
        with pytest.raises(StorageFailed):
            await database.apply([(INSERT, (("a", "1"),))])
        only(weather)
        with pytest.raises(StorageFailed):
            await database.apply([(INSERT, (("b", "1"),))])

    loop.live(main())
    loop.bury()
    assert names(platter) == []
    platter.close()


def test_a_constraint_of_the_tables_holds_here_too(universe, weather):
    platter = Platter()
    applied(universe, weather, platter, "a")
    with pytest.raises(sqlite3.IntegrityError):
        applied(universe, weather, platter, "a")
    platter.close()


# --- the venue


@pytest.fixture
def world(universe):
    made = World(universe)
    only(made.weather)
    yield made
    made.close()


@pytest.fixture
def listed(world):
    game = fixture(world.universe, 1, 10 * MINUTE)
    world.exchange.list_fixture(game)
    return game.markets[0]


def ticket(world, market, *, price=40, contracts=10, name="o1"):
    strange = world._strange(market, name, Price(price * CENT))
    from msgspec.structs import replace

    return replace(strange, id=OrderId(name), quantity=Quantity(contracts * CONTRACT))


def book(world, market, bid, ask, size=100):
    depth = Quantity(size * CONTRACT)
    world.exchange.quote(market.id, ((Price(bid * CENT), depth),), ((Price(ask * CENT), depth),))


def test_an_order_that_crosses_is_filled_at_what_was_quoted(world, listed):
    book(world, listed, 36, 38)
    assert world.exchange.receive(ticket(world, listed)) is None
    (_, fill) = world.exchange.trades[0]
    assert (fill.price, fill.quantity, fill.maker) == (38 * CENT, 10 * CONTRACT, False)
    assert world.exchange.account.conserved


def test_an_order_rests_until_the_book_comes_to_it(world, listed):
    book(world, listed, 41, 44)
    world.exchange.receive(ticket(world, listed))
    assert list(world.exchange.resting) == ["o1"]
    book(world, listed, 37, 39)
    assert not world.exchange.resting
    assert world.exchange.trades[0][1].price == 40 * CENT


def test_settlement_pays_and_a_correction_takes_it_back(world, listed):
    book(world, listed, 36, 38)
    before = world.exchange.account.cash
    world.exchange.receive(ticket(world, listed))
    paid = world.exchange.account.cash
    world.exchange.settle(listed.id, ONE, "2026-09-21")
    assert world.exchange.account.cash == paid + 10 * DOLLAR
    world.exchange.settle(listed.id, Price(0), "2026-09-21")
    assert world.exchange.account.cash == paid < before
    assert world.exchange.account.conserved


def test_a_list_shows_what_stood_when_it_says(world, listed):
    book(world, listed, 41, 44)
    world.universe.pass_time(10 * SECOND)
    world.exchange.receive(ticket(world, listed))
    old, new = 5 * SECOND, 0
    shown = world.exchange.standing(EPOCH, EPOCH, (old, old, old, old))
    assert shown.orders == ()
    shown = world.exchange.standing(EPOCH, EPOCH, (new, new, new, new))
    assert [order.id for order in shown.orders] == ["o1"]


def test_the_same_id_rests_once_only(world, listed):
    book(world, listed, 41, 44)
    assert world.exchange.receive(ticket(world, listed)) is None
    assert world.exchange.receive(ticket(world, listed)) == "client order id is in use"


def test_an_exit_of_what_is_not_held_is_seen(world, listed):
    from msgspec.structs import replace

    from engine.lab.simulator.ledger import Ledger
    from engine.lab.simulator.venue_checks import VenueChecks

    VenueChecks(world, Ledger(), {})
    book(world, listed, 41, 44)
    sells = replace(ticket(world, listed), side=Side.SELL, purpose=Purpose.EXIT)
    world.exchange.receive(sells)
    assert world.universe.breach is not None
    assert world.universe.breach.invariant == "intent_before_order"


def test_the_models_of_the_seed_believe_in_distributions():
    for number in range(20):
        game = fixture(Universe(number), number, MINUTE)
        assert sum(believed(game)) == pytest.approx(1.0)
        assert model(game.league).league == game.league
