"""What may be asked of the pretended market besides its usual self?"""

from enum import StrEnum

STRESS = "stress scenario"
"""How the label of a feed under stress begins; its name and a colon follow."""


class QuoteRate(StrEnum):
    """How often are pretended games quoted? Only `full` is as often as real ones; the others thin it for speed."""

    SPARING = "sparing"
    LIVELY = "lively"
    FULL = "full"


class ScenarioName(StrEnum):
    """Which stress is the pretended market under? Each is said on the feed's label, so that no result hides it."""

    LAGGING_QUOTES = "lagging_quotes"
    MAKERS_GONE = "makers_gone"
    ONE_SIDED = "one_sided"
