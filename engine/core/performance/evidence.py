"""Were the forecasts right? What was stated when games began, counted against what happened, in a bounded room."""

import math
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from engine.domain.identity import FixtureId, ModelId
from engine.domain.probability import MILLION, Ppm

BINS = 10
"""Stated chances are counted in bins of a tenth."""

FORM_GAMES = 50
"""So many of a league's last games are kept one by one: what drift is judged by."""

DRIFT_GAMES = 30
"""Below so many games nothing is said about drift."""


class Stated(Struct, frozen=True, array_like=True):
    """What was stated of a fixture when it began: what is traded on, what the books said, what the model alone said."""

    model_id: ModelId
    fair: tuple[Ppm, ...]
    market: tuple[Ppm, ...] | None
    model: tuple[Ppm, ...] | None


class Bin(Struct, frozen=True, array_like=True):
    """Outcomes whose stated chance lay in one tenth: how many, the sum of the chances, how many came."""

    count: int = 0
    stated: int = 0
    came: int = 0


class Record(Struct, frozen=True, array_like=True):
    """Log losses of one believer: over `games`, and over `against` of them its loss less the market's (sum, squares).

    In parts per million of a nat; a sum of differences below 0 is better than the market.
    """

    games: int = 0
    loss: int = 0
    against: int = 0
    gap: int = 0
    squares: int = 0


class Recent(Struct, frozen=True, array_like=True):
    """One of the last games: what the model lost on it, and did its favourite come?"""

    loss: int
    hit: bool


class League(Struct, frozen=True):
    """How the beliefs about one league have fared: the model alone, the blend that is traded on, the last games."""

    model: Record = Record()
    blend: Record = Record()
    form: tuple[Recent, ...] = ()


class Evidence(Struct):
    """What is kept of forecasts and results."""

    stated: dict[FixtureId, Stated] = field(default_factory=dict)
    """Of games that have begun and are not over."""
    bins: dict[str, list[Bin]] = field(default_factory=dict)
    """By believer: `blend`, `market`, `model`."""
    leagues: dict[str, League] = field(default_factory=dict)


def binned(bins: Sequence[Bin], chances: Sequence[Ppm], happened: int) -> list[Bin]:
    """How do the bins stand when one more game is over?"""
    counted = list(bins) or [Bin()] * BINS
    for outcome, chance in enumerate(chances):
        place = min(BINS - 1, chance * BINS // MILLION)
        old = counted[place]
        counted[place] = Bin(old.count + 1, old.stated + chance, old.came + (outcome == happened))
    return counted


def log_loss(chances: Sequence[Ppm], happened: int) -> int:
    """What did a forecast lose by its logarithm, in parts per million of a nat? An impossible result counts 1 ppm."""
    return round(-MILLION * math.log(max(1, chances[happened]) / MILLION))


def recorded(record: Record, chances: Sequence[Ppm], market: Sequence[Ppm] | None, happened: int) -> Record:
    """How does a believer's record stand when one more game is over?"""
    loss = log_loss(chances, happened)
    after = replace(record, games=record.games + 1, loss=record.loss + loss)
    if market is None:
        return after
    gap = loss - log_loss(market, happened)
    return replace(
        after, against=record.against + 1, gap=record.gap + gap, squares=record.squares + gap * gap
    )


def judged(league: League, stated: Stated, happened: int) -> League:
    """What is known of a league's beliefs when one more of its games is over?"""
    blend = recorded(league.blend, stated.fair, stated.market, happened)
    if stated.model is None:
        return replace(league, blend=blend)
    hit = max(range(len(stated.model)), key=stated.model.__getitem__) == happened
    game = Recent(log_loss(stated.model, happened), hit)
    model = recorded(league.model, stated.model, stated.market, happened)
    return League(model, blend, (*league.form, game)[-FORM_GAMES:])


def take_down(evidence: Evidence, name: str, stated: Stated, happened: int) -> None:
    """Count one game of this league that is over."""
    told = (("blend", stated.fair), ("market", stated.market), ("model", stated.model))
    for believer, chances in told:
        if chances is not None:
            evidence.bins[believer] = binned(evidence.bins.get(believer, ()), chances, happened)
    evidence.leagues[name] = judged(evidence.leagues.get(name, League()), stated, happened)
