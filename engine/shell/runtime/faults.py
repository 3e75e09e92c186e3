"""What is kept of a defect of ours that was not in deciding: where it was, without the values it worked on."""

import json
import traceback
from pathlib import Path

from engine.domain.errors import FootbeError, Impossible
from engine.domain.moment import Moment
from engine.shell.redaction import redact


class Fault(Impossible):
    """Our own code raised outside deciding: brake and exit."""


def keep_fault(error: Exception, home: Path, at: Moment) -> Fault:
    """Leave a crash file in the home: what is to be said in one line?"""
    frames = traceback.extract_tb(error.__traceback__)
    trace = [f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})" for frame in frames]
    what = type(error).__name__
    said = redact(str(error)) if isinstance(error, FootbeError) else f"our own defect: {what} in {trace[-1]}"
    path = home / f"crash-{at}.json"
    report = {"at_micros": at, "error": redact(f"{what}: {error}"), "trace": trace}
    try:
        path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        path.chmod(0o600)
    except OSError as failed:
        return Fault(f"{said}; {path} cannot be written: {failed.strerror}")
    return Fault(f"{said}; kept in {path}")
