"""Where our books and the venue's do not agree, line by line, and what may be done about it."""

from enum import StrEnum
from typing import NewType

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.identity import MarketId
from engine.domain.market import Leg
from engine.domain.moment import Moment

DifferenceId = NewType("DifferenceId", str)
"""Derived from kind and subject, so that a difference found again is the same one."""


class DifferenceKind(StrEnum):
    """What does not agree?"""

    FOREIGN_ORDER = "foreign_order"
    """The venue shows an order that we never sent, or hold for dead."""
    LOST_ORDER = "lost_order"
    """We hold an order for alive that the venue does not show."""
    FOREIGN_FILL = "foreign_fill"
    """The venue tells a trade of no order of ours."""
    HOLDING = "holding"
    """Another quantity of a leg is held there than here."""
    CASH = "cash"
    """Another amount of cash stands there than here."""


class Remedy(StrEnum):
    """What may the operator do about a difference?"""

    ADOPT = "adopt"
    """Take the venue's word for it, into our books."""
    CANCEL = "cancel"
    """Have the venue's order taken away."""
    IGNORE = "ignore"
    """Let it stand, with a reason, until it changes."""


class Difference(Struct, frozen=True):
    """One line of the discrepancy desk. `ours` and `venues` in the kind's own unit: quantity, or money in micros.

    `subject` names the order, trade or market; it comes from the venue and is foreign text, cleaned.
    """

    id: DifferenceId
    kind: DifferenceKind
    subject: Clean
    market: MarketId | None
    leg: Leg | None
    ours: int
    venues: int
    since: Moment
    remedies: tuple[Remedy, ...]
    ignored: Clean = Clean("")
    """Why the operator lets it stand; empty while it waits for a decision."""


class DifferenceRow(Struct, frozen=True):
    """A line of the discrepancy desk, written for a person; `remedies` are words of `difference.Remedy`."""

    key: str
    kind: Clean
    subject: Clean
    ours: Clean
    venues: Clean
    since: Moment
    remedies: tuple[Clean, ...]
    ignored: Clean
