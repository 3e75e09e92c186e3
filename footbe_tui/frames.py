"""Which bytes paint a change? Textual sends a changed line from its widget's left edge; this sends the cells."""

from typing import Any

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate
from textual.screen import Screen


class PacedScreen(Screen[None]):
    """Paints when the terminal has drawn what went before; what changes meanwhile is painted once, as it stands then."""

    def _on_timer_update(self) -> None:
        """The screen's own timer goes on until it has painted: nothing that changed is lost."""
        takes = getattr(self.app, "terminal_takes", None)
        if takes is None or takes():
            super()._on_timer_update()


class CellsUpdate(ChopsUpdate):
    """A partial update that is cut at both ends of every stretch that changed."""

    def render_segments(self, console: Console) -> str:
        """What is written to the terminal: for each stretch, where it begins and what stands there?"""
        written: list[str] = []
        for y, left, right in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                start, stop = max(x, left), min(end, right)
                if strip is None or start >= stop:
                    continue
                written.append(Control.move_to(start, y).segment.text)
                written.append(strip.crop(start - x, stop - x).render(console))
        return "".join(written)


def cells_only(update: Any) -> Any:
    """The same update, in fewer bytes; anything but a partial update is given back as it is."""
    if type(update) is ChopsUpdate:
        return CellsUpdate(update.chops, update.spans, update.chop_ends)
    return update
