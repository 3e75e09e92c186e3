"""When do games of the pretended leagues start, and on which date does the venue settle them?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, WEEK, Moment, VenueDate

_EASTERN = ZoneInfo("America/New_York")

FIRST_MONDAY = Moment(int(datetime(2026, 8, 3, tzinfo=UTC).timestamp()) * SECOND)
"""Midnight UTC of the Monday on which week 0 begins."""

OPENING = Moment(FIRST_MONDAY + 5 * DAY + 10 * HOUR)
"""When the pretended market opens its doors: a Saturday morning, an hour and a half before the first game."""

Slot = tuple[int, int, int]
"""Day of the week (Monday 0), hour and minute UTC."""

WEEKEND: dict[int, tuple[Slot, ...]] = {
    10: (
        (4, 19, 0), (5, 11, 30), (5, 14, 0), (5, 14, 0), (5, 14, 0),
        (5, 16, 30), (5, 19, 0), (6, 13, 0), (6, 15, 30), (6, 18, 0),
    ),
    9: (
        (4, 18, 30), (5, 13, 30), (5, 13, 30), (5, 13, 30), (5, 13, 30),
        (5, 16, 30), (6, 12, 30), (6, 14, 30), (6, 16, 30),
    ),
}  # fmt: skip
"""A football round's starts, by how many games it has."""

MIDWEEK: dict[int, tuple[Slot, ...]] = {
    10: ((1, 18, 45),) * 3 + ((1, 19, 0),) * 2 + ((2, 18, 45),) * 3 + ((2, 19, 0),) * 2,
    9: ((1, 17, 30),) * 2 + ((1, 19, 30),) * 2 + ((2, 17, 30),) * 2 + ((2, 19, 30),) * 3,
}
"""The same between two weekends."""

MIDWEEK_EVERY = 4
"""Every so many weeks a round is played on Tuesday and Wednesday as well."""

EVENINGS: tuple[tuple[Slot, ...], ...] = tuple(
    tuple((day, 0, minute) for minute in minutes)
    for day, minutes in enumerate(
        (
            (16 * 60, 23 * 60, 24 * 60, 26 * 60),
            (23 * 60, 23 * 60 + 30, 24 * 60, 24 * 60 + 30, 26 * 60),
            (16 * 60, 23 * 60, 23 * 60 + 30, 24 * 60, 25 * 60, 26 * 60),
            (23 * 60, 24 * 60, 24 * 60 + 30, 26 * 60),
            (23 * 60, 23 * 60 + 30, 24 * 60, 24 * 60 + 30, 26 * 60, 26 * 60 + 30),
            (19 * 60, 21 * 60, 23 * 60, 24 * 60, 24 * 60 + 30, 26 * 60),
            (17 * 60, 19 * 60 + 30, 22 * 60, 23 * 60, 24 * 60),
        )
    )
)
"""Basketball's starts on each day of a week; some lie after midnight UTC, still evening in the east."""


def monday(week: int) -> Moment:
    """When does this week begin? Week 0 is the first that is traded; earlier ones are below 0."""
    return Moment(FIRST_MONDAY + week * WEEK)


def start(week: int, slot: Slot) -> Moment:
    """Which moment is this slot of this week?"""
    day, hour, minute = slot
    return Moment(monday(week) + day * DAY + hour * HOUR + minute * MINUTE)


def settlement_date(starts_at: Moment) -> VenueDate:
    """On which date does the venue settle a game? The date of its start in US Eastern time."""
    return VenueDate(f"{datetime.fromtimestamp(starts_at // SECOND, UTC).astimezone(_EASTERN):%Y-%m-%d}")


def day_text(starts_at: Moment) -> str:
    """How does an identity name the day of a start: `260822`, US Eastern?"""
    return settlement_date(starts_at).replace("-", "")[2:]
