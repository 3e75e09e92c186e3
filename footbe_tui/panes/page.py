"""What all pages share: they stand in place of the panes, follow the picture and can be filtered."""

from typing import Any, ClassVar

from engine.domain.snapshot import Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.widgets.live_table import LiveTable


class Page(LiveTable):
    """One page. It draws itself when it is opened, and again whenever what it shows is another thing."""

    NAME: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(id=f"page-{self.NAME}")
        self.wanted = ""
        """Only rows with this text are shown."""

    def look(self, snapshot: Snapshot, glance: Glance) -> None:
        """Follow the picture."""

    def again(self) -> None:
        """Draw what is shown once more: filter, order or size changed."""

    def next_sort(self) -> str:
        """Turn to the next order: what is it called?"""
        return ""

    def words(self, item: Any) -> str:
        """Which text of a row does a filter look at?"""
        return str(item)

    def resized(self) -> None:
        """Columns are laid out for the new width."""
        self.again()
