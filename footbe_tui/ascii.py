"""How is any text shown on a terminal that knows ASCII alone, in exactly as many cells?"""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

_SIGNS = {
    **dict(zip("█▉▊▋▌▐▇■▀▍▎▏▕░▒▓▁▂▃▄▅▆", "#########||||::::-=+**", strict=True)),
    **dict(zip("▖▗▘▝▚▞▙▛▜▟", "....::####", strict=True)),
    **dict(zip("▲△▶►◀◄▼→←↑↓↕●○◆□✓✗√", "!!>><<v><^v|*o*o+xv", strict=True)),
    **dict(zip("…×÷±≈≠≤≥°·•∙\u2212\u00a0€£", "~x/~~!<>o...- EL", strict=True)),
    **dict(zip("\u2010\u2011–—\u2018\u2019\u201a“”„", "----'''\"\"\"", strict=True)),
    **dict(zip("αβγδελμπρσωΔΣ", "abgdelmprswDS", strict=True)),
    **dict(zip("ßøØłŁđĐðÐþÞæÆœŒıħ", "soOlLdDdDpPaAoOih", strict=True)),
}
"""One sign for one: `~` where a text was cut, `<` and `>` for at most and at least."""

_BRAILLE = " ..::**##"
"""By how many of its eight dots a braille cell has."""
_FRAMES = range(0x2500, 0x2580)
_HORIZONTAL, _VERTICAL, _DOUBLE = frozenset("─┄┈╌╴╶╼╾"), frozenset("│┃┆┊╎╏║╵╷╽╿"), frozenset("━┅┉╍═╸╺")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """How does this text read in ASCII, in the same number of cells? A letter loses its accents, else it is `?`."""
    if text.isascii():
        return text
    width = cell_len(text)
    return "".join(map(_sign, text))[:width].ljust(width)


@lru_cache(maxsize=4096)
def _sign(char: str) -> str:
    if char.isascii():
        return char
    width = cell_len(char)
    bare = _known(char) or "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii())
    return (bare or "?" * width)[:width].ljust(width)


def _known(char: str) -> str:
    code = ord(char)
    if char in _SIGNS:
        return _SIGNS[char]
    if 0x2800 <= code < 0x2900:
        return _BRAILLE[(code - 0x2800).bit_count()]
    if code in _FRAMES:
        return "-" if char in _HORIZONTAL else "|" if char in _VERTICAL else "=" if char in _DOUBLE else "+"
    return ""
