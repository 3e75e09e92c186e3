"""What became of an edge on its way from a claim to money, per contract?

The levels, all against what stood in the market or was paid, in micro-dollars per contract:
claimed = model alone − mid · shrunk = blended fair value − mid · after fee = fair value − mid − fee ·
filled = fair value − price paid − fee · close = closing mid − price paid − fee · settled = what came − price paid − fee.
"""

from collections.abc import Callable, Sequence

from engine.core.performance import samples
from engine.domain.figures import ALL, Step, Waterfall
from engine.domain.ledger import Entry
from engine.domain.market import MICROS_PER_MID_TWICE
from engine.domain.money import CONTRACT

BY_CONTRACTS = "entries, by contracts"


def _claimed(entry: Entry) -> float:
    return (entry.claimed or 0) - _mid(entry)


def _shrunk(entry: Entry) -> float:
    return entry.fair - _mid(entry)


def _after_fee(entry: Entry) -> float:
    return _shrunk(entry) - entry.fees * CONTRACT / entry.quantity


def _filled(entry: Entry) -> float:
    return entry.fair - entry.risked * CONTRACT / entry.quantity


def _close(entry: Entry) -> float:
    return (entry.close_twice or 0) * MICROS_PER_MID_TWICE - entry.risked * CONTRACT / entry.quantity


def _settled(entry: Entry) -> float:
    return entry.pnl * CONTRACT / entry.quantity


def _mid(entry: Entry) -> int:
    return (entry.mid_twice or 0) * MICROS_PER_MID_TWICE


CLOSE = "close"

STEPS: dict[str, Callable[[Entry], float]] = {
    "claimed": _claimed,
    "shrunk": _shrunk,
    "after fee": _after_fee,
    "filled": _filled,
    CLOSE: _close,
    "settled": _settled,
}
"""The levels in order; the first is what was claimed, the last what came."""


def waterfalls(entries: Sequence[Entry]) -> tuple[Waterfall, ...]:
    """What became of the edge: real and shadow apart, all arms together and each, before the game and in it?"""
    groups: dict[tuple[bool, bool, str], list[Entry]] = {}
    for entry in entries:
        for name in (ALL, entry.strategy):
            groups.setdefault((entry.shadow, entry.in_play, name), []).append(entry)
    order = sorted(groups, key=lambda key: (key[0], key[1], key[2] != ALL, key[2]))
    return tuple(
        waterfall(groups[key], shadow=key[0], in_play=key[1], strategy=key[2])
        for key in order
        if key[2] == ALL or len(_names(groups, key)) > 1
    )


def waterfall(entries: Sequence[Entry], *, shadow: bool, in_play: bool, strategy: str) -> Waterfall:
    """What became of these entries' edge? All steps are of those entries for which every step is known."""
    whole = [entry for entry in entries if complete(entry)]
    return Waterfall(
        shadow=shadow,
        strategy=strategy,
        in_play=in_play,
        n=len(whole),
        left_out=len(entries) - len(whole),
        contracts_centi=sum(entry.quantity for entry in whole),
        steps=_steps(whole, in_play=in_play) if whole else (),
    )


def complete(entry: Entry) -> bool:
    """Is every figure of the way known: the model's word, a mid, and before the game a close?"""
    said = entry.quantity > 0 and entry.claimed is not None and entry.mid_twice is not None
    return said and (entry.in_play or entry.close_twice is not None)


def _steps(whole: Sequence[Entry], *, in_play: bool) -> tuple[Step, ...]:
    weights, dates = [entry.quantity for entry in whole], [entry.settles_on for entry in whole]
    steps: list[Step] = []
    for name, level_of in STEPS.items():
        if in_play and name == CLOSE:
            continue
        level = samples.weighted([level_of(entry) for entry in whole], weights, dates, BY_CONTRACTS)
        if level is not None:
            before = steps[-1].level_each_micros.value if steps else 0
            steps.append(Step(name, level, level.value - before))
    return tuple(steps)


def _names(groups: dict[tuple[bool, bool, str], list[Entry]], key: tuple[bool, bool, str]) -> list[str]:
    return [name for shadow, in_play, name in groups if (shadow, in_play) == key[:2] and name != ALL]
