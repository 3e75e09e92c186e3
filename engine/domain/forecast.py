"""What we believe about a game, and the fitted models that made us believe it."""

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.domain.identity import FixtureId, ModelId
from engine.domain.moment import Moment
from engine.domain.probability import MILLION, Ppm
from engine.domain.sport import Sport


class Forecast(Struct, frozen=True, array_like=True):
    """How likely is each outcome, in the sport's outcome order, and how sure are we?

    `fair` sums to one million; `sd` is the standard deviation of each fair value; `market` is what
    the books alone say (None without two-sided books on every outcome); `model` what the model alone
    says (None without one).
    """

    fixture: FixtureId
    model_id: ModelId
    at: Moment
    in_play: bool
    fair: tuple[Ppm, ...]
    sd: tuple[Ppm, ...]
    market: tuple[Ppm, ...] | None
    model: tuple[Ppm, ...] | None

    def __post_init__(self) -> None:
        """Refuse a forecast that is not a distribution."""
        if sum(self.fair) != MILLION or min(self.fair) < 0 or len(self.fair) != len(self.sd):
            raise Malformed(f"forecast of {self.fixture}", self.fair, "parts that sum to 1,000,000")


class TeamStrength(Struct, frozen=True, array_like=True):
    """How strong is a club: log attack and log defence (football), or rating points (basketball, attack only)."""

    team: Clean
    attack: float
    defence: float


class FittedModel(Struct, frozen=True, cache_hash=True):
    """A model's parameters for one league as a worker found them; whole in the journal.

    Football: `home` is the log home advantage, `base` the log goal rate, `rho` Dixon and Coles's
    dependence; the home side's rate is exp(base + home + attack - the other's defence), the away
    side's the same without `home`: a higher defence concedes less. Basketball: `home` and strengths are Elo points, `base` the points per Elo point,
    `spread` the standard deviation of the final margin in points. `newcomer` stands in for a club
    that was not in the data (mean of promoted clubs).
    """

    id: ModelId
    sport: Sport
    league: Clean
    fitted_at: Moment
    games: int
    base: float
    home: float
    rho: float
    spread: float
    newcomer: TeamStrength
    strengths: tuple[TeamStrength, ...]
    log_loss_ppm: int | None
    """Mean log loss per game on the fitted games, in parts per million of a nat; None if not measured."""
