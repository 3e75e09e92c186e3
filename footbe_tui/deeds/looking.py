"""Deeds about how the console looks."""

from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.theme import following


def turn(desk: Desk) -> None:
    """Wear the next theme."""
    name = following(desk.cockpit.looks.theme)
    if desk.cockpit.wear(name):
        desk.say(f"theme {name}; to keep it: theme: {name} in console.yaml", "dim")
    else:
        desk.say("NO_COLOR is set: there is one theme without colour", "dim")


DEEDS: dict[str, Deed] = {"theme": turn}
REPLIES: dict[str, Reply] = {}
