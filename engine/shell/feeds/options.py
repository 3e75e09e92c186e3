"""What may be asked of a feed of the pretended market?"""

from pathlib import Path

from msgspec import Struct


class FeedOptions(Struct, frozen=True):
    """Seed of chance; for recorded games also the folder or file, and which league and season (None: the last)."""

    seed: int
    path: Path | None = None
    league: str | None = None
    season: str | None = None
