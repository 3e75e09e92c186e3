"""Value while the game is on, by what the score says. Takes only: in play nothing rests. Buys YES only."""

from engine.core.strategies.offer import judged, offer_at, unpriceable
from engine.core.strategies.view import Declined, MarketView
from engine.domain import text
from engine.domain.money import snap_up
from engine.domain.order import Proposal
from engine.domain.rules import Arm


def propose(arm: Arm, view: MarketView) -> Proposal | Declined:
    """What would this arm take now that the game is on, at which limit?"""
    closed = _closed(view) or unpriceable(view)
    if closed is not None:
        return closed
    return judged(arm, view, offer_at(view, snap_up(view.book.asks[0][0], view.market.tick), post_only=False))


def _closed(view: MarketView) -> Declined | None:
    """Is there no game on that we follow?"""
    if not (view.in_play and view.forecast.in_play):
        return Declined("not_in_play", f"starts in {text.span(view.starts_in)}")
    if not view.fixture.scored_live:
        return Declined("no_score", "no score feed follows this game")
    return None
