"""Lengths of time as people write them: `45 s`, `10 min`, `48 h`, `7d`."""

import re
from decimal import Decimal

from engine.domain.errors import Malformed
from engine.domain.moment import DAY, HOUR, MILLISECOND, MINUTE, SECOND, Span

ALLOWED = "a number and a unit (ms, s, min, h or d), such as 45 s, 10 min, 48 h or 7 d"

_UNITS = {"ms": MILLISECOND, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_WRITTEN = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?) ?(ms|s|min|h|d)\Z")


def span(text: str) -> Span:
    """How long is this?

    Raises:
        Malformed: it is not a number and a unit, or finer than a microsecond.
    """
    found = _WRITTEN.match(text)
    if found is None:
        raise Malformed("duration", text, ALLOWED)
    length = Decimal(found[1]) * _UNITS[found[2]]
    if length != length.to_integral_value():
        raise Malformed("duration", text, "nothing finer than a microsecond")
    return Span(int(length))


def written(length: int) -> str:
    """How is a length written in the largest unit that divides it: `90 min`, `2 d`?"""
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (MILLISECOND, "ms")):
        if length % unit == 0 and length >= unit:
            return f"{length // unit} {name}"
    return f"{length / MILLISECOND:g} ms" if length else "0 s"
