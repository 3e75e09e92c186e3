"""What is kept of shadows: those of fixtures that are not settled yet, and how they fared beside real orders."""

from msgspec import Struct, field

from engine.core.shadows.shadow import Shadow
from engine.core.shadows.twins import Twin
from engine.domain.identity import FixtureId, PositionId, StrategyName


class Shadows(Struct):
    """What arms would have traded: at most one shadow per arm and fixture that is not settled yet."""

    on: dict[FixtureId, dict[StrategyName, Shadow]] = field(default_factory=dict)
    pairs: dict[PositionId, Twin] = field(default_factory=dict)
    """Real orders that were decided on together with a shadow of the same arm, until their fixture is over."""
    twins: list[Twin] = field(default_factory=list)
    """How shadows fared beside the real orders they were decided on with; the last `LEDGER_KEPT`."""
