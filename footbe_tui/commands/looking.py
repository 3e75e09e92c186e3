"""How shall the console look, after its flags, `console.yaml` and the environment, in this order?"""

import argparse
import os
from typing import TYPE_CHECKING

from engine.domain.errors import FootbeError

if TYPE_CHECKING:
    from footbe_tui.looks import Looks
    from footbe_tui.settings import Settings


def flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags of a command that opens a console."""
    add = parser.add_argument
    add("--theme", metavar="NAME", help="grey, light, high-contrast or colour-blind")
    add("--ascii", action="store_true", help="draw with ASCII alone")
    add(
        "--no-mouse",
        dest="mouse",
        action="store_false",
        default=argparse.SUPPRESS,
        help="leave the mouse alone",
    )


def looks_of(asked: argparse.Namespace, settings: "Settings | None" = None) -> "Looks":
    """Which looks were chosen? A flag goes over the file, the file over the environment.

    Raises:
        FootbeError: there is no theme of that name.
    """
    from footbe_tui.looks import Looks, knows_ascii_alone  # noqa: PLC0415 - it loads what draws
    from footbe_tui.settings import Settings  # noqa: PLC0415 - the same
    from footbe_tui.theme import GREY, THEMES  # noqa: PLC0415 - the same

    said = settings or Settings()
    name = getattr(asked, "theme", None) or said.theme or GREY.name
    if name not in THEMES:
        raise FootbeError(f"--theme {name}: there is no such theme; allowed: {', '.join(THEMES)}")
    return Looks(
        theme=name,
        ascii_only=getattr(asked, "ascii", False)
        or (knows_ascii_alone() if said.ascii is None else said.ascii),
        colour=not os.environ.get("NO_COLOR"),
        mouse=getattr(asked, "mouse", True) and said.mouse is not False,
    )
