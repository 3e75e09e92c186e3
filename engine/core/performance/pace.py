"""How does it go, against what was wished for? Nothing here ever moves a stake."""

from enum import StrEnum

from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm


class PaceWord(StrEnum):
    """How does a date or a week stand? Told to a person; no decision reads it."""

    NO_GAMES = "no games"
    WAITING = "waiting"
    """Something is open and nothing has settled yet: there is no return to speak of."""
    AHEAD = "ahead"
    ON_PACE = "on pace"
    BEHIND = "behind"
    LOSING = "losing"


_SEVERITY = {PaceWord.BEHIND: 1, PaceWord.LOSING: 2}


def pace(realised: Money | None, projected: Money | None, target: Money | None) -> Ppm | None:
    """Which share of the target do realised and projected money reach together? Rounded down.

    A date with nothing realised counts its projection alone, and the other way round. None when both are
    missing, or without a target above zero.
    """
    if target is None or target <= 0 or (realised is None and projected is None):
        return None
    return Ppm(((realised or 0) + (projected or 0)) * MILLION // target)


def word(total: Money | None, *, low: Money, high: Money, settled: bool, held: bool) -> PaceWord:
    """How does it stand, with this much made and projected together (None: not known)?

    `low` and `high` bound what was wished for; between them, both included, is on pace. A loss is a loss before it is
    a lag. Before anything has settled there is no pace.
    """
    if not settled or total is None:
        return PaceWord.WAITING if held or settled else PaceWord.NO_GAMES
    if total < 0:
        return PaceWord.LOSING
    if total < low:
        return PaceWord.BEHIND
    return PaceWord.AHEAD if total > high else PaceWord.ON_PACE


def worse(before: PaceWord, now: PaceWord) -> bool:
    """Is this a turn for the worse? From behind to losing, or to either from anything else."""
    return _SEVERITY.get(now, 0) > _SEVERITY.get(before, 0)
