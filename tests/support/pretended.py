"""The desk in the pretended market, without journal, loop or processes: what it decides, record by record."""

from heapq import heappop, heappush
from itertools import count

from engine.config.rules import rules_hash
from engine.core.core import Core
from engine.domain.effects import VENUE_EFFECTS, FitModel, WakeAt
from engine.domain.events import ModelFailed, ModelFitted, Record, RunStarted, Woke
from engine.domain.identity import RunId
from engine.domain.states import Mode
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.sim import SimFeed
from engine.shell.runtime.workers import fit_one, fit_settings, results_of
from engine.shell.venues.paper import PaperVenue
from tests.support.desk import rules


class Pretended:
    """A simulated season under way; `effects` are all it has asked for, with their moments."""

    def __init__(self, seed, given=None):
        self.rules = given or rules()
        self.feed = SimFeed(FeedOptions(seed))
        self.venue = PaperVenue(self.feed, seed=seed)
        self.core, self.effects = Core(), []
        self._seq, self._agenda, self._order = count(1), [], count()
        self.start = self.feed.next_at()
        hashed = rules_hash(self.rules)
        self.hear(
            self.start, RunStarted(RunId("r"), seed, Mode.SIM, "a test", "UTC", self.rules, hashed, "code")
        )

    @property
    def state(self):
        return self.core.state

    def hear(self, at, event):
        """This happens: what is asked for is noted, and sent on its way."""
        for effect in self.core.decide(Record(next(self._seq), at, event)):
            self.effects.append((at, effect))
            if isinstance(effect, VENUE_EFFECTS):
                self.venue.carry(effect, at)
            elif isinstance(effect, WakeAt):
                heappush(self._agenda, (effect.at, next(self._order), Woke(effect.kind, effect.entity)))
            elif isinstance(effect, FitModel):
                heappush(self._agenda, (effect.due, next(self._order), self._fitted(effect)))

    def _fitted(self, order):
        games = results_of(self.feed.results(order.sport, order.league, order.as_of), order.as_of)
        try:
            return ModelFitted(fit_one(order, games, fit_settings(self.rules.forecast)))
        except ValueError as error:
            return ModelFailed(order.model, str(error))

    def runs(self, span):
        """So much time passes."""
        while True:
            due = self.feed.next_at()
            if self._agenda and self._agenda[0][0] < due:
                at, _, event = heappop(self._agenda)
                events = [event]
            else:
                at, events = due, None
            if at > self.start + span:
                return self
            for event in events or self.feed.step().events:
                self.hear(at, event)

    def asked(self, *kinds):
        """Which effects of these kinds, by the name of their type, and when?"""
        return [(at, effect) for at, effect in self.effects if type(effect).__name__ in kinds]
