"""Which span of a run is asked about, and what stands in a journal beside the state."""

from enum import StrEnum

from msgspec import Struct, field

from engine.domain.effects import Choice
from engine.domain.ledger import Alert, Entry, Fork
from engine.domain.moment import Moment, VenueDate


class Period(StrEnum):
    """How long a span is told of? A week goes from Monday to Sunday, in the venue's dates."""

    DAY = "day"
    WEEK = "week"
    RUN = "run"


class SpanAsked(Struct, frozen=True):
    """Which span? No date: the newest on which anything was settled."""

    period: Period = Period.RUN
    date: VenueDate | None = None


class Fitted(Struct, frozen=True):
    """A model as it came back from a fit."""

    model: str
    league: str
    games: int
    fitted_us: Moment
    log_loss_ppm: int | None


class Past(Struct, frozen=True):
    """What stands in a journal beside the state: whole ledgers, and what the run was begun with.

    `sent` are the moments of orders, `fills` those of fills with whether they were a maker's. `finished`: the run reached its
    end, or the end that was asked for.
    """

    entries: list[Entry] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    models: list[Fitted] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    sent: list[Moment] = field(default_factory=list)
    fills: list[tuple[Moment, bool]] = field(default_factory=list)
    config_hash: str | None = None
    code_hash: str | None = None
    finished: bool = False
