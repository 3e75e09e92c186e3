"""A page that asks for what it shows: one question at a time, each anew when its answer has grown old."""

from collections.abc import Sequence

from engine.domain.queries import Answer, Query
from footbe_tui.panes.page import Page

AGAIN_AFTER, APART = 5.0, 1.0
"""Seconds after which a question is asked anew, and between two questions."""


class AskingPage(Page):
    """Says what it wants to know while it is open, and takes the answers. Hidden it asks nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[Query, float] = {}
        self._last = -APART

    def wants(self) -> Sequence[Query]:
        """What must be known to draw what is shown?"""
        return ()

    def take(self, answer: Answer) -> None:
        """Draw this answer."""

    def due(self, now: float) -> Query | None:
        """What is to be asked now, in monotonic seconds? The one that waits longest, never two within a second."""
        old = [query for query in self.wants() if now - self._asked.get(query, -AGAIN_AFTER) >= AGAIN_AFTER]
        fresh = any(query not in self._asked for query in old)
        if not old or (now - self._last < APART and not fresh):
            return None
        query = min(old, key=lambda each: self._asked.get(each, -AGAIN_AFTER))
        self._asked[query] = self._last = now
        return query
