"""How does news sway a game: what is to be expected of it, and how likely each result is at every moment?"""

import math

import numpy as np
from msgspec.structs import replace

from engine.domain.sport import Sport
from engine.maths.arrays import FloatArray, IntArray
from engine.world import basketball, football
from engine.world.news import News
from engine.world.outlook import Outlook, of_basketball, of_football
from engine.world.programme import Noise
from engine.world.timeline import Timeline

Rates = football.Rates | basketball.Rates

_NUDGES = {Sport.FOOTBALL: ((0.02, 0.0), (0.0, 0.02)), Sport.BASKETBALL: ((0.003,),)}
_LEAST = 1e-5


def swayed(rates: Rates, news: FloatArray) -> Rates:
    """What is to be expected once this has come out? Football: supremacy and total; basketball: points a possession."""
    if isinstance(rates, basketball.Rates):
        points = float(news[0])
        return replace(rates, home=rates.home + points, away=rates.away - points)
    supremacy, total = float(news[0]), float(news[1])
    home, away = math.exp(total + supremacy), math.exp(total - supremacy)
    return replace(rates, home=rates.home * home, away=rates.away * away)


def outlook_of(game: Timeline, rates: Rates) -> Outlook:
    """Which outlook has a game of either sport?"""
    return of_basketball(game, rates) if isinstance(rates, basketball.Rates) else of_football(game, rates)


def slopes(game: Timeline, rates: Rates, view: Outlook, sport: Sport) -> FloatArray:
    """How fast does the log of each chance rise with each kind of news? Shape (things, knots, outcomes)."""
    found = [
        (_logs(outlook_of(game, swayed(rates, np.array(nudge)))) - _logs(view)) / max(nudge)
        for nudge in _NUDGES[sport]
    ]
    return np.array(found)


def _logs(view: Outlook) -> FloatArray:
    return np.asarray(np.log(np.maximum(view.chances, _LEAST)))


def unaware(news: News, view: Outlook, rising: FloatArray) -> Noise:
    """By how much are makers off who know all that is out and nothing that is not? To the first order in the news."""

    def off(at: IntArray, _kick_off: int, _ends_at: int) -> FloatArray:
        left, exact = news.left(at), at.astype(np.float64)
        found = np.zeros((len(at), rising.shape[2]))
        for thing, slope in enumerate(rising):
            now = np.column_stack([np.interp(exact, view.at, column) for column in slope.T])
            found -= left[:, thing, None] * now
        return found

    return off
