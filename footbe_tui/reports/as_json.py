"""A report for programs: one JSON object whose names carry their units, which it explains itself."""

import msgspec

from engine.domain.report import Report


def document(report: Report) -> bytes:
    """Which bytes hold this report? Names are stable within a layout (`head.layout`)."""
    return msgspec.json.format(msgspec.json.encode(report)) + b"\n"


def read(data: bytes) -> Report:
    """Which report do these bytes hold?

    Raises:
        msgspec.MsgspecError: none, or one of another layout.
    """
    return msgspec.json.decode(data, type=Report)
