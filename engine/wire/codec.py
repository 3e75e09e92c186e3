"""How records, effects and state become bytes and come back: msgpack, versioned, strict."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from engine.domain.effects import Effects
from engine.domain.errors import Malformed
from engine.domain.events import Record
from engine.wire.plainness import unclean

VERSION = 3
"""Rises when an old journal can no longer be read by this code."""

_T = TypeVar("_T")


class Batch(Struct, frozen=True, array_like=True):
    """What one commit of the journal holds: records in order, and the effects of those that had any, by seq."""

    version: int
    records: tuple[Record, ...]
    effects: tuple[tuple[int, Effects], ...]


_ENCODER = msgspec.msgpack.Encoder()
_BATCH = msgspec.msgpack.Decoder(Batch)
_NUMBERED = msgspec.msgpack.Decoder(tuple[int, msgspec.Raw, msgspec.Raw])


def pack(value: object) -> bytes:
    """Which bytes stand for a Struct or plain value? Equal values give equal bytes."""
    return _ENCODER.encode(value)


def unpack(data: bytes, kind: type[_T]) -> _T:
    """Which value do these bytes stand for?

    Raises:
        Malformed: they are not of this kind.
    """
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(f"stored {kind.__name__}", str(error), "bytes written by this version") from None


def pack_batch(records: list[Record], effects: list[tuple[int, Effects]]) -> bytes:
    """Which bytes stand for one commit?"""
    return _ENCODER.encode((VERSION, records, effects))


def unpack_batch(data: bytes) -> Batch:
    """Which commit do these bytes stand for?

    Raises:
        Malformed: they were not written by this version's journal, or hold text that drives a terminal.
    """
    try:
        batch = _BATCH.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        _refuse_other_version(data)
        raise Malformed("journal batch", str(error), f"a batch of version {VERSION}") from None
    if batch.version != VERSION:
        _refuse_other_version(data)
    for record in batch.records:
        text = unclean(record.event)
        if text is not None:
            raise Malformed(f"text in record {record.seq}", text, "text that was cleaned before it was written")
    return batch


def _refuse_other_version(data: bytes) -> None:
    """Another version's words may well be unreadable; its number is not."""
    try:
        version = _NUMBERED.decode(data)[0]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    if version != VERSION:
        raise Malformed("journal batch version", version, f"{VERSION}; --fresh begins anew and keeps the old journal")
