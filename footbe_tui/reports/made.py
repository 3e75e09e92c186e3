"""What was made, beside what was hoped for: result, expectations, checklist, dates."""

from engine.domain import text
from engine.domain.figures import DateRow, SlateLine
from engine.domain.money import DOLLAR
from engine.domain.report import Expectation, Report, Result
from engine.domain.text import MISSING
from footbe_tui.reports import words
from footbe_tui.reports.table import Cell, Column, Table, figures, named, row
from footbe_tui.reports.words import Writer

FIGURES: tuple[tuple[str, str, Writer], ...] = (
    ("P&L after fees, $", "pnl_by_date_micros", words.dollars),
    ("return per dollar", "return_ppm", words.gain),
    ("return a day", "daily_return_ppm", words.fine),
    ("hit rate", "hit_rate_ppm", words.percent),
    ("Sharpe a day", "sharpe_day_ppm", words.number),
    ("Sharpe a year", "sharpe_year_ppm", words.number),
    ("closing line, c", "clv_each_micros", words.fine_cents),
    ("mark-out 5 s, c", "mark_5s_each_micros", words.fine_cents),
    ("mark-out 60 s, c", "mark_60s_each_micros", words.fine_cents),
    ("mark-out 10 min, c", "mark_10min_each_micros", words.fine_cents),
)
"""Every figure of a result that is an estimate: its name, its field, how it is written."""


def result(report: Report) -> Table:
    """What was made, each figure with its interval, its sample and what that is of."""
    made = report.result
    rows = [_figure(made, name, field, write) for name, field, write in FIGURES]
    if made.pnl_by_date_micros is None:
        rows[0] = row(FIGURES[0][0], words.dollars(made.pnl_micros), MISSING, "0", "settlement dates")
    return Table(
        key="result",
        title="Result",
        columns=(named("figure"), *figures("measured", "95 % interval", "n"), named("of")),
        rows=tuple(rows),
        notes=(
            (
                f"{made.positions} positions settled on {len(made.dates)} date{'s' * (len(made.dates) != 1)}, {made.wins} of {made.episodes} "
                f"episodes won. Fees {text.money(made.fees_micros)}, risked {text.money(made.risked_micros)}. "
                f"{made.orders} orders, {made.fills} fills, {made.maker_fills} as maker."
            ),
            (
                "Money from settlements, after fees; closing line and mark-outs from real entries, cents per "
                "contract, above 0 good for us. Return per dollar: the mean of episodes, large and small alike. Intervals take "
                "settlement dates as the independent pieces; Sharpe is told from 20 of them on."
            ),
        ),
    )


def _figure(made: Result, name: str, field: str, write: Writer) -> tuple[Cell, ...]:
    found = getattr(made, field)
    if found is None:
        return row(name, *[MISSING] * 4)
    return row(name, write(found.value), words.between(found, write), words.whole(found.n), found.of)


def expectations(report: Report) -> Table:
    """What was measured beside what is wanted, what was before, and what is honest."""
    return Table(
        key="expectations",
        title="Measured and expected",
        columns=(named(""), *figures("measured", "wanted", "before", "honest")),
        rows=tuple(_expectation(each) for each in report.expectations),
        notes=(
            (
                "Wanted and before: the operator's document (its agent, its static strategy). Honest: 0 to 0.1 % a "
                "day; a win rate is what prices say. No stake depends on any of it."
            ),
        ),
    )


def _expectation(each: Expectation) -> tuple[Cell, ...]:
    sharpe = each.name.startswith("Sharpe")
    plain: Writer = _ratio if sharpe else _percent
    measured = MISSING if each.measured_ppm is None else plain(each.measured_ppm.value)
    if each.measured_ppm is not None and each.name.startswith("return"):
        measured = words.fine(each.measured_ppm)
    honest = words.bounds(each.honest_ppm, plain)
    if sharpe:
        honest = "about 0"
    return row(
        each.name,
        measured,
        words.bounds(each.target_ppm, plain),
        words.bounds(each.baseline_ppm, plain),
        honest,
    )


def _percent(parts: int) -> str:
    return text.percent(parts)


def _ratio(parts: int) -> str:
    return f"{parts / 1_000_000:.2f}" if parts % 100_000 else f"{parts / 1_000_000:.1f}"


def checklist(report: Report) -> Table:
    """The operator's checklist, answered."""
    return Table(
        key="checklist",
        title="Monitoring checklist, whole run",
        columns=(
            named("answer"),
            Column("question and what was measured", words=True, wraps=True),
            Column("n"),
        ),
        rows=tuple(
            row(each.verdict, f"{each.question} {each.measured}", f"{words.whole(each.n)}")
            for each in report.checklist
        ),
        notes=("Not yet: the sample is too small to say either.",),
    )


def dates(report: Report) -> Table:
    """What was projected for each date, what those positions came to, and what was paid out on it."""
    projected = {line.settles_on: line for line in report.slates.rows}
    paid = {each.settles_on: each for each in report.result.dates}
    keys = sorted({*projected, *paid})
    rows = [_date(key, projected.get(key), paid.get(key)) for key in keys]
    made = report.result
    total = row(
        "in all",
        "",
        "",
        "",
        "",
        words.dollars(made.pnl_micros),
        text.money(made.fees_micros),
        str(made.positions),
    )
    return Table(
        key="dates",
        title="By settlement date, $",
        columns=(
            named("date"),
            *figures("projected", "5%..95%", "came", "in", "P&L", "fees", "n"),
        ),
        rows=(*rows, total) if rows else (),
        notes=(
            (
                "Projected when a date's first game began, for the positions held then; came: what just those came to. "
                "P&L and fees: everything paid out on the date."
            ),
            _held(report),
        ),
    )


def _date(key: str, line: SlateLine | None, paid: DateRow | None) -> tuple[Cell, ...]:
    return row(
        key,
        words.dollars(None if line is None else line.projected_micros),
        MISSING if line is None else _band(line),
        words.dollars(None if line is None else line.realised_micros),
        _inside(line),
        words.dollars(None if paid is None else paid.pnl_micros),
        text.money(None if paid is None else paid.fees_micros),
        MISSING if paid is None else str(paid.positions),
    )


def _band(line: SlateLine) -> str:
    return f"{line.low_micros / DOLLAR:.1f}..{line.high_micros / DOLLAR:.1f}"


def _inside(line: SlateLine | None) -> str:
    if line is None or line.inside is None:
        return MISSING
    return "yes" if line.inside else "NO"


def _held(report: Report) -> str:
    slates = report.slates
    inside = slates.inside_ppm
    if inside is None:
        return "No projected date is over yet."
    trust = (
        ""
        if slates.trust_ppm is None
        else f"; drawn to 1, a projection counts {slates.trust_ppm / 1_000_000:.2f} times"
    )
    return (
        f"Bands should hold nine dates of ten: they held {words.sure(inside, words.percent)} of {inside.n}, "
        f"{slates.below} below, {slates.above} above. Came less projected, the mean of dates: "
        f"{words.sure(slates.bias_micros, words.dollars)} dollars. Came for each dollar projected: "
        f"{words.sure(slates.ratio_ppm, words.number)}{trust}."
    )
