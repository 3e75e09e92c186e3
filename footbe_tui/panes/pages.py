"""Pages: what may stand in place of the panes until esc."""

from footbe_tui.panes.charts import ChartsPage
from footbe_tui.panes.page import Page
from footbe_tui.panes.reader import Reader
from footbe_tui.panes.scenarios import ScenariosPage
from footbe_tui.panes.sheet import SheetPage

PAGES: dict[str, type[Page]] = {"reader": Reader, "sheet": SheetPage, "charts": ChartsPage, "scenarios": ScenariosPage}
"""Every page by name."""

__all__ = ["PAGES", "Page"]
