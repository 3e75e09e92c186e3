"""The border for foreign text: what comes through is plain, short and drives no terminal."""

import unicodedata

GRAPHEMES_MAX = 80
MARKS_MAX = 4
"""How many combining marks one character may carry; real scripts need fewer."""

_KEPT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control, format (bidi and zero-width among them), surrogates, private and unassigned characters."""
_BLANK_CATEGORIES = frozenset({"Zs", "Zl", "Zp"})
_BLANK_CONTROLS = "\t\n\r\x0b\x0c\x85"
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters by category that are drawn as nothing."""


def clean(text: str, limit: int = GRAPHEMES_MAX) -> str:
    """What of a foreign text may be stored and shown?

    NFC; blanks run together to one; no control, escape, bidi or zero-width character; at most
    `limit` characters with their marks, the last one `…` where something was cut.
    """
    drawn = "".join(map(_drawable, unicodedata.normalize("NFC", text[: limit * 64])))
    clusters = _clusters(unicodedata.normalize("NFC", " ".join(drawn.split())))
    if len(clusters) <= limit and len(text) <= limit * 64:
        return "".join(clusters)
    return "".join(clusters[: max(0, limit - 1)]).rstrip() + "…"


def _drawable(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BLANK_CATEGORIES or character in _BLANK_CONTROLS or character in _BLANK_LETTERS:
        return " "
    if category in _KEPT_OUT or _is_selector(character):
        return ""
    return character


def _is_selector(character: str) -> bool:
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character == "\u034f"
    )


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if not unicodedata.category(character).startswith("M"):
            clusters.append(character)
        elif clusters and len(clusters[-1]) <= MARKS_MAX:
            clusters[-1] += character
    return clusters
