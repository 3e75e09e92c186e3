"""What happened since somebody last looked: shown by itself to whoever comes back, and on a key."""

from engine.domain.queries import Query, Topic
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.last_look import ABSENT_FROM


def since(desk: Desk) -> None:
    """Read what happened since the last look before this console came; since the start where nobody knows."""
    desk.open(_since(desk))


def _since(desk: Desk) -> Query:
    look = desk.rights.last_look
    known = None if look is None else look.left_at
    return Query(Topic.SINCE, "" if known is None else str(known))


def look_on(desk: Desk) -> None:
    """Note that somebody looks; greet who was away with what happened meanwhile. Who only observes is left alone."""
    look, present = desk.rights.last_look, desk.link.present
    if look is None or present is None or desk.rights.observe:
        return
    at = present.status.at
    if not look.arrived:
        away = look.arrive(at, desk.now())
        if away is not None and away >= ABSENT_FROM:
            desk.greet(_since(desk))
    elif look.due(desk.now()):
        look.note(at, desk.now())


def look_away(desk: Desk) -> None:
    """The console is being left: up to here somebody has looked."""
    look, present = desk.rights.last_look, desk.link.present
    if look is not None and present is not None and look.arrived:
        look.note(present.status.at, desk.now())


DEEDS: dict[str, Deed] = {"since": since}
REPLIES: dict[str, Reply] = {}
