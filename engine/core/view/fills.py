"""Every fill of ours: what it cost, and how good a moment it was."""

from collections.abc import Callable, Sequence

from engine.core.health.trail import FILLS_KEPT, Filled, each_clv
from engine.core.state import State
from engine.core.view.writing import (
    MEANS,
    ROWS_MOST,
    amount,
    columns,
    mean_row,
    row,
    sheet,
    to_position,
    when,
)
from engine.domain import text
from engine.domain.clean import own
from engine.domain.identity import short
from engine.domain.market import Side
from engine.domain.money import Money
from engine.domain.queries import Answer, Query, Sheet, SheetRow

HEADS = columns(
    "TIME", "ID 7", "FIXTURE", "SIDE", "HOLD", "QTY >", "PRICE >", "FEE > 3", "AS 4", "5 s >", "60 s >",
    "10 min >", "CLV >", "ARM 6",
)  # fmt: skip

ABOUT = (
    "5 s, 60 s, 10 min: how much better than paid stood the mid of its side then, dollars per contract, above 0 is "
    "good. CLV: the closing mid against the price, after the fee; once the fixture is over, none for fills in play. "
    "-- is not known, or not known yet"
)

_GROUPS: tuple[tuple[str, Callable[[Filled], bool]], ...] = (
    ("all", lambda _fill: True),
    ("bought as maker", lambda fill: fill.side is Side.BUY and fill.maker),
    ("bought as taker", lambda fill: fill.side is Side.BUY and not fill.maker),
    ("sold", lambda fill: fill.side is Side.SELL),
)


def answer(state: State, query: Query) -> Answer:
    """Which fills were there, newest first; and what is the mean of their mark-outs?"""
    kept = list(state.trail.fills.values())
    beyond = state.score.fills > len(kept)
    scope = f"the last {len(kept)} of {state.score.fills} fills" if beyond else f"all {len(kept)} fills of this run"
    empty = "no fill yet: the first order that is filled stands here with its price, fee and mark-outs"
    rows = _rows(state, kept[: -ROWS_MOST - 1 : -1])
    ledger = sheet("Fills, newest first", HEADS, rows, ABOUT if kept else empty, of=len(kept))
    sheets = (ledger, sums(kept, scope), means(kept)) if kept else (ledger,)
    return Answer(query, own("Fills"), (), sheets=sheets, at=state.run.at)


def table(state: State, fills: Sequence[Filled]) -> Sheet:
    """These fills alone, oldest first."""
    return sheet("Fills", HEADS, _rows(state, fills), ABOUT if fills else "none yet")


def sums(fills: Sequence[Filled], scope: str) -> Sheet:
    """What do these fills come to, by group?"""
    heads = columns("OF", "FILLS >", "CONTRACTS >", "DOLLARS >", "FEES >")
    assert len(fills) <= FILLS_KEPT
    rows = []
    for name, belongs in _GROUPS:
        group = [fill for fill in fills if belongs(fill)]
        if not group:
            continue
        cells = (sum(fill.quantity for fill in group), sum(fill.price * fill.quantity for fill in group))
        fees = Money(sum(fill.fee for fill in group))
        said = (name, str(len(group)), text.quantity(cells[0]), text.money(cells[1]), text.money(fees))
        rows.append(row(f"sum-{name}", said, ranks=(None, len(group), *cells, fees)))
    return sheet("Sums", heads, rows, scope)


def means(fills: Sequence[Filled]) -> Sheet:
    """How good were the moments, by group, each fill weighing what it bought, dates sharing their luck?"""
    rows = [found for name, belongs in _GROUPS for found in _means(name, [f for f in fills if belongs(f)])]
    note = "dollars per contract, weighted by contracts; the interval counts settlement dates as the independent pieces"
    return sheet("Means", MEANS, rows, f"{note}; dimmed below 30 fills")


def _means(name: str, fills: Sequence[Filled]) -> list[SheetRow]:
    if not fills:
        return []
    weights, dates = [fill.quantity for fill in fills], [fill.settles_on for fill in fills]
    spans = ("mark-out 5 s", "mark-out 60 s", "mark-out 10 min")
    told = [(span, [fill.marks[place] for fill in fills]) for place, span in enumerate(spans)]
    told.append(("closing line after fee", [each_clv(fill) for fill in fills]))
    return [mean_row(name, what, values, weights=weights, dates=dates) for what, values in told]


def _rows(state: State, fills: Sequence[Filled]) -> list[SheetRow]:
    return [_row(state, fill) for fill in fills]


def _row(state: State, fill: Filled) -> SheetRow:
    clv = each_clv(fill)
    first, second, third = fill.marks
    cells = (
        when(state, fill.at),
        short(fill.position),
        fill.title,
        "bought" if fill.side is Side.BUY else "sold",
        fill.hold,
        text.quantity(fill.quantity),
        text.price(fill.price),
        text.money(fill.fee),
        "maker" if fill.maker else "taker",
        amount(first),
        amount(second),
        amount(third),
        amount(clv),
        fill.strategy,
    )
    ranks = (
        fill.at, None, None, None, None, fill.quantity, fill.price, fill.fee, None, first, second, third, clv, None,
    )  # fmt: skip
    return row(f"fill-{fill.trade}", cells, ranks=ranks, leads_to=to_position(fill.position))
