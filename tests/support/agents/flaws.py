"""Flaws to plant: each makes the pretended market kinder than a real one, and has to turn a check red."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from engine.core.forecasting.registry import Question, before_the_game
from engine.domain.effects import FitModel
from engine.domain.identity import ModelId
from engine.domain.market import Level
from engine.domain.moment import HOUR, Moment
from engine.domain.money import Price
from engine.world import exchange, matching, news, season
from engine.world.cadence import QUOTED_FOR, Doubt, log_odds_gap, wander
from engine.world.calendar import OPENING
from engine.world.chance import Stream
from engine.world.fills import fill
from engine.world.ledger import ExchangeState, Listing
from engine.world.makers import Tier
from engine.world.scores import Hearing
from tests.support.agents.bed import Matchday
from tests.support.agents.trader import fitted


@contextmanager
def _patched(*changes: tuple[object, str, object]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for place, name, other in changes:
            patch.setattr(place, name, other)
        yield


def mid_fills():
    """Who takes trades at the middle; who rests is filled by the next quote."""
    return _patched((matching, "fill", _at_the_middle), (exchange, "pick_off", _at_the_touch))


def _at_the_middle(state, listing: Listing, standing, level: Level, *, maker: bool):
    bids, asks = listing.bids.ladder, listing.asks.ladder
    middle = Price((bids[0][0] + asks[0][0]) // 2) if bids and asks else level[0]
    return fill(state, listing, standing, (middle, level[1]), maker=maker)


def _at_the_touch(state: ExchangeState, listing: Listing, *_args, **_more):
    queue = [state.orders[order] for side in (listing.bids, listing.asks) for order in side.queue]
    return [event for own in queue for event in fill(state, listing, own, (own.price, own.left), maker=True)]


def bottomless_tops():
    """What is taken stands there again at once."""
    return _patched((matching, "take", lambda side, price, quantity: None))


def score_before_quotes():
    """Our score feed speaks at the goal, before the makers have run off."""
    early = {"event_lag": (0.0, 0.0), "clock_lag": (0.0, 0.0)}
    telling = {sport: _early(made, early) for sport, made in season._HEARING.items()}
    return _patched((season, "_HEARING", telling))


def _early(made, changes):
    def hearing(silent: float) -> Hearing:
        usual = made(silent)
        return Hearing(silent_share=silent, every=usual.every, each_turn=usual.each_turn, **changes)

    return hearing


def straight_walk():
    """What is to come out of a game comes out evenly: its price goes from opening to closing in a straight line."""
    return _patched((season, "news_of", _evenly))


def _evenly(starts_at: Moment, untold: news.Untold, stream: Stream) -> news.News:
    drawn = news.news_of(starts_at, untold, stream)
    before = drawn.at < starts_at
    pieces = drawn.pieces.copy()
    pieces[before] = pieces[before].mean(axis=0)
    at = drawn.at.copy()
    at[before] = (
        np.linspace(starts_at - QUOTED_FOR, starts_at, int(before.sum()) + 1)[1:].astype(np.int64) - 1
    )
    return news.News(at, pieces)


class OurMakers(Matchday):
    """Makers who go by our own model of a game: their price wanders about it and comes back by the start."""

    def _noise(self, fixture, view, slopes):
        usual, model = super()._noise(fixture, view, slopes), self._ours(fixture)

        def off(at, kick_off: int, ends_at: int):
            shy = wander(
                at, kick_off, ends_at, _SHY[len(fixture.markets)], Stream(self.seed, "shy", fixture.id)
            )
            ours = log_odds_gap(model, view.before) + shy
            return np.where((at < fixture.starts_at)[:, None], ours, usual(at, kick_off, ends_at))

        return off

    def _ours(self, fixture):
        """What does the desk's own model say of a game, fitted on what is known when the market opens?"""
        order = FitModel(
            ModelId(f"ours-{fixture.league}"), fixture.sport, fixture.league, as_of=OPENING, due=OPENING
        )
        asked = Question(
            sport=fixture.sport, home=fixture.home, away=fixture.away, fitted=fitted(self, order)
        )
        return np.array(before_the_game(asked))


_SHY = {
    3: Doubt(opening=(0.12, 0.05, 0.12), kick_off=(0.03, 0.015, 0.03)),
    2: Doubt(opening=(0.13, 0.0), kick_off=(0.03, 0.0)),
}


class Shaded(Matchday):
    """Makers who put the home side so low that a taker has 4 cents left after spread and fee, until an hour before."""

    cents = 4.0

    def _noise(self, fixture, view, slopes):
        usual = super()._noise(fixture, view, slopes)
        home = float(view.before[0])
        tier = self._tier_of(fixture)
        fee = 7.0 * home * (1.0 - home)
        low = min(max(home - (self.cents + _HALF[tier] + fee) / 100, 0.02), home)
        shade = np.log(low / (1.0 - low)) - np.log(home / (1.0 - home))

        def off(at, kick_off: int, ends_at: int):
            found = usual(at, kick_off, ends_at).copy()
            found[at < fixture.starts_at - HOUR, 0] += shade
            return found

        return off

    def _tier_of(self, fixture) -> Tier:
        return next(plan.tier for plan in self.plans(1) if plan.fixture.id == fixture.id)


_HALF = {Tier.BIG: 0.5, Tier.MIDDLE: 1.0, Tier.SMALL: 2.0}
"""What makers put between the fair value and the ask, in cents."""
