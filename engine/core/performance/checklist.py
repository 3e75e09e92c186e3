"""The operator's monitoring checklist, each question answered from a measured figure: yes, no, or not yet.

Not yet means that the sample is too small to say either; it is no kind of yes.
"""

from collections.abc import Sequence

from engine.domain import text
from engine.domain.figures import Bandit, Slates, TriggerRow
from engine.domain.moment import DAY
from engine.domain.past import Fitted
from engine.domain.probability import MILLION, Ppm
from engine.domain.report import Check, Verdict

BAND = Ppm(900_000)
"""How many dates should come out between the 5 % and the 95 % case."""

DATES_LEAST, CHOICES_LEAST = 20, 200
FIT_AGE_MAX = 7 * DAY
"""Models should be refitted every week."""


def drawdown(worst: Ppm, now: Ppm, *, limit: Ppm, dates: int) -> Check:
    """Did drawdown stay under the line at which it warns?"""
    measured = f"worst {text.percent(worst)}, now {text.percent(now)}; the line is {text.percent(limit)}"
    verdict = Verdict.YES if worst < limit else Verdict.NO
    if not dates and verdict is Verdict.YES:
        verdict = Verdict.NOT_YET
    return Check(
        "drawdown", "Is drawdown under the warning line?", verdict, measured, dates, "settlement dates"
    )


def invalidation(triggers: Sequence[TriggerRow], *, waiting: int) -> Check:
    """Did every trigger that fired get its decision? `waiting` are requests that are being asked just now."""
    fired = sum(row.fired or 0 for row in triggers)
    short = sum(max(0, (row.fired or 0) - row.decisions) for row in triggers)
    undecided = max(0, short - waiting)
    measured = f"{fired} fired, {fired - short} decided, {waiting} waiting, {undecided} without a decision"
    verdict = Verdict.NOT_YET if not fired else Verdict.NO if undecided else Verdict.YES
    return Check(
        "invalidation", "Does every fired trigger get its decision?", verdict, measured, fired, "firings"
    )


def convergence(bandit: Bandit) -> Check:
    """Is the arm that is believed best chosen more often than before?"""
    gain, question = bandit.gain_ppm, "Does the bandit come to prefer its best arm?"
    if gain is None or bandit.best is None or gain.low is None or gain.high is None:
        return Check(
            "bandit", question, Verdict.NOT_YET, "no choices in both halves", bandit.choices, "choices"
        )
    row = next((row for row in bandit.rows if row.strategy == bandit.best), None)
    shares = (None, None) if row is None else (row.first_half_ppm, row.second_half_ppm)
    measured = (
        f"{bandit.best} {text.percent(shares[0])} of choices, then {text.percent(shares[1])} "
        f"({text.percent(gain.value, sign=True)} [{text.percent(gain.low, sign=True)} .. "
        f"{text.percent(gain.high, sign=True)}]); entropy {_bits(bandit.entropy_first_millibits)}, "
        f"then {_bits(bandit.entropy_second_millibits)} bits"
    )
    verdict = Verdict.NOT_YET
    if bandit.choices >= CHOICES_LEAST and gain.low > 0:
        verdict = Verdict.YES
    elif bandit.choices >= CHOICES_LEAST and gain.high < 0:
        verdict = Verdict.NO
    return Check("bandit", question, verdict, measured, bandit.choices, "choices")


def retraining(models: Sequence[Fitted], *, leagues: int, missing: int, old: int) -> Check:
    """Are models fitted anew every week?

    `missing` leagues had asked for a fit that has not come; `old` ones have games near and a fit beyond `FIT_AGE_MAX`.
    """
    measured = (
        f"{len(models)} fits of {leagues} leagues; {missing} asked for and not there, "
        f"{old} older than {text.span(FIT_AGE_MAX)} with games near"
    )
    verdict = Verdict.NO if missing or old else Verdict.YES if models else Verdict.NOT_YET
    return Check("retraining", "Are models fitted anew every week?", verdict, measured, len(models), "fits")


def projections(slates: Slates) -> Check:
    """Did about nine of ten dates come out inside their band?"""
    inside, question = slates.inside_ppm, "Do nine of ten dates come out inside their band?"
    if inside is None or inside.low is None or inside.high is None:
        return Check(
            "projections", question, Verdict.NOT_YET, "no projected date is over", 0, "projected dates"
        )
    ratio = text.MISSING if slates.ratio_ppm is None else f"{slates.ratio_ppm.value / MILLION:.2f}"
    measured = (
        f"{text.percent(inside.value)} [{text.percent(inside.low)} .. {text.percent(inside.high)}] inside, "
        f"{slates.below} below, {slates.above} above; realised per dollar projected {ratio}"
    )
    verdict = Verdict.NOT_YET
    if not inside.low <= BAND <= inside.high:
        verdict = Verdict.NO
    elif inside.n >= DATES_LEAST:
        verdict = Verdict.YES
    return Check("projections", question, verdict, measured, inside.n, "projected dates")


def _bits(millibits: int | None) -> str:
    return text.MISSING if millibits is None else f"{millibits / 1000:.2f}"
