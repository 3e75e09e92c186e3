"""The pictures of a report: what each shows, with its axes, its units and an honest zero."""

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.domain import text
from engine.domain.figures import CurveRow, Estimate, SlateLine, Step, Waterfall
from engine.domain.moment import DAY, HOUR, SECOND
from engine.domain.money import DOLLAR
from engine.domain.past import Period
from engine.domain.report import Report
from footbe_tui.reports import svg, words
from footbe_tui.reports.svg import LEFT, RIGHT, TOP, WIDTH, Drawing, Scale
from footbe_tui.reports.words import CENT_MICROS

END = WIDTH - RIGHT
POINTS_SHOWN = 240
"""Beyond so many points a curve is thinned; highest and lowest of each stretch stay."""

EQUITY = "Dollars; the axis does not begin at 0. Dashed: the start of the run. Dotted: open positions at what they would bring."
SLATES = (
    "Dollars by settlement date. Bar: all that was paid out. Box: projected for the positions held when its first "
    "game began, 5 % to 95 %, with the mean. Ring: what just those came to; a cross where that is outside the box."
)

_STEPS = (
    *(hours * HOUR for hours in (1, 2, 4, 8)),
    *(days * DAY for days in (1, 2, 4, 7, 14, 28, 56, 112, 365, 3650, 36500)),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def equity(report: Report) -> Drawing | None:
    """Equity over time: the account as a line, with open positions at what they would bring as a dotted one."""
    points = thinned(report.curve.points)
    if len(points) < 2:
        return None
    height, low_y = 224.0, 200.0
    start = report.head.bankroll_micros / DOLLAR
    amounts = [point.equity_micros / DOLLAR for point in points]
    marked = [
        (point.at_us, point.marked_micros / DOLLAR) for point in points if point.marked_micros is not None
    ]
    of_run = [start] if report.head.period is Period.RUN else []
    shown = [*of_run, *amounts, *(value for _, value in marked)]
    low, high = svg.widened(min(shown), max(shown))
    x, y = Scale(points[0].at_us, points[-1].at_us, LEFT, END), Scale(low, high, low_y, TOP)
    drawn = [svg.left_axis(y, _dollars), _time_axis(x, low_y, report.head.zone)]
    drawn += [svg.line(LEFT, y(level), END, y(level), "start") for level in of_run]
    if len(marked) > 1:
        drawn.append(svg.path([(x(at), y(value)) for at, value in marked], "dots"))
    drawn.append(svg.path([(x(point.at_us), y(point.equity_micros / DOLLAR)) for point in points], "line"))
    desc = (
        f"Equity from {text.money(points[0].equity_micros)} to {text.money(points[-1].equity_micros)}, between "
        f"{_dollars(min(amounts))} and {_dollars(max(amounts))} dollars."
    )
    return svg.picture("equity", height, title="Equity over time", caption=EQUITY, desc=desc, drawn=drawn)


def drawdown(report: Report) -> Drawing | None:
    """Drawdown over time, downward, against the lines at which it warns, pauses and stops."""
    points = thinned(report.curve.points)
    if len(points) < 2:
        return None
    height, low_y = 224.0, 200.0
    curve = report.curve
    deepest = max([curve.stop_ppm, *(point.drawdown_ppm for point in points)]) / 10_000
    x, y = Scale(points[0].at_us, points[-1].at_us, LEFT, END), Scale(0, deepest * 1.08, TOP, low_y)
    places = [(x(point.at_us), y(point.drawdown_ppm / 10_000)) for point in points]
    drawn = [svg.left_axis(y, lambda value: f"{value:g}%"), _time_axis(x, low_y, report.head.zone)]
    for name, level in (("warns", curve.warn_ppm), ("pauses", curve.pause_ppm), ("stops", curve.stop_ppm)):
        at = y(level / 10_000)
        drawn.append(svg.line(LEFT, at, END, at, "limit"))
        drawn.append(
            svg.words(END - 2, at - 3, f"{name} at {text.percent(level, digits=0)}", "end", "t small")
        )
    drawn += [svg.area(places, y(0), "fill"), svg.path(places, "line")]
    worst = max(point.drawdown_ppm for point in points)
    desc = f"Drawdown, worst {text.percent(worst)}; the run stops at {text.percent(curve.stop_ppm)}."
    return svg.picture(
        "drawdown",
        height,
        title="Drawdown over time",
        caption="Per cent below the highest point so far, and the lines of the limits.",
        desc=desc,
        drawn=drawn,
    )


def slates(report: Report) -> Drawing | None:
    """What each date came to as a bar from zero, over the band that was projected for it."""
    lines = {row.settles_on: row for row in report.slates.rows}
    paid = {row.settles_on: row.pnl_micros for row in report.result.dates}
    dates = sorted({*lines, *paid})
    if not dates:
        return None
    height, low_y = 236.0, 212.0
    ends = [value / DOLLAR for row in lines.values() for value in (row.low_micros, row.high_micros)]
    low, high = svg.widened(
        min([*ends, *(value / DOLLAR for value in paid.values())]),
        max([*ends, *(value / DOLLAR for value in paid.values())]),
        zero=True,
    )
    y, room = Scale(low, high, low_y, TOP), (END - LEFT) / len(dates)
    drawn = [svg.left_axis(y, _dollars)]
    for index, date in enumerate(dates):
        drawn += _slate(lines.get(date), paid.get(date), y, (LEFT + index * room, room))
    drawn += _date_names(dates, room, low_y)
    inside = report.slates.inside_ppm
    held = (
        "No projected date is over."
        if inside is None
        else f"Of {inside.n} bands {words.percent(inside)} held."
    )
    desc = f"P&L of {len(paid)} dates, {words.dollars(report.result.pnl_micros)} in all. {held}"
    return svg.picture(
        "slates", height, title="P&L by date and what was projected", caption=SLATES, desc=desc, drawn=drawn
    )


def _slate(line: SlateLine | None, paid: int | None, y: Scale, place: tuple[float, float]) -> list[str]:
    left, room = place
    drawn = []
    if line is not None:
        top, bottom = y(line.high_micros / DOLLAR), y(line.low_micros / DOLLAR)
        drawn.append(svg.rect(left + room * 0.08, top, room * 0.84, bottom - top, "band"))
    if paid is not None:
        ends = sorted((y(0), y(paid / DOLLAR)))
        drawn.append(svg.rect(left + room * 0.28, ends[0], room * 0.44, ends[1] - ends[0], "bar"))
    if line is not None:
        at = y(line.projected_micros / DOLLAR)
        drawn.append(svg.line(left + room * 0.08, at, left + room * 0.92, at, "mean"))
        if line.realised_micros is not None:
            place_of = (left + room / 2, y(line.realised_micros / DOLLAR), min(4.0, room * 0.4))
            drawn.append(_ring(*place_of) if line.inside else _cross(*place_of))
    return drawn


def _ring(x: float, y: float, size: float) -> str:
    return svg.tag("circle", cx=x, cy=y, r=size * 0.8, class_="ring")


def _cross(x: float, y: float, size: float) -> str:
    return svg.line(x - size, y - size, x + size, y + size, "cross") + svg.line(
        x - size, y + size, x + size, y - size, "cross"
    )


def waterfall(report: Report, *, shadow: bool) -> Drawing | None:
    """What became of the edge of all arms before the game: steps down and up from what was claimed, with whiskers."""
    found = next(
        (each for each in report.waterfalls if each.shadow is shadow and not each.in_play and each.n), None
    )
    if found is None:
        return None
    height, low_y = 240.0, 202.0
    levels = [step.level_each_micros for step in found.steps]
    low, high = _reach(levels)
    y, room = Scale(low, high, low_y, TOP), (END - LEFT) / len(levels)
    drawn, before = [svg.left_axis(y, lambda value: f"{value:+g}" if value else "0")], 0.0
    for index, step in enumerate(found.steps):
        whole = index in {0, len(levels) - 1}
        drawn += _step(step, (0.0 if whole else before, before), y, (LEFT + index * room, room))
        before = step.level_each_micros.value / CENT_MICROS
    name = "shadow" if shadow else "real"
    return svg.picture(
        f"edge-{name}",
        height,
        title=f"What became of the edge, {name} entries before the game",
        caption=f"Cents per contract, the same {found.n} entries in every step. Whisker: 95 % interval, an arrow where "
        "it goes on beyond the axis.",
        desc=_told(found),
        drawn=drawn,
    )


def _step(step: Step, bases: tuple[float, float], y: Scale, place: tuple[float, float]) -> list[str]:
    """One bar from where it stands to its level, a hair from the step before, its whisker, its name and figure."""
    (base, before), (left, room) = bases, place
    level, middle = step.level_each_micros, left + room / 2
    ends = sorted((y(base), y(level.value / CENT_MICROS)))
    name = "net of fee" if step.name == "after fee" else step.name
    return [
        svg.rect(left + room * 0.2, ends[0], room * 0.6, ends[1] - ends[0], "bar" if base == 0 else "step"),
        svg.line(left - room * 0.2, y(before), left + room * 0.2, y(before), "link") if left > LEFT else "",
        _whisker(level, y, middle),
        svg.words(middle, y.start + 16, name),
        svg.words(middle, y.start + 31, words.cents(level), class_="t strong"),
    ]


def _told(found: Waterfall) -> str:
    return ", ".join(f"{step.name} {words.cents(step.level_each_micros)}" for step in found.steps) + " cents."


def _reach(levels: Sequence[Estimate]) -> tuple[float, float]:
    """How far does the axis go? To the whiskers, except one so long that nothing else would be seen."""
    values = [level.value / CENT_MICROS for level in levels]
    ends = [end / CENT_MICROS for level in levels for end in (level.low, level.high) if end is not None]
    most = 2 * max(abs(value) for value in values) or 1.0
    return svg.widened(max(min([*values, *ends]), -most), min(max([*values, *ends]), most), zero=True)


def _whisker(level: Estimate, y: Scale, x: float) -> str:
    """The interval as an upright line; an end beyond the axis is an arrow's."""
    if level.low is None or level.high is None:
        return ""
    low, high = level.low / CENT_MICROS, level.high / CENT_MICROS
    bottom, top = y(max(low, y.low)), y(min(high, y.high))
    drawn = svg.line(x, bottom, x, top, "whisker")
    drawn += svg.line(x - 4, bottom, x + 4, bottom, "whisker") if low >= y.low else _arrow(x, bottom, 1)
    return drawn + (svg.line(x - 4, top, x + 4, top, "whisker") if high <= y.high else _arrow(x, top, -1))


def _arrow(x: float, y: float, down: int) -> str:
    return svg.path([(x - 4, y - 5 * down), (x, y), (x + 4, y - 5 * down)], "whisker")


def thinned(points: Sequence[CurveRow]) -> list[CurveRow]:
    """Which points are drawn? Of each stretch its deepest drawdown and its last, so that no fall is lost."""
    if len(points) <= POINTS_SHOWN:
        return list(points)
    kept: dict[int, CurveRow] = {0: points[0]}
    stretch = len(points) * 2 / POINTS_SHOWN
    for index in range(POINTS_SHOWN // 2):
        first, last = int(index * stretch), min(len(points), int((index + 1) * stretch)) - 1
        deepest = max(range(first, last + 1), key=lambda place: points[place].drawdown_ppm)
        kept[deepest], kept[last] = points[deepest], points[last]
    return [kept[place] for place in sorted(kept)]


def _time_axis(x: Scale, y: float, zone: str) -> str:
    """At most seven moments below: the beginnings of days, or hours where all is within two days."""
    step = next(length for length in _STEPS if (x.high - x.low) / length <= 6)
    start = text.moment(round(x.low), zone).replace(hour=0, minute=0, second=0, microsecond=0)
    drawn = []
    for index in range(400):
        at = start.timestamp() * SECOND + index * step
        if at > x.high:
            break
        if at >= x.low:
            when = text.moment(round(at), zone)
            said = f"{when.day} {_MONTHS[when.month - 1]}" if step >= DAY else f"{when:%H:%M}"
            drawn.append(svg.words(min(x(at), END - 14), y + 16, said))
    return "".join(drawn)


def _date_names(dates: Sequence[str], room: float, y: float) -> list[str]:
    every = max(1, -(-len(dates) // 6))
    names = []
    for index in range(0, len(dates), every):
        day = datetime.strptime(dates[index], "%Y-%m-%d").replace(tzinfo=UTC)
        names.append(svg.words(LEFT + (index + 0.5) * room, y + 16, f"{day.day} {_MONTHS[day.month - 1]}"))
    return names


def _dollars(value: float) -> str:
    digits = next((digits for digits in (0, 1) if abs(value - round(value, digits)) < 1e-6), 2)
    return f"{value:,.{digits}f}".replace(",", " ")
