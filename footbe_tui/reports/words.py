"""How the figures of a report are written, the same in text and on the page."""

import unicodedata
from collections.abc import Callable

from engine.domain import text
from engine.domain.clean import OWN_MAX, Clean, purified
from engine.domain.figures import Bounds, Estimate
from engine.domain.moment import Moment
from engine.domain.text import MISSING

Writer = Callable[[int], str]

PER_CENT_PPM, CENT_MICROS = 10_000, 10_000


def plain(foreign: str) -> Clean:
    """What of a foreign text may stand on a line: no control, no direction mark, nothing that breaks the line?"""
    return purified(foreign, OWN_MAX)


def fitted(line: str, width: int, align: str = "<") -> str:
    """How does this fill so many columns, cut where it is too long? Wide letters count two."""
    if columns(line) > width:
        line = _cut(line, width - 1) + "…"
    gap = " " * (width - columns(line))
    return gap + line if align == ">" else line + gap


def columns(line: str) -> int:
    """How many columns of a terminal does this take? Wide letters take two, marks none."""
    return len(line) if line.isascii() else sum(map(_columns_of, line))


def _columns_of(character: str) -> int:
    if unicodedata.category(character).startswith("M"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _cut(line: str, width: int) -> str:
    """As many characters as fit into so many columns, filled with blanks."""
    taken = 0
    for place, character in enumerate(line):
        taken += _columns_of(character)
        if taken > width:
            return line[:place] + " " * (width - columns(line[:place]))
    return line


def dollars(found: Estimate | int | None) -> str:
    """An amount with its sign: `+2.31`."""
    return text.money(_value(found), sign=True)


def cents(found: Estimate | int | None) -> str:
    """Micro-dollars per contract, in cents with their sign: `+1.7`."""
    value = _value(found)
    return MISSING if value is None else _signed(value / CENT_MICROS, 1)


def fine_cents(found: Estimate | int | None) -> str:
    """Micro-dollars per contract, in cents to two digits with their sign: `+1.74`."""
    value = _value(found)
    return MISSING if value is None else _signed(value / CENT_MICROS, 2)


def percent(found: Estimate | int | None) -> str:
    """Parts per million as per cent, without a sign: `46.2%`."""
    return text.percent(_value(found))


def gain(found: Estimate | int | None) -> str:
    """Parts per million as per cent with their sign: `+15.8%`."""
    value = _value(found)
    return MISSING if value is None else f"{_signed(value / PER_CENT_PPM, 1)}%"


def fine(found: Estimate | int | None) -> str:
    """Parts per million as per cent, to two digits with their sign: `+0.08%`."""
    value = _value(found)
    return MISSING if value is None else f"{_signed(value / PER_CENT_PPM, 2)}%"


def number(found: Estimate | int | None) -> str:
    """Parts per million as a plain number with its sign: `+0.32`."""
    value = _value(found)
    return MISSING if value is None else _signed(value / 1_000_000, 2)


def chance(parts: int | None) -> str:
    """A probability: `.64`."""
    return text.fair(parts)


def between(found: Estimate | None, write: Writer) -> str:
    """The interval: `[-15.44 .. +20.06]`; missing below two dates."""
    if found is None or found.low is None or found.high is None:
        return MISSING
    return f"[{write(found.low)} .. {write(found.high)}]"


def sure(found: Estimate | None, write: Writer) -> str:
    """A figure with its interval where it has one: `+0.93 [-2.61 .. +4.46]`."""
    if found is None:
        return MISSING
    bounded = found.low is not None and found.high is not None
    return f"{write(found.value)} {between(found, write)}" if bounded else write(found.value)


def spread(found: Estimate | None, unit: int) -> str:
    """Half the width of the interval, in so many micro parts: `±1.2`; nothing where there is no figure."""
    if found is None:
        return ""
    if found.low is None or found.high is None:
        return f"±{MISSING}"
    return f"±{(found.high - found.low) / 2 / unit:.1f}"


def bounds(found: Bounds | None, write: Writer) -> str:
    """From here to there: `10.0%-12.0%`, one figure where both ends are the same."""
    if found is None:
        return MISSING
    return write(found.low) if found.low == found.high else f"{write(found.low)}-{write(found.high)}"


def when(at: Moment, zone: str) -> str:
    """A moment with its date: `2026-08-08 06:00`."""
    return f"{text.moment(at, zone):%Y-%m-%d %H:%M}"


def whole(count: int | None) -> str:
    """A count: `53 106`."""
    return MISSING if count is None else f"{count:,}".replace(",", " ")


def _signed(value: float, digits: int) -> str:
    written = f"{value:+.{digits}f}"
    return written[1:] if float(written) == 0 else written


def _value(found: Estimate | int | None) -> int | None:
    return found.value if isinstance(found, Estimate) else found
