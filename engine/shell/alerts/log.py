"""The log: one JSON object per line, from what was decided; rotated by size; never in the engine's way."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

from engine.domain.effects import ClearAlarm, Effect, Effects, KeepFill, KeepSettlement, RaiseAlarm, Say
from engine.domain.events import Record
from engine.shell.redaction import redact

BYTES_MAX = 10_000_000
FILES_KEPT = 5

_OURS = frozenset({"event", "seq", "at_micros", "self"})
"""Keys that every line has of its own."""

Line = tuple[str, dict[str, object]]


def line(effect: Effect) -> Line | None:
    """Under which name and with which figures does an effect stand in the log? None when it does not."""
    if isinstance(effect, Say):
        return effect.name, {"text": effect.text, **effect.fields}
    if isinstance(effect, RaiseAlarm):
        return "alarm_raised", {
            "alarm": effect.id,
            "severity": str(effect.severity),
            "page": effect.page,
            "text": effect.text,
        }
    if isinstance(effect, ClearAlarm):
        return "alarm_cleared", {"alarm": effect.id}
    if isinstance(effect, KeepFill):
        fill = effect.fill
        return "order_filled", {
            "order": fill.order,
            "market": fill.market,
            "leg": str(fill.leg),
            "side": str(fill.side),
            "price": fill.price,
            "quantity": fill.quantity,
            "fee_micros": fill.fee,
        }
    if isinstance(effect, KeepSettlement):
        paid = effect.settlement
        return "position_settled", {
            "position": paid.position,
            "settles_on": paid.settles_on,
            "pnl_micros": paid.pnl,
            "fees_micros": paid.fees,
        }
    return None


class JsonLog:
    """A sink that writes the log. What cannot be written is counted in `lost` and forgotten."""

    def __init__(self, path: Path, bytes_max: int = BYTES_MAX) -> None:
        self.lost = 0
        self._out = logging.getLogger(f"footbe.{path}")
        self._out.propagate = False
        self._out.setLevel(logging.INFO)
        self._out.handlers.clear()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = _CountingFile(self, path, bytes_max)
            path.chmod(0o600)
        except OSError:
            self.lost += 1
        else:
            self._out.addHandler(file)
        self._log = structlog.wrap_logger(
            self._out,
            processors=[structlog.processors.JSONRenderer(sort_keys=False, default=str)],
            wrapper_class=structlog.BoundLogger,
        )

    def tell(self, record: Record, effects: Effects) -> None:
        """Write down what followed from a record."""
        for effect in effects:
            found = line(effect)
            if found is not None:
                name, fields = found
                own = {f"{key}_" if key in _OURS else key: value for key, value in fields.items()}
                told = {key: redact(value) if isinstance(value, str) else value for key, value in own.items()}
                self._log.info(name, seq=record.seq, at_micros=record.at, **told)

    def close(self) -> None:
        """Let go of the file."""
        for handler in list(self._out.handlers):
            self._out.removeHandler(handler)
            handler.close()


class _CountingFile(RotatingFileHandler):
    """A rotated file that counts what it could not take instead of raising or printing."""

    def __init__(self, log: JsonLog, path: Path, bytes_max: int) -> None:
        super().__init__(path, maxBytes=bytes_max, backupCount=FILES_KEPT, encoding="utf-8")
        self._log = log

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the standard library's name
        """Count it."""
        self._log.lost += 1
