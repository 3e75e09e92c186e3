"""What the runtime notices of the machine: a part is sick, or well again."""

from engine.core.conduct import guarding
from engine.core.conduct.turn import Turn
from engine.domain.events import Noticed
from engine.domain.states import Cause

COMES_AND_GOES = frozenset({Cause.CLOCK, Cause.DISK, Cause.VENUE, Cause.FEED})
"""What holds entries back for as long as it is sick."""

STAYS = frozenset({Cause.STOP_FILE, Cause.WATCHDOG})
"""What stops, and is left by a reset alone."""


def on_noticed(turn: Turn, event: Noticed) -> None:
    """Latch what is sick, let go of what is well again; what nobody may notice so is refused, and said."""
    cause, well = event.cause, not event.sick
    if cause in COMES_AND_GOES and well:
        guarding.unlatch(turn, cause, event.text)
    elif cause in COMES_AND_GOES or (cause in STAYS and event.sick):
        guarding.latch(turn, cause, event.text)
    else:
        turn.say("refused", f"{cause} is not noticed {'sick' if event.sick else 'well'}: {event.text}")
