"""What the runtime notices of the machine: a part is sick, or well again."""

from engine.core.conduct import guarding
from engine.core.conduct.turn import Turn
from engine.domain.events import ConsoleLost, Noticed
from engine.domain.states import LATCHES, Cause, Key


def on_noticed(turn: Turn, event: Noticed) -> None:
    """Latch what is sick, let go of what is well again; what nobody may notice so is refused, and said."""
    cause, latch = event.cause, LATCHES[event.cause]
    if latch.noticed and event.sick:
        guarding.latch(turn, cause, event.text)
    elif latch.noticed and latch.key is Key.WELL:
        guarding.unlatch(turn, cause, event.text)
    else:
        told = "sick" if event.sick else "well"
        turn.say("refused", f"{cause} cannot be noticed {told}, {latch.key} opens it: {event.text}")


def on_console_lost(turn: Turn, _event: ConsoleLost) -> None:
    """The last console's line dropped, and the settings say to pause then."""
    guarding.latch(turn, Cause.CONSOLE_LOST, "the console's line dropped")
