"""What is still done when nothing can be written any more."""

from engine.domain.clean import own
from engine.domain.effects import CancelAll
from engine.domain.moment import Moment
from engine.shell.ports import VirtualVenue


def cancel_without_journal(venue: VirtualVenue, at: Moment) -> None:
    """Ask the venue to take everything away that rests: it needs no journal, and can only make it safer."""
    venue.carry(CancelAll(own("storage failed")), at)
