"""Flaws to plant: each makes the pretended market kinder than a real one, and has to turn a check red."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from engine.domain.market import Level
from engine.domain.money import Price
from engine.world import exchange, matching, season
from engine.world.chance import Stream
from engine.world.fills import fill
from engine.world.ledger import ExchangeState, Listing
from engine.world.scores import Hearing


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
    """The price goes from where it opens to where it closes in a straight line."""
    return _patched((season, "wander", _straight))


def _straight(at, kick_off, ends_at, doubt, stream: Stream):
    draws = stream.normals(2, len(doubt.opening))
    ends = np.array((at[0], kick_off, max(ends_at, kick_off + 1)), dtype=np.float64)
    line = []
    for place, (first, then) in enumerate(zip(doubt.opening, doubt.kick_off, strict=True)):
        edges = (first * draws[0, place], then * draws[1, place], doubt.end_share * then * draws[1, place])
        line.append(np.interp(at.astype(np.float64), ends, edges))
    return np.column_stack(line)
