"""How are market and model made into one distribution, and how sure is it?"""

import math
from collections.abc import Sequence

from engine.domain.errors import Malformed
from engine.domain.probability import MILLION
from engine.domain.rules import ForecastRules

_LEAST = 1e-9


def blend(market: Sequence[float], model: Sequence[float], weight: float) -> tuple[float, ...]:
    """Which distribution lies `weight` of the way from market to model in log-odds?

    p ∝ market^(1−w) · model^w: the logarithmic pool (Genest and Zidek 1986). w = 0 is the market, 1 the model.

    Raises:
        Malformed: different lengths, or a weight outside 0 to 1.
    """
    if len(market) != len(model) or not 0.0 <= weight <= 1.0:
        raise Malformed("blend", (len(market), len(model), weight), "equal lengths and a weight from 0 to 1")
    logs = [
        (1.0 - weight) * math.log(max(ours, _LEAST)) + weight * math.log(max(theirs, _LEAST))
        for ours, theirs in zip(market, model, strict=True)
    ]
    most = max(logs)
    raised = [math.exp(log - most) for log in logs]
    total = math.fsum(raised)
    return tuple(value / total for value in raised)


def spread(
    fair: Sequence[float],
    market: Sequence[float] | None,
    model: Sequence[float] | None,
    weight: float,
    rules: ForecastRules,
) -> tuple[float, ...]:
    """How uncertain is each fair value (standard deviation, in probability)?

    The variance of a mixture: each source's own, plus w(1−w)·(market − model)² for their disagreement. A
    source's own sd is the rules' at even chances and shrinks towards certainty as 2√(p(1−p)). With one
    source only, that one's own.
    """
    share = 1.0 if market is None else 0.0 if model is None else weight
    market_sd, model_sd = rules.market_sd / MILLION, rules.model_sd / MILLION
    own = (1.0 - share) * market_sd**2 + share * model_sd**2
    ours, theirs = market or fair, model or fair
    apart = share * (1.0 - share)
    # A sum of many terms may end a hair above one; doubt is never negative for it.
    return tuple(
        math.sqrt(max(0.0, 4.0 * p * (1.0 - p) * own) + apart * (a - b) ** 2)
        for p, a, b in zip(fair, ours, theirs, strict=True)
    )
