"""What must hold of every decision, whatever became of it."""

from engine.core.state import State
from engine.domain.commands import SAFER, Approve, Reset, Source
from engine.domain.difference import Difference, DifferenceKind
from engine.domain.effects import Effects, KeepAlert, KeepDifference, PlaceOrder
from engine.domain.events import Record
from engine.domain.identity import OrderId
from engine.domain.ledger import AlertKind
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import OrderState, Purpose
from engine.domain.states import STOPPING, Cause, EngineState
from engine.lab.simulator.ledger import accepted, asked_by
from engine.lab.simulator.risk_checks import RiskChecks
from engine.lab.simulator.watching import Before
from engine.lab.simulator.world import World

UNKNOWN_MAX = MINUTE + 10 * SECOND
"""So long may an order be unknown before somebody must have been told."""

_TOLD_OF = frozenset({Cause.DRAWDOWN_PAUSE, Cause.RECONCILE, *STOPPING})
_MAY_RISK = frozenset({Source.CONSOLE, Source.SHELL, Source.ENGINE})


class CoreChecks:
    """Looks at decisions as they are made. `running` keeps which of them were made while the desk ran."""

    def __init__(self, world: World) -> None:
        """Begin with nothing decided."""
        self._world, self._universe, self._exchange = world, world.universe, world.exchange
        self._risk = RiskChecks(world.universe)
        self.running: dict[int, bool] = {}
        self._unknown_since: dict[OrderId, Moment] = {}
        self.causes: tuple[int, tuple[Cause, ...]] = (0, ())

    def _fail(self, invariant: str, text: str) -> None:
        self._universe.fail(invariant, text)

    def decided(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        """A record was decided."""
        self._check_gate(record, effects, before, state)
        self._risk.decided(record, effects, state)
        self._check_latches(record, effects, before, state)
        self._check_keyboard(record, effects)
        self._check_approvals(record, effects, before)
        self._check_alerts(record, effects, before, state)
        self._check_unknown(record, state)
        self._check_halted(record, before, state)
        self._check_differences(effects)
        if isinstance(accepted(record, effects), Reset):
            self._check_reset(record, before, state)
        self.causes = (record.seq, tuple(state.desk.causes))

    def _check_gate(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        entries = [each.ticket.id for each in effects if isinstance(each, PlaceOrder) and _enters(each)]
        if not entries:
            return
        runs = EngineState.RUNNING in (before.state, state.desk.state)
        self.running[record.seq] = runs
        if not runs:
            self._fail("gate", f"record {record.seq} enters {entries} while {before.state}")

    def _check_latches(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        gone = [each for each in before.causes if each in STOPPING and each not in state.desk.causes]
        if gone and not isinstance(accepted(record, effects), Reset):
            self._fail("latches", f"{gone} cleared by {type(record.event).__name__}")

    def _check_keyboard(self, record: Record, effects: Effects) -> None:
        command, source = accepted(record, effects), asked_by(record)
        if source not in _MAY_RISK and command is not None and not isinstance(command, SAFER):
            self._fail("keyboard", f"{source} may {type(command).__name__}")

    def _check_approvals(self, record: Record, effects: Effects, before: Before) -> None:
        command = accepted(record, effects)
        if not isinstance(command, Approve):
            return
        request = before.approvals.get(command.approval)
        if request is None:
            self._fail("approvals", f"{command.approval} was granted and was not asked")
        elif request.version != command.version or record.at >= request.deadline_at:
            self._fail("approvals", f"{command} was granted, asked was {request} at {record.at}")

    def _check_alerts(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        told = [each.alert for each in effects if isinstance(each, KeepAlert)]
        critical = [each for each in told if each.kind is AlertKind.CRITICAL]
        fresh = [each for each in state.desk.causes if each in _TOLD_OF and each not in before.causes]
        texts = [each.text for each in critical]
        # A stop that comes by a second road is the same stop; every line of a mismatch is told.
        stopped = any(each in STOPPING for each in before.causes)
        first = [each for each in fresh if not (stopped and each in STOPPING)]
        most = len(texts) if Cause.RECONCILE in fresh else len(fresh)
        if fresh and not len(first) <= len(set(texts)) == len(texts) <= most:
            self._fail("alerts", f"{fresh} latched at {record.seq}, told {texts}")

    def _check_unknown(self, record: Record, state: State) -> None:
        unknown = {
            key: self._unknown_since.get(key, record.at)
            for key, order in state.trading.orders.items()
            if order.state is OrderState.UNKNOWN
        }
        self._unknown_since = unknown
        for key, since in unknown.items():
            if record.at - since > UNKNOWN_MAX and state.desk.state is EngineState.RUNNING:
                self._fail("unknown_is_told", f"{key} unknown since {since}, at {record.at} the desk runs")

    def _check_differences(self, effects: Effects) -> None:
        """What is called a difference has a cause outside: a stranger's hand, or a settlement taken back."""
        for effect in effects:
            if (
                isinstance(effect, KeepDifference)
                and not effect.gone
                and not self._explained(effect.difference)
            ):
                self._fail("differences_are_true", f"{effect.difference}")

    def _explained(self, line: Difference) -> bool:
        struck = self._world.weather.struck
        if line.kind is DifferenceKind.FOREIGN_ORDER:
            return bool(struck["foreign_order"]) or self._world.stranger_traded
        moved = line.kind is DifferenceKind.CASH and bool(struck["cash_moved"])
        return self._world.stranger_traded or bool(struck["corrected_settlement"]) or moved

    def _check_halted(self, record: Record, before: Before, state: State) -> None:
        """What says that it is halted has nothing left at the venue."""
        if state.desk.state is EngineState.HALTED and before.state is not EngineState.HALTED:
            resting = self._resting()
            if resting:
                self._fail("halt", f"record {record.seq} says HALTED, and {resting} rest")

    def _resting(self) -> list[OrderId]:
        kept = self._exchange.resting.items()
        return [key for key, each in kept if each.ours and not each.sweeping]

    def _check_reset(self, record: Record, before: Before, state: State) -> None:
        """A reset wants a halt that is over for a minute, and books that agree; an exit by hand may be under way."""
        waiting = [each.id for each in state.reckoning.differences.values() if not each.ignored]
        entries = [
            key for key in self._resting() if self._exchange.orders[key].ticket.purpose is Purpose.ENTER
        ]
        if before.state is not EngineState.HALTED or waiting or entries:
            self._fail("reset", f"reset in {before.state}, differences {waiting}, resting {entries}")
        stopped = [since for cause, since in before.since.items() if cause in STOPPING]
        if record.at - max(stopped, default=record.at) < MINUTE:
            self._fail("reset", f"reset {record.at - max(stopped, default=record.at)} µs after the last stop")

    def recovered(self, state: State) -> None:
        """A new process has folded the journal: what was latched on the disk is latched."""
        seq, causes = self.causes
        if state.run.seq >= seq:
            missing = [each for each in causes if each in STOPPING and each not in state.desk.causes]
            if missing:
                self._fail("latches", f"{missing} did not survive")


def _enters(effect: PlaceOrder) -> bool:
    return effect.ticket.purpose is Purpose.ENTER
