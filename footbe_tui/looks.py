"""How does the console look: which theme, in colour or without, in ASCII or not, with the mouse or not?"""

import locale
from typing import NamedTuple

from footbe_tui.sixteen import SIXTEEN
from footbe_tui.theme import GREY, NO_COLOUR, THEMES, Theme


class Looks(NamedTuple):
    """What was chosen by flag, by `console.yaml` or by the environment, in this order."""

    theme: str = GREY.name
    ascii_only: bool = False
    colour: bool = True
    mouse: bool = True
    few: bool = False
    """Does the terminal have sixteen colours and no more?"""

    def table(self, name: str) -> Theme:
        """Which table has the theme of this name? Without colour there is one alone."""
        return (SIXTEEN if self.few else THEMES)[name] if self.colour else NO_COLOUR


AS_USUAL = Looks()
"""Where nothing was chosen."""


def knows_ascii_alone() -> bool:
    """Is the locale's encoding another than UTF-8?"""
    return locale.getencoding().replace("-", "").casefold() != "utf8"
