"""How is a report written on 80 columns? Missing is `--`; a mean never stands without its interval."""

from engine.core.performance.report import Interval, Report, StrategyReport
from engine.domain import text
from engine.domain.rules import Targets
from engine.domain.text import MISSING

WIDTH = 80

PRETENDED = "simulated games: they prove the machinery, never an edge"
"""What stands where a verdict would."""

SEED_SHARPE, SEED_WINS = "1.2-1.8", "55-60%"
"""What the operator's document expects of an agent that has learnt; shown beside what was measured."""

HONEST_SHARPE, HONEST_WINS = "about 0", "what prices say"


def lines(report: Report, targets: Targets | None = None, *, pretended: bool = False) -> list[str]:
    """Which lines tell this report? None longer than 80 characters.

    `pretended`: the games are simulated, so that no figure here says anything about an edge.
    """
    told = [*_money(report), "", *_sureness(report, pretended=pretended), *_expected(report, targets)]
    return [line[:WIDTH].rstrip() for line in (*told, "", *_arms(report), "", *_refusals(report))]


def _money(report: Report) -> list[str]:
    return [
        _pair("P&L after fees", _amount(report), f"on {text.money(report.bankroll)}, by date"),
        _pair("Fees", text.money(report.fees), f"{report.fills} fills, {report.maker_fills} as maker"),
        _pair("Risked", text.money(report.risked), f"{report.settled} positions on {report.days} dates"),
        _pair("Drawdown", text.percent(report.drawdown), "of realised money, from its peak"),
    ]


def _amount(report: Report) -> str:
    amount, span = text.money(report.pnl, sign=True), report.pnl_span
    if span is None:
        return amount
    return f"{amount} [{text.money(span.low, sign=True)} .. {text.money(span.high, sign=True)}]"


def _sureness(report: Report, *, pretended: bool) -> list[str]:
    return [
        _pair(
            "Hit rate", _share(report.hit_rate, sign=False), f"{report.wins} of {report.episodes} episodes"
        ),
        _pair("Return per dollar", _share(report.ret, sign=True), "mean of episodes, by date"),
        _pair("Return per day", _share(report.daily, sign=True), "of bankroll, settlement dates"),
        f"{'Verdict':<19}{PRETENDED if pretended else _verdict(report.ret)}",
    ]


def _verdict(ret: Interval | None) -> str:
    """What may be said of an edge? Nothing that the interval does not carry."""
    if ret is None:
        return "no interval yet: nothing can be said"
    interval = _share(ret, sign=True)
    if ret.low > 0:
        return f"edge {interval}: above zero at 95 %"
    if ret.high < 0:
        return f"edge {interval}: below zero at 95 %"
    return f"edge {interval}: not told from zero"


def _expected(report: Report, targets: Targets | None) -> list[str]:
    """What was measured beside what the operator asked for and what is honest to expect."""
    if targets is None:
        return []
    wins = MISSING if report.hit_rate is None else text.percent(report.hit_rate.mean)
    day = MISSING if report.daily is None else text.percent(report.daily.mean, digits=2, sign=True)
    sharpe = MISSING if report.sharpe is None else f"{report.sharpe:.2f}"
    asked = f"{text.percent(targets.low)}-{text.percent(targets.high)}"
    honest = f"{text.percent(targets.honest_low)}-{text.percent(targets.honest_high)}"
    return [
        "",
        f"{'':<19}{'measured':>10}{'asked for':>16}{'honest':>18}",
        f"{'Day':<19}{day:>10}{asked:>16}{honest:>18}",
        f"{'Sharpe, daily':<19}{sharpe:>10}{SEED_SHARPE:>16}{HONEST_SHARPE:>18}",
        f"{'Wins':<19}{wins:>10}{SEED_WINS:>16}{HONEST_WINS:>18}",
    ]


def _arms(report: Report) -> list[str]:
    if not report.strategies:
        return ["No choices made."]
    head = f"{'Strategy':<19}{'chosen':>7}{'n':>4}{'P&L':>9}  {'ret/$ [95 %]':<19}{'CLV cents [95 %]':<19}"
    return [head.rstrip(), *(_arm(row) for row in report.strategies)]


def _arm(row: StrategyReport) -> str:
    pnl = text.money(row.pnl, sign=True) if row.episodes else MISSING
    figures = f"{row.name:<19.19}{row.chosen:>7}{row.episodes:>4}{pnl:>9}"
    return f"{figures}  {_tight(row.ret):<19}{_cents(row.clv):<19}".rstrip()


def _refusals(report: Report) -> list[str]:
    if not report.refusals:
        return ["Refusals: none"]
    return ["Refusals by rule", *(f"  {rule:<28.28}{count:>9}" for rule, count in report.refusals)]


def _pair(name: str, value: str, note: str) -> str:
    return f"{name:<19}{value:<25} {note}"


def _share(span: Interval | None, *, sign: bool) -> str:
    if span is None:
        return MISSING
    mean, low, high = (text.percent(value, sign=sign) for value in (span.mean, span.low, span.high))
    return f"{mean} [{low} .. {high}]"


def _tight(span: Interval | None) -> str:
    if span is None:
        return MISSING
    return f"{span.mean / 10_000:+.0f} [{span.low / 10_000:+.0f}..{span.high / 10_000:+.0f}]%"


def _cents(span: Interval | None) -> str:
    if span is None:
        return MISSING
    return f"{span.mean / 10_000:+.1f} [{span.low / 10_000:+.1f}..{span.high / 10_000:+.1f}]"
