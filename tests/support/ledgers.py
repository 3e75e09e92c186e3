"""A season of ledgers made up from a seed: settlements, entries real and shadow, forks, projections, choices, a curve.

Every real settlement has its entry and what leaving early made in a fork, so that figures can be reconciled.
"""

from datetime import datetime, timedelta

from msgspec import Struct, field

from engine.domain.dice import dice
from engine.domain.effects import ArmView, Choice, Settlement
from engine.domain.identity import NO_TRADE
from engine.domain.ledger import Alert, AlertKind, CurvePoint, Deed, Entry, Fork, Projected
from engine.domain.market import Leg
from engine.domain.moment import DAY, HOUR, MINUTE, Moment
from engine.domain.money import ONE
from engine.domain.past import Fitted, Past
from engine.domain.snapshot import FunnelRow
from engine.domain.sport import Sport
from tests.support.desk import Desk

FIRST = datetime(2026, 8, 8)
BEGUN = Moment(1_786_190_400_000_000)
"""2026-08-08 12:00 UTC, a Saturday."""

ARMS = ("ultra_aggressive", "aggressive", "balanced", "opportunistic")
TRIGGERS = ("adverse_score", "price_moved", "game_started", "closing_minutes", "stale_position")
DEEDS = tuple(Deed)


class Season(Struct):
    """What was made up."""

    settlements: list[Settlement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    projected: dict[str, Projected] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    curve: list[CurvePoint] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)


def date(day: int) -> str:
    """Which date is so many days after the first?"""
    return f"{FIRST + timedelta(days=day):%Y-%m-%d}"


def season(days: int = 6, fixtures: int = 4, seed: int = 1) -> Season:
    """So many days with so many games each."""
    made = Season()
    equity = peak = 1_000_000_000
    for day in range(days):
        expected, before = 0, len(made.settlements)
        for number in range(fixtures):
            expected += _fixture(made, day, number, seed)
        on_date = made.settlements[before:]
        came = sum(row.pnl for row in on_date)
        equity += came
        peak = max(peak, equity)
        wide = 9_000_000
        made.projected[date(day)] = Projected(
            date(day), Moment(BEGUN + day * DAY), tuple(row.position for row in on_date), expected,
            expected - wide, expected + wide, came if day < days - 1 else None,
        )  # fmt: skip
        made.curve.append(
            CurvePoint(
                Moment(BEGUN + day * DAY + HOUR),
                equity,
                equity + 1_000_000,
                (peak - equity) * 1_000_000 // peak,
            )
        )
        made.alerts.append(
            Alert(AlertKind.DAILY, f"d{day}", Moment(BEGUN + day * DAY + HOUR), f"{date(day)}: {came}")
        )
    return made


def _fixture(made: Season, day: int, number: int, seed: int) -> int:
    chance = dice(seed, "made-up", f"{day}-{number}", 0)
    fixture, at = f"F{day}-{number}", Moment(BEGUN + day * DAY + number * MINUTE)
    price, quantity = chance.randrange(2_000, 8_000, 100), chance.randrange(200, 3_000, 100)
    won, chosen = chance.random() < price / ONE, chance.choice(ARMS[: 2 + (day > 2)])
    value = ONE if won else 0
    for arm in ARMS:
        real = arm == chosen and number % 4 != 3
        size = quantity if real else quantity // 2
        made.entries += [_entry(chance, arm, (day, number), at, price, size, value, shadow=True)]
        if real:
            entry = _entry(chance, arm, (day, number), at, price, size, value, shadow=False)
            made.entries.append(entry)
            left = _fork(chance, entry, day + number)
            made.forks.append(left)
            made.settlements.append(
                Settlement(
                    entry.key,
                    fixture,
                    entry.market,
                    arm,
                    date(day),
                    value,
                    0,
                    entry.pnl + (-left.regret if left.deed is Deed.LEFT else 0),
                    entry.fees,
                    entry.risked,
                    at,
                    False,
                )
            )
    views = tuple(ArmView(arm, chance.gauss(0, 1), 250_000, 20_000) for arm in ARMS)
    name = NO_TRADE if number % 4 == 3 else chosen
    made.choices.append(Choice(fixture, 1, at, views, name, 250_000))
    return 10 * quantity * 100


def _entry(chance, arm, of, at, price, quantity, value, *, shadow):
    day, number = of
    spent, fees = price * quantity, quantity * 90
    mid = price + chance.randrange(-150, 150, 50)
    return Entry(
        key=f"{'s-' if shadow else ''}{arm}-{day}-{number}",
        shadow=shadow, strategy=arm, fixture=f"F{day}-{number}", sport=Sport.FOOTBALL, league="E0",
        market=f"M{day}-{number}", leg=Leg.YES, settles_on=date(day), opened_at=at, in_play=number % 5 == 4,
        maker=True, quantity=quantity, claimed=None if number % 7 == 6 else (mid + chance.randrange(200, 900)) * 100,
        fair=(mid + chance.randrange(100, 400)) * 100, sd=30_000, mid_twice=2 * mid, limit=price, spent=spent,
        fees=fees, marks=tuple(chance.randrange(-9_000, 9_000) for _ in range(3)),
        close_twice=2 * (price + chance.randrange(-400, 400, 50)), value=value,
        pnl=value * quantity - spent - fees, closed_at=Moment(at + 2 * HOUR),
    )  # fmt: skip


def _fork(chance, entry, number):
    holding = entry.value * entry.quantity
    leaving = holding + chance.randrange(-900_000, 900_000)
    trigger, deed = TRIGGERS[number % len(TRIGGERS)], DEEDS[number % len(DEEDS)]
    by = {Deed.LEFT: trigger, Deed.NOTED: trigger, Deed.APPROVED: "operator", Deed.REJECTED: "operator"}
    return Fork(
        key=f"fork-{entry.key}", position=entry.key, fixture=entry.fixture, market=entry.market, leg=entry.leg,
        strategy=entry.strategy, trigger=trigger, deed=deed, by=by.get(deed, "deadline"), at=entry.opened_at,
        in_play=True, quantity=entry.quantity, fair=500_000, leaving=leaving, holding=holding,
        closed_at=entry.closed_at, settles_on=entry.settles_on,
    )  # fmt: skip


def state(made: Season):
    """A core's state in which this season has been lived through."""
    desk = Desk(start=Moment(BEGUN - 2 * HOUR))
    desk.state.run.zone = "America/New_York"
    score, doubts = desk.state.score, desk.state.doubts
    score.settlements, score.entries, score.forks = made.settlements, made.entries, made.forks
    score.projected, score.curve, score.alerts = made.projected, made.curve, made.alerts
    score.orders, score.fills, score.maker_fills = 900, len(made.settlements), len(made.settlements) - 2
    for row in made.settlements:
        score.by_arm[row.strategy] = score.by_arm.get(row.strategy, 0) + row.pnl
        score.realised[row.settles_on] = score.realised.get(row.settles_on, 0) + row.pnl
    for fork in made.forks:
        doubts.fired[fork.trigger] = doubts.fired.get(fork.trigger, 0) + 1
    for choice in made.choices:
        score.entered[choice.chosen] = score.entered.get(choice.chosen, 0) + 1
    for rule, count in (("edge", 53_106), ("in_play", 30_808), ("line_ups", 100)):
        score.funnel[rule] = FunnelRow(rule, "balanced", rule, count, BEGUN, "")
    desk.state.purse.worst_drawdown = max((point.drawdown for point in made.curve), default=0)
    desk.state.run.at = Moment(made.curve[-1].at + HOUR) if made.curve else desk.state.run.at
    return desk.state


def past(made: Season) -> Past:
    """What the tables of its journal would hold."""
    models = [
        Fitted(f"dixon-coles-E0-{n}", "E0", 900 + n, Moment(BEGUN + n * DAY), 985_000) for n in range(3)
    ]
    return Past(
        entries=made.entries,
        forks=made.forks,
        choices=made.choices,
        models=models,
        alerts=made.alerts,
        sent=[choice.at for choice in made.choices],
        fills=[(row.at, True) for row in made.settlements],
        config_hash="c0ffee" * 10,
        code_hash="decade" * 10,
    )
