"""The report in a few lines, for whoever asks a running engine."""

from engine.core.state import State
from engine.core.view.report import told
from engine.domain import text
from engine.domain.clean import own
from engine.domain.figures import ArmRow, Belief, Estimate, Gate, TriggerRow
from engine.domain.queries import Answer, Query, section
from engine.domain.report import Report

Line = tuple[str, str]


def answer(state: State, query: Query) -> Answer:
    """What is the report of the run so far, in short?"""
    report = told(state).report
    sections = (
        section("Result", _result(report)),
        section("Arms: proposed, chosen, orders sent, positions opened, P&L", _arms(report.arms)),
        section("Beliefs: before and after", (*_beliefs(report.arms), _gate(report.gate, report))),
        section("Triggers", tuple((row.name, _trigger(row)) for row in report.triggers)),
        section("Checklist", tuple((row.name, f"{row.verdict}: {row.measured}") for row in report.checklist)),
    )
    return Answer(query, own(f"{report.head.mode} run {report.head.run}"), sections)


def _result(report: Report) -> tuple[Line, ...]:
    head, made, account = report.head, report.result, report.account
    zone = head.zone
    return (
        ("source", head.source),
        ("from", f"{text.moment(head.from_us, zone):%Y-%m-%d %H:%M} {text.zone_short(zone)}"),
        ("to", f"{text.moment(head.to_us, zone):%Y-%m-%d %H:%M} {text.zone_short(zone)}"),
        ("fixtures", f"{account.fixtures_seen} seen, {account.fixtures_settled} settled"),
        ("orders", f"{made.orders} sent, {made.fills} fills, {made.maker_fills} as maker"),
        ("positions", f"{made.positions} settled, {account.open_positions} open"),
        ("equity", f"{text.money(account.equity_micros)} (cash {text.money(account.cash_micros)})"),
        ("P&L after fees", text.money(made.pnl_micros, sign=True)),
        ("return per dollar", _percent(made.return_ppm)),
        ("drawdown", f"{text.percent(account.worst_ppm)} at worst"),
    )


def _percent(found: Estimate | None) -> str:
    if found is None:
        return text.MISSING
    low, high = text.percent(found.low, sign=True), text.percent(found.high, sign=True)
    return f"{text.percent(found.value, sign=True)} [{low} .. {high}] n {found.n}"


def _arms(rows: tuple[ArmRow, ...]) -> tuple[Line, ...]:
    return tuple((row.strategy, _arm(row)) for row in rows)


def _arm(row: ArmRow) -> str:
    counts = " ".join(f"{count:>7}" for count in (row.proposed, row.chosen, row.orders, row.positions))
    return f"{counts} {text.money(row.pnl_micros, sign=True):>10}{'  shadow' if row.shadow else ''}"


def _beliefs(rows: tuple[ArmRow, ...]) -> tuple[Line, ...]:
    return tuple(
        (row.strategy, f"{_belief(row.before)}  →  {_belief(row.after)}  n {row.after.episodes}")
        for row in rows
    )


def _belief(held: Belief) -> str:
    success = f"α/β {held.alpha_milli / 1000:.1f}/{held.beta_milli / 1000:.1f}"
    return f"{success} ret {text.percent(held.return_ppm, sign=True)} P(>0) {text.fair(held.return_positive_ppm)}"


def _gate(gate: Gate, report: Report) -> Line:
    chance = f"P(closing-line value after fees > 0) {text.fair(gate.chance_ppm)} of {text.fair(gate.needed_ppm)} needed"
    word = "open" if gate.open else "closed"
    return "gate for real money", f"{chance}: {word}{' (simulated)' if report.head.simulated else ''}"


def _trigger(row: TriggerRow) -> str:
    found, total = row.regret_each_micros, text.money(row.regret_total_micros, sign=True)
    regret = text.MISSING if found is None else f"{total} over {found.n} decisions"
    return (
        f"{text.MISSING if row.fired is None else row.fired} fired, {row.decisions} decided, regret {regret}"
    )
