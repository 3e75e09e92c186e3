"""What the operator asks for, and the receipt."""

from collections.abc import Callable
from typing import Any

from engine.core.conduct import (
    adopting,
    approving,
    crediting,
    exiting,
    flattening,
    gating,
    guarding,
    reconciling,
    stopping,
    sums,
    tightening,
)
from engine.core.conduct.finding import live_orders
from engine.core.conduct.turn import Turn, title
from engine.core.risk import drawdown
from engine.domain.approval import Withdrawal
from engine.domain.clean import own
from engine.domain.commands import (
    RESET_PHRASE,
    Acknowledge,
    Adopt,
    Approve,
    CancelForeign,
    Close,
    Deposit,
    Exit,
    Flatten,
    Ignore,
    Pause,
    Receipt,
    Reconcile,
    Reject,
    Reset,
    ResetArm,
    Resume,
    Stop,
    Tighten,
    Withdraw,
)
from engine.domain.effects import Reply
from engine.domain.events import Commanded
from engine.domain.identity import short
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import OrderState
from engine.domain.probability import MILLION, Ppm
from engine.domain.states import LATCHES, STOPPING, Cause, EngineState, Key, not_now
from engine.domain.text import money, stop_receipt

Done = tuple[bool, str]
"""Was it done, and in which words is that said?"""


def on_command(turn: Turn, event: Commanded) -> None:
    """Somebody asked for something: do it if it may be done, and answer."""
    command, turn.by = event.command, event.source
    refusal = not_now(command, event.source, turn.state.desk.state)
    accepted, text = (False, refusal) if refusal is not None else _DO[type(command)](turn, command)
    turn.emit(Reply(Receipt(event.id, accepted, own(text))))
    name = type(command).__name__.lower()
    turn.say("command", f"{name}: {text}", source=event.source, accepted=int(accepted))


def _pause(turn: Turn, _command: Pause) -> Done:
    guarding.latch(turn, Cause.OPERATOR, "paused by the operator")
    state = turn.state.desk.state
    if state is not EngineState.PAUSED:
        return True, f"paused too: {state} stands above it"
    return True, "paused: no entries; exits go on"


_RESUMABLE = tuple(cause for cause, latch in LATCHES.items() if latch.key in {Key.RESUME, Key.NOTE})


def _resume(turn: Turn, command: Resume) -> Done:
    causes = turn.state.desk.causes
    others = [cause for cause in causes if cause not in _RESUMABLE]
    if others:
        return False, f"still held by {', '.join(others)}"
    reviewed = [cause for cause in causes if LATCHES[cause].key is Key.NOTE]
    if reviewed and not command.note.strip():
        return False, f"held by {', '.join(causes)}: resuming needs a note of what was reviewed"
    if reviewed:
        _reduce(turn)
    guarding.unlatch_all(turn, _RESUMABLE, f"resumed by the operator {command.note}".rstrip())
    return True, "running"


def _reduce(turn: Turn) -> None:
    rules, purse = turn.rules.drawdown, turn.state.purse
    factor = max(rules.floor, purse.account.size_factor * rules.reduced // MILLION)
    purse.account = drawdown.sized(purse.account, factor)
    purse.reviewed = purse.drawdown


def _stop(turn: Turn, command: Stop) -> Done:
    live = len(turn.state.trading.orders)
    guarding.stop(turn, command.reason or "emergency stop")
    kept = sum(position.open for position in turn.state.trading.positions.values())
    card = stopping.card(turn.state)
    if card is not None and card.ended_at is not None:
        return True, f"{turn.state.desk.state}: {stop_receipt(card, turn.state.run.zone)}"
    return True, f"{turn.state.desk.state}: {live} orders being cancelled · {kept} positions kept"


def _reset(turn: Turn, command: Reset) -> Done:
    causes = turn.state.desk.causes
    if command.phrase.strip() != RESET_PHRASE or not command.reason.strip():
        return False, f'a reset needs the phrase "{RESET_PHRASE}" and a reason'
    last = max(since for cause, since in causes.items() if cause in STOPPING)
    if turn.at - last < MINUTE:
        return False, f"wait {(MINUTE - (turn.at - last)) // SECOND + 1} s: a reset is not a reflex"
    if Cause.CLOSING in causes:
        return False, "the engine is on its way out: reset when it has been taken up again"
    doubt = _books_doubtful(turn, last)
    return (False, doubt) if doubt is not None else _restart(turn, command.reason)


def _books_doubtful(turn: Turn, since: Moment) -> str | None:
    """Why is there no clean comparison with the venue newer than the stop? None when there is one."""
    kept = turn.state.reckoning
    if kept.waiting or Cause.RECONCILE in turn.state.desk.causes:
        return f"{kept.waiting} differences with the venue wait for a decision: settle them first"
    unknown = sum(order.state is OrderState.UNKNOWN for order in live_orders(turn.state))
    if unknown:
        return f"{unknown} orders are unknown: the venue is being asked about them"
    if not reconciling.agreed_since(turn.state, since) or Cause.STARTING in turn.state.desk.causes:
        return "the books have not been found to agree with the venue since the stop: reconcile first"
    return None


def _restart(turn: Turn, reason: str) -> Done:
    desk, purse = turn.state.desk, turn.state.purse
    halting = [cause for cause in desk.causes if cause in STOPPING]
    if Cause.DRAWDOWN_STOP in halting:
        guarding.check(turn)
        purse.account = drawdown.restarted(purse.account, purse.equity)
        purse.drawdown, purse.reviewed = Ppm(0), None
    desk.causes.setdefault(Cause.OPERATOR, turn.at)
    desk.halt = None
    guarding.unlatch_all(turn, halting, f"reset: {reason}")
    return True, f"{desk.state}: reset, mark {money(purse.account.mark)}; resume when ready"


def _approve(turn: Turn, command: Approve) -> Done:
    return approving.answer(turn, command.approval, approve=True, version=command.version, by="operator")


def _reject(turn: Turn, command: Reject) -> Done:
    return approving.answer(turn, command.approval, approve=False, version=command.version, by="operator")


def _deposit(turn: Turn, command: Deposit) -> Done:
    if command.amount <= 0:
        return False, "an amount above 0 is needed"
    guarding.check(turn)
    purse = turn.state.purse
    purse.account = drawdown.deposited(purse.account, purse.equity, command.amount)
    guarding.check(turn)
    return True, f"{money(command.amount)} in; cash {money(purse.account.cash)}"


def _withdraw(turn: Turn, command: Withdraw) -> Done:
    guarding.check(turn)
    purse = turn.state.purse
    most = drawdown.withdrawable(
        purse.account,
        equity=purse.equity,
        worst=sums.worst(turn.state),
        positions_at_cost=drawdown.at_cost(turn.state.trading.positions),
        rules=turn.rules.drawdown,
    )
    if not 0 < command.amount <= most:
        return False, f"between 0 and {money(most)} may be withdrawn now"
    purse.account = drawdown.withdrawn(purse.account, purse.equity, command.amount)
    guarding.check(turn)
    return True, f"{money(command.amount)} out; cash {money(purse.account.cash)}"


def _acknowledge(turn: Turn, command: Acknowledge) -> Done:
    alarms = turn.state.desk.alarms
    key = command.alarm or next((key for key, row in alarms.items() if not row.acked), None)
    if key is None or key not in alarms:
        return False, "no such alarm"
    return True, f"acknowledged: {guarding.acknowledge(turn, key)}"


def _exit(turn: Turn, command: Exit) -> Done:
    position = turn.state.trading.positions.get(command.position)
    if position is None or not position.open:
        return False, f"position {short(command.position)} is not open any more"
    fixture = turn.state.quotes.fixtures[position.fixture]
    if exiting.bringing(turn.state, position, position.quantity) is None:
        return False, f"{title(fixture)}: nobody bids"
    wish = Withdrawal(approving.BY_HAND, position.id, own("the operator asks"), broken=False)
    if not approving.ask(turn, fixture, position, wish, exiting.WHOLE):
        return False, f"{title(fixture)}: an order of ours is selling it already"
    return True, f"{title(fixture)}: request to leave is waiting for approval"


def _reset_arm(turn: Turn, command: ResetArm) -> Done:
    beliefs = turn.state.bandit.beliefs
    names = list(beliefs) if command.strategy is None else [command.strategy]
    if any(name not in beliefs for name in names):
        return False, f"no arm {command.strategy}; there are {', '.join(beliefs)}"
    for name in names:
        crediting.forget_arm(turn.state, name)
    if command.strategy is None:
        gating.forget(turn)
    return True, f"forgotten: {', '.join(names)}"


def _close(turn: Turn, _command: Close) -> Done:
    guarding.latch(turn, Cause.CLOSING, "closing in good order")
    return True, "closing: what rests is being cancelled"


_DO: dict[type[Any], Callable[[Turn, Any], Done]] = {
    Pause: _pause,
    Resume: _resume,
    Stop: _stop,
    Reset: _reset,
    Approve: _approve,
    Reject: _reject,
    Deposit: _deposit,
    Withdraw: _withdraw,
    Acknowledge: _acknowledge,
    Exit: _exit,
    ResetArm: _reset_arm,
    Reconcile: reconciling.reconcile,
    Adopt: adopting.adopt,
    CancelForeign: adopting.cancel_foreign,
    Ignore: adopting.ignore,
    Flatten: flattening.flatten,
    Tighten: tightening.tighten,
    Close: _close,
}
"""One place per command; a test holds the keys equal to `Command`."""
