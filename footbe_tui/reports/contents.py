"""What stands in a report, in which order: the head, and every table."""

from engine.domain import text
from engine.domain.past import Period
from engine.domain.report import Report
from engine.domain.text import MISSING
from footbe_tui.reports import claimed, decided, made, words
from footbe_tui.reports.table import Table

HASH_SHOWN = 12

CONTENTS = (
    made.result,
    made.expectations,
    made.checklist,
    made.dates,
    claimed.waterfalls,
    claimed.ledgers,
    claimed.pairs,
    claimed.twins,
    decided.beliefs,
    decided.bandit,
    decided.triggers,
    decided.refusals,
    decided.models,
    decided.alerts,
)
"""Every table, from the report."""


def tables(report: Report) -> tuple[Table, ...]:
    """Which tables tell this report, in order?"""
    return tuple(make(report) for make in CONTENTS)


def head(report: Report) -> tuple[tuple[str, str], ...]:
    """Whose figures are these? Name and words, line by line."""
    of, account = report.head, report.account
    zone = text.zone_short(of.zone)
    return (
        ("source", words.plain(of.source)),
        (
            "run",
            f"{words.plain(of.run)}, seed {of.seed}, {'finished' if of.finished else 'not finished yet'}",
        ),
        ("span", _span(report)),
        ("engine", f"{words.when(of.from_us, of.zone)} to {words.when(of.to_us, of.zone)} {zone}"),
        ("version", f"of the settings {_hash(of.config_hash)}, of the code {_hash(of.code_hash)}"),
        (
            "account",
            (
                f"equity {text.money(account.equity_micros)} of {text.money(of.bankroll_micros)} at the start, "
                f"cash {text.money(account.cash_micros)}{_as_of(report)}"
            ),
        ),
        (
            "drawdown",
            (
                f"{text.percent(account.drawdown_ppm)} now, {text.percent(account.worst_ppm)} at worst; lines at "
                f"{_lines(report)}"
            ),
        ),
        (
            "seen",
            (
                f"{words.whole(account.fixtures_seen)} fixtures, {words.whole(account.fixtures_settled)} settled; "
                f"{account.open_positions} positions open; {account.requests} requests for approval"
            ),
        ),
    )


def title(report: Report) -> str:
    """What is this the report of, in one line?"""
    of = report.head
    name = {
        Period.RUN: "the whole run",
        Period.DAY: f"{of.first_date}",
        Period.WEEK: f"week of {of.first_date}",
    }
    return f"{of.mode} report · {name[of.period]} · {words.plain(of.run)}"


def _span(report: Report) -> str:
    of = report.head
    if of.first_date is None:
        return "no position has been settled yet"
    days = f"{of.first_date} to {of.last_date}" if of.first_date != of.last_date else f"{of.first_date}"
    return (
        f"settlement dates {days} ({text.zone_short(of.zone)}), {len(report.result.dates)} with a settlement"
    )


def _as_of(report: Report) -> str:
    """When does the account stand so, where the report is of a shorter span than the run?"""
    of = report.head
    return "" if of.period is Period.RUN else f" (on {words.when(of.to_us, of.zone)}, not on these dates)"


def _hash(found: str | None) -> str:
    return MISSING if found is None else found[:HASH_SHOWN]


def _lines(report: Report) -> str:
    curve = report.curve
    return ", ".join(
        text.percent(line, digits=0) for line in (curve.warn_ppm, curve.pause_ppm, curve.stop_ppm)
    )
