"""A report for programs: one JSON object whose names carry their units."""

import msgspec

from engine.domain.report import Report

UNITS = {
    "_micros": "1e-6 dollars",
    "_each_micros": "1e-6 dollars per contract",
    "_ppm": "1e-6",
    "_milli": "1e-3",
    "_millibits": "1e-3 bits",
    "_centi": "0.01 contracts",
    "_us": "microseconds since 1970-01-01 UTC",
    "missing": "null",
}
"""What the end of a name says."""


def document(report: Report) -> bytes:
    """Which bytes hold this report? Names are stable within a layout (`head.layout`)."""
    return (
        msgspec.json.format(msgspec.json.encode({"units": UNITS, **msgspec.structs.asdict(report)})) + b"\n"
    )
