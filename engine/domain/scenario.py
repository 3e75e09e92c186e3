"""What may be asked of the pretended market besides its usual self?"""

from enum import StrEnum


class ScenarioName(StrEnum):
    """Which stress is the pretended market under? Each is said on the feed's label, so that no result hides it."""

    LAGGING_QUOTES = "lagging_quotes"
    MAKERS_GONE = "makers_gone"
    ONE_SIDED = "one_sided"
