"""Trading: effects become orders, answers become reports."""

from collections.abc import Callable

from engine.shell.ports import VirtualVenue
from engine.shell.venues.paper import PaperVenue

VENUES: dict[str, Callable[..., VirtualVenue]] = {"paper": PaperVenue}
"""Where orders can go, by the name the configuration uses; each passes tests/conformance/test_venues.py."""
