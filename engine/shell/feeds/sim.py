"""The simulated season as a feed: nothing in it is real."""

from engine.domain.scenario import QuoteRate
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.world.cadence import CADENCES, rated
from engine.world.scenario import stressed
from engine.world.season import Habits, Season
from engine.world.world import World

LABEL = "simulated season: clubs, games, scores and prices are all modelled"


class SimFeed(WorldFeed):
    """Two football leagues and a basketball league that never end."""

    def __init__(self, options: FeedOptions) -> None:
        """Begin the season of this seed at its opening; `options.path` and the like mean nothing here."""
        rate = options.quotes or QuoteRate.LIVELY
        season = Season(options.seed, Habits(cadence=CADENCES[rate]), options.scenario)
        super().__init__(World(season, options.seed), stressed(options.scenario, rated(rate, LABEL)))
