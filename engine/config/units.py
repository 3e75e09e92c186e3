"""Kinds of settings: what people write on the left, whole numbers on the right, bounds between.

Each function gives a validator to stand in `Annotated`; its bounds are hard ceilings, and its error
says what is allowed in the words of the file. Bounds are inclusive and written as decimal texts.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from engine.config.spans import ALLOWED, span, written
from engine.domain.errors import Malformed
from engine.domain.money import CONTRACT, DOLLAR, ONE
from engine.domain.probability import MILLION

REFUSED = "refused"
"""Type of the errors made here; their context holds `allowed`."""

_TEXT_CHARACTERS_MAX = 1024


def dollars(least: str, most: str) -> BeforeValidator:
    """An amount in dollars, kept in micro-dollars."""
    return _scaled(least, most, DOLLAR, "dollars")


def price(least: str, most: str) -> BeforeValidator:
    """A price in dollars per contract, kept in units of $0.0001."""
    return _scaled(least, most, ONE, "dollars per contract")


def contracts(least: str, most: str) -> BeforeValidator:
    """A quantity of contracts, kept in hundredths."""
    return _scaled(least, most, CONTRACT, "contracts")


def share(least: str, most: str) -> BeforeValidator:
    """A share or probability, kept in parts per million."""
    return _scaled(least, most, MILLION, "a share")


def count(least: int, most: int) -> BeforeValidator:
    """A whole number."""
    return _scaled(str(least), str(most), 1, "a whole number")


def real(least: str, most: str) -> BeforeValidator:
    """A number that is no money, kept as a float."""
    low, high, allowed = Decimal(least), Decimal(most), f"a number from {least} to {most}"

    def check(value: object) -> float:
        number = _number(value)
        if number is None or not low <= number <= high:
            raise _refused(allowed)
        return float(number)

    return BeforeValidator(check)


def duration(least: str, most: str) -> BeforeValidator:
    """A length of time with its unit, kept in microseconds."""
    low, high = span(least), span(most)
    allowed = f"{ALLOWED}; from {written(low)} to {written(high)}"

    def check(value: object) -> int:
        try:
            length = span(value) if isinstance(value, str) else None
        except Malformed:
            length = None
        if length is None or not low <= length <= high:
            raise _refused(allowed)
        return length

    return BeforeValidator(check)


def flag() -> BeforeValidator:
    """`true` or `false`."""

    def check(value: object) -> bool:
        if not isinstance(value, bool):
            raise _refused("true or false")
        return value

    return BeforeValidator(check)


def choice(kind: type[StrEnum]) -> BeforeValidator:
    """One word of a list."""
    words = {member.value: member for member in kind}

    def check(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in words:
            raise _refused(" | ".join(words))
        return words[value]

    return BeforeValidator(check)


def choice_or_none(kind: type[StrEnum]) -> BeforeValidator:
    """One word of a list, or null for none."""
    words = {member.value: member for member in kind}

    def check(value: object) -> StrEnum | None:
        if value is None:
            return None
        if not isinstance(value, str) or value not in words:
            raise _refused(" | ".join([*words, "null"]))
        return words[value]

    return BeforeValidator(check)


def text() -> BeforeValidator:
    """Printable text, or null for none."""

    def check(value: object) -> str | None:
        if value is None or (
            isinstance(value, str) and value.isprintable() and 0 < len(value) <= _TEXT_CHARACTERS_MAX
        ):
            return value
        raise _refused(f"printable text of 1 to {_TEXT_CHARACTERS_MAX} characters, or null")

    return BeforeValidator(check)


def speed() -> BeforeValidator:
    """How many simulated seconds go into one; `max` is kept as 0."""
    paced = _checked("1", "100000", 1, "a whole number")

    def check(value: object) -> int:
        if value == "max":
            return 0
        try:
            return paced(value)
        except PydanticCustomError:
            raise _refused("a whole number from 1 to 100000, or max") from None

    return BeforeValidator(check)


def zone() -> BeforeValidator:
    """An IANA time zone."""

    def check(value: object) -> str:
        try:
            return ZoneInfo(value).key if isinstance(value, str) else _no_zone()
        except (KeyError, OSError, ValueError):
            return _no_zone()

    return BeforeValidator(check)


def _no_zone() -> str:
    raise _refused("an IANA time zone such as America/New_York, Europe/Berlin or UTC")


def _scaled(least: str, most: str, unit: int, what: str) -> BeforeValidator:
    return BeforeValidator(_checked(least, most, unit, what))


def _checked(least: str, most: str, unit: int, what: str) -> Callable[[object], int]:
    low, high = Decimal(least), Decimal(most)
    finest = "" if unit == 1 else f", in steps of {1 / Decimal(unit):f}"
    allowed = f"{what} from {least} to {most}"

    def check(value: object) -> int:
        number = _number(value)
        if number is None or not low <= number <= high:
            raise _refused(allowed)
        whole = number * unit
        if whole != whole.to_integral_value():
            raise _refused(allowed + finest)
        return int(whole)

    return check


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _refused(allowed: str) -> PydanticCustomError:
    return PydanticCustomError(REFUSED, "{allowed}", {"allowed": allowed})
