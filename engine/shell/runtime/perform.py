"""The last step: what was committed is carried to the venue, told to the log, given to the workers."""

from collections.abc import Sequence
from typing import Protocol

from engine.domain.clean import own
from engine.domain.effects import CancelAll, CancelOrder, Effects, FitModel, PlaceOrder
from engine.domain.events import Event, ModelFailed, ModelFitted, OrderRefused, Record
from engine.domain.game import GameResult
from engine.domain.moment import Moment
from engine.domain.order import Purpose
from engine.shell.ports import VenueEffect, VirtualVenue
from engine.shell.runtime.brake import Brake

BRAKE_REASON = "brake: "
"""How the reason of a refusal begins that our own brake made; no venue's does."""


class Sink(Protocol):
    """Where committed effects are told: a log, a messenger. Never fails the engine."""

    def tell(self, record: Record, effects: Effects) -> None:
        """Take note of what followed from a record."""
        ...


class Fitter(Protocol):
    """Whoever fits models, in this process or another."""

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:
        """Which model do these results give?"""
        ...

    def close(self) -> None:
        """Let go of worker processes."""
        ...


def carry(owed: Sequence[tuple[Moment, VenueEffect]], venue: VirtualVenue, brake: Brake) -> list[Event]:
    """Carry committed venue effects in order; which entries did the brake keep back, as refusals?

    Exits, reductions and cancels pass a shut brake.
    """
    refused: list[Event] = []
    for at, effect in owed:
        if isinstance(effect, PlaceOrder) and effect.ticket.purpose is Purpose.ENTER and brake.shut:
            refused.append(OrderRefused(effect.ticket.id, own(f"{BRAKE_REASON}{brake.reason}")))
        else:
            if isinstance(effect, CancelOrder | CancelAll):
                brake.note_cancel()
            venue.carry(effect, at)
    return refused
