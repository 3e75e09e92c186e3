"""Deeds that take something out of the console: a row to the clipboard, the screen into files."""

import asyncio

from engine.domain import text
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.saving import save_screen
from footbe_tui.widgets.lines import clean

COPIED_MAX = 2_000
"""Characters that are copied at most: a terminal takes no more than it was built for, and each is sent over the line."""

_WHOLE_FROM = 110
"""Columns from which on a whole path fits beside the keys."""


def copy(desk: Desk) -> None:
    """Copy what the selected row reads, by the terminal's own clipboard (OSC 52)."""
    read = desk.cockpit.part.reading
    if not read:
        desk.say("no row is selected here", "dim")
        return
    words = clean(read)
    desk.cockpit.app.copy_to_clipboard(words[:COPIED_MAX])
    desk.say("copied" if len(words) <= COPIED_MAX else f"copied, cut after {COPIED_MAX} characters", "dim")


def save(desk: Desk) -> None:
    """Write what stands on the screen into files of the home."""
    folder, snapshot = desk.rights.screens, desk.snapshot
    if folder is None or snapshot is None:
        desk.say("nowhere to save a screen: no home", "warn")
        return
    at = text.moment(snapshot.status.at, "UTC")
    lines, picture = desk.cockpit.words(), desk.cockpit.app.export_screenshot(title="footbe-tui")

    async def saved() -> None:
        try:
            file = await asyncio.to_thread(save_screen, folder, f"{at:%Y-%m-%dT%H%M%SZ}", lines, picture)
            wide = desk.cockpit.size.width >= _WHOLE_FROM
            desk.say(f"saved {file if wide else f'{folder.name}/{file.name}'} and .svg", "dim")
        except OSError as error:
            desk.say(f"not saved: {folder}: {error.strerror or error}", "alarm")

    desk.begin(saved())


DEEDS: dict[str, Deed] = {"copy": copy, "save": save}
REPLIES: dict[str, Reply] = {}
