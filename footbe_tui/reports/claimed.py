"""What became of an edge, and what each arm's entries came to."""

from collections.abc import Sequence

from engine.domain.figures import ALL, LedgerRow, PairRow, TwinRow, Waterfall
from engine.domain.past import Period
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
        columns=(named("first"), named("less the second"), *figures("ret/$", "n", "close c", "n")),
        rows=tuple(_pair(each) for each in report.pairs),
        notes=(
            (
                "Differences on the same fixture, shadows where both have one. Above 0: the first did better. "
                "Missing below two dates."
            ),
        ),
    )


def _pair(each: PairRow) -> tuple[Cell, ...]:
    ret, close = each.return_ppm, each.clv_each_micros
    return row(
        words.plain(each.one),
        words.plain(each.other),
        Cell(words.gain(ret), words.spread(ret, PER_CENT_PPM)),
        words.whole(None if ret is None else ret.n),
        Cell(words.cents(close), words.spread(close, CENT_MICROS)),
        words.whole(None if close is None else close.n),
    )


def twins(report: Report) -> Table:
    """How honest are shadows?"""
    return Table(
        key="twins",
        title="Shadows beside the real orders they imagine, whole run",
        columns=(
            named("arm"),
            *figures("orders", "real", "shadow", "both", "real only", "shadow only", "dearer c"),
        ),
        rows=tuple(_twin(each) for each in report.twins),
        empty="nothing yet" if report.head.period is Period.RUN else "told of the whole run only",
        notes=(
            "real, shadow: share of orders filled at all; then in both, in one alone. Dearer: what the shadow paid more where both filled, cents per contract.",
        ),
    )


def _twin(each: TwinRow) -> tuple[Cell, ...]:
    return row(
        words.plain(each.strategy),
        words.whole(each.orders),
        words.percent(each.real_filled_ppm),
        words.percent(each.shadow_filled_ppm),
        words.whole(each.both_filled),
        words.whole(each.real_only),
        words.whole(each.shadow_only),
        words.cents(each.dearer_each_micros),
    )
