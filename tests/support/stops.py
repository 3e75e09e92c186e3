"""Desks on which a stop has something to do."""

from engine.core.conduct import stopping
from engine.domain.events import OrderAccepted, Woke
from engine.domain.states import EngineState
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

GIVEN = willing(rules())


def resting(count: int = 1, *, held: bool = False) -> Desk:
    """A desk with so many entries at rest, and with `held` a position too."""
    desk = Desk(GIVEN)
    if held:
        desk.holds()
    for number in range(count):
        fixture = desk.lists(games.fixture(name=f"R{number}"))
        placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")
        assert placed, "the scenario needs an entry at rest"
        desk.hear(OrderAccepted(placed[0].ticket.id, 0))
    return desk


def state(desk: Desk) -> EngineState:
    return desk.state.desk.state


def wakes(effects) -> list:
    return [each for each in of(effects, "WakeAt") if each.kind == stopping.WOKE]


def carries_on(desk: Desk, effects) -> list:
    """The next moment the stop asked to be woken at has come."""
    (wake,) = wakes(effects)
    return desk.hear(Woke(wake.kind, wake.entity), wake.at - desk.at)
