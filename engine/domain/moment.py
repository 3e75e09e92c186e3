"""When: moments and spans in whole microseconds, and the venue's dates as data."""

from typing import NewType

Moment = NewType("Moment", int)
"""UTC, microseconds since 1970-01-01. Never negative."""

Span = NewType("Span", int)
"""A length of time in microseconds."""

VenueDate = NewType("VenueDate", str)
"""A settlement date as the venue names it, `YYYY-MM-DD`; arrives as data, is never computed in the core."""

MILLISECOND = Span(1_000)
SECOND = Span(1_000_000)
MINUTE = Span(60 * SECOND)
HOUR = Span(60 * MINUTE)
DAY = Span(24 * HOUR)
WEEK = Span(7 * DAY)


def after(moment: Moment, span: int) -> Moment:
    """Which moment lies `span` microseconds later (earlier if negative)?"""
    return Moment(moment + span)


def minutes(count: float) -> Span:
    """How many microseconds are `count` minutes, to the nearest?"""
    return Span(round(count * MINUTE))
