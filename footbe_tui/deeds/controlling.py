"""Deeds that act on the engine: stop, pause, answers to requests, reset, leaving."""

from engine.domain.clean import own
from engine.domain.commands import Acknowledge, Approve, Exit, Pause, Reject, Reset, Resume
from engine.domain.identity import ApprovalId, PositionId
from engine.domain.queries import Topic
from engine.domain.states import EngineState
from footbe_tui.deeds.roads import by_every_road
from footbe_tui.desk import STOPPING, Deed, Desk, Reply
from footbe_tui.replaying import NOTHING_RUNS
from footbe_tui.screens.questions import RESET, leaving, resuming
from footbe_tui.seat import ConsoleExit

ARMED_AFTER = 0.3
"""Seconds for which a request must have stood under the cursor before it can be answered."""

_STOP_REASON = own("stopped by the operator (console)")
_HALTED = frozenset({EngineState.HALTED, EngineState.HALTING, EngineState.HALT_INCOMPLETE})


def stop(desk: Desk) -> None:
    """Stop everything, with no question, by every road there is."""
    if desk.link.live is None:
        desk.say(NOTHING_RUNS, "warn")
        return
    desk.receipt, desk.confirmed = STOPPING, True
    desk.hush()
    desk.begin(_stop(desk))


async def _stop(desk: Desk) -> None:
    async for told in by_every_road(desk.link, desk.rights.stop_road, _STOP_REASON):
        desk.receipt, desk.confirmed = told


def pause(desk: Desk) -> None:
    """Pause at once; when paused, ask to resume."""
    status = desk.snapshot.status if desk.snapshot else None
    if status is not None and status.state in _HALTED:
        desk.say(f"halted: {_key(desk, 'reset')} resets it to PAUSED", "warn")
    elif status is not None and status.state is EngineState.PAUSED:
        desk.cockpit.ask(resuming(status.causes, desk.rights.keymap))
    else:
        desk.give(Pause())


def _key(desk: Desk, action: str) -> str:
    return desk.rights.keymap[action].shown


def _resumed(desk: Desk, answer: tuple[str, ...]) -> None:
    (note,) = answer
    desk.give(Resume(note=own("" if note == "r" else note)))


def approve(desk: Desk) -> None:
    """Approve what is under the cursor, as it is drawn."""
    _answer(desk, Approve)


def reject(desk: Desk) -> None:
    """Reject what is under the cursor, as it is drawn."""
    _answer(desk, Reject)


def _answer(desk: Desk, command: type[Approve | Reject]) -> None:
    pane = desk.cockpit.approvals
    row = pane.selected
    if desk.cockpit.pane is not pane or desk.cockpit.page:
        keys = [_key(desk, name) for name in ("approvals", "approve", "reject")]
        desk.say("{} goes to the approvals; {} and {} answer the selected one".format(*keys), "warn")
    elif row is None:
        desk.say("nothing waits for an answer", "dim")
    elif desk.now() - pane.steady_since < ARMED_AFTER:
        desk.say("it has just changed: look again, then answer", "warn")
    else:
        desk.give(command(approval=ApprovalId(row.key), version=row.version))


def acknowledge(desk: Desk) -> None:
    """Acknowledge the receipt of a stop, else the top alarm."""
    if desk.receipt and desk.receipt != STOPPING:
        desk.receipt = ""
    else:
        desk.give(Acknowledge())


def leave_position(desk: Desk) -> None:
    """Raise a request for approval to leave the position that is read, or selected where nothing hides it."""
    position = _position(desk)
    if position is not None:
        desk.give(Exit(position=PositionId(position)))
    else:
        goes, asks = _key(desk, "pane_1"), _key(desk, "exit")
        desk.say(f"{goes} goes to the positions; {asks} asks to leave the selected position", "warn")


def _position(desk: Desk) -> str | None:
    """Which position does the operator look at? Never one that a page hides."""
    if desk.cockpit.page == "sheet" and desk.opened:
        read = desk.opened[-1]
        return read.entity if read.topic is Topic.POSITION else None
    if desk.cockpit.page or desk.cockpit.shown != "positions":
        return None
    row = desk.cockpit.positions.selected
    return None if row is None else str(row.key)


def reset(desk: Desk) -> None:
    """Ask for the phrase and a reason."""
    state = desk.snapshot.status.state if desk.snapshot is not None else None
    if state is EngineState.HALTED:
        desk.cockpit.ask(RESET)
    elif state in _HALTED:
        desk.say(f"the stop is still under way: {_key(desk, 'reset')} again once it says HALTED", "warn")
    else:
        desk.say("nothing to reset: the engine is not halted", "dim")


def _confirmed(desk: Desk, answer: tuple[str, ...]) -> None:
    phrase, reason = answer
    desk.give(Reset(phrase=phrase, reason=own(reason)))


def leave(desk: Desk) -> None:
    """Ask: detach, or stop the engine?"""
    if desk.link.live is None:
        desk.leave(ConsoleExit("detach", 0))
        return
    present = desk.link.present
    finished = present is not None and present.status.finished
    observe, started = desk.rights.observe or desk.rights.replay, desk.rights.started_engine
    desk.cockpit.ask(leaving(observe=observe, started=started, finished=finished))


def _left(desk: Desk, answer: tuple[str, ...]) -> None:
    desk.leave(ConsoleExit("stop" if answer == ("s",) else "detach", 0))


DEEDS: dict[str, Deed] = {
    "stop": stop,
    "pause": pause,
    "approve": approve,
    "reject": reject,
    "acknowledge": acknowledge,
    "exit": leave_position,
    "reset": reset,
    "leave": leave,
}
REPLIES: dict[str, Reply] = {"resume": _resumed, "reset": _confirmed, "leave": _left}
