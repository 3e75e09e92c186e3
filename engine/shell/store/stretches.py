"""Thinned stretches of a journal: what stands where quotes were, and how the chain of hashes goes across them.

A stretch replaces a run of batches by one row of the same table. Its seal covers the hash before, the last hash that
the original batches had, the thinned body and the bars, and the seal of the stretch before: none can be changed, put
elsewhere or taken out unseen. The batch after it still hangs on the original hash.
"""

import hashlib
from collections.abc import Iterable
from typing import cast

from msgspec import Struct

from engine.domain.identity import MarketId
from engine.domain.moment import Moment
from engine.shell.ports import Database, Statement
from engine.shell.store.bars import Bar, merged, packed, unpacked
from engine.wire.codec import pack

UNSEALED = bytes(32)
"""What stands before the first seal."""

_WRITE = (
    "INSERT INTO stretches (seq_first, seq_last, at_first, at_last, batches, kept, hash_before, hash_last, seal) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_READ = (
    "SELECT seq_first, seq_last, at_first, at_last, batches, kept, hash_before, hash_last, seal FROM stretches "
    "WHERE seq_first = ?"
)
_SEAL = "SELECT seal FROM stretches WHERE seq_first < ? ORDER BY seq_first DESC LIMIT 1"
_BARS = "SELECT market, body FROM bars WHERE seq_first = ? ORDER BY market"
_OF_MARKET = "SELECT body FROM bars WHERE market = ? ORDER BY seq_first"
_LAST = "SELECT max(seq_last) FROM stretches"
_ANCHOR = "SELECT seq, core, hash FROM anchors ORDER BY seq DESC LIMIT 1"


class Stretch(Struct, frozen=True, array_like=True):
    """Records `seq_first` to `seq_last` once stood in so many batches; so many of them were kept."""

    seq_first: int
    seq_last: int
    at_first: Moment
    at_last: Moment
    batches: int
    kept: int
    hash_before: bytes
    hash_last: bytes
    seal: bytes


class Anchor(Struct, frozen=True):
    """The deciding state when everything up to `seq` had been decided."""

    seq: int
    core: bytes


def sealed(stretch: Stretch, seal_before: bytes, body: bytes, bars: Iterable[tuple[str, bytes]]) -> bytes:
    """Which hash seals a stretch, whatever stands in its own seal?"""
    digest = hashlib.sha256(seal_before)
    digest.update(pack((*_facts(stretch), hashlib.sha256(body).digest())))
    for market, data in bars:
        digest.update(pack((market, hashlib.sha256(data).digest())))
    return digest.digest()


def writing(stretch: Stretch, bars: dict[MarketId, list[Bar]], body: bytes, seal_before: bytes) -> list[Statement]:
    """Which statements write a stretch with its bars, its seal made here?"""
    rows = [(market, packed(bars[market])) for market in sorted(bars)]
    seal = sealed(stretch, seal_before, body, rows)
    of_bars = [(stretch.seq_first, *row) for row in rows]
    found: list[Statement] = [(_WRITE, ((*_facts(stretch), seal),))]
    return [*found, ("INSERT INTO bars (seq_first, market, body) VALUES (?, ?, ?)", of_bars)] if rows else found


async def stretch_at(database: Database, seq_first: int, body: bytes) -> Stretch | None:
    """Which stretch begins here, if its seal is right for this body? None when no stretch, or not what was sealed."""
    rows = await database.read(_READ, (seq_first,))
    if not rows:
        return None
    stretch = Stretch(*rows[0])  # type: ignore[arg-type]  # the columns are STRICT
    bars = cast("list[tuple[str, bytes]]", await database.read(_BARS, (seq_first,)))
    right = sealed(stretch, await seal_before(database, seq_first), body, bars)
    return stretch if right == stretch.seal else None


async def seal_before(database: Database, seq_first: int) -> bytes:
    """Which seal stands before a stretch that begins here?"""
    rows = await database.read(_SEAL, (seq_first,))
    return cast("bytes", rows[0][0]) if rows else UNSEALED


async def thinned_to(database: Database) -> int:
    """Up to which record has the journal been thinned? 0 when it is whole."""
    rows = await database.read(_LAST)
    return cast("int | None", rows[0][0]) or 0


async def bars_of_market(database: Database, market: MarketId) -> list[Bar]:
    """Which bars are kept of a market, oldest first?"""
    rows = await database.read(_OF_MARKET, (market,))
    return merged(bar for (body,) in rows for bar in unpacked(cast("bytes", body)))


def anchoring(anchor: Anchor) -> list[Statement]:
    """Which statements keep this anchor and forget every other?"""
    row = (anchor.seq, anchor.core, _anchor_hash(anchor))
    write = "INSERT INTO anchors (seq, core, hash) VALUES (?, ?, ?)"
    return [("DELETE FROM anchors", ((),)), (write, (row,))]


async def anchor(database: Database) -> Anchor | None:
    """From which state can the journal be decided anew? None: from record one, or the anchor is torn."""
    for row in await database.read(_ANCHOR):
        seq, core, digest = cast("tuple[int, bytes, bytes]", row)
        found = Anchor(seq, core)
        if _anchor_hash(found) == digest:
            return found
    return None


def _anchor_hash(anchor: Anchor) -> bytes:
    return hashlib.sha256(anchor.seq.to_bytes(8, "big") + anchor.core).digest()


def _facts(stretch: Stretch) -> tuple[object, ...]:
    spans = (stretch.seq_first, stretch.seq_last, stretch.at_first, stretch.at_last)
    return (*spans, stretch.batches, stretch.kept, stretch.hash_before, stretch.hash_last)
