"""The deed that makes one limit stricter: by one question, in the words of the settings."""

from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.errors import FootbeError
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.limits import LIMITS
from footbe_tui.screens.finding import limits


def tighten(desk: Desk) -> None:
    """Ask which limit, and its new value."""
    if desk.rights.stricter is None:
        desk.say("not from here: footbe-tui tighten KEY VALUE", "warn")
    else:
        desk.cockpit.ask(limits())


def _tightened(desk: Desk, answer: tuple[str, ...]) -> None:
    key, value = answer
    if desk.rights.stricter is None or key not in LIMITS:
        return
    try:
        command = desk.rights.stricter(key, value)
    except FootbeError as error:
        desk.say(str(error).splitlines()[0].removeprefix("tighten "), "alarm")
        return
    desk.give(command, told=lambda said: replace(said, text=own(said.text.replace(command.limit, key, 1))))


DEEDS: dict[str, Deed] = {"tighten": tighten}
REPLIES: dict[str, Reply] = {"tighten": _tightened}
"""What follows from the answer."""
