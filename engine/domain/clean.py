"""Text that may be shown: plain, short, and nothing in it drives a terminal."""

import re
import unicodedata
from functools import lru_cache
from typing import NewType

Clean = NewType("Clean", str)
"""Text that went through `purified` or `own`; whatever reaches a widget is of this type."""

GRAPHEMES_MAX = 80
OWN_MAX = 4000
"""How many characters may a text of our own have, whatever was put into it?"""
MARKS_MAX = 4
"""How many combining marks one character may carry; real scripts need fewer."""

_KEPT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control, format (bidi and zero-width among them), surrogates, private and unassigned characters."""
_BLANK_CATEGORIES = frozenset({"Zs", "Zl", "Zp"})
_BLANK_CONTROLS = "\t\n\r\x0b\x0c\x85"
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
"""Letters and signs by category that are drawn as nothing."""
_INVISIBLE = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x034F, 0x034F), (0x180B, 0x180F), (0x17B4, 0x17B5))
"""Ranges of marks that are drawn as nothing: variation selectors, joiners, inherent vowels."""
_USUAL = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u03b1-\u03c9\u2010-\u2027\u2030-\u205e\u2190-\u2328\u232b-\u23ff\u2500-\u27ff]*"
)
"""Letters and signs that our own sentences are made of: composed, visible, none of them a mark."""
_JAMO = ((0x1160, 0x11FF), (0xD7B0, 0xD7FB))
"""Vowels and endings of Hangul syllables: alone they have no width, so they count as marks."""


def purified(text: str, limit: int = GRAPHEMES_MAX) -> Clean:
    """What of a foreign text may be stored and shown?

    NFC; blanks run together to one; no control, escape, bidi or zero-width character; at most
    `limit` characters with their marks, the last one `…` where something was cut.
    """
    if len(text) <= limit and _USUAL.fullmatch(text):
        return Clean(" ".join(text.split()))
    seen = text[: limit * 64]
    clusters = _clusters(_composed(" ".join(_drawn(seen).split())))
    if len(clusters) <= limit and len(text) == len(seen):
        return Clean("".join(clusters).strip())
    return Clean("".join(clusters[: max(0, limit - 1)]).strip() + "…")


def own(text: str) -> Clean:
    """A sentence of ours, checked: which text is shown for it?

    Blanks stay as they are; what a terminal would obey or hide is left out, and nothing is longer than `OWN_MAX`.
    """
    if len(text) <= OWN_MAX and ((text.isascii() and text.isprintable()) or _USUAL.fullmatch(text)):
        return Clean(text)
    return _checked(text[:OWN_MAX])


@lru_cache(maxsize=4096)
def _checked(text: str) -> Clean:
    return Clean("".join(_clusters(_composed(_drawn(text)))))


def _drawn(text: str) -> str:
    return "".join(map(_drawable, unicodedata.normalize("NFC", text)))


def _composed(text: str) -> str:
    """What was between two characters is gone: they may compose now."""
    return unicodedata.normalize("NFC", text)


def _drawable(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in _BLANK_CATEGORIES or character in _BLANK_CONTROLS or character in _BLANK_LETTERS:
        return " "
    return "" if category in _KEPT_OUT or _within(character, _INVISIBLE) else character


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(character) <= high for low, high in ranges)


def _clusters(text: str) -> list[str]:
    """Characters with their marks; marks without a character to stand on, and those beyond `MARKS_MAX`, are dropped."""
    clusters: list[str] = []
    for character in text:
        if not _joins(character):
            clusters.append(character)
        elif clusters and clusters[-1] != " " and len(clusters[-1]) <= MARKS_MAX:
            clusters[-1] += character
    return clusters


def _joins(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or _within(character, _JAMO)
