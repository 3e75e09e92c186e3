"""Which kinds of strategy are there? An arm's `kind` names the rule that reads its settings."""

from collections.abc import Callable

from engine.core.strategies import in_game, value
from engine.core.strategies.view import Declined, MarketView
from engine.domain.errors import Malformed
from engine.domain.order import Proposal
from engine.domain.rules import Arm

Strategy = Callable[[Arm, MarketView], Proposal | Declined]

STRATEGIES: dict[str, Strategy] = {
    "value": value.propose,
    "in_game": in_game.propose,
}
"""Strategies by kind."""


def propose(arm: Arm, view: MarketView) -> Proposal | Declined:
    """What would this arm do on this market?

    Raises:
        Malformed: its kind is not one of STRATEGIES.
    """
    if arm.kind not in STRATEGIES:
        raise Malformed(f"kind of arm {arm.name}", arm.kind, ", ".join(STRATEGIES))
    if not arm.enabled:
        return Declined("disabled", "switched off in the config")
    return STRATEGIES[arm.kind](arm, view)
