"""What does a fixture that is over teach? One lesson per arm, from its real entries or, without any, its shadow's."""

from collections.abc import Sequence

from msgspec import Struct

from engine.domain.identity import StrategyName
from engine.domain.ledger import Entry
from engine.domain.money import Money, divide_down


class Lesson(Struct, frozen=True):
    """One arm on one fixture, all fills together, as if held to the end: the bandit learns from it once.

    `clv` is micro-dollars per contract, weighted by contracts; None where no entry had a close to come.
    """

    strategy: StrategyName
    shadow: bool
    pnl: Money
    risked: Money
    clv: Money | None


def lessons(entries: Sequence[Entry]) -> tuple[Lesson, ...]:
    """What do these entries, all of one fixture, teach of each arm? In order of appearance."""
    return tuple(
        _lesson(name, teachers(entries, name)) for name in dict.fromkeys(entry.strategy for entry in entries)
    )


def teachers(entries: Sequence[Entry], strategy: StrategyName) -> list[Entry]:
    """Which entries does an arm learn from: the real ones, or its shadow's where it did not trade?"""
    own = [entry for entry in entries if entry.strategy == strategy]
    return [entry for entry in own if not entry.shadow] or own


def _lesson(name: StrategyName, entries: Sequence[Entry]) -> Lesson:
    lines = [(entry.clv, entry.quantity) for entry in entries]
    known = [(value, contracts) for value, contracts in lines if value is not None]
    contracts = sum(count for _, count in known)
    return Lesson(
        strategy=name,
        shadow=entries[0].shadow,
        pnl=Money(sum(entry.pnl for entry in entries)),
        risked=Money(sum(entry.risked for entry in entries)),
        clv=Money(divide_down(sum(value * count for value, count in known), contracts))
        if contracts
        else None,
    )
