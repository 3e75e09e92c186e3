"""Pane 5: drawdown with its lines, what is at stake, what is left."""

from collections.abc import Callable
from typing import NamedTuple

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.money import DOLLAR
from engine.domain.probability import MILLION
from engine.domain.snapshot import LimitRow, Risk, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.bar import drawdown_bar, share_bar
from footbe_tui.widgets.lines import Line, length, spread
from footbe_tui.widgets.live_table import Body


class Said(NamedTuple):
    """A line of the pane under a key of its own."""

    key: str
    line: Line


def tone_of(used: int, limit: int) -> str:
    """Which tone has a used share: nothing up to nine tenths, then a warning, over the limit an alarm?"""
    if limit > 0 and used > limit:
        return "alarm"
    return "warn" if limit > 0 and used * 10 > limit * 9 else ""


def drawdown_tone(risk: Risk) -> str:
    """Which tone has the drawdown, by its own three lines?"""
    return "alarm" if risk.drawdown >= risk.pause else "warn" if risk.drawdown >= risk.warn else ""


def _pair(name: str, value: Clean, other: str, second: Clean) -> Line:
    return ((own(f"{name} "), "dim"), (value, "strong"), (own(f"  {other} "), "dim"), (second, "strong"))


def _figures(name: str, value: Clean, other: str, second: Clean) -> Line:
    return ((own(f"{name} "), "dim"), (value, ""), (own(f"  {other} "), "dim"), (second, ""))


def _of(name: str, used: int, limit: int) -> Line:
    tone = tone_of(used, limit)
    return (
        (own(f"{name} "), "dim"),
        (text.dollars_short(used), tone or "strong"),
        (own(f" of {text.dollars_short(limit)}"), ""),
    )


def _drawdown_lines(risk: Risk, width: int) -> list[Line]:
    tone = drawdown_tone(risk)
    bar = drawdown_bar(risk.drawdown, (risk.warn, risk.pause, risk.stop), min(width - 16, 30))
    pause, stop = (f"{mark / 10_000:g} %" for mark in (risk.pause, risk.stop))
    return [
        (
            (own("DRAWDOWN "), "dim"),
            (own(text.percent(risk.drawdown).rjust(5)), tone or "strong"),
            (own("  "), ""),
            *bar,
        ),
        _figures(f"  to {pause}", text.money(-risk.to_pause), f"to {stop}", text.money(-risk.to_stop)),
    ]


def _stake_lines(risk: Risk) -> list[Line]:
    tone = tone_of(risk.at_stake, risk.budget)
    worst = "warn" if risk.if_all_lose_drawdown >= risk.stop else ""
    fixture = _of("FIXTURE", risk.fixture_used, risk.fixture_limit)
    slate = _of("SLATE", risk.slate_used, risk.slate_limit)
    bar = share_bar(risk.at_stake, risk.budget, 11, tone=f"fill{tone}")
    equity = f"equity {text.dollars_short(risk.if_all_lose)}"
    lost = f"  DD {text.percent(risk.if_all_lose_drawdown)}"
    return [
        (*_of("AT STAKE", risk.at_stake, risk.budget), (own("  "), ""), *bar),
        ((own("  if all lose "), "dim"), (own(equity), ""), (own(lost), worst)),
        (*fixture, (own("  "), ""), *slate),
    ]


def _money_lines(risk: Risk, width: int) -> list[Line]:
    short = text.dollars_short
    size = text.percent(risk.size_factor, digits=0).replace("%", " %")
    reserved: Line = ((own("  reserved "), "dim"), (short(_whole(risk.cash) - _whole(risk.free)), ""))
    withdrawable: Line = ((own("  withdrawable "), "dim"), (short(risk.withdrawable), ""))
    equity = _pair("EQUITY", text.money(risk.equity), "MARK", text.money(risk.mark))
    at_bids: Line = ((own("  at bids "), "dim"), (text.money(risk.marked_equity), ""))
    return [
        equity + at_bids if length(equity + at_bids) <= width else equity,
        (*_figures("CASH", short(risk.cash), "free", short(risk.free)), *reserved),
        ((own("SIZE "), "dim"), (own(size), "" if risk.size_factor >= MILLION else "warn"), *withdrawable),
    ]


def _whole(amount: int) -> int:
    """What stands on the screen where whole dollars do: parts shown as differences of these add up there too."""
    return (amount + DOLLAR // 2) // DOLLAR * DOLLAR


def risk_lines(risk: Risk, width: int) -> list[Said]:
    """How does the risk card read, most urgent first?"""
    lines = [*_drawdown_lines(risk, width), *_stake_lines(risk), *_money_lines(risk, width)]
    said = [Said(f"risk{n}", line) for n, line in enumerate(lines)]
    return said + [Said(f"limit-{row.key}", limit_line(row, width)) for row in risk.limits]


def limit_line(row: LimitRow, width: int) -> Line:
    """How does one limit read: name, used of limit, a bar?"""
    writes: dict[str, Callable[[int], str]] = {"money": text.dollars_short, "ppm": text.percent}
    write = writes.get(row.unit, str)
    tone = tone_of(row.used, row.limit)
    used = f"{write(row.used)} of {write(row.limit)}"
    left: Line = ((own(row.key.replace("_", " ")), "dim"),)
    right: Line = ((own(f" {used}  "), tone), *share_bar(row.used, row.limit, 7, tone=f"fill{tone}"))
    return spread(left, right, width)


class RiskPane(Pane):
    """The risk card and every limit."""

    NUMBER = 5
    NAME = "Risk"
    TAB = "Risk"
    SLICES = ("risk",)

    def body(self, snapshot: Snapshot, _glance: Glance) -> Body:
        """Which lines are shown?"""
        lines = self.rows(risk_lines(snapshot.risk, self.extent.width - 4))
        return Body(lines, lambda said, _width: (said.line,), cursor=False)

    def title(self, snapshot: Snapshot) -> Line:
        """In which mode of risk?"""
        mode = snapshot.risk.mode
        return () if mode in ("", "normal") else ((own(f" · {mode}"), "dim"),)

    def tab(self, snapshot: Snapshot) -> str:
        """Is the drawdown past a line?"""
        return "!" if snapshot.risk.drawdown >= snapshot.risk.warn else ""

    def words(self, item: Said) -> str:
        """Which text does a filter look at?"""
        return "".join(text for text, _ in item.line)
