"""What must hold once things have calmed down, and of a process as a whole."""

import asyncio

from engine.core.core import Core
from engine.core.state import State
from engine.domain.difference import DifferenceKind
from engine.domain.errors import FootbeError
from engine.domain.identity import MarketId, OrderId
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, SECOND
from engine.domain.order import Purpose, Ticket
from engine.domain.states import Cause, EngineState
from engine.lab.simulator.ledger import Ledger
from engine.lab.simulator.operator import Operator
from engine.lab.simulator.process import Process
from engine.lab.simulator.world import STORM, World
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import open_journal

STOP_SHARE = 0.5
"""In how many seeds does the calm begin with a stop? In the others the desk must come to run."""

HALTS_WITHIN = 120 * SECOND
RUNS_WITHIN = 10 * MINUTE
TASKS_MAX, WAITING_MAX = 120, 400
_OF_ORDERS = frozenset({DifferenceKind.FOREIGN_ORDER, DifferenceKind.LOST_ORDER})
_OF_HOLDINGS = frozenset({DifferenceKind.HOLDING, DifferenceKind.FOREIGN_FILL})
_OF_CASH = frozenset({DifferenceKind.CASH, DifferenceKind.FOREIGN_FILL, DifferenceKind.HOLDING})
_LOOK_EVERY = 5 * SECOND


class EndChecks:
    """Plans the end of a seed and looks at what is left."""

    def __init__(self, world: World, ledger: Ledger, operator: Operator) -> None:
        """Draw which end this seed has."""
        self._world, self._ledger, self._operator = world, ledger, operator
        self.stops = world.universe.stream("end").random() < STOP_SHARE
        self.kept_back: list[OrderId] = []
        """Entries that the gate must hold back: it was shut as they were committed."""
        operator.mends = not self.stops
        world.universe.after(STORM + SECOND, self._begin_end)
        world.universe.after(_LOOK_EVERY, self._look)

    def _fail(self, invariant: str, text: str) -> None:
        self._world.universe.fail(invariant, text)

    def _begin_end(self) -> None:
        universe = self._world.universe
        if self.stops and (self._operator.process is None or self._operator.process.run is None):
            universe.after(SECOND, self._begin_end)
        elif self.stops:
            self._operator.stop("the end")
            universe.after(HALTS_WITHIN, self._check_halted)
        else:
            universe.after(RUNS_WITHIN, self._check_runs)

    # --- while it goes on

    def sending(self, process: Process, ticket: Ticket) -> None:
        """An order is handed to the wire: what opens passes no gate that is shut."""
        run = process.run
        if ticket.id not in self._ledger.intents:
            self._fail("intent_before_order", f"{ticket.id} is sent, and the disk does not hold it")
        if run is None or ticket.purpose is not Purpose.ENTER or not run.brake.shut:
            return
        shut_at = run.brake.shut_at
        if ticket.id in self.kept_back:
            self._fail("brake", f"{ticket.id} is sent though the gate was shut before it could leave")
        if shut_at is not None and shut_at < self._world.clock.monotonic():
            self._fail("brake", f"{ticket.id} is sent though the gate is shut: {run.brake.reason}")

    def _look(self) -> None:
        self._world.universe.after(_LOOK_EVERY, self._look)
        process = self._operator.process
        if process is None or process.run is None or not process.life.alive:
            return
        counters = process.run.counters()
        tasks = len(asyncio.all_tasks(process.loop))
        waiting = counters.events + counters.commands + counters.errands + counters.asking + counters.fits
        if tasks > TASKS_MAX or waiting > WAITING_MAX or counters.left_behind > TASKS_MAX:
            self._fail("bounded", f"{tasks} tasks, {counters}")

    # --- the end

    def _check_halted(self) -> None:
        process = self._operator.process
        state = None if process is None else process.brain.state
        resting = [
            key for key, kept in self._world.exchange.resting.items() if kept.ours and not kept.sweeping
        ]
        if resting:
            self._fail("halt", f"{resting} rest two minutes after a stop")
        if state is None or state.desk.state is not EngineState.HALTED:
            self._fail("halt", f"{None if state is None else _where(state)} two minutes after a stop")

    def _check_runs(self) -> None:
        process = self._operator.process
        state = None if process is None else process.brain.state
        if state is None or not self._may_run(state):
            self._fail(
                "recovers",
                f"{None if state is None else _where(state)} {RUNS_WITHIN // MINUTE} min after calm",
            )

    def _may_run(self, state: State) -> bool:
        """Does it run, or wait for nothing but a wall clock that was set back behind its journal?"""
        causes = set(state.desk.causes)
        if self._world.weather.struck["clock_jump"] and Cause.CLOCK in causes:
            return causes <= {Cause.CLOCK, Cause.OPERATOR}
        return state.desk.state is EngineState.RUNNING

    def books(self, process: Process) -> None:
        """At the very end our books are the venue's, to the last unit, but for what stands at the desk as a difference."""
        state = process.brain.state
        if state is None:
            return
        told = {each.kind for each in state.reckoning.differences.values()}
        if not told & _OF_ORDERS:
            self._check_orders(state)
        if not told & _OF_HOLDINGS:
            self._check_holdings(state)
        cash = self._world.exchange.account.cash
        if state.purse.account.cash != cash and not told & _OF_CASH:
            self._fail("money", f"our cash is {state.purse.account.cash}, the venue's {cash}")

    def _check_orders(self, state: State) -> None:
        ours = list(state.trading.orders)
        theirs = [key for key, kept in self._world.exchange.resting.items() if kept.ours]
        if sorted(ours) != sorted(theirs):
            self._fail("orders", f"alive here {ours}, at the venue {theirs}")

    def _check_holdings(self, state: State) -> None:
        ours: dict[tuple[MarketId, Leg], int] = {}
        for position in state.trading.positions.values():
            if position.quantity:
                key = (position.market, position.leg)
                ours[key] = ours.get(key, 0) + position.quantity
        held = self._world.exchange.account.held.items()
        theirs = {key: each.quantity for key, each in held if each.quantity}
        if ours != theirs:
            self._fail("positions", f"held here {ours}, at the venue {theirs}")

    # --- the disk

    def journal(self, *, replayed: bool) -> None:
        """The journal is whole, and (`replayed`) a fresh core decides all of it as it stands."""
        if self._ledger.gaps:
            self._fail("journal", f"records {self._ledger.gaps[:3]} do not follow on each other")
        if self._ledger.again:
            self._fail("one_order_per_intent", f"{self._ledger.again[:3]} were written twice")
        if self._ledger.after_stop:
            self._fail("gate", f"{self._ledger.after_stop[:3]} were decided after a stop")
        twice = [key for key, count in self._ledger.approved.items() if count > 1]
        if twice:
            self._fail("approvals", f"{twice} were granted twice")
        keys = [alert.key for alert in self._ledger.alerts]
        if len(set(keys)) != len(keys):
            self._fail("alerts", "one alert was written twice")
        try:
            asyncio.run(self._read(replayed=replayed))
        except FootbeError as error:
            self._fail("journal", str(error))

    async def _read(self, *, replayed: bool) -> None:
        journal = await open_journal(InlineDatabase(self._world.platter.connection))
        core = Core()
        async for batch in journal.tail():
            effects = dict(batch.effects)
            for record in batch.records if replayed else ():
                core.fold(record, effects.get(record.seq, ()))


def _where(state: State) -> str:
    live = {key: order.state.value for key, order in state.trading.orders.items()}
    waits = [(each.kind.value, each.subject) for each in state.reckoning.differences.values()]
    return f"{state.desk.state} by {[cause.value for cause in state.desk.causes]}, alive {live}, differences {waits}"
