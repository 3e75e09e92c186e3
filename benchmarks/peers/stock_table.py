"""The same positions in Textual's own `DataTable`, from the same socket, four times a second.

`python -m benchmarks.peers.stock_table SOCKET update|rebuild`: cells that changed by `update_cell`, or the table cleared and
filled anew. The key `x` sends a pause to the engine and writes into the line above, as the console's keys do.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Static

from engine.domain import text
from engine.domain.commands import Pause
from engine.domain.snapshot import PositionRow
from footbe_tui.link import SocketLink

TITLES = ("ID", "FIXTURE", "MIN", "SCORE", "HOLD", "QTY", "AVG", "BID", "FAIR", "uP&L", "SLATE", "THESIS")
_WIDTHS = (4, 9, 5, 7, 4, 5, 5, 5, 5, 8, 7, 7)


def cells(row: PositionRow) -> tuple[str, ...]:
    """How does a position read here?"""
    return (
        row.label, f"{row.home_code}–{row.away_code}", str(row.minute or ""), f"{row.home}-{row.away}", row.hold,
        text.quantity(row.quantity), text.price(row.average), text.price(row.bid), text.fair(row.fair),
        text.money(row.unrealised, sign=True), text.slate(row.settles_on), row.thesis.value,
    )  # fmt: skip


class StockTable(App[None]):
    """A table of positions as the tutorial would write it, with fixed widths."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "press", "press")]

    def __init__(self, link: SocketLink, *, rebuild: bool) -> None:
        super().__init__()
        self._link, self._rebuild = link, rebuild
        self._version, self._presses = 0, 0
        self._shown: dict[str, PositionRow] = {}
        self._columns: list[Any] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    def compose(self) -> ComposeResult:
        """A line and a table."""
        yield Static("waiting", id="line")
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Columns once, then four looks a second."""
        table = self.query_one(DataTable)
        self._columns = [table.add_column(title, width=width) for title, width in zip(TITLES, _WIDTHS, strict=True)]
        table.focus()
        self.set_interval(0.25, self.look)

    def look(self) -> None:
        """Show the newest picture."""
        snapshot = self._link.snapshot
        if snapshot is None or self._link.version == self._version:
            return
        self._version = self._link.version
        table = self.query_one(DataTable)
        if self._rebuild or len(self._shown) != len(snapshot.positions):
            table.clear()
            for row in snapshot.positions:
                table.add_row(*cells(row), key=row.key)
        else:
            for row in snapshot.positions:
                before = self._shown[row.key]
                if before is not row:
                    for column, old, new in zip(self._columns, cells(before), cells(row), strict=True):
                        if old != new:
                            table.update_cell(row.key, column, new)
        self._shown = {row.key: row for row in snapshot.positions}

    def action_press(self) -> None:
        """Tell the engine, and say so."""
        self._presses += 1
        self.query_one("#line", Static).update(f"pressed {self._presses}")
        task = asyncio.create_task(self._link.send(Pause()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def main(socket: Path, *, rebuild: bool) -> None:
    """Run the table on this socket."""
    link = SocketLink(socket)
    reading = asyncio.create_task(link.run())
    await StockTable(link, rebuild=rebuild).run_async()
    reading.cancel()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), rebuild=sys.argv[2] == "rebuild"))
