"""What may be asked of a feed of the pretended market?"""

from pathlib import Path

from msgspec import Struct

from engine.domain.scenario import QuoteRate, ScenarioName


class FeedOptions(Struct, frozen=True):
    """Seed of chance; for recorded games also the folder or file, and which league and season (None: the last).

    `scenario` is the stress the pretended market is under, None for none; `quotes` is how often
    its games are quoted, None as the feed likes.
    """

    seed: int
    path: Path | None = None
    league: str | None = None
    season: str | None = None
    scenario: ScenarioName | None = None
    quotes: QuoteRate | None = None
