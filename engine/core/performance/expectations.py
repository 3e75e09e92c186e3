"""What was measured beside what the operator's document hopes for, what it says of the agent before, and what is honest.

The seed's figures are its "Performance Expectations"; the honest ones were measured on past seasons, where an oracle
that knows the closing odds made 0.20 % a day with a quarter of Kelly's stakes.
"""

from engine.domain.figures import Bounds, Estimate
from engine.domain.probability import Ppm
from engine.domain.report import Expectation, Result
from engine.domain.rules import Targets

BASELINE_DAY, BASELINE_SHARPE = Bounds(5_000, 15_000), Bounds(300_000, 500_000)
BASELINE_DRAWDOWN, BASELINE_WINS = Bounds(350_000, 350_000), Bounds(480_000, 480_000)
"""The document's static strategy: 0.5 to 1.5 % a day, Sharpe 0.3 to 0.5, drawdown 35 %, wins 48 %."""

SEED_SHARPE, SEED_WINS = Bounds(1_200_000, 1_800_000), Bounds(550_000, 600_000)
"""The document's agent: Sharpe 1.2 to 1.8, wins 55 to 60 %."""

HONEST_SHARPE = Bounds(0, 0)


def expectations(
    result: Result, *, targets: Targets, stop: Ppm, paid: Estimate | None
) -> tuple[Expectation, ...]:
    """What may be laid side by side? `stop` is the drawdown limit, `paid` what contracts cost on average."""
    prices = None if paid is None else Bounds(paid.value, paid.value)
    honest_day = Bounds(targets.honest_low, targets.honest_high)
    return (
        Expectation(
            "return a day",
            result.daily_return_ppm,
            Bounds(targets.low, targets.high),
            BASELINE_DAY,
            honest_day,
            note="of the starting bankroll, on dates with a settlement",
        ),
        Expectation(
            "Sharpe a year",
            result.sharpe_year_ppm,
            SEED_SHARPE,
            BASELINE_SHARPE,
            HONEST_SHARPE,
            note="daily times √365; the document does not say of what span its own is",
        ),
        Expectation(
            "drawdown",
            _worst(result),
            Bounds(stop, stop),
            BASELINE_DRAWDOWN,
            Bounds(0, stop),
            note="worst of the span; the honest figure is the limit that every order is held to",
        ),
        Expectation(
            "wins",
            result.hit_rate_ppm,
            SEED_WINS,
            BASELINE_WINS,
            prices,
            note="of episodes; honest is what was paid for a contract, fees in",
        ),
    )


def _worst(result: Result) -> Estimate | None:
    days, worst = len(result.dates), result.drawdown_ppm
    return None if worst is None else Estimate(worst, None, None, days, days, "settlement dates")
