"""What do the figures of a run say, and how sure may one be of them?

A mean comes with the interval its sample carries, or it does not come: without two dates there is none.
"""

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from engine.core.performance.settlement import Episode, from_settlements
from engine.domain.effects import Settlement
from engine.domain.identity import StrategyName
from engine.domain.money import DOLLAR, Money
from engine.domain.probability import MILLION, Ppm, ppm
from engine.maths.metrics import mean_interval, wilson_interval


class Interval(Struct, frozen=True):
    """A mean with its 95 % interval, in parts per million (of a share, or of a dollar)."""

    mean: int
    low: int
    high: int


class StrategyReport(Struct, frozen=True):
    """One arm's figures. `clv` is micro-dollars per contract after fees, `ret` per dollar risked."""

    name: StrategyName
    chosen: int
    episodes: int
    pnl: Money
    ret: Interval | None
    clv: Interval | None


class Report(Struct, frozen=True):
    """A run in figures. None is missing: too few samples, or nothing to count.

    Returns and closing-line values are means over episodes, their intervals clustered by settlement date;
    daily figures count dates on which something settled. `drawdown` is of realised money only.
    """

    bankroll: Money
    pnl: Money
    fees: Money
    risked: Money
    settled: int
    fills: int
    maker_fills: int
    days: int
    episodes: int
    wins: int
    pnl_span: Interval | None
    """The P&L with the interval that as many dates of the same kind would carry, in micro-dollars."""
    hit_rate: Interval | None
    ret: Interval | None
    daily: Interval | None
    sharpe: float | None
    drawdown: Ppm | None
    strategies: tuple[StrategyReport, ...]
    refusals: tuple[tuple[str, int], ...]


def report(
    *,
    settlements: Sequence[Settlement],
    clv: Mapping[str, Money | None],
    trades: tuple[int, int],
    chosen: Mapping[StrategyName, int],
    refusals: Mapping[str, int],
    bankroll: Money,
) -> Report:
    """What came of a run?

    `clv` is closing-line value per contract by position id, `trades` all fills and those made as maker,
    `chosen` how often the bandit chose each arm (doing nothing included), `refusals` counts by rule.
    """
    ended = from_settlements(settlements, clv)
    by_date = _by_date(settlements)
    returns = [amount * MILLION // bankroll for amount in by_date.values()] if bankroll > 0 else []
    wins = sum(episode.pnl > 0 for episode in ended)
    return Report(
        bankroll=bankroll,
        pnl=Money(sum(row.pnl for row in settlements)),
        fees=Money(sum(row.fees for row in settlements)),
        risked=Money(sum(row.risked for row in settlements)),
        settled=len(settlements),
        fills=trades[0],
        maker_fills=trades[1],
        days=len(by_date),
        episodes=len(ended),
        wins=wins,
        pnl_span=_sum(list(by_date.values())),
        hit_rate=_shares(wins, len(ended)),
        ret=_returns(ended),
        daily=_mean([value / MILLION for value in returns], list(by_date)) if returns else None,
        sharpe=_sharpe(returns),
        drawdown=_drawdown(settlements, bankroll),
        strategies=_strategies(ended, chosen),
        refusals=tuple(sorted(refusals.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _by_date(settlements: Sequence[Settlement]) -> dict[str, int]:
    dates: dict[str, int] = {}
    for row in sorted(settlements, key=lambda row: row.settles_on):
        dates[row.settles_on] = dates.get(row.settles_on, 0) + row.pnl
    return dates


def _drawdown(settlements: Sequence[Settlement], bankroll: Money) -> Ppm | None:
    """How far below its highest point did realised equity ever fall, as a share of that point? Rounded up."""
    if bankroll <= 0 or not settlements:
        return None
    equity = highest = bankroll
    worst = 0
    for row in sorted(settlements, key=lambda row: (row.at, row.position)):
        equity = Money(equity + row.pnl)
        highest = max(highest, equity)
        worst = max(worst, -(-(highest - equity) * MILLION // highest))
    return Ppm(worst)


def _strategies(ended: Sequence[Episode], chosen: Mapping[StrategyName, int]) -> tuple[StrategyReport, ...]:
    """Each arm that was chosen or has an episode, in order of appearance; doing nothing counts only as chosen."""
    names = [*chosen, *(episode.strategy for episode in ended)]
    return tuple(
        _strategy(name, [e for e in ended if e.strategy == name], chosen.get(name, 0))
        for name in dict.fromkeys(names)
    )


def _strategy(name: StrategyName, ended: list[Episode], chosen: int) -> StrategyReport:
    known = [(episode.clv, episode.settles_on) for episode in ended if episode.clv is not None]
    values = [value / DOLLAR for value, _ in known]
    return StrategyReport(
        name=name,
        chosen=chosen,
        episodes=len(ended),
        pnl=Money(sum(episode.pnl for episode in ended)),
        ret=_returns(ended),
        clv=_mean(values, [date for _, date in known]),
    )


def _returns(ended: Sequence[Episode]) -> Interval | None:
    paid = [episode for episode in ended if episode.risked > 0]
    return _mean([e.pnl / e.risked for e in paid], [e.settles_on for e in paid])


def _mean(values: Sequence[float], dates: Sequence[str]) -> Interval | None:
    """Between which bounds lies the mean, dates sharing their luck? None below two dates."""
    numbers = {date: index for index, date in enumerate(dict.fromkeys(dates))}
    if len(numbers) < 2:
        return None
    found = mean_interval(values, [numbers[date] for date in dates])
    return Interval(ppm(found.mean), ppm(found.low), ppm(found.high))


def _sum(amounts: Sequence[int]) -> Interval | None:
    """Between which bounds lies the sum of as many dates? None below two."""
    if len(amounts) < 2:
        return None
    found, count = (
        mean_interval([float(amount) for amount in amounts], list(range(len(amounts)))),
        len(amounts),
    )
    return Interval(round(found.mean * count), round(found.low * count), round(found.high * count))


def _shares(wins: int, trials: int) -> Interval | None:
    if trials == 0:
        return None
    found = wilson_interval(wins, trials)
    return Interval(ppm(found.mean), ppm(found.low), ppm(found.high))


def _sharpe(returns: Sequence[int]) -> float | None:
    """What is the mean daily return over its standard deviation, per day? None below two days or without spread."""
    if len(returns) < 2:
        return None
    mean = sum(returns) / len(returns)
    spread = math.sqrt(sum((value - mean) ** 2 for value in returns) / (len(returns) - 1))
    return mean / spread if spread > 0 else None
