"""Panes of the console, one file each; each knows its slice only."""

from footbe_tui.panes.approvals import ApprovalsPane
from footbe_tui.panes.events import EventsPane
from footbe_tui.panes.health import HealthPane
from footbe_tui.panes.pane import Pane
from footbe_tui.panes.positions import PositionsPane
from footbe_tui.panes.risk import RiskPane
from footbe_tui.panes.settlement import SettlementPane
from footbe_tui.panes.strategies import StrategiesPane

PANES: dict[str, type[Pane]] = {
    "positions": PositionsPane,
    "settlement": SettlementPane,
    "strategies": StrategiesPane,
    "approvals": ApprovalsPane,
    "risk": RiskPane,
    "health": HealthPane,
    "events": EventsPane,
}
"""Every pane by name, in the order of its number key."""

__all__ = ["PANES", "Pane"]
