"""How far whoever is away has been told."""

from msgspec import Struct, field

from engine.domain.identity import StrategyName, TriggerName
from engine.domain.moment import VenueDate


class Told(Struct):
    """What was last summed up for whoever is away, and what had been counted by then."""

    hour: int | None = None
    """Hours since 1970: the last hour that was summed up."""
    fired: dict[TriggerName, int] = field(default_factory=dict)
    exits: int = 0
    date: VenueDate | None = None
    """The last date that was summed up."""
    week: VenueDate | None = None
    """The Monday of the week that is not summed up yet."""
    chosen: dict[StrategyName, int] = field(default_factory=dict)
    no_trade: int = 0
    words: dict[str, str] = field(default_factory=dict)
    """How the pace of the current date and week last read, by their alert's key."""
