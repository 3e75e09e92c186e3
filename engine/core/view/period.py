"""Which span of a run is told of? Days and weeks are the venue's settlement dates."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from engine.core.performance.compounding import monday_of
from engine.core.state import State
from engine.domain import text
from engine.domain.errors import Malformed
from engine.domain.moment import Moment, VenueDate
from engine.domain.past import Past, Period, SpanAsked


class Span(Struct, frozen=True):
    """The dates from `first` to `last`; both None: the whole run."""

    period: Period
    first: VenueDate | None
    last: VenueDate | None
    zone: str

    def holds(self, date: str) -> bool:
        """Is this date in it?"""
        return self.first is None or self.last is None or self.first <= date <= self.last

    def holds_moment(self, at: Moment) -> bool:
        """Is the venue's date of this moment in it?"""
        return self.first is None or self.holds(date_of(at, self.zone))


def date_of(at: Moment, zone: str) -> VenueDate:
    """Which date is it in the venue's zone?"""
    return VenueDate(f"{text.moment(at, zone):%Y-%m-%d}")


def span_of(state: State, past: Past, asked: SpanAsked) -> Span:
    """Which dates are meant?

    Raises:
        Malformed: no date, or one outside the run.
    """
    zone = state.run.zone
    if asked.period is Period.RUN:
        return Span(Period.RUN, None, None, zone)
    dates = settlement_dates(state, past)
    given = asked.date or (dates[-1] if dates else date_of(state.run.at, zone))
    _check(given)
    first, last = (given, given) if asked.period is Period.DAY else _week(given)
    span = Span(asked.period, first, last, zone)
    begun, now = date_of(state.run.started_at, zone), date_of(state.run.at, zone)
    newest = max([now, *dates[-1:]])
    if last < begun or first > newest:
        raise Malformed(f"--{asked.period}", given, f"a date of this run, {begun} to {newest}")
    return span


def settlement_dates(state: State, past: Past) -> list[VenueDate]:
    """On which dates was anything paid out, or would have been in a shadow? In order."""
    found = dict.fromkeys(row.settles_on for row in state.score.settlements)
    return sorted(found | dict.fromkeys(entry.settles_on for entry in past.entries))


def told_dates(span: Span, dates: Sequence[VenueDate]) -> tuple[VenueDate | None, VenueDate | None]:
    """From which date to which do figures stand? Those of the span, or for a run the first and last settled."""
    if span.first is not None:
        return span.first, span.last
    return (dates[0], dates[-1]) if dates else (None, None)


def _week(given: VenueDate) -> tuple[VenueDate, VenueDate]:
    monday = monday_of(given)
    sunday = date.fromisoformat(monday) + timedelta(days=6)
    return monday, VenueDate(sunday.isoformat())


def _check(given: str) -> None:
    try:
        date.fromisoformat(given)
    except ValueError:
        raise Malformed("date", given, "a date written 2026-08-09") from None
