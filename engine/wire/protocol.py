"""What console and engine say to each other: framed msgpack messages, one version number.

A client says `Hello`; the engine answers `Welcome` or `TurnedAway`. A watching client is then sent
snapshots: `Page`s and `Changed`s, each set closed by `Shown`. `engine.wire.mirror` puts them together.
"""

from typing import Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from engine.domain.clean import Clean, own
from engine.domain.commands import Command, Receipt, Source
from engine.domain.errors import Malformed
from engine.domain.identity import RunId
from engine.domain.queries import Answer, Query
from engine.domain.states import Mode
from engine.domain.tape import Move, Tape

PROTOCOL = 2
"""Rises with every change to a message; both sides must have the same."""

TO_ENGINE_BYTES_MAX = 64 * 1024
TO_CONSOLE_BYTES_MAX = 256 * 1024
_HEAD_BYTES = 4


class Hello(Struct, frozen=True, tag="hello"):
    """First word of a client. `watches`: it wants snapshots; a command line does not."""

    protocol: int
    version: str
    source: Source
    watches: bool


class Do(Struct, frozen=True, tag="do"):
    """Carry out a command; answered with `Done` of the same `ref`, which the client counts up."""

    ref: int
    command: Command


class Ask(Struct, frozen=True, tag="ask"):
    """Look something up; answered with `Told` of the same `ref`."""

    ref: int
    query: Query


class Farewell(Struct, frozen=True, tag="farewell"):
    """Last word of a client: it leaves the engine running, or asks for an orderly end."""

    how: Literal["leave", "stop"]


class Scrub(Struct, frozen=True, tag="scrub"):
    """Move about in the journal that is looked back on; answered with `Moved` of the same `ref`."""

    ref: int
    move: Move


ToEngine = Hello | Do | Ask | Farewell | Scrub


class Welcome(Struct, frozen=True, tag="welcome"):
    """First word of the engine to a client it takes."""

    protocol: int
    version: str
    run: RunId
    mode: Mode
    pid: int


class TurnedAway(Struct, frozen=True, tag="turned_away"):
    """First and last word to a client it does not take: why, and the exit code the client owes its caller."""

    text: Clean
    exit_code: int


class Page(Struct, frozen=True, tag="page"):
    """Part `index` (from 0) of `of` of a whole slice: rows of a table, or the one struct of a card."""

    slice: str
    index: int
    of: int
    body: bytes


class Changed(Struct, frozen=True, tag="changed"):
    """What is new in a table: rows by key, keys gone, and all keys in order if that is not what it was."""

    slice: str
    rows: bytes
    gone: tuple[str, ...]
    order: tuple[str, ...] | None


class Shown(Struct, frozen=True, tag="shown"):
    """Everything since the last `Shown` belongs together; `number` counts snapshots up from 1."""

    number: int


class Done(Struct, frozen=True, tag="done"):
    """What became of the command `ref`."""

    ref: int
    receipt: Receipt


class Told(Struct, frozen=True, tag="told"):
    """What was found for the question `ref`."""

    ref: int
    answer: Answer


class Taped(Struct, frozen=True, tag="taped"):
    """Where in a journal the pictures are of, from here on; sent before the `Shown` it belongs to."""

    tape: Tape


class Moved(Struct, frozen=True, tag="moved"):
    """What became of the move `ref`: done or not, and what is to be said of it."""

    ref: int
    done: bool
    text: Clean


class Leaving(Struct, frozen=True, tag="leaving"):
    """The engine ends, in one line why."""

    text: Clean


ToConsole = Welcome | TurnedAway | Page | Changed | Shown | Done | Told | Taped | Moved | Leaving

_ENCODER = msgspec.msgpack.Encoder()
_M = TypeVar("_M")


def frame(message: ToEngine | ToConsole) -> bytes:
    """Which bytes carry this message: four bytes of length, most significant first, then msgpack."""
    body = _ENCODER.encode(message)
    return len(body).to_bytes(_HEAD_BYTES, "big") + body


class Deframer(Generic[_M]):
    """Cuts a stream of bytes into messages of one direction; keeps at most one unfinished frame."""

    def __init__(self, decoder: "msgspec.msgpack.Decoder[_M]", bytes_max: int) -> None:
        self._decoder = decoder
        self._bytes_max = bytes_max
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[_M]:
        """Which messages are complete with these bytes?

        Raises:
            Malformed: a frame is over the bound or is no message of this direction; the line is then useless.
        """
        pending = self._pending
        pending += data
        messages: list[_M] = []
        start = 0
        while len(pending) - start >= _HEAD_BYTES:
            length = int.from_bytes(pending[start : start + _HEAD_BYTES], "big")
            if length > self._bytes_max:
                raise Malformed("frame length", length, f"at most {self._bytes_max} bytes")
            end = start + _HEAD_BYTES + length
            if len(pending) < end:
                break
            messages.append(self._message(bytes(pending[start + _HEAD_BYTES : end])))
            start = end
        del pending[:start]
        return messages

    def _message(self, body: bytes) -> _M:
        try:
            return self._decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Malformed("message", str(error), f"a message of protocol {PROTOCOL}") from None


def engine_deframer() -> Deframer[ToEngine]:
    """What does the engine read clients with?"""
    return Deframer(msgspec.msgpack.Decoder(ToEngine), TO_ENGINE_BYTES_MAX)


def console_deframer() -> Deframer[ToConsole]:
    """What does a client read the engine with?"""
    return Deframer(msgspec.msgpack.Decoder(ToConsole), TO_CONSOLE_BYTES_MAX)


def disagreement(hello: Hello, version: str) -> TurnedAway | None:
    """Why can this client not be served, if it cannot? Exit code 64 asks for the same version on both sides."""
    if hello.protocol == PROTOCOL:
        return None
    text = (
        f"the engine ({version}) speaks protocol {PROTOCOL}, this client ({hello.version}) {hello.protocol}"
    )
    return TurnedAway(text=own(f"{text}: use the same version of footbe-tui for both"), exit_code=64)
