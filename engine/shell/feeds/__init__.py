"""Feeds: they listen. A pretended market is one line in `FEEDS`."""

from collections.abc import Callable

from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.replay import ReplayFeed
from engine.shell.feeds.sim import SimFeed
from engine.shell.feeds.virtual import WorldFeed

FEEDS: dict[str, Callable[[FeedOptions], WorldFeed]] = {"sim": SimFeed, "replay": ReplayFeed}
"""Feeds of pretended markets by name."""
