"""What was really made: P&L by settlement date, and the figures that may be told of it."""

from collections.abc import Mapping, Sequence

from engine.core.performance import samples
from engine.core.performance.settlement import Episode, episodes
from engine.domain.effects import Settlement
from engine.domain.figures import DateRow, Estimate
from engine.domain.ledger import Entry
from engine.domain.moment import VenueDate
from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm
from engine.domain.report import Result

EPISODES, DATES, BY_CONTRACTS = "episodes", "settlement dates", "entries, by contracts"
"""What the samples are of."""


def result(
    settlements: Sequence[Settlement],
    entries: Sequence[Entry],
    *,
    trades: tuple[int, int, int],
    bankroll: Money,
    drawdown: Ppm | None,
) -> Result:
    """What was made of these settlements, and how well was it bought?

    `entries` are real ones; `trades` counts orders, fills and those made as maker. `drawdown` is what the account
    showed; without it that of settled money is taken.
    """
    rows, ended = by_date(settlements), episodes(settlements)
    returns = [row.pnl_micros * MILLION / bankroll for row in rows] if bankroll > 0 else []
    wins = sum(episode.pnl > 0 for episode in ended)
    marks = [mark_out(entries, place) for place in range(3)]
    return Result(
        pnl_micros=Money(sum(row.pnl for row in settlements)),
        pnl_by_date_micros=samples.total([row.pnl_micros for row in rows], DATES),
        fees_micros=Money(sum(row.fees for row in settlements)),
        risked_micros=Money(sum(row.risked for row in settlements)),
        positions=len(settlements),
        episodes=len(ended),
        wins=wins,
        orders=trades[0],
        fills=trades[1],
        maker_fills=trades[2],
        return_ppm=_returns(ended),
        hit_rate_ppm=samples.share(wins, len(ended), len(rows), EPISODES),
        daily_return_ppm=samples.mean(returns, [row.settles_on for row in rows], DATES),
        sharpe_day_ppm=samples.sharpe(returns, DATES),
        sharpe_year_ppm=samples.sharpe(returns, DATES, _dates_a_year(rows)),
        clv_each_micros=closing_line(entries),
        mark_5s_each_micros=marks[0],
        mark_60s_each_micros=marks[1],
        mark_10min_each_micros=marks[2],
        drawdown_ppm=settled_drawdown(settlements, bankroll) if drawdown is None else drawdown,
        dates=rows,
    )


def by_date(settlements: Sequence[Settlement]) -> tuple[DateRow, ...]:
    """What was paid out on each settlement date, in order?"""
    groups: dict[VenueDate, list[Settlement]] = {}
    for row in settlements:
        groups.setdefault(row.settles_on, []).append(row)
    return tuple(
        DateRow(
            settles_on=date,
            pnl_micros=Money(sum(row.pnl for row in groups[date])),
            fees_micros=Money(sum(row.fees for row in groups[date])),
            risked_micros=Money(sum(row.risked for row in groups[date])),
            positions=len(groups[date]),
        )
        for date in sorted(groups)
    )


def settled_drawdown(settlements: Sequence[Settlement], bankroll: Money) -> Ppm | None:
    """How far below its highest point did settled money ever fall, as a share of that point? Rounded up."""
    if bankroll <= 0 or not settlements:
        return None
    equity = highest = bankroll
    worst = 0
    for row in sorted(settlements, key=lambda row: (row.at, row.position)):
        equity = Money(equity + row.pnl)
        highest = max(highest, equity)
        worst = max(worst, -(-(highest - equity) * MILLION // highest))
    return Ppm(worst)


def closing_line(entries: Sequence[Entry]) -> Estimate | None:
    """How much better than it closed was it bought, per contract and after fees? Entries before the game only."""
    known = [(entry, entry.clv) for entry in entries]
    return _per_contract([(entry, value) for entry, value in known if value is not None])


def mark_out(entries: Sequence[Entry], place: int) -> Estimate | None:
    """How much better stood the mid some time after the fill (which of the three times), per contract?"""
    known = [(entry, entry.marks[place]) for entry in entries]
    return _per_contract([(entry, value) for entry, value in known if value is not None])


def return_on_risk(entries: Sequence[Entry]) -> Estimate | None:
    """What did each dollar bring that left cash for these entries, all of them together?"""
    return samples.ratio(
        [entry.pnl for entry in entries],
        [entry.risked for entry in entries],
        [entry.settles_on for entry in entries],
        "entries, by dollars",
    )


def paid_share(entries: Sequence[Entry]) -> Estimate | None:
    """How often must these win to come out even: what was paid for a contract, fees included, in parts per million?"""
    kept = [entry for entry in entries if entry.quantity > 0]
    return samples.mean(
        [entry.risked * 100 / entry.quantity for entry in kept],
        [entry.settles_on for entry in kept],
        "entries",
    )


def _per_contract(known: Sequence[tuple[Entry, int]]) -> Estimate | None:
    return samples.weighted(
        [value for _, value in known],
        [entry.quantity for entry, _ in known],
        [entry.settles_on for entry, _ in known],
        BY_CONTRACTS,
    )


def _dates_a_year(rows: Sequence[DateRow]) -> float:
    return samples.dates_a_year([row.settles_on for row in rows])


def _returns(ended: Sequence[Episode]) -> Estimate | None:
    paid = [episode for episode in ended if episode.risked > 0]
    returns = [episode.pnl * MILLION / episode.risked for episode in paid]
    return samples.mean(returns, [episode.settles_on for episode in paid], EPISODES)


def refusal_counts(refused: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int, str]]:
    """Which rules refused how often in all, and whom most? `refused`: by rule, by strategy. Most frequent first."""
    rows = [
        (rule, sum(by.values()), max(by, key=lambda name: (by[name], name))) for rule, by in refused.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
