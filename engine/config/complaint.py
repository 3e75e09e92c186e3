"""What is wrong with a setting, in one line each: where, what was given, what is allowed."""

import re
from collections.abc import Sequence

from engine.domain.errors import FootbeError

Path = tuple[str, ...]
"""Keys from the root of the tree to a setting."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_GIVEN_CHARACTERS_MAX = 60


class ConfigError(FootbeError):
    """The settings cannot be used; `lines` says why, one line per setting."""

    exit_code = 2

    def __init__(self, lines: Sequence[str]) -> None:
        """Join the lines; there is at least one."""
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


def dotted(path: Path) -> str:
    """How is a key's path written? Keys that are not plain words are quoted, so that none can disturb a terminal."""
    return ".".join(key if _PLAIN.match(key) else shown(key) for key in path) or "the file"


def shown(value: object) -> str:
    """How is a given value written, in at most 60 characters and without control characters?"""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = ascii(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _GIVEN_CHARACTERS_MAX else text[: _GIVEN_CHARACTERS_MAX - 1] + "…"


def not_allowed(place: str, path: Path, given: object, allowed: str) -> str:
    """Which line refuses a value?"""
    return f"{place}: {dotted(path)}: {shown(given)} is not allowed; allowed: {allowed}"
