"""Value before the game: buy what is worth more than its price and fee. Four arms are this rule with four settings.

Buys YES only. A NO leg at a good price is, on these fixtures, a YES leg of the other outcomes.
"""

from engine.core.strategies.offer import Offer, judged, offer_at, unpriceable
from engine.core.strategies.view import Declined, MarketView
from engine.domain import text
from engine.domain.money import Price, snap_down, snap_up
from engine.domain.order import Proposal
from engine.domain.rules import Arm
from engine.domain.sport import Sport


def propose(arm: Arm, view: MarketView) -> Proposal | Declined:
    """What would this arm buy before the game, at which limit?

    Post-only by default: one tick above the bid if the spread has room and the edge is still enough, else
    with the bid. The ask is taken only where the arm's whole edge survives the taker's fee. With
    `post_only_before` off nothing rests at all: it takes or stays away.
    """
    closed = _closed(view) or unpriceable(view)
    if closed is not None:
        return closed
    tick = view.market.tick
    bid, ask = view.book.bids[0][0], view.book.asks[0][0]
    take = offer_at(view, snap_up(ask, tick), post_only=False)
    if take.edge >= arm.min_edge or not view.entering.post_only_before:
        return judged(arm, view, take)
    return judged(arm, view, _resting(arm, view, bid, ask))


def _resting(arm: Arm, view: MarketView, bid: Price, ask: Price) -> Offer:
    tick = view.market.tick
    joined = snap_down(bid, tick)
    better = Price(joined + tick)
    if ask - bid >= 2 * tick and better < ask:
        improved = offer_at(view, better, post_only=True)
        if improved.edge >= arm.min_edge:
            return improved
    return offer_at(view, joined, post_only=True)


def _closed(view: MarketView) -> Declined | None:
    """Is this not a time to enter before a game?"""
    entering, starts_in = view.entering, view.starts_in
    if view.in_play or view.forecast.in_play or starts_in <= 0:
        return Declined("in_play", "trades before the game only")
    if starts_in > entering.horizon:
        return Declined(
            "horizon", f"starts in {text.span(starts_in)}, looked at {text.span(entering.horizon)} before"
        )
    if starts_in < entering.stop_before_start:
        return Declined("kick_off", f"starts in {text.span(starts_in)}")
    football = view.fixture.sport is Sport.FOOTBALL
    if football and entering.lineup_until <= starts_in <= entering.lineup_from:
        return Declined("lineup", f"starts in {text.span(starts_in)}: line-ups are being told")
    return None
