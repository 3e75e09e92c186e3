"""What became of an edge, and what each arm's entries came to."""

from collections.abc import Sequence

from engine.domain.figures import ALL, LedgerRow, PairRow, Waterfall
from engine.domain.report import Report
from engine.domain.text import MISSING
from footbe_tui.reports import words
from footbe_tui.reports.table import Cell, Table, figures, named, row
from footbe_tui.reports.words import CENT_MICROS, PER_CENT_PPM

STEP_NAMES = {
    "claimed": "claimed",
    "shrunk": "shrunk",
    "after fee": "net",
    "filled": "filled",
    "close": "close",
    "settled": "settled",
}
"""The levels in order, and their headings."""


def who(strategy: str) -> str:
    """Whose row is it?"""
    return f"  {'all arms' if strategy == ALL else words.plain(strategy)}"


def kind(*, shadow: bool, in_play: bool | None = None) -> str:
    """Which entries stand below: real or shadow, before the game or in it?"""
    what = "shadow" if shadow else "real"
    return what if in_play is None else f"{what}, {'in play' if in_play else 'before the game'}"


def waterfalls(report: Report) -> Table:
    """What became of the edge, per contract, step by step."""
    return Table(
        key="edge",
        title="What became of the edge, cents per contract",
        columns=(named("entries"), *figures(*STEP_NAMES.values(), "n", "out")),
        rows=_grouped(
            [(kind(shadow=each.shadow, in_play=each.in_play), _waterfall(each)) for each in report.waterfalls]
        ),
        notes=(
            (
                "claimed: model alone − mid. shrunk: fair value − mid. net: less the fee. filled: fair value − "
                "price paid − fee. close: closing mid − price paid − fee. settled: what came of it, held to the end."
            ),
            (
                "All steps of a row are of the same n entries, weighted by contracts; out: entries that lack a figure "
                "some step needs (no model's word, no mid, no close). Shadows traded nothing."
            ),
        ),
    )


def _waterfall(each: Waterfall) -> tuple[Cell, ...]:
    levels = {step.name: step.level_each_micros for step in each.steps}
    cells = [
        Cell(words.cents(levels.get(name)), words.spread(levels.get(name), CENT_MICROS))
        if name in levels
        else Cell(MISSING)
        for name in STEP_NAMES
    ]
    return row(who(each.strategy), *cells, words.whole(each.n), words.whole(each.left_out))


def _grouped(rows: Sequence[tuple[str, tuple[Cell, ...]]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows under the name of their kind."""
    found: list[tuple[Cell, ...]] = []
    last = ""
    for name, cells in rows:
        if name != last:
            found.append(row(name, *[""] * (len(cells) - 1)))
        found.append(cells)
        last = name
    return tuple(found)


def ledgers(report: Report) -> Table:
    """What each arm's entries came to, real and shadow."""
    return Table(
        key="ledgers",
        title="Entries by arm, each held to the end",
        columns=(
            named("entries"),
            *figures("n", "P&L $", "ret/$", "close c", "5 s c", "60 s c", "10 min c"),
        ),
        rows=_grouped([(kind(shadow=each.shadow), _ledger(each)) for each in report.ledgers]),
        notes=(
            (
                "ret/$: P&L over money risked, all entries together. close: closing-line value after fees, entries "
                "before the game. 5 s to 10 min: mark-outs. Leaving early is not in it; it stands under decisions."
            ),
        ),
    )


def _ledger(each: LedgerRow) -> tuple[Cell, ...]:
    marks = (each.mark_5s_each_micros, each.mark_60s_each_micros, each.mark_10min_each_micros)
    return row(
        who(each.strategy),
        words.whole(each.entries),
        words.dollars(each.pnl_micros),
        Cell(words.gain(each.return_ppm), words.spread(each.return_ppm, PER_CENT_PPM)),
        *(
            Cell(words.cents(found), words.spread(found, CENT_MICROS))
            for found in (each.clv_each_micros, *marks)
        ),
    )


def pairs(report: Report) -> Table:
    """Which of two arms did better on the fixtures both entered?"""
    return Table(
        key="pairs",
        title="Arms against each other, on fixtures both entered",
        columns=(named("first"), named("less the second"), *figures("ret/$", "close c", "n")),
        rows=tuple(_pair(each) for each in report.pairs),
        notes=(
            "Shadows and real entries together: each arm's own on the same fixture. Above 0: the first did better.",
        ),
    )


def _pair(each: PairRow) -> tuple[Cell, ...]:
    found = each.return_ppm or each.clv_each_micros
    return row(
        words.plain(each.one),
        words.plain(each.other),
        Cell(words.gain(each.return_ppm), words.spread(each.return_ppm, PER_CENT_PPM)),
        Cell(words.cents(each.clv_each_micros), words.spread(each.clv_each_micros, CENT_MICROS)),
        words.whole(0 if found is None else found.n),
    )
