"""What a date was projected to bring when it began, and what just those positions then brought."""

import pytest
from msgspec.structs import replace

from engine.core.performance.projection import outlook
from engine.domain.events import GameSeen, OrderEnded, Woke
from engine.domain.game import GameStatus
from engine.domain.money import CONTRACT, DOLLAR, cost
from engine.domain.sport import Phase
from tests.support import games
from tests.support.desk import Desk, of


def begins(desk, fixture):
    """The scheduled start comes."""
    return desk.hear(Woke("kick_off", fixture.id), max(0, fixture.starts_at - desk.at))


def enters(desk, fixture, part=None):
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.fills(placed, part)
    return placed


def two_games():
    """Two fixtures of one date, both held; the second starts two hours later."""
    desk = Desk()
    first = desk.lists(games.fixture(name="F1"))
    second = desk.lists(
        replace(games.fixture(name="F2"), starts_at=games.START + 7_200_000_000, home="Oak", away="Yew")
    )
    enters(desk, first)
    enters(desk, second)
    return desk, first, second


def test_when_its_first_game_begins_a_date_is_projected_once_for_just_what_is_held():
    desk = Desk()
    fixture, position = desk.holds()
    belief = desk.state.convictions.forecasts[fixture.id]
    place = [market.id for market in fixture.markets].index(position.market)
    common = desk.rules.limits.common_factor
    expected = outlook([position], lambda _: (place, belief.fair), common)
    (kept,) = of(begins(desk, fixture), "KeepProjected")
    told = kept.projected
    assert (told.settles_on, told.positions, told.at) == (fixture.settles_on, (position.id,), desk.at)
    assert (told.projected, told.low, told.high) == (expected.projected, expected.low, expected.high)
    assert told.realised is None
    assert of(begins(desk, fixture), "KeepProjected") == []


def test_the_first_sighting_of_the_game_is_a_beginning_too():
    desk = Desk()
    fixture, position = desk.holds()
    (kept,) = of(desk.scores(fixture, 1, 0, 0), "KeepProjected")
    assert kept.projected.positions == (position.id,)
    assert of(desk.scores(fixture, 2, 0, 0), "KeepProjected") == []


def test_before_the_game_begins_nothing_is_projected():
    desk = Desk()
    fixture, _ = desk.holds()
    assert of(desk.hear(Woke("kick_off", fixture.id)), "KeepProjected") == []
    assert of(desk.scores(fixture, 0, 0, 0, phase=Phase.SCHEDULED), "KeepProjected") == []


def test_a_goal_in_a_game_that_runs_is_no_beginning():
    desk = Desk()
    running = desk.lists(games.fixture(name="F1"))
    later = desk.lists(replace(games.fixture(name="F2"), starts_at=games.START + 7_200_000_000))
    begins(desk, running)
    desk.scores(running, 1, 0, 0)
    enters(desk, later)
    assert of(desk.scores(running, 20, 1, 0), "KeepProjected") == []
    assert of(desk.scores(running, 45, 1, 0, phase=Phase.BREAK), "KeepProjected") == []
    assert of(desk.scores(running, 90, 1, 0, phase=Phase.FINISHED), "KeepProjected") == []
    assert len(of(begins(desk, later), "KeepProjected")) == 1


@pytest.mark.parametrize("phase", [Phase.POSTPONED, Phase.ABANDONED])
def test_a_game_that_is_called_off_does_not_begin(phase):
    desk = Desk()
    fixture, _ = desk.holds()
    desk.hear(GameSeen(GameStatus(fixture.id, phase, None, 0, None, None)))
    assert of(begins(desk, fixture), "KeepProjected") == []


def test_a_date_without_anything_held_is_projected_at_the_first_game_at_which_something_is():
    desk = Desk()
    empty = desk.lists(games.fixture(name="F1"))
    later = desk.lists(replace(games.fixture(name="F2"), starts_at=games.START + 7_200_000_000))
    assert of(begins(desk, empty), "KeepProjected") == []
    enters(desk, later)
    assert len(of(begins(desk, later), "KeepProjected")) == 1


@pytest.mark.parametrize("won", [True, False])
def test_when_its_positions_are_paid_the_date_says_what_they_brought_above_their_cost(won):
    desk = Desk()
    fixture, position = desk.holds()
    begins(desk, fixture)
    place = [market.id for market in fixture.markets].index(position.market)
    effects = desk.settles(fixture, *(10_000 * ((i == place) is won) for i in range(3)))
    (kept,) = of(effects, "KeepProjected")
    pays = position.quantity * 10_000 if won else 0
    assert kept.projected.realised == pays - position.cost
    assert desk.state.score.projected[fixture.settles_on] == kept.projected
    assert desk.state.score.unfinished == {}


def test_a_date_of_two_games_is_over_when_both_are_paid():
    desk, first, second = two_games()
    held = list(desk.state.trading.positions.values())
    (kept,) = of(begins(desk, first), "KeepProjected")
    assert kept.projected.positions == tuple(position.id for position in held)
    assert of(desk.settles(first, 10_000, 0, 0), "KeepProjected") == []
    begins(desk, second)
    (over,) = of(desk.settles(second, 0, 10_000, 0), "KeepProjected")
    values = {
        m.id: v
        for f, vs in ((first, (1, 0, 0)), (second, (0, 1, 0)))
        for m, v in zip(f.markets, vs, strict=True)
    }
    assert over.projected.realised == sum(
        position.quantity * 10_000 * values[position.market] - position.cost for position in held
    )
    assert over.projected.projected == kept.projected.projected


def test_what_joins_the_date_after_its_first_game_is_not_in_it():
    desk = Desk()
    first = desk.lists(games.fixture(name="F1"))
    second = desk.lists(replace(games.fixture(name="F2"), starts_at=games.START + 7_200_000_000))
    enters(desk, first)
    placed = of(desk.quotes(second, 4600, 2750, 2650), "PlaceOrder")[0]
    desk.fills(placed, 2 * CONTRACT)
    held = {position.fixture: position for position in desk.state.trading.positions.values()}
    begins(desk, first)
    desk.fills(placed, CONTRACT, placed.ticket.price)
    desk.settles(first, 0, 0, 10_000)
    for key, order in list(desk.state.trading.orders.items()):
        desk.hear(OrderEnded(key, expired=False, left=order.left, reason="gone"))
    (over,) = of(desk.settles(second, 10_000, 10_000, 10_000), "KeepProjected")
    lost = held[first.id]
    won = cost(10_000, 2 * CONTRACT) - cost(placed.ticket.price, 2 * CONTRACT)
    paid = lost.quantity * 10_000 if lost.market == first.markets[2].id else 0
    assert over.projected.realised == won + paid - lost.cost


def test_a_position_without_a_forecast_is_waited_for_until_the_next_game():
    desk, first, second = two_games()
    belief = desk.state.convictions.forecasts.pop(second.id)
    assert of(begins(desk, first), "KeepProjected") == []
    desk.state.convictions.forecasts[second.id] = belief
    assert len(of(begins(desk, second), "KeepProjected")) == 1


def test_it_survives_a_checkpoint_in_between():
    desk, first, second = two_games()
    begins(desk, first)
    desk.settles(first, 10_000, 0, 0)
    desk.core.thaw(desk.core.freeze())
    (over,) = of(desk.settles(second, 0, 0, 10_000), "KeepProjected")
    assert over.projected.realised is not None
    assert abs(over.projected.realised) < 1000 * DOLLAR
