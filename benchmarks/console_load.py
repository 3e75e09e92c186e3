"""The picture every console is measured with: 1,000 positions, 200 figures of them and every other pane move each step."""

from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.dice import Dice, dice
from engine.domain.market import Leg
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment, VenueDate
from engine.domain.money import DOLLAR, Money, Price, Quantity
from engine.domain.probability import Ppm
from engine.domain.snapshot import (
    AlarmRow,
    ApprovalRow,
    EventRow,
    FunnelRow,
    HealthRow,
    LimitRow,
    OrderRow,
    PositionRow,
    Risk,
    SlateRow,
    Snapshot,
    Status,
    StrategyRow,
    ThesisMark,
)
from engine.domain.sport import Phase, Sport
from engine.domain.states import EngineState, Mode, Severity

ROWS = 1_000
FIGURES_EACH = 3
"""Bid, fair value and unrealised result of a row that moves."""
LIVE_FIGURES = 200
IN_VIEW = 40
"""So many rows at the top move in every step: whatever is in view of the largest table moves."""

CENT = 10_000
"""TODAY on the status line counts the steps in cents: it tells how old a picture is."""

NOW = Moment(1_790_100_187 * SECOND)
_ZONE, _TODAY = "America/New_York", VenueDate("2026-09-22")
_CODES = ("ARS", "CHE", "LIV", "EVE", "BAY", "DOR", "NAP", "ROM", "JUV", "MIL", "PSG", "LYO", "BEN", "POR", "AJA")


def first(rows: int = ROWS) -> Snapshot:
    """Which picture is shown before anything moves?"""
    return Snapshot(
        status=_status(),
        risk=_risk(rows),
        alarms=(
            AlarmRow("a1", Severity.HIGH, _ago(16), "feed.md", own("scores stale 46 s (limit 30)"), False, False),
        ),
        positions=tuple(_position(number) for number in range(rows)),
        slates=tuple(_slate(key) for key in ("2026-09-22", "2026-09-23", "open")),
        strategies=tuple(_arm(name, peak) for peak, name in enumerate(("ultra", "aggr", "balanced", "opport", "in_game"), 9)),
        approvals=tuple(_approval(number) for number in range(4)),
        health=tuple(_health(name) for name in ("scores", "books", "journal", "venue", "model", "drill")),
        events=tuple(_event(number) for number in range(40)),
        orders=tuple(_order(number) for number in range(30)),
        funnel=tuple(_refusal(number) for number in range(40)),
    )


def moved(before: Snapshot, step: int, hertz: int = 4) -> Snapshot:
    """Which picture comes after this one? Prices walk, every pane has a figure that moves, one event in two seconds."""
    chance = dice(7, "walk", "load", step)
    at = Moment(before.status.at + SECOND // hertz)
    shift = Money(int((chance.random() - 0.5) * DOLLAR))
    events = before.events
    if step % (2 * hertz) == 0:
        events = (replace(_event(step), key=f"n{step}", at=at), *events[:39])
    return replace(
        before,
        status=replace(
            before.status,
            at=at,
            projected_open=Money((before.status.projected_open or 0) + shift),
            realised_today=Money(step * CENT),
        ),
        risk=replace(
            before.risk,
            equity=Money(before.risk.equity + shift),
            marked_equity=Money((before.risk.marked_equity or 0) + shift),
            to_pause=Money(before.risk.to_pause + shift),
            to_stop=Money(before.risk.to_stop + shift),
            if_all_lose=Money(before.risk.if_all_lose + shift),
        ),
        positions=_walk(before.positions, chance, at),
        slates=tuple(_shifted(row, shift) for row in before.slates),
        strategies=tuple(
            replace(row, ret=Ppm(int((chance.random() - 0.5) * 40_000)), positive=Ppm(int(400_000 + chance.random() * 200_000)))
            for row in before.strategies
        ),
        approvals=tuple(replace(row, waited_cost=Money((row.waited_cost or 0) - 10_000)) for row in before.approvals),
        health=tuple(replace(row, age=int(chance.random() * 9 * SECOND)) for row in before.health),
        events=events,
    )


def _walk(positions: tuple[PositionRow, ...], chance: Dice, at: Moment) -> tuple[PositionRow, ...]:
    rows = list(positions)
    count = min(len(rows), -(-LIVE_FIGURES // FIGURES_EACH))
    chosen = [*range(min(IN_VIEW, count))]
    chosen += [IN_VIEW + int(chance.random() * (len(rows) - IN_VIEW)) for _ in range(count - len(chosen))]
    for index in chosen:
        rows[index] = _walked(rows[index], chance.random(), at)
    return tuple(rows)


def _shifted(row: SlateRow, shift: Money) -> SlateRow:
    low, high = Money((row.low or 0) + shift), Money((row.high or 0) - shift)
    return replace(row, projected=Money((row.projected or 0) + shift), low=low, high=high)


def _walked(row: PositionRow, chance: float, at: Moment) -> PositionRow:
    bid = max(200, min(9_800, (row.bid or 5_000) + (100 if chance < 0.5 else -100)))
    return replace(
        row,
        bid=Price(bid),
        fair=Ppm(bid * 100 + int(chance * 30_000)),
        unrealised=Money(row.quantity * (bid - row.average)),
        book_at=at,
    )


def _ago(seconds: int) -> Moment:
    return Moment(NOW - seconds * SECOND)


def _position(number: int) -> PositionRow:
    home = _CODES[number % len(_CODES)]
    away = _CODES[(number * 7 + 3) % len(_CODES)]
    running = number % 3 == 0
    return PositionRow(
        key=f"run-p{number:04d}",
        label=own(f"{number:04d}"),
        fixture=own(f"{home}–{away}"),
        home_code=own(home),
        away_code=own(away),
        sport=Sport.FOOTBALL,
        phase=Phase.IN_PLAY if running else Phase.SCHEDULED,
        minute=number % 90 if running else None,
        starts_at=Moment(NOW - 40 * MINUTE if running else NOW + 5 * HOUR),
        home=number % 4 if running else None,
        away=number % 3 if running else None,
        hold=own(home),
        leg=Leg.YES,
        quantity=Quantity(4_000),
        average=Price(5_200),
        bid=Price(5_000),
        fair=Ppm(510_000),
        unrealised=Money(-8 * DOLLAR),
        settles_on=_TODAY,
        thesis=(ThesisMark.BROKEN, ThesisMark.WEAK)[number] if number < 2 else ThesisMark.OK,
        strategy=own("balanced"),
        book_at=NOW,
        approval=number < 2,
    )


def _status() -> Status:
    return Status(
        mode=Mode.PAPER,
        feed=own("sim"),
        zone=_ZONE,
        state=EngineState.RUNNING,
        causes=(),
        at=NOW,
        drawdown=Ppm(13_000),
        at_stake=Money(143 * DOLLAR),
        budget=Money(203 * DOLLAR),
        today=_TODAY,
        realised_today=Money(21 * DOLLAR),
        projected_open=Money(15 * DOLLAR),
        alarms_unacked=1,
        approvals=4,
        orders_resting=30,
        orders_unknown=0,
        speed=1,
        finished=False,
    )


def _risk(rows: int) -> Risk:
    return Risk(
        mode=own("normal"),
        drawdown=Ppm(13_000),
        warn=Ppm(150_000),
        pause=Ppm(180_000),
        stop=Ppm(200_000),
        to_pause=Money(173 * DOLLAR),
        to_stop=Money(193 * DOLLAR),
        at_stake=Money(143 * DOLLAR),
        budget=Money(203 * DOLLAR),
        if_all_lose=Money(887 * DOLLAR),
        if_all_lose_drawdown=Ppm(142_000),
        fixture_used=Money(21 * DOLLAR),
        fixture_limit=Money(25 * DOLLAR),
        slate_used=Money(96 * DOLLAR),
        slate_limit=Money(101 * DOLLAR),
        equity=Money(1_021 * DOLLAR),
        marked_equity=Money(1_020 * DOLLAR),
        mark=Money(1_034 * DOLLAR),
        cash=Money(910 * DOLLAR),
        free=Money(887 * DOLLAR),
        reserved=Money(23 * DOLLAR),
        size_factor=Ppm(1_000_000),
        withdrawable=Money(120 * DOLLAR),
        limits=(LimitRow("positions", rows, 2 * rows, "count"), LimitRow("orders_a_minute", 3, 30, "count")),
    )


def _slate(key: str) -> SlateRow:
    return SlateRow(
        key, Money(11 * DOLLAR), Money(-61 * DOLLAR), Money(70 * DOLLAR), 11, Money(21 * DOLLAR), Money(-2 * DOLLAR),
        Money(100 * DOLLAR), Ppm(330_000),
    )  # fmt: skip


def _arm(name: str, peak: int) -> StrategyRow:
    density = tuple(max(0, 8 - abs(i - peak)) for i in range(23))
    return StrategyRow(
        own(name), density, Money(4_000), Ppm(12_000), Ppm(540_000), 31.0, 29.0, 58, 116, 20, Ppm(200_000),
        Money(3 * DOLLAR), False,
    )  # fmt: skip


def _approval(number: int) -> ApprovalRow:
    return ApprovalRow(
        f"run-a{number:04d}", own(f"{number:04d}"), own("ARS–CHE"), 2, own("ARS"), own("adverse_score"),
        own("adverse score 0-1"), Quantity(4_000), Price(2_900), _ago(19), Moment(NOW + 2 * HOUR), own("exit_if_better"),
        Money(290_000), Money(295_000), Money(-30_000), False,
    )  # fmt: skip


def _health(name: str) -> HealthRow:
    return HealthRow(own(name), own("ok"), 400_000, 30 * SECOND, own("p95 120 ms"))


def _event(number: int) -> EventRow:
    kind = ("fill", "order", "score", "refused")[number % 4]
    return EventRow(f"e{number}", _ago(number), own(kind), own(f"{number:04d} bought ARS 15 at .52 · resting {number}"))


def _order(number: int) -> OrderRow:
    return OrderRow(
        f"run-o{number}", own(f"{number:04d}"), own("ARS–CHE"), own("ARS"), own("buy"), own("entry"), Price(5_200),
        Quantity(4_000), Quantity(1_500), own("resting"), _ago(6), own("balanced"),
    )  # fmt: skip


def _refusal(number: int) -> FunnelRow:
    return FunnelRow(f"f{number}", own("balanced"), own("edge_small"), 41 + number, _ago(3), own("edge .021 of .050"))
