"""Which messages carry a snapshot to a client that has seen an earlier one: unchanged slices cost nothing."""

from collections.abc import Sequence

import msgspec

from engine.domain.snapshot import CARDS, TABLES, Card, Row, Snapshot
from engine.wire.protocol import TO_CONSOLE_BYTES_MAX, Changed, Page

_ENCODER = msgspec.msgpack.Encoder()
_ROOM_BYTES = TO_CONSOLE_BYTES_MAX - 1024
"""What a page's rows may take, so that its own words fit into a frame too."""


def difference(before: Snapshot | None, after: Snapshot) -> list[Page | Changed]:
    """What must be sent so that a client at `before` (None: a new one) shows `after`? Empty if nothing changed."""
    messages: list[Page | Changed] = []
    for name in CARDS:
        card: Card = getattr(after, name)
        if before is None or (getattr(before, name) is not card and getattr(before, name) != card):
            messages.append(Page(slice=name, index=0, of=1, body=_ENCODER.encode(card)))
    for name in TABLES:
        rows: tuple[Row, ...] = getattr(after, name)
        known: tuple[Row, ...] | None = None if before is None else getattr(before, name)
        if known is None:
            messages += pages(name, rows)
        elif known is not rows:
            messages += changes(name, known, rows)
    return messages


def pages(name: str, rows: Sequence[Row]) -> list[Page]:
    """Which pages carry a whole table? At least one, each within the frame's bound."""
    parts = _parts([_ENCODER.encode(row) for row in rows])
    return [Page(slice=name, index=i, of=len(parts), body=body) for i, body in enumerate(parts)]


def changes(name: str, known: Sequence[Row], rows: Sequence[Row]) -> list[Page | Changed]:
    """What turns a known table into another: nothing, one `Changed`, or pages where that is not possible."""
    old = {row.key: row for row in known}
    new = {row.key: row for row in rows}
    if len(old) != len(known) or len(new) != len(rows):
        return list(pages(name, rows))
    fresh = [_ENCODER.encode(row) for key, row in new.items() if old.get(key) != row]
    gone = tuple(key for key in old if key not in new)
    kept_order = [key for key in old if key in new] + [key for key in new if key not in old]
    order = None if kept_order == list(new) else tuple(new)
    if not fresh and not gone and order is None:
        return []
    keys_bytes = sum(len(key.encode()) + 5 for key in (*gone, *(order or ())))
    if sum(map(len, fresh)) + keys_bytes > _ROOM_BYTES:
        return list(pages(name, rows))
    return [Changed(slice=name, rows=_array(fresh), gone=gone, order=order)]


def _parts(encoded: Sequence[bytes]) -> list[bytes]:
    parts: list[bytes] = []
    part: list[bytes] = []
    size = 0
    for row in encoded:
        if part and size + len(row) > _ROOM_BYTES:
            parts.append(_array(part))
            part, size = [], 0
        part.append(row)
        size += len(row)
    return [*parts, _array(part)]


def _array(encoded: Sequence[bytes]) -> bytes:
    return _ENCODER.encode([msgspec.Raw(row) for row in encoded])
