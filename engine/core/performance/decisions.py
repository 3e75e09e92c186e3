"""Was it right to leave, and right to hold? Decisions by the trigger that asked and by whoever decided."""

from collections.abc import Mapping, Sequence

from engine.core.performance.regret import RegretRow, pooled
from engine.domain.figures import Estimate, TriggerRow
from engine.domain.identity import TriggerName
from engine.domain.ledger import DEADLINE, OPERATOR, Deed, Fork

TRIGGER = "trigger"
"""Who decided where a trigger's own policy did."""


def by_trigger(forks: Sequence[Fork], fired: Mapping[TriggerName, int] | None) -> tuple[TriggerRow, ...]:
    """What came of each trigger's word? `fired` counts whose condition came to hold on a position."""
    counts: Mapping[TriggerName, int] = {} if fired is None else fired
    names = sorted({*counts, *(fork.trigger for fork in forks)})
    return tuple(
        _row(name, [f for f in forks if f.trigger == name], None if fired is None else counts.get(name, 0))
        for name in names
    )


def by_decider(forks: Sequence[Fork]) -> tuple[TriggerRow, ...]:
    """What came of the decisions of triggers, of the operator, of deadlines that nobody met?"""
    return tuple(
        _row(name, [f for f in forks if decider(f) == name])
        for name in (TRIGGER, OPERATOR, DEADLINE)
        if any(decider(fork) == name for fork in forks)
    )


def decider(fork: Fork) -> str:
    """Who decided: `trigger` (its own policy), `operator` or `deadline`?"""
    return fork.by if fork.by in {OPERATOR, DEADLINE} else TRIGGER


def _row(name: str, forks: Sequence[Fork], fired: int | None = None) -> TriggerRow:
    counts = {deed: sum(fork.deed is deed for fork in forks) for deed in Deed}
    row = pooled(forks)
    return TriggerRow(
        name=name,
        fired=fired,
        decisions=len(forks),
        left=counts[Deed.LEFT],
        approved=counts[Deed.APPROVED],
        rejected=counts[Deed.REJECTED],
        lapsed_left=counts[Deed.LAPSED_LEFT],
        lapsed_held=counts[Deed.LAPSED_HELD],
        noted=counts[Deed.NOTED],
        regret_each_micros=_estimate(row),
        regret_total_micros=row.total,
    )


def _estimate(row: RegretRow) -> Estimate | None:
    if row.per_contract is None:
        return None
    low, high = (None, None) if row.span is None else (row.span.low, row.span.high)
    return Estimate(row.per_contract, low, high, row.n, None, "decisions")
