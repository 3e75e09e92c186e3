"""Pictures that lay rows below each other: figures with whiskers, shares then and now, counts as bars."""

from collections.abc import Sequence

from engine.domain.figures import ALL, Estimate, LedgerRow, TriggerRow
from engine.domain.report import Report
from footbe_tui.reports import svg, words
from footbe_tui.reports.svg import CHARACTER, RIGHT, TOP, WIDTH, Drawing, Scale
from footbe_tui.reports.words import CENT_MICROS, PER_CENT_PPM

ROW, NAMES, END = 24.0, 190.0, float(WIDTH - RIGHT)
_NAMED_MOST = int(NAMES / CHARACTER) - 1

SHADOW = "shadow · "
"""What stands before the name of a row that traded nothing; its point is a ring."""

Rows = Sequence[tuple[str, Estimate | None]]


def returns(report: Report) -> Drawing | None:
    """Return per dollar of each arm, real and shadow."""
    return whiskers(
        "returns",
        [(_arm(row), row.return_ppm) for row in report.ledgers],
        PER_CENT_PPM,
        title="Return per dollar by arm",
        caption="Per cent of the money risked, held to the end. Ring: shadow. Whisker: 95 % interval.",
    )


def closing(report: Report) -> Drawing | None:
    """Closing-line value of each arm, real and shadow."""
    return whiskers(
        "closing",
        [(_arm(row), row.clv_each_micros) for row in report.ledgers],
        CENT_MICROS,
        title="Closing-line value by arm",
        caption="Cents per contract after fees, entries before the game. Ring: shadow. Whisker: 95 % interval.",
    )


def marks(report: Report) -> Drawing | None:
    """How much better than paid stood the mid some time after a fill, real entries and shadows."""
    rows = [
        (f"{SHADOW if row.shadow else 'real · '}{name}", found)
        for row in report.ledgers
        if row.strategy == ALL or sum(each.shadow is row.shadow for each in report.ledgers) == 1
        for name, found in (
            ("5 s", row.mark_5s_each_micros),
            ("60 s", row.mark_60s_each_micros),
            ("10 min", row.mark_10min_each_micros),
        )
    ]
    return whiskers(
        "marks",
        rows,
        CENT_MICROS,
        title="Mark-outs",
        caption="Mid after the fill less the price paid, cents per contract; right of 0 is good for us.",
    )


def regrets(report: Report) -> Drawing | None:
    """What decisions cost, by trigger and by whoever decided."""
    rows = [(_decided(row), row.regret_each_micros) for row in (*report.triggers, *report.deciders)]
    return whiskers(
        "regret",
        rows,
        CENT_MICROS,
        title="Regret of leaving and holding",
        caption="Cents per contract; right of 0 the decision cost. Whisker: 95 % interval.",
    )


def whiskers(key: str, rows: Rows, unit: int, *, title: str, caption: str) -> Drawing | None:
    """Figures as points with their intervals across, zero marked; nothing where none is known."""
    known = [(name, found) for name, found in rows if found is not None]
    if not known:
        return None
    height = TOP + ROW * len(known) + 24
    low_y = TOP + ROW * len(known)
    x = Scale(*_reach([found for _, found in known], unit), NAMES, END)
    drawn = [svg.low_axis(x, low_y, TOP, lambda value: f"{value:+g}" if value else "0")]
    for index, (name, found) in enumerate(known):
        drawn.append(_whisker_row(name, found, TOP + ROW * (index + 0.5), x, unit))
    said = "; ".join(f"{name} {found.value / unit:+.1f} (n {found.n})" for name, found in known)
    return svg.picture(key, height, title=title, caption=caption, desc=f"{said}.", drawn=drawn)


def _whisker_row(name: str, found: Estimate, y: float, x: Scale, unit: int) -> str:
    drawn = svg.words(NAMES - 8, y + 4, _cut(name), "end")
    at = min(max(found.value / unit, x.low), x.high)
    if found.low is not None and found.high is not None:
        low, high = found.low / unit, found.high / unit
        left, right = x(max(low, x.low)), x(min(high, x.high))
        drawn += svg.line(left, y, right, y, "whisker")
        drawn += svg.line(left, y - 4, left, y + 4, "whisker") if low >= x.low else _arrow(left, y, 1)
        drawn += svg.line(right, y - 4, right, y + 4, "whisker") if high <= x.high else _arrow(right, y, -1)
    return drawn + svg.tag(
        "circle", cx=x(at), cy=y, r=3.6, class_="ring" if name.startswith(SHADOW) else "dot"
    )


def _arrow(x: float, y: float, right: int) -> str:
    return svg.path([(x + 5 * right, y - 4), (x, y), (x + 5 * right, y + 4)], "whisker")


def _reach(found: Sequence[Estimate], unit: int) -> tuple[float, float]:
    """How far does the axis go? To the whiskers, except those so long that no point would be told from another."""
    values = [each.value / unit for each in found]
    halves = sorted(
        (each.high - each.low) / 2 / unit for each in found if each.low is not None and each.high is not None
    )
    room = 3 * halves[len(halves) // 2] if halves else 0.0
    low, high = min(values), max(values)
    for each in found:
        if each.low is not None and each.high is not None:
            low, high = (
                min(low, max(each.low / unit, low - room)),
                max(high, min(each.high / unit, high + room)),
            )
    return svg.widened(low, high, zero=True)


def shares(report: Report) -> Drawing | None:
    """How often each arm was chosen: a ring for the first half of the span, a point for the second."""
    rows = report.bandit.rows
    if not rows:
        return None
    low_y, height = TOP + ROW * len(rows), TOP + ROW * len(rows) + 24
    most = max(max(row.first_half_ppm or 0, row.second_half_ppm or 0) for row in rows) / PER_CENT_PPM
    x = Scale(0, max(most * 1.08, 1), NAMES, END)
    drawn = [svg.low_axis(x, low_y, TOP, lambda value: f"{value:g}%")]
    for index, row in enumerate(rows):
        y = TOP + ROW * (index + 0.5)
        first, second = (
            None if part is None else x(part / PER_CENT_PPM)
            for part in (row.first_half_ppm, row.second_half_ppm)
        )
        drawn.append(svg.words(NAMES - 8, y + 4, _cut(words.plain(row.strategy)), "end"))
        if first is not None and second is not None:
            drawn.append(svg.line(first, y, second, y, "whisker"))
            drawn.append(svg.tag("circle", cx=first, cy=y, r=3.6, class_="ring"))
            drawn.append(svg.tag("circle", cx=second, cy=y, r=3.6, class_="dot"))
    said = "; ".join(
        f"{words.plain(row.strategy)} {words.percent(row.first_half_ppm)} then {words.percent(row.second_half_ppm)}"
        for row in rows
    )
    return svg.picture(
        "choices",
        height,
        title="Choices of the bandit",
        caption="Share of choices. Ring: first half of the span. Point: second half.",
        desc=f"{said}.",
        drawn=drawn,
    )


def refusals(report: Report, most: int = 10) -> Drawing | None:
    """How often the most frequent rules refused."""
    rows = report.refusals[:most]
    if not rows:
        return None
    low_y, height = TOP + ROW * len(rows), TOP + ROW * len(rows) + 24
    x = Scale(0, rows[0].count * 1.12, NAMES, END)
    drawn = [svg.low_axis(x, low_y, TOP, _count)]
    for index, row in enumerate(rows):
        y = TOP + ROW * index
        drawn.append(svg.words(NAMES - 8, y + ROW / 2 + 4, _cut(words.plain(row.rule)), "end"))
        drawn.append(svg.rect(NAMES, y + 5, x(row.count) - NAMES, ROW - 10, "bar"))
    said = "; ".join(f"{words.plain(row.rule)} {row.count}" for row in rows)
    return svg.picture(
        "refusals",
        height,
        title="Why no trade",
        caption="Refusals by rule over the whole run; looks, not fixtures.",
        desc=f"{said}.",
        drawn=drawn,
    )


def _count(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def _arm(row: LedgerRow) -> str:
    name = "all arms" if row.strategy == ALL else words.plain(row.strategy)
    return f"{SHADOW if row.shadow else ''}{name}"


def _decided(row: TriggerRow) -> str:
    return ("by " if row.fired is None else "") + words.plain(row.name)


def _cut(name: str) -> str:
    return words.fitted(name, _NAMED_MOST).rstrip()
