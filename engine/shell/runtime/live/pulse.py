"""Is an adapter well? Failures in a row, and the one that cannot go on, are told to the core once."""

from engine.domain.clean import own
from engine.domain.events import Noticed
from engine.domain.states import Cause
from engine.shell.ports import Take

FAILURES_MAX = 5
"""So many calls in a row without a definite answer, and the adapter is sick."""


class Pulse:
    """Counts failures per road (calls, listening); sick while any road is, well when all are.

    `sick`: what the journal last said.
    """

    def __init__(self, cause: Cause, tell: Take, *, sick: bool = False) -> None:
        self._cause = cause
        self._tell = tell
        self._failures: dict[str, int] = {}
        self._sick_roads: dict[str, None] = {}
        self._told_sick = sick
        self._off: dict[str, str] = {}

    @property
    def off(self) -> str:
        """Why is the adapter off for good? Empty while it is not."""
        return next(iter(self._off.values()), "")

    def off_on(self, road: str) -> bool:
        """Is this road off for good?"""
        return road in self._off

    @property
    def sick(self) -> bool:
        """Does any road fail now?"""
        return bool(self._sick_roads) or bool(self._off)

    def failed(self, road: str, text: str, *, most: int = FAILURES_MAX) -> None:
        """A call on this road got no definite answer; `most` of them in a row are a sickness."""
        self._failures[road] = self._failures.get(road, 0) + 1
        if self._failures[road] >= most:
            self._sick_roads[road] = None
            self._say(sick=True, text=f"{road}: {text}")

    def answered(self, road: str) -> None:
        """A call on this road was answered."""
        self._failures[road] = 0
        self._sick_roads.pop(road, None)
        if not self.sick:
            self._say(sick=False, text=f"{road}: answers again")

    def broke(self, road: str, text: str) -> None:
        """The adapter cannot go on: it is off until somebody looks."""
        self._off.setdefault(road, text)
        self._say(sick=True, text=f"{road} is off: {text}")

    def _say(self, *, sick: bool, text: str) -> None:
        if self._told_sick != sick:
            self._told_sick = sick
            self._tell(Noticed(self._cause, sick=sick, text=own(text)))
