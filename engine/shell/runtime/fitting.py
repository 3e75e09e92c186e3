"""Which fits are under way? Each is begun once, and delivered by the loop at the moment it is due."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from engine.domain.effects import FitModel
from engine.domain.events import ModelFailed, ModelFitted
from engine.domain.game import GameResult
from engine.domain.moment import Moment
from engine.domain.sport import Sport
from engine.shell.runtime.perform import Fitter

Fitting = asyncio.Task[ModelFitted | ModelFailed]


class Results(Protocol):
    """Whoever knows past games."""

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which past games of a league were over before this moment?"""
        ...


class Fits:
    """Fits that were asked for: gathering results keeps the loop busy, so they can be held back for a while.

    When a fit is begun shows in no result: it reads only what was known when it was asked for.
    """

    def __init__(self, feed: Results, fitter: Fitter) -> None:
        self._feed, self._fitter = feed, fitter
        self._asked: dict[str, FitModel] = {}
        self._begun: dict[str, Fitting] = {}

    def ask(self, orders: Iterable[FitModel], *, hold: bool) -> None:
        """Take these in, and begin them at once unless they are held back."""
        self._asked |= {order.model: order for order in orders}
        while self._asked and not hold:
            self.begin()

    def begin(self) -> None:
        """Begin the one that has waited longest, if any waits."""
        if self._asked:
            self._begin(next(iter(self._asked.values())))

    def due(self, order: FitModel) -> Fitting:
        """Which fit is due now? Begun at last if it was not."""
        if order.model in self._asked:
            self._begin(order)
        return self._begun[order.model]

    def delivered(self, order: FitModel) -> None:
        """Strike off a fit whose result has been taken."""
        del self._begun[order.model]

    def cancel(self) -> None:
        """Let go of all of them."""
        for task in self._begun.values():
            task.cancel()

    def _begin(self, order: FitModel) -> None:
        del self._asked[order.model]
        games = self._feed.results(order.sport, order.league, order.as_of)
        self._begun[order.model] = asyncio.create_task(self._fitter.fit(order, games))
