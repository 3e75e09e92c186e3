"""What the charts are drawn from: equity, days, calibration, closing lines. At most `POINTS` of each."""

from collections.abc import Iterable, Sequence
from datetime import date

from engine.core.performance.closing import ClosingPoint, running, teaching
from engine.core.performance.contest import calibration
from engine.core.performance.curve import thinned
from engine.core.performance.result import by_date, closing_line
from engine.core.performance.samples import total
from engine.core.state import State
from engine.core.view.estimates import cents, interval, simulated, source
from engine.domain import text
from engine.domain.clean import own
from engine.domain.figures import DateRow, Estimate
from engine.domain.ledger import CurvePoint, Entry
from engine.domain.moment import DAY, Moment, VenueDate
from engine.domain.money import Money, money_share_down
from engine.domain.queries import Answer, Query, Section, Series, section

POINTS = 400
"""So many points has a line at most."""

DAYS_SHOWN, ENTRIES_READ = 60, 2_000
EPOCH = date(1970, 1, 1).toordinal()

Line = tuple[str, str]


def _answer(state: State, query: Query, title: str, parts: tuple[Section, ...], series: Iterable[Series]) -> Answer:
    drawn = tuple(each for each in series if each.xs)
    return Answer(query, own(f"{simulated(state)}{title}"), parts, series=drawn, at=state.run.at)


def curve(state: State, query: Query) -> Answer:
    """How did equity go, and how deep below its mark?"""
    points = thinned(state.score.curve, POINTS)
    rules, purse = state.run.rules.drawdown, state.purse
    marks = (rules.warn, rules.pause, rules.stop)
    series = (
        Series(own("booked"), "money", _at(points), tuple(point.equity for point in points)),
        _at_bids(points),
        Series(own("drawdown"), "ppm", _at(points), tuple(point.drawdown for point in points)),
        Series(own("lines"), "ppm", (0, 1, 2) if points else (), marks if points else ()),
    )
    lines = (
        ("booked now", text.money(purse.equity)),
        ("mark", text.money(purse.account.mark)),
        ("drawdown now", text.percent(purse.drawdown)),
        ("deepest", text.percent(purse.worst_drawdown)),
        ("lines", " · ".join(text.percent(mark, digits=0) for mark in marks)),
        ("sample", f"{len(points)} of {len(state.score.curve)} points" if points else "none yet"),
        ("interval", "none: one path, no sample"),
        ("source", source(state)),
    )
    return _answer(state, query, "Equity and drawdown", (section("Equity", lines),), series)


def _at(points: Sequence[CurvePoint]) -> tuple[int, ...]:
    return tuple(point.at for point in points)


def _at_bids(points: Sequence[CurvePoint]) -> Series:
    known = [(point.at, point.marked) for point in points if point.marked is not None]
    return Series(own("at bids"), "money", tuple(at for at, _ in known), tuple(value for _, value in known))


def days(state: State, query: Query) -> Answer:
    """What was made on each settlement date, against what was asked for and what is honest?"""
    rows = by_date(state.score.settlements)
    shown = rows[-DAYS_SHOWN:]
    targets, bankroll = state.run.rules.targets, state.run.rules.bankroll
    wished = [money_share_down(bankroll, share) for share in (targets.low, targets.mid, targets.high)]
    honest = [money_share_down(bankroll, share) for share in (targets.honest_low, targets.honest_high)]
    xs = tuple(_day(row.settles_on) for row in shown)
    series = (
        Series(
            own("P&L"),
            "money",
            xs,
            tuple(row.pnl_micros for row in shown),
            counts=tuple(row.positions for row in shown),
        ),
        _marks("target", wished if shown else ()),
        _marks("honest", honest if shown else ()),
    )
    told = (section("P&L by settlement date", (*_days_told(rows, wished, honest), ("source", source(state)))),)
    return _answer(state, query, "P&L by settlement date", told, series)


def _marks(name: str, amounts: Sequence[Money]) -> Series:
    return Series(own(name), "money", tuple(range(len(amounts))), tuple(amounts))


def _days_told(rows: Sequence[DateRow], wished: Sequence[Money], honest: Sequence[Money]) -> tuple[Line, ...]:
    found = total([row.pnl_micros for row in rows], "settlement dates")
    mean = None if found is None else _per_date(found)
    last = rows[-1] if rows else None
    return (
        ("in all", text.money(found.value if found else None, sign=True)),
        ("mean a date", interval(mean, lambda amount: text.money(amount, sign=True))),
        ("up / down", f"{sum(r.pnl_micros > 0 for r in rows)} / {sum(r.pnl_micros < 0 for r in rows)}"),
        ("last", text.MISSING if last is None else f"{text.slate(last.settles_on)} {text.money(last.pnl_micros, sign=True)}"),
        ("fees", text.money(-sum(row.fees_micros for row in rows)) if rows else text.MISSING),
        ("target asked", text.money(wished[1], sign=True)),
        ("honest", f"{text.money(honest[0], sign=True)} .. {text.money(honest[1], sign=True)}"),
        ("sample", f"{len(rows)} settlement dates, {sum(row.positions for row in rows)} positions"),
        ("interval", "95 %, dates taken as independent"),
    )


def _per_date(found: Estimate) -> Estimate:
    low, high = (None if end is None else round(end / found.n) for end in (found.low, found.high))
    return Estimate(round(found.value / found.n), low, high, found.n, found.dates, found.of)


def _day(settles_on: VenueDate) -> Moment:
    """At which moment does this date begin, taken as one of UTC? A place on an axis, no more."""
    return Moment((date.fromisoformat(settles_on).toordinal() - EPOCH) * DAY)


def calibrated(state: State, query: Query) -> Answer:
    """How often came what was stated so likely at kick-off?"""
    series, parts = [], []
    for believer, name in (("blend", "ours"), ("market", "market"), ("model", "model alone")):
        bins = calibration(state.evidence.bins.get(believer, ()))
        series.append(
            Series(
                own(name),
                "ppm",
                tuple(each.stated for each in bins),
                tuple(each.came for each in bins),
                lows=tuple(each.low for each in bins),
                highs=tuple(each.high for each in bins),
                counts=tuple(each.count for each in bins),
            )
        )
        rows = (
            (
                f"{text.percent(each.stated, digits=0)} stated",
                f"{_whole_percent(each.came)} [{_whole_percent(each.low)} .. {_whole_percent(each.high)}] n {each.count}",
            )
            for each in bins
        )
        parts.append(section(f"{name}: came", rows))
    games = sum(league.blend.games for league in state.evidence.leagues.values())
    about = (
        ("sample", f"{games} games, every outcome of each"),
        ("stated", "at kick-off; void games count nowhere"),
        ("interval", "95 % (Wilson), a tenth by itself"),
        ("source", source(state)),
    )
    told = (section("Calibration", about), *(part for part in parts if part.lines))
    return _answer(state, query, "Calibration: stated and came", told, series)


def _whole_percent(parts: int) -> str:
    return text.percent(parts, digits=0)


def closing(state: State, query: Query) -> Answer:
    """Does what is bought close dearer: all arms over time, and each arm?"""
    entries = teaching(state.score.entries[-ENTRIES_READ:])
    points = running(entries)
    names = dict.fromkeys(entry.strategy for entry in entries)
    arms = [(name, closing_line([each for each in entries if each.strategy == name])) for name in names]
    series = (_all_arms(points), *(_arm(name, found) for name, found in arms if found is not None))
    last = points[-1].mean if points else None
    lines = (
        ("all arms", f"{interval(last, cents)} n {last.n if last else 0}"),
        *((name, f"{interval(found, cents)} n {found.n if found else 0}") for name, found in arms),
        ("unit", "cents a contract after fees: the closing mid less what was paid"),
        ("sample", _sample(entries, last)),
        ("interval", "95 %, settlement dates taken as independent"),
        ("source", source(state)),
    )
    return _answer(state, query, "Closing-line value after fees", (section("Closing line", lines),), series)


def _all_arms(points: Sequence[ClosingPoint]) -> Series:
    step = -(-len(points) // POINTS) if points else 1
    some = [*points[::-step]][::-1]
    bounded = all(each.mean.low is not None and each.mean.high is not None for each in some[1:])
    means = [each.mean for each in some]
    return Series(
        own("all arms"),
        "each",
        tuple(_day(each.settles_on) for each in some),
        tuple(each.value for each in means),
        lows=tuple(each.value if each.low is None else each.low for each in means) if bounded else (),
        highs=tuple(each.value if each.high is None else each.high for each in means) if bounded else (),
        counts=tuple(each.n for each in means),
    )


def _arm(name: str, found: Estimate) -> Series:
    bounded = found.low is not None and found.high is not None
    low, high = ((found.low,), (found.high,)) if bounded else ((), ())
    return Series(own(name), "each", (0,), (found.value,), _whole(low), _whole(high), (found.n,))


def _whole(values: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(value for value in values if value is not None)


def _sample(entries: Sequence[Entry], last: Estimate | None) -> str:
    if last is None:
        return f"none yet; {len(entries)} entries are over, none of them before a game with a closing line"
    shadows = sum(entry.shadow for entry in entries)
    return f"{last.n} entries on {last.dates} dates; of {len(entries)} over {shadows} are imagined (not traded)"

