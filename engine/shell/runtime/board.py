"""The newest snapshot, for whoever watches: overwritten, never queued."""

import asyncio

from engine.domain.snapshot import Snapshot


class Board:
    """Each watcher has an event that is set when there is something newer; it looks when it can."""

    def __init__(self) -> None:
        self._watchers: list[asyncio.Event] = []
        self.newest: Snapshot | None = None

    @property
    def watchers(self) -> int:
        """How many consoles watch?"""
        return len(self._watchers)

    def watch(self) -> asyncio.Event:
        """Which event tells a new watcher of news?"""
        news = asyncio.Event()
        self._watchers.append(news)
        return news

    def leave(self, news: asyncio.Event) -> None:
        """Stop telling this watcher."""
        self._watchers = [other for other in self._watchers if other is not news]

    def show(self, snapshot: Snapshot) -> None:
        """Put up a newer snapshot."""
        self.newest = snapshot
        for news in self._watchers:
            news.set()
