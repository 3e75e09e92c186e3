"""The deed that says what is looked at, and the way back from it."""

from collections.abc import Callable

from footbe_tui.actions import allowed
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.panes.about import PAGES_ABOUT, PANES_ABOUT, TOPICS_ABOUT, About
from footbe_tui.panes.helping import help_lines
from footbe_tui.panes.reader import Reader

HELP = "Help"


def helped(desk: Desk) -> None:
    """Read what the focused pane or page is, then every key; `esc` comes back to it."""
    rights, reader = desk.rights, _reader(desk)
    known = allowed(observe=rights.observe, replay=rights.replay)
    lines = help_lines(about(desk), desk.cockpit.part.titles, known, rights.keymap)
    beneath = _way_back(desk, reader)
    desk.cockpit.read(HELP, lines)
    reader.beneath = beneath


def about(desk: Desk) -> About:
    """What has the keys?"""
    page = desk.cockpit.page
    if not page:
        return PANES_ABOUT[desk.cockpit.shown]
    if page == "sheet" and desk.opened:
        return TOPICS_ABOUT[desk.opened[-1].topic]
    return PAGES_ABOUT.get(_reader(desk).heading if page == "reader" else page, PAGES_ABOUT[page])


def came_back(desk: Desk) -> bool:
    """Show again what help was read over. Was there anything?"""
    reader = _reader(desk)
    beneath, reader.beneath = reader.beneath, None
    if desk.cockpit.page != "reader" or beneath is None:
        return False
    beneath()
    return True


def _way_back(desk: Desk, reader: Reader) -> Callable[[], None] | None:
    page, opened = desk.cockpit.page, list(desk.opened)
    if page == "reader":
        heading, source = reader.heading, reader.source
        if heading == HELP or source is None:
            return reader.beneath
        return lambda: desk.cockpit.read(heading, source)

    def again() -> None:
        desk.cockpit.open_page(page)
        desk.opened[:] = opened

    return again if page else None


def _reader(desk: Desk) -> Reader:
    reader = desk.cockpit.pages["reader"]
    assert isinstance(reader, Reader)
    return reader


DEEDS: dict[str, Deed] = {"help": helped}
REPLIES: dict[str, Reply] = {}
