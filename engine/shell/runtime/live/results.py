"""Past games, from whichever feed knows them."""

from engine.domain.errors import Broken, Passing
from engine.domain.game import GameResult
from engine.domain.moment import Moment
from engine.domain.sport import Sport
from engine.shell.ports import Feed
from engine.shell.runtime.live.pulse import Pulse
from engine.shell.runtime.live.saying import said


class Results:
    """All results that all feeds know; one that fails knows none, and the fit says that there are too few."""

    def __init__(self, feeds: dict[str, Feed], pulse: Pulse) -> None:
        self._feeds = feeds
        self._pulse = pulse
        self._failed: dict[str, bool] = {}

    def results(self, sport: Sport, league: str, before: Moment) -> list[GameResult]:
        """Which past games of a league were over before this moment?"""
        found: list[GameResult] = []
        for name, feed in self._feeds.items():
            road = f"results of {name}"
            try:
                found += feed.results(sport, league, before)
            except (Passing, Broken) as error:
                self._fail(road, said(error))
            except Exception as error:  # noqa: BLE001 - an adapter's defect: the engine goes on without it
                self._fail(road, f"the adapter raised {type(error).__name__}")
            else:
                if self._failed.pop(road, False):
                    self._pulse.answered(road)
        return found

    def _fail(self, road: str, text: str) -> None:
        self._failed[road] = True
        self._pulse.failed(road, text, most=1)
