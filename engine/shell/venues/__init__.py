"""Trading: effects become orders, answers become reports."""

from engine.shell.venues.paper import PaperVenue

VENUES: dict[str, type[PaperVenue]] = {"paper": PaperVenue}
"""Where orders can go, by the name the configuration uses; each passes tests/conformance/test_venues.py."""
