"""Where models are fitted: in worker processes of one thread each, never on the engine's loop."""

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Executor

from msgspec import Struct

from engine.core.learning.fits import BasketballSettings, FootballSettings, fit_basketball, fit_football
from engine.domain.clean import own
from engine.domain.effects import FitModel
from engine.domain.events import ModelFailed, ModelFitted
from engine.domain.forecast import FittedModel
from engine.domain.game import GameResult
from engine.domain.moment import DAY, Moment
from engine.domain.rules import ForecastRules
from engine.domain.sport import Sport

WORKERS_MAX = 2
_LOOK_SECONDS = 1.0
_SEASON_DAYS = 365
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

_Result = tuple[str, str, int, int, int]


class FitSettings(Struct, frozen=True):
    """How do workers fit: how fast does the past fade, how hard is the pull to the mean, how far do we look back?"""

    decay_per_day: float = 0.0018
    ridge: float = 6.0
    look_back_days: int = 1095
    games_min: int = 100


def fit_settings(rules: ForecastRules) -> FitSettings:
    """How do workers fit under these rules?"""
    return FitSettings(rules.decay_per_day, rules.ridge, rules.fit_seasons * _SEASON_DAYS)


def results_of(games: Sequence[GameResult], as_of: Moment) -> list[_Result]:
    """Which results does a fit read: home, away, scores, whole days before `as_of`? Later games are left out."""
    known = [game for game in games if game.at <= as_of]
    return [(g.home, g.away, g.home_score, g.away_score, (as_of - g.at) // DAY) for g in known]


def fit_one(order: FitModel, results: list[_Result], settings: FitSettings) -> FittedModel:
    """Which model do these results give? Runs in a worker.

    Raises:
        ValueError: too few results, or no maximum was found.
    """
    days, least = settings.look_back_days, settings.games_min
    if order.sport is Sport.FOOTBALL:
        football = FootballSettings(
            xi=settings.decay_per_day, ridge=settings.ridge, look_back_days=days, games_min=least
        )
        return fit_football(order, results, football)
    return fit_basketball(order, results, BasketballSettings(look_back_days=days, games_min=least))


class ProcessFitter:
    """Fits in a pool of spawned processes that is started with the first fit and let go after the last."""

    def __init__(self, settings: FitSettings) -> None:
        self._settings = settings
        self._pool: Executor | None = None
        self._running = 0

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:
        """Which model do these results give? A fit that fails, its process dying included, is an event too."""
        loop = asyncio.get_running_loop()
        results = results_of(games, order.as_of)
        pool = self._started()
        self._running += 1
        try:
            model = await loop.run_in_executor(pool, fit_one, order, results, self._settings)
        except (ValueError, ArithmeticError) as error:
            return ModelFailed(order.model, own(str(error)[:200]))
        except BrokenExecutor:
            if self._pool is pool:
                self.close()
            return ModelFailed(order.model, own("the worker process died"))
        finally:
            self._running -= 1
            if not self._running:
                self.close()
        return ModelFitted(model)

    def close(self) -> None:
        """End the processes without waiting for them."""
        if self._pool is None:
            return
        import multiprocessing  # noqa: PLC0415 - an engine shows itself before it fits

        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
        # A pool that is let go while a worker still starts may leave it waiting; an engine has no other children.
        for worker in multiprocessing.active_children():
            worker.terminate()

    def _started(self) -> Executor:
        if self._pool is None:
            for name in _ONE_THREAD:
                os.environ.setdefault(name, "1")
            self._pool = _pool()
        return self._pool


def _pool() -> Executor:
    import multiprocessing  # noqa: PLC0415 - an engine shows itself before it fits
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(WORKERS_MAX, mp_context=context, initializer=follow, initargs=(os.getpid(),))


def follow(engine: int) -> None:
    """End this process within seconds of its engine's end, even one that could say nothing."""
    threading.Thread(target=_watch, args=(engine,), daemon=True, name="engine-watch").start()


def _watch(engine: int) -> None:
    while os.getppid() == engine:
        time.sleep(_LOOK_SECONDS)
    os._exit(0)


class InlineFitter:
    """Fits in this process, at once: for tests and the lab."""

    def __init__(self, settings: FitSettings) -> None:
        self._settings = settings

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:
        """Which model do these results give?"""
        try:
            return ModelFitted(fit_one(order, results_of(games, order.as_of), self._settings))
        except (ValueError, ArithmeticError) as error:
            return ModelFailed(order.model, own(str(error)[:200]))

    def close(self) -> None:
        """Nothing is held."""
