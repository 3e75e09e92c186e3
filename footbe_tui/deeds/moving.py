"""Deeds that move about the screen: panes, zoom, filter, order, one step back."""

from collections.abc import Callable

from footbe_tui.actions import allowed
from footbe_tui.deeds.helping import came_back
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.panes import PANES
from footbe_tui.screens.finding import palette
from footbe_tui.screens.questions import filtering


def go_to(number: int) -> Callable[[Desk], None]:
    """Which deed goes to the pane of this number?"""

    def go(desk: Desk) -> None:
        desk.cockpit.go(list(PANES)[number - 1])

    return go


def approvals(desk: Desk) -> None:
    """Go to the requests for approval."""
    desk.cockpit.go("approvals")


def zoom(desk: Desk) -> None:
    """Give the focused pane the whole screen, or take it back."""
    desk.cockpit.zoom(zoomed=not desk.cockpit.zoomed)


def narrow_down(desk: Desk) -> None:
    """Type what rows must contain."""
    part = desk.cockpit.part
    desk.cockpit.ask(filtering(part.NAME, part.wanted))


def sort(desk: Desk) -> None:
    """Turn to the next order."""
    part = desk.cockpit.part
    name = part.next_sort()
    desk.say(f"{part.NAME}: {name or 'as given'}", "dim")


def back(desk: Desk) -> None:
    """One step back: a filter first, then the page, the zoom, and from a replay to what happens now."""
    cockpit = desk.cockpit
    if cockpit.part.wanted:
        cockpit.filter("")
    elif cockpit.page:
        if not came_back(desk) and not desk.close():
            cockpit.go(cockpit.shown)
    elif cockpit.zoomed:
        cockpit.zoom(zoomed=False)
    elif desk.link.past is not None and desk.link.live is not None:
        desk.begin(desk.link.come_back())


def find(desk: Desk) -> None:
    """Find a command by name."""
    rights = desk.rights
    known = [a for a in allowed(observe=rights.observe, replay=rights.replay) if a.name != "palette"]
    desk.cockpit.ask(palette(known, rights.keymap, desk.recent))


def _found(desk: Desk, answer: tuple[str, ...]) -> None:
    (name,) = answer
    desk.recent = (name, *(other for other in desk.recent if other != name))
    desk.do(name)


DEEDS: dict[str, Deed] = {
    **{f"pane_{number}": go_to(number) for number in range(1, len(PANES) + 1)},
    "approvals": approvals,
    "zoom": zoom,
    "filter": narrow_down,
    "sort": sort,
    "back": back,
    "palette": find,
}
REPLIES: dict[str, Reply] = {"palette": _found}
