"""Pictures of an engine: empty, busy, halted, and with hostile names. Their figures add up."""

from itertools import cycle, islice

import msgspec

from engine.domain.moment import SECOND, Moment
from engine.domain.money import Money
from engine.domain.probability import Ppm
from engine.domain.snapshot import AlarmRow, LimitRow, Snapshot
from engine.domain.states import EngineState, Mode, Severity
from tests.console.rows import (
    ALARM,
    APPROVALS,
    EVENTS,
    FUNNEL,
    HEALTH,
    NOW,
    ORDERS,
    POSITIONS,
    RISK,
    STATUS,
    STRATEGIES,
    ZONE,
    position,
    slates,
    usd,
)

EMPTY = Snapshot(
    status=STATUS,
    risk=RISK,
    alarms=(),
    positions=(),
    slates=(),
    strategies=(),
    approvals=(),
    health=(),
    events=(),
    orders=(),
    funnel=(),
)


def _busy() -> Snapshot:
    stake = sum(row.quantity * row.average for row in POSITIONS)
    unrealised = sum(row.unrealised for row in POSITIONS)
    dates = slates(POSITIONS)
    today = sum(row.quantity * row.average for row in POSITIONS if row.settles_on == "2026-09-22")
    fixture = max(row.quantity * row.average for row in POSITIONS)
    reserved = usd(23)
    cash = usd(1021.42) - stake
    equity = cash + stake + min(unrealised, 0)
    peak = usd(1034.0)
    drawdown = Ppm((peak - equity) * 1_000_000 // peak)
    lose = cash - reserved
    risk = msgspec.structs.replace(
        RISK,
        drawdown=drawdown,
        to_pause=Money(equity - peak * 82 // 100),
        to_stop=Money(equity - peak * 80 // 100),
        at_stake=Money(stake + reserved),
        budget=usd(203),
        if_all_lose=Money(lose),
        if_all_lose_drawdown=Ppm((peak - lose) * 1_000_000 // peak),
        fixture_used=Money(fixture),
        slate_used=Money(today),
        slate_limit=usd(101),
        equity=Money(equity),
        marked_equity=Money(equity + usd(2.1)),
        mark=peak,
        cash=Money(cash),
        free=Money(cash - reserved),
        reserved=reserved,
        withdrawable=Money(usd(120)),
        limits=(
            LimitRow("positions", len(POSITIONS), 40, "count"),
            LimitRow("orders_a_minute", 3, 30, "count"),
        ),
    )
    status = msgspec.structs.replace(
        STATUS,
        drawdown=drawdown,
        at_stake=risk.at_stake,
        budget=risk.budget,
        realised_today=usd(21.42),
        projected_open=dates[-1].projected,
        alarms_unacked=1,
        approvals=2,
        orders_resting=len(ORDERS),
    )
    return Snapshot(
        status=status,
        risk=risk,
        alarms=(ALARM,),
        positions=POSITIONS,
        slates=dates,
        strategies=STRATEGIES,
        approvals=APPROVALS,
        health=HEALTH,
        events=EVENTS,
        orders=ORDERS,
        funnel=FUNNEL,
    )


BUSY = _busy()

_HALT = AlarmRow(
    "drawdown-stop",
    Severity.HIGH,
    Moment(NOW - 9 * SECOND),
    "drawdown-stop.md",
    "drawdown 20.1%: everything stopped",
    False,
    False,
)
HALTED = msgspec.structs.replace(
    BUSY,
    status=msgspec.structs.replace(
        BUSY.status,
        mode=Mode.LIVE,
        state=EngineState.HALTED,
        causes=("drawdown_stop",),
        drawdown=Ppm(201_000),
        realised_today=usd(-31.2),
        orders_resting=0,
    ),
    risk=msgspec.structs.replace(
        BUSY.risk, drawdown=Ppm(201_000), to_pause=usd(0), to_stop=usd(0), mode="halted"
    ),
    alarms=(_HALT, ALARM),
    orders=(),
)

HOSTILE = (
    "Ajax [/]",
    "Leeds [U21]",
    "[@click=app.exit]x[/]",
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J",
    "a\x9bH",
    "\u202eEVIL",
    "zero\u200bwidth",
    "[b]bold[/b]",
)


def hostile(names=HOSTILE) -> Snapshot:
    """A picture in which every text that comes from outside is one of these."""
    name = cycle(names)

    def rows(table):
        swapped = []
        for row in table:
            texts = [
                f
                for f in row.__struct_fields__
                if f
                in {
                    "fixture",
                    "home_code",
                    "away_code",
                    "hold",
                    "text",
                    "reason",
                    "label",
                    "detail",
                    "last",
                    "trigger",
                }
            ]
            swapped.append(
                msgspec.structs.replace(row, **dict(zip(texts, islice(name, len(texts)), strict=True)))
            )
        return tuple(swapped)

    tables = ("alarms", "positions", "approvals", "health", "events", "orders", "funnel")
    return msgspec.structs.replace(BUSY, **{table: rows(getattr(BUSY, table)) for table in tables})


PICTURES = {"empty": EMPTY, "busy": BUSY, "halted": HALTED, "hostile": hostile()}

__all__ = ["BUSY", "EMPTY", "HALTED", "HOSTILE", "NOW", "PICTURES", "ZONE", "hostile", "position"]
