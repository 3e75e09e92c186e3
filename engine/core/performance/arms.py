"""What each arm's entries came to, real and in its shadow, and which of two arms did better where both were."""

from collections.abc import Sequence

from engine.core.performance.result import closing_line, mark_out, return_on_risk
from engine.domain.figures import ALL, LedgerRow
from engine.domain.ledger import Entry
from engine.domain.money import Money


def ledgers(entries: Sequence[Entry]) -> tuple[LedgerRow, ...]:
    """What did entries bring, held to the end: real ones, then shadows, all arms together and each?"""
    rows: list[LedgerRow] = []
    for shadow in (False, True):
        some = [entry for entry in entries if entry.shadow == shadow]
        names = sorted({entry.strategy: None for entry in some})
        wanted = [ALL, *names] if len(names) > 1 else names
        rows += [
            _row([e for e in some if name in {ALL, e.strategy}], shadow=shadow, name=name) for name in wanted
        ]
    return tuple(rows)


def _row(entries: Sequence[Entry], *, shadow: bool, name: str) -> LedgerRow:
    return LedgerRow(
        shadow=shadow,
        strategy=name,
        entries=len(entries),
        contracts_centi=sum(entry.quantity for entry in entries),
        pnl_micros=Money(sum(entry.pnl for entry in entries)),
        risked_micros=Money(sum(entry.risked for entry in entries)),
        return_ppm=return_on_risk(entries),
        clv_each_micros=closing_line(entries),
        mark_5s_each_micros=mark_out(entries, 0),
        mark_60s_each_micros=mark_out(entries, 1),
        mark_10min_each_micros=mark_out(entries, 2),
    )
