"""Does the bandit come to prefer what it believes best? Shares of choices, first half of the span against second."""

import math
from collections.abc import Sequence

from engine.core.performance import samples
from engine.domain.effects import Choice
from engine.domain.figures import Bandit, ChoiceRow, Estimate
from engine.domain.identity import NO_TRADE
from engine.domain.probability import MILLION, Ppm


def bandit(choices: Sequence[Choice], best: str | None) -> Bandit:
    """How were these choices made, in order of time? `best` is the arm believed best now."""
    first, second = choices[: len(choices) // 2], choices[len(choices) // 2 :]
    names = dict.fromkeys(arm.strategy for choice in choices for arm in choice.arms)
    names |= dict.fromkeys(choice.chosen for choice in choices)
    ordered = [name for name in names if name != NO_TRADE] + [NO_TRADE] * (NO_TRADE in names)
    return Bandit(
        choices=len(choices),
        rows=tuple(_row(name, choices, first, second) for name in ordered),
        best=best,
        gain_ppm=None if best is None else _gain(best, first, second),
        entropy_first_millibits=entropy_millibits(first),
        entropy_second_millibits=entropy_millibits(second),
    )


def entropy_millibits(choices: Sequence[Choice]) -> int | None:
    """How undecided are these choices? Shannon's entropy of the shares; None of none."""
    if not choices:
        return None
    names = dict.fromkeys(choice.chosen for choice in choices)
    shares = [sum(choice.chosen == name for choice in choices) / len(choices) for name in names]
    return abs(round(-1000 * sum(share * math.log2(share) for share in shares)))


def _row(
    name: str, choices: Sequence[Choice], first: Sequence[Choice], second: Sequence[Choice]
) -> ChoiceRow:
    chances = [arm.propensity for choice in choices for arm in choice.arms if arm.strategy == name]
    chances = chances or [choice.propensity for choice in choices if choice.chosen == name]
    return ChoiceRow(
        strategy=name,
        chosen=sum(choice.chosen == name for choice in choices),
        share_ppm=_share(name, choices) or Ppm(0),
        first_half_ppm=_share(name, first),
        second_half_ppm=_share(name, second),
        propensity_ppm=Ppm(round(sum(chances) / len(chances))) if chances else Ppm(0),
    )


def _share(name: str, choices: Sequence[Choice]) -> Ppm | None:
    if not choices:
        return None
    return Ppm(sum(choice.chosen == name for choice in choices) * MILLION // len(choices))


def _gain(best: str, first: Sequence[Choice], second: Sequence[Choice]) -> Estimate | None:
    """How much more often is it chosen in the second half? Newcombe's interval of a difference (1998, method 10)."""
    counts = [(sum(choice.chosen == best for choice in half), len(half)) for half in (first, second)]
    shares = [samples.share(part, whole, None, "choices") for part, whole in counts]
    one, two = shares
    if (
        one is None
        or two is None
        or one.low is None
        or one.high is None
        or two.low is None
        or two.high is None
    ):
        return None
    gain = two.value - one.value
    down = math.hypot(two.value - two.low, one.high - one.value)
    up = math.hypot(two.high - two.value, one.value - one.low)
    return Estimate(gain, round(gain - down), round(gain + up), one.n + two.n, None, "choices")
