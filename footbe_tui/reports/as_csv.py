"""The rows behind a report, a table per file (RFC 4180), safe to open in a spreadsheet.

Units stand at the end of a heading, as in the JSON. Missing is an empty cell.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.domain.effects import Settlement
from engine.domain.ledger import CurvePoint, Entry, Fork, Projected
from engine.domain.market import MICROS_PER_MID_TWICE
from engine.domain.report import Rows

PRICE_MICROS = 100
"""A price of $0.0001 in micro-dollars."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With what a formula begins in a spreadsheet, also in the full width of East Asian ones."""

Columns = Mapping[str, Callable[[Any], object]]

ENTRIES: Columns = {
    "key": lambda row: row.key,
    "shadow": lambda row: row.shadow,
    "strategy": lambda row: row.strategy,
    "fixture": lambda row: row.fixture,
    "sport": lambda row: row.sport,
    "league": lambda row: row.league,
    "market": lambda row: row.market,
    "leg": lambda row: row.leg,
    "settles_on": lambda row: row.settles_on,
    "opened_us": lambda row: row.opened_at,
    "closed_us": lambda row: row.closed_at,
    "in_play": lambda row: row.in_play,
    "maker": lambda row: row.maker,
    "quantity_centi": lambda row: row.quantity,
    "claimed_ppm": lambda row: row.claimed,
    "fair_ppm": lambda row: row.fair,
    "sd_ppm": lambda row: row.sd,
    "mid_each_micros": lambda row: _mid(row.mid_twice),
    "limit_each_micros": lambda row: row.limit * PRICE_MICROS,
    "spent_micros": lambda row: row.spent,
    "fees_micros": lambda row: row.fees,
    "mark_5s_each_micros": lambda row: row.marks[0],
    "mark_60s_each_micros": lambda row: row.marks[1],
    "mark_10min_each_micros": lambda row: row.marks[2],
    "close_each_micros": lambda row: _mid(row.close_twice),
    "clv_each_micros": lambda row: row.clv,
    "value_each_micros": lambda row: row.value * PRICE_MICROS,
    "pnl_micros": lambda row: row.pnl,
}

FORKS: Columns = {
    "key": lambda row: row.key,
    "position": lambda row: row.position,
    "fixture": lambda row: row.fixture,
    "market": lambda row: row.market,
    "leg": lambda row: row.leg,
    "strategy": lambda row: row.strategy,
    "trigger": lambda row: row.trigger,
    "deed": lambda row: row.deed,
    "by": lambda row: row.by,
    "at_us": lambda row: row.at,
    "closed_us": lambda row: row.closed_at,
    "settles_on": lambda row: row.settles_on,
    "in_play": lambda row: row.in_play,
    "quantity_centi": lambda row: row.quantity,
    "fair_each_micros": lambda row: row.fair,
    "leaving_micros": lambda row: row.leaving,
    "holding_micros": lambda row: row.holding,
    "regret_micros": lambda row: row.regret,
}

SETTLEMENTS: Columns = {
    "position": lambda row: row.position,
    "fixture": lambda row: row.fixture,
    "market": lambda row: row.market,
    "strategy": lambda row: row.strategy,
    "settles_on": lambda row: row.settles_on,
    "at_us": lambda row: row.at,
    "void": lambda row: row.void,
    "value_each_micros": lambda row: row.value * PRICE_MICROS,
    "paid_out_micros": lambda row: row.paid_out,
    "risked_micros": lambda row: row.risked,
    "fees_micros": lambda row: row.fees,
    "pnl_micros": lambda row: row.pnl,
}

PROJECTIONS: Columns = {
    "settles_on": lambda row: row.settles_on,
    "at_us": lambda row: row.at,
    "positions": lambda row: len(row.positions),
    "projected_micros": lambda row: row.projected,
    "low_micros": lambda row: row.low,
    "high_micros": lambda row: row.high,
    "realised_micros": lambda row: row.realised,
    "inside": lambda row: row.inside,
}

CURVE: Columns = {
    "at_us": lambda row: row.at,
    "equity_micros": lambda row: row.equity,
    "marked_micros": lambda row: row.marked,
    "drawdown_ppm": lambda row: row.drawdown,
}

TABLES: dict[str, tuple[type, Columns]] = {
    "entries": (Entry, ENTRIES),
    "forks": (Fork, FORKS),
    "settlements": (Settlement, SETTLEMENTS),
    "projections": (Projected, PROJECTIONS),
    "curve": (CurvePoint, CURVE),
}
"""Every table by its name; a field of `Rows` has the same."""


def written(rows: Rows, table: str) -> str:
    """How is this table written, headings first, lines ended as RFC 4180 wants?"""
    columns = TABLES[table][1]
    found: Sequence[object] = getattr(rows, table)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(get(row)) for get in columns.values()] for row in found)
    return stream.getvalue()


def cell(value: object) -> str | int | None:
    """What stands in a cell? Words that a spreadsheet would take for a formula are marked as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int):
        return value
    said = str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _mid(twice: int | None) -> int | None:
    return None if twice is None else twice * MICROS_PER_MID_TWICE
