"""A stop under way: what follows from what the venue shows, and from the time it takes."""

from engine.core.conduct import guarding, stopping
from engine.core.conduct.turn import Turn
from engine.domain.standing import Standing
from engine.domain.states import Severity
from engine.domain.text import stop_receipt


def on_stood(turn: Turn, standing: Standing) -> None:
    """The venue shows where everything stands, and our books have been held against it."""
    halt = turn.state.desk.halt
    if halt is None or halt.ended_at is not None:
        return
    stopping.heard(turn, halt, standing)
    if halt.receipt is not None:
        guarding.settle_state(turn, stop_receipt(halt.receipt, turn.state.run.zone))


def still_halting(turn: Turn, number: str) -> None:
    """A moment later: a stop that has not found its end goes on, and says each minute that it takes too long."""
    halt = turn.state.desk.halt
    if halt is None or halt.ended_at is not None or str(halt.number) != number:
        return
    due = stopping.try_again(turn, halt)
    card = stopping.card(turn.state)
    assert card is not None, "a stop under way has a receipt"
    text = f"stop incomplete: {stop_receipt(card, turn.state.run.zone)}"
    guarding.settle_state(turn, text)
    if due:
        guarding.clear_alarm(turn, "halt-incomplete")
        turn.alarm("halt-incomplete", Severity.HIGH, "stop", text)
