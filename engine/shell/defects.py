"""How a defect that nobody caught is told: with its trace, without what it worked on."""

import logging
import sys
import threading
import traceback
from types import TracebackType

from engine.domain.clean import own
from engine.shell.redaction import redact


def told(text: str) -> str:
    """How does a trace read, line by line clean, with no secret in it?"""
    return "\n".join(own(line) for line in redact(text).splitlines())


def tell_defects_safely() -> None:
    """From now on what falls through in this process, on any thread or task, is told so."""
    sys.excepthook = _fell
    threading.excepthook = lambda fallen: _fell(fallen.exc_type, fallen.exc_value, fallen.exc_traceback)
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_Told())


def _fell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    lines = traceback.format_exception(kind, error, trace)
    print(told("".join(lines)), file=sys.stderr)  # noqa: T201 - there is nothing left that could tell it otherwise


class _Told(logging.Formatter):
    """For the loop's own complaints, which go where no handler is."""

    def format(self, record: logging.LogRecord) -> str:
        """Which lines tell this complaint?"""
        return told(super().format(record))
