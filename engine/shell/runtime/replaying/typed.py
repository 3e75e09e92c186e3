"""A time as a person types it, in the journal's own time: which moment is meant?"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engine.domain import text
from engine.domain.errors import Malformed
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment

ALLOWED = "14:03, 2026-08-16 14:03, -2h, +30m, start or end"

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_SPAN = re.compile(r"(\d{1,6})\s*([smhd])")
_AGO = re.compile(r"([+-])\s*((?:\d{1,6}\s*[smhd]\s*)+)")
_CLOCK = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2}))?[ t]*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


def moment_typed(typed: str, *, at: Moment, begin: Moment, end: Moment, zone: str) -> Moment:
    """Which moment is meant, `at` being shown now? A clock time alone is of the day shown, or of one that has it.

    Raises:
        Malformed: that is no time; the text says what is.
    """
    wanted = " ".join(typed.strip().lower().split())
    if wanted in {"start", "begin"}:
        return begin
    if wanted in {"end", "now"}:
        return end
    ago = _AGO.fullmatch(wanted)
    if ago is not None:
        span = sum(int(count) * _UNITS[unit] for count, unit in _SPAN.findall(ago[2]))
        return Moment(at + span if ago[1] == "+" else at - span)
    found = _CLOCK.fullmatch(wanted)
    if found is None or not (found[1] or found[4]):
        raise Malformed("time", typed, ALLOWED)
    return _on_the_clock(typed, found, (at, begin, end), zone)


def _on_the_clock(
    typed: str, found: "re.Match[str]", known: tuple[Moment, Moment, Moment], zone: str
) -> Moment:
    at, begin, end = known
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
    try:
        if year:
            return _moment(datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone)))
        shown = text.moment(at, zone).replace(hour=hour, minute=minute, second=second, microsecond=0)
    except (ValueError, OverflowError):
        raise Malformed("time", typed, ALLOWED) from None
    near = (_moment(shown + timedelta(days=days)) for days in (0, -1, 1))
    return next((each for each in near if begin <= each <= end), _moment(shown))


def _moment(when: datetime) -> Moment:
    return Moment(max(0, round(when.timestamp()) * SECOND))
