"""A client's side of the snapshots: puts pages and changes together again."""

from typing import Any, TypeVar, cast

import msgspec

from engine.domain.errors import Malformed
from engine.domain.snapshot import CARDS, TABLES, Card, Row, Snapshot
from engine.wire.protocol import Changed, Page, Shown

_CARDS = {name: msgspec.msgpack.Decoder(kind) for name, kind in CARDS.items()}
_TABLES = {name: msgspec.msgpack.Decoder(list[kind]) for name, kind in TABLES.items()}  # type: ignore[valid-type]  # each kind is a class known at run time

_T = TypeVar("_T")


class SnapshotMirror:
    """Rebuilds the engine's snapshots; an unchanged slice and an unchanged row stay the same objects."""

    def __init__(self) -> None:
        self._slices: dict[str, Card | tuple[Row, ...]] = {}
        self._parts: dict[str, list[Row]] = {}
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot | None:
        """What was last shown whole? None before the first."""
        return self._snapshot

    def apply(self, message: Page | Changed | Shown) -> Snapshot | None:
        """Take one message: which snapshot is whole with it? None while one is on its way.

        Raises:
            Malformed: the messages do not fit together; attach anew.
        """
        if isinstance(message, Shown):
            return self._whole()
        if isinstance(message, Changed):
            self._slices[message.slice] = self._changed(message)
        elif message.slice in _CARDS:
            self._slices[message.slice] = _decoded(_CARDS[message.slice], message.body)
        else:
            self._page(message)
        return None

    def _page(self, page: Page) -> None:
        rows = _rows(page.slice, page.body)
        parts = self._parts.setdefault(page.slice, []) if page.index else []
        parts += rows
        self._parts[page.slice] = parts
        if page.index + 1 == page.of:
            self._slices[page.slice] = tuple(self._parts.pop(page.slice))

    def _changed(self, change: Changed) -> tuple[Row, ...]:
        known = self._slices.get(change.slice)
        if not isinstance(known, tuple):
            raise Malformed("change", change.slice, "a table that was sent whole before")
        rows = {row.key: row for row in known}
        for key in change.gone:
            rows.pop(key, None)
        rows.update((row.key, row) for row in _rows(change.slice, change.rows))
        if change.order is None:
            return tuple(rows.values())
        if len(change.order) != len(rows) or any(key not in rows for key in change.order):
            raise Malformed("order of rows", change.slice, "every key of the table once")
        return tuple(rows[key] for key in change.order)

    def _whole(self) -> Snapshot:
        missing = [name for name in (*CARDS, *TABLES) if name not in self._slices]
        if missing:
            raise Malformed("snapshot", missing, "every slice before the first is shown")
        self._snapshot = Snapshot(**cast("dict[str, Any]", self._slices))
        return self._snapshot


def _rows(name: str, body: bytes) -> list[Row]:
    if name not in _TABLES:
        raise Malformed("slice", name, ", ".join(TABLES))
    return _decoded(_TABLES[name], body)


def _decoded(decoder: "msgspec.msgpack.Decoder[_T]", body: bytes) -> "_T":
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed("snapshot page", str(error), "rows of this version") from None
