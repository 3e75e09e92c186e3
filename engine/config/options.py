"""What the command line asked for, parsed; light enough to import before anything else."""

from msgspec import Struct

from engine.domain.moment import Span
from engine.domain.money import Money


class EngineOptions(Struct, frozen=True, kw_only=True):
    """How shall an engine be started? None means: as the settings say."""

    home: str
    """Absolute path of the home folder."""
    config_files: tuple[str, ...]
    """YAML files, each over the one before; the first is complete."""
    mode: str | None = None
    """`paper` or `live`."""
    feed: str | None = None
    """`sim` or `replay`."""
    replay_path: str | None = None
    league: str | None = None
    season: str | None = None
    scenario: str | None = None
    """Which stress the pretended market is under."""
    seed: int | None = None
    speed: int | None = None
    """Simulated seconds per second; 0 as fast as it goes."""
    run_for: Span | None = None
    """End in good order after this much simulated time."""
    bankroll: Money | None = None
    interval: Span | None = None
    fresh: bool = False
    """Start a new run whatever stands in the journal."""
    console: bool = False
    """A console is attached from the start: the pace is for watching."""
