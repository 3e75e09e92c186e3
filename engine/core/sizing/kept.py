"""What is kept of the bandit: what is learnt of each arm, and the choices in force."""

from msgspec import Struct, field

from engine.core.sizing.beliefs import ArmBelief
from engine.domain.effects import Choice
from engine.domain.identity import FixtureId, StrategyName
from engine.domain.moment import Moment
from engine.maths.posteriors import Nig


class Held(Struct):
    """A choice in force on a fixture: nobody samples again until it runs out or the proposers change."""

    choice: Choice
    proposers: tuple[StrategyName, ...]
    until: Moment
    ordinal: int


class Bandit(Struct):
    """What is learnt of each arm, and the choices in force."""

    beliefs: dict[StrategyName, ArmBelief] = field(default_factory=dict)
    """What all sports together have taught of an arm."""
    by_sport: dict[str, ArmBelief] = field(default_factory=dict)
    """What is believed of an arm in one sport, by `arm/sport`: what a choice there draws from."""
    pooled: Nig | None = None
    """What is believed of all arms' closing-line value together, dollars per contract; None before any."""
    gate_open: bool = False
    gate_since: Moment | None = None
    """When the gate for real money last opened or closed; None when it has never been open."""
    proven: list[StrategyName] = field(default_factory=list)
    """Arms that have left the shadow on the strength of their mark-outs."""
    reset: dict[StrategyName, Moment] = field(default_factory=dict)
    """When arms were last begun anew with: entries from before prove nothing."""
    held: dict[FixtureId, Held] = field(default_factory=dict)
    no_trade: int = 0
    recent: list[Choice] = field(default_factory=list)
