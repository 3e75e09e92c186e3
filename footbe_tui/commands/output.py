"""What commands write for others to read: standard output, if there is one, and is anybody still reading it?"""

import io
import select
import sys
from collections.abc import Iterable
from typing import TextIO

from engine.domain.clean import own
from engine.domain.errors import FootbeError
from footbe_tui.reports.columns import encoded


def standard_output() -> TextIO:
    """Where does it go? Always in UTF-8, whatever the terminal's language.

    Raises:
        FootbeError: standard output is closed.
    """
    stream = sys.stdout
    if stream is None:
        raise FootbeError("standard output is closed; allowed: a terminal, a file or a pipe")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="")
    return stream


def show(lines: Iterable[str]) -> None:
    """Write these lines, none of which a terminal obeys.

    Raises:
        FootbeError: standard output is closed.
    """
    if sys.stdout is None:
        raise FootbeError("standard output is closed; allowed: a terminal, a file or a pipe")
    for line in lines:
        print(own(line))
    sys.stdout.flush()


def show_json(value: object) -> None:
    """Write this as one line of JSON.

    Raises:
        FootbeError: standard output is closed.
    """
    stream = standard_output()
    stream.write(encoded(value) + "\n")
    stream.flush()


def unread() -> bool:
    """Has the reader of our pipe gone away?"""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return bool(poll.poll(0))
    except (OSError, ValueError, AttributeError):
        return False
