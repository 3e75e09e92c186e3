"""How does each chart look: which lines of text are drawn from an answer's series?"""

import textwrap
from collections.abc import Callable

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.money import DOLLAR
from engine.domain.queries import Answer, Series, Topic
from footbe_tui.widgets.lines import EMPTY, Line, cut
from footbe_tui.widgets.plot.bars import Bar, Mark, bar_plot
from footbe_tui.widgets.plot.dots import Dot, Reach, reach_plot, square_plot
from footbe_tui.widgets.plot.paths import Ends, Path, depth_plot, path_plot

FEW = 30
"""Below so many a share or a mean says little: it is dimmed and drawn hollow."""

CENT = 10_000
WHOLE_FROM = 20 * DOLLAR
"""Where equity moves less than this, its axis shows cents."""

SHORT = {"ultra_aggressive": "ultra", "aggressive": "aggr", "opportunistic": "opport", "in_game_specialist": "in-game"}

Size = tuple[int, int]
View = Callable[[Answer, str, Size], list[Line]]
"""Draws an answer in a zone, in so many cells."""


def series_of(answer: Answer, name: str) -> Series | None:
    """Which of the answer's series has this name?"""
    return next((each for each in answer.series if each.name == name), None)


def equity(answer: Answer, zone: str, size: Size) -> list[Line]:
    """Equity booked and at bids, above the drawdown with its lines."""
    width, height = size
    booked, bids = series_of(answer, "booked"), series_of(answer, "at bids")
    fall, marks = series_of(answer, "drawdown"), series_of(answer, "lines")
    if booked is None or fall is None or marks is None:
        return empty("no point yet: the first stands here when the first game settles or the first hour is over", size)
    below = max(4, height * 2 // 5)
    some = [_money_path(bids, "dim")._replace(dotted=True)] if bids is not None else []
    drawn = [*some, _money_path(booked, "strong")]
    ends = Ends(_when(booked.xs[0], zone), _when(booked.xs[-1], zone))
    reach = max(booked.ys) - min(booked.ys)
    write, step = (text.dollars_short, DOLLAR) if reach >= WHOLE_FROM else (text.money, CENT)
    upper = path_plot(drawn, (width, height - below), write, ends, gutter=9, least=step)
    right = _right(drawn, width)
    lower = depth_plot(Path("", fall.xs, fall.ys), marks.ys, (width - right, below), _percent, gutter=9)
    said: Line = ((own(f" fell {text.percent(max(fall.ys))}".ljust(right)), ""),) if right else ()
    return [*upper, (*cut(lower[0], width - right), *said), *lower[1:]]


def _right(paths: list[Path], width: int) -> int:
    return max(len(f" {path.name} {path.said}") for path in paths) if width >= 56 else 0


def _money_path(series: Series, tone: str) -> Path:
    return Path(series.name, series.xs, series.ys, tone, said=text.money(series.ys[-1]))


def _percent(parts: int) -> Clean:
    return own(f"{parts / 10_000:g}%")


def _when(at: int, zone: str) -> Clean:
    return own(f"{text.moment(at, zone):%a %d %b %H:%M}")


def _date(at: int) -> Clean:
    return own(f"{text.moment(at, 'UTC'):%d %b}")


def _signed(amount: int) -> Clean:
    return text.money(amount, sign=True)


def days(answer: Answer, _zone: str, size: Size) -> list[Line]:
    """P&L by settlement date as bars, with the target and what is honest beside."""
    made, wished, honest = (series_of(answer, name) for name in ("P&L", "target", "honest"))
    if made is None or wished is None or honest is None:
        return empty("no date yet: a bar stands here when the first position is paid", size)
    bars = [Bar(_date(x), y) for x, y in zip(made.xs, made.ys, strict=True)]
    marks = [Mark("target", wished.ys[1]), Mark("honest ≤", honest.ys[1])]
    return bar_plot(bars, marks, size, _signed)


def calibration(answer: Answer, _zone: str, size: Size) -> list[Line]:
    """What was stated against what came, ours over the market's."""
    ours, market = series_of(answer, "ours"), series_of(answer, "market")
    if ours is None:
        return empty("no game yet: dots stand here when the first game we had a forecast of is over and paid", size)
    plot = square_plot(_dots(ours), [] if market is None else _dots(market), (size[0], size[1] - 1))
    legend = f"● ours  ○ below {FEW} outcomes  │ 95 %  × market  across: stated, up: came"
    legend = legend if len(legend) <= size[0] else f"● ours  ○ n < {FEW}  │ 95 %  × market"
    return [*plot, ((own(legend[: size[0]]), "dim"),)]


def _dots(series: Series) -> list[Dot]:
    rows = zip(series.xs, series.ys, series.lows, series.highs, series.counts, strict=True)
    return [Dot(x, y, low, high, count < FEW) for x, y, low, high, count in rows]


def closing(answer: Answer, _zone: str, size: Size) -> list[Line]:
    """The mean closing-line value as the record grows, above each arm's with its interval."""
    every = series_of(answer, "all arms")
    if every is None:
        return empty("no entry with a closing line is over yet: the first stands here when its game is paid", size)
    arms = [_reach(each) for each in answer.series]
    below = min(len(arms) + 1, max(3, size[1] // 2))
    line = Path("all", every.xs, every.ys, "strong", every.lows, every.highs)
    ends = Ends(_date(every.xs[0]), _date(every.xs[-1]))
    upper = path_plot([line], (size[0], size[1] - below), _cents, ends, zero=True, least=CENT // 10)
    return [*upper, *reach_plot(arms, (size[0], below), _cents)]


def _reach(series: Series) -> Reach:
    low, high = (series.lows[-1], series.highs[-1]) if series.lows and series.highs else (None, None)
    if low is not None and low == high:
        low = high = None
    name, count = SHORT.get(series.name, series.name), series.counts[-1]
    return Reach(name, series.ys[-1], low, high, f"{_cents(series.ys[-1])} n {count}", count < FEW)


def _cents(amount: int) -> Clean:
    return own(f"{amount / CENT:+.1f}c" if amount else "0c")


def empty(words: str, size: Size) -> list[Line]:
    """What stands where there is nothing to draw: what will appear and when."""
    lines: list[Line] = [((own(line), "dim"),) for line in textwrap.wrap(words, max(10, size[0]))]
    return (lines + [EMPTY] * size[1])[: size[1]]


VIEWS: dict[Topic, tuple[str, View]] = {
    Topic.CURVE: ("equity", equity),
    Topic.DAYS: ("P&L by day", days),
    Topic.CALIBRATION: ("calibration", calibration),
    Topic.CLOSING: ("closing line", closing),
}
"""Every chart by what is asked for it: its tab and its look."""
