"""Whatever happens in whatever order: no entry but in RUNNING, no stop that ends by itself, no latch that falls open."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config.rules import rules_hash
from engine.core.core import Core
from engine.domain.clean import own
from engine.domain.commands import (
    RESET_PHRASE,
    Close,
    Deposit,
    Flatten,
    Pause,
    Reset,
    Resume,
    Source,
    Stop,
    Tighten,
)
from engine.domain.events import ConsoleLost, Noticed, OrderAccepted, OrderUnknown, RunResumed, Woke
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import DOLLAR
from engine.domain.order import OrderState, Purpose
from engine.domain.queries import Query, Topic
from engine.domain.standing import VenueOrder
from engine.domain.states import LATCHES, SEVERITY, STOPPING, Cause, EngineState, Key
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

GIVEN = willing(rules())
STRANGE = VenueOrder("strange", "M1", Leg.YES, Side.BUY, 4000, 100, 0, rests=True)
SICK = [cause for cause, latch in LATCHES.items() if latch.noticed]
COMMANDS = [
    Pause(),
    Resume("looked"),
    Resume(),
    Stop(),
    Reset(RESET_PHRASE, "looked"),
    Reset(RESET_PHRASE, "looked"),
    Close(),
    Deposit(DOLLAR),
    Tighten("order_quantity", 3000),
]
HEARD = {EngineState.HALTED: EngineState.HALTING, EngineState.HALT_INCOMPLETE: EngineState.HALTING}


class Played(Desk):
    """A desk that holds itself to the law after everything that happens."""

    def __init__(self) -> None:
        self.cancelled_all_at: int | None = None
        self.fixtures = 0
        super().__init__(GIVEN)

    def hear(self, event, wait: int = 0):
        before = dict(self.state.desk.causes) if self.seq else {}
        running = bool(self.seq) and self.state.desk.state is EngineState.RUNNING
        effects = super().hear(event, wait)
        entries = [each for each in of(effects, "PlaceOrder") if each.ticket.purpose is Purpose.ENTER]
        if entries:
            assert running, "an entry, and the desk was not running"
            since = None if self.cancelled_all_at is None else self.at - self.cancelled_all_at
            assert since is None or since >= MINUTE, "an entry too soon after everything was cancelled"
        if of(effects, "CancelAll"):
            self.cancelled_all_at = self.at
        self._hold_latches(before, effects, event)
        self._hold_state()
        return effects

    def _hold_latches(self, before, effects, event) -> None:
        fallen = set(before) - set(self.state.desk.causes)
        reset = isinstance(getattr(event, "command", None), Reset) and of(effects, "Reply")[0].receipt.accepted
        assert not fallen & STOPPING or reset, f"{fallen} fell open by {type(event).__name__}"
        if not isinstance(event, Noticed):
            assert all(LATCHES[cause].key is not Key.WELL for cause in fallen)

    def _hold_state(self) -> None:
        desk = self.state.desk
        asked = max((LATCHES[cause].asks for cause in desk.causes), key=SEVERITY.index, default=SEVERITY[0])
        assert HEARD.get(desk.state, desk.state) is asked
        if desk.state is EngineState.RUNNING:
            return
        resting = [
            each
            for each in self.state.trading.orders.values()
            if each.ticket.purpose is Purpose.ENTER and each.state is OrderState.RESTING
        ]
        assert not resting, "an entry rests on although the desk does not run"


def step(desk: Played, what: str, number: int) -> None:
    orders = list(desk.state.trading.orders)
    if what == "quotes":
        desk.fixtures += 1
        fixture = desk.lists(games.fixture(name=f"F{desk.fixtures}"))
        desk.quotes(fixture, 4900, 2950, 2950, half=300)
    elif what == "command":
        source = Source.TELEGRAM if number % 5 == 0 else Source.CONSOLE
        desk.commands(COMMANDS[number % len(COMMANDS)], source)
    elif what == "flatten":
        desk.commands(Flatten(desk.core.answer(Query(Topic.FLATTEN)).token))
    elif what == "noticed":
        desk.hear(Noticed(SICK[number % len(SICK)], sick=number % 2 == 0, text=own("a test")))
    elif what == "looks":
        desk.stands(2 * SECOND, **({"orders": (STRANGE,)} if number % 4 == 0 else {}))
    elif what == "ends":
        desk.ends()
    elif what == "accepted" and orders:
        desk.hear(OrderAccepted(orders[number % len(orders)], None))
    elif what == "unknown" and orders:
        desk.hear(OrderUnknown(orders[number % len(orders)], own("time-out")))
    elif what == "halting":
        desk.hear(Woke("halting", str(desk.state.desk.halts)), 2 * SECOND)
    elif what == "lost":
        desk.hear(ConsoleLost())
    elif what == "restart":
        frozen = desk.core.freeze()
        desk.core = Core()
        desk.core.thaw(frozen)
        desk.hear(RunResumed(GIVEN, rules_hash(GIVEN), "code"), SECOND)
    else:
        desk.at = Moment(desk.at + number * SECOND)


STEPS = [
    "quotes",
    "quotes",
    "command",
    "command",
    "flatten",
    "noticed",
    "looks",
    "looks",
    "ends",
    "accepted",
    "unknown",
    "halting",
    "lost",
    "restart",
    "time",
]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 90)), max_size=40))
@settings(max_examples=120, deadline=None)
def test_no_order_of_happenings_breaks_the_law_of_the_states(steps):
    desk = Played()
    for what, number in steps:
        step(desk, what, number)


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 90)), max_size=25))
@settings(max_examples=60, deadline=None)
def test_from_wherever_it_is_a_stop_finds_its_end_and_leads_back_to_running(steps):
    desk = Played()
    for what, number in steps:
        step(desk, what, number)
    desk.commands(Stop(), wait=SECOND)
    for cause in SICK:
        if LATCHES[cause].key is Key.WELL:
            desk.hear(Noticed(cause, sick=False, text=own("well")), SECOND)
    desk.ends()
    for _ in range(4):
        desk.stands(3 * SECOND)
    assert desk.state.desk.state is EngineState.HALTED
    desk.hear(RunResumed(GIVEN, rules_hash(GIVEN), "code"), SECOND)
    desk.stands(MINUTE)
    assert desk.commands(Reset(RESET_PHRASE, "looked"))[0]
    assert desk.commands(Resume("looked"))[0], desk.state.desk.causes
    assert desk.state.desk.state is EngineState.RUNNING
    assert Cause.OPERATOR not in desk.state.desk.causes
