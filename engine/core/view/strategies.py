"""The strategies pane: what is believed of each arm, and how often it was chosen."""

from engine.core.conduct.gating import in_shadow
from engine.core.sizing.beliefs import density, positive
from engine.core.state import State
from engine.domain.identity import NO_TRADE
from engine.domain.money import DOLLAR, Money
from engine.domain.probability import MILLION, Ppm, ppm
from engine.domain.rules import Arm
from engine.domain.snapshot import StrategyRow


def rows(state: State) -> tuple[StrategyRow, ...]:
    """What is believed of each arm, in the config's order, doing nothing last?"""
    return (*(_arm(state, arm) for arm in state.run.rules.arms), _nothing(state))


def _choices(state: State) -> int:
    return sum(state.score.entered.values()) + state.bandit.no_trade


def _share(count: int, choices: int) -> Ppm | None:
    return Ppm(count * MILLION // choices) if choices else None


def _arm(state: State, arm: Arm) -> StrategyRow:
    belief = state.bandit.beliefs[arm.name]
    chosen, choices = state.score.entered.get(arm.name, 0), _choices(state)
    return StrategyRow(
        key=arm.name,
        density=density(belief),
        clv=Money(round(belief.clv_m * DOLLAR)) if belief.clv_episodes else None,
        ret=ppm(belief.m) if belief.episodes else None,
        positive=positive(belief),
        alpha=belief.alpha,
        beta=belief.beta,
        episodes=belief.episodes,
        proposed=state.score.proposed.get(arm.name, 0),
        chosen=chosen,
        chosen_share=_share(chosen, choices),
        realised=state.score.by_arm.get(arm.name, Money(0)),
        shadow=in_shadow(state, arm),
    )


def _nothing(state: State) -> StrategyRow:
    choices = _choices(state)
    return StrategyRow(
        key=NO_TRADE,
        density=(),
        clv=None,
        ret=None,
        positive=None,
        alpha=None,
        beta=None,
        episodes=0,
        proposed=choices,
        chosen=state.bandit.no_trade,
        chosen_share=_share(state.bandit.no_trade, choices),
        realised=Money(0),
        shadow=False,
    )
