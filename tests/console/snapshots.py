"""A screen as text that can be compared line by line: what stands there, and below it how each cell looks."""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("snapshots")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
WRITE = "FOOTBE_SNAPSHOTS"
"""Set to `write`, the snapshots are written anew instead of compared."""


def drawn(strips) -> str:
    """How does this screen read and look? A blank shows its ground alone: it looks like what stands before it."""
    looks: dict[str, str] = {}
    texts, marks = [], []
    for strip in strips:
        texts.append(strip.text.rstrip())
        row, before = "", ""
        for text, style, _control in strip:
            for char in text:
                look = _look(style)
                if char == " " and _ground(look) == _ground(before):
                    look = before
                row += looks.setdefault(look, LETTERS[len(looks) % len(LETTERS)])
                before = look
        marks.append(row)
    legend = [f"{letter}  {look}" for look, letter in looks.items()]
    return "\n".join([*texts, "", *map(_short, marks), "", *legend, ""])


def _look(style) -> str:
    if style is None:
        return "- on -"
    dress = [word for word in ("bold", "dim", "reverse") if getattr(style, word)]
    ink, ground = (colour.name if colour else "-" for colour in (style.color, style.bgcolor))
    return " ".join([*dress, ink, "on", ground])


def _ground(look: str) -> tuple[str, bool]:
    return look.rpartition(" ")[2], "reverse" in look


def _short(row: str) -> str:
    """Runs of one look as letter and count: `a12b3`."""
    said, start = "", 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end] != row[start]:
            said += f"{row[start]}{end - start} "
            start = end
    return said.rstrip()


def compared(name: str, now: str) -> None:
    """Is it what it was? Written anew where that is asked for.

    Raises:
        AssertionError: it is another; pytest shows the lines that differ.
    """
    file = FOLDER / f"{name}.txt"
    if os.environ.get(WRITE) == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert file.exists(), f"no snapshot {file.name}: make snapshots"
    before = file.read_text(encoding="utf-8")
    assert now == before, f"{name} looks otherwise: look at it, then make snapshots"
