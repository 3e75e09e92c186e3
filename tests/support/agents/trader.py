"""The desk itself on the bed: the real core under paper rules, in memory, with its fits."""

import heapq
from functools import cache

from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.core.core import Core
from engine.domain.effects import VENUE_EFFECTS, FitModel, PlaceOrder, WakeAt
from engine.domain.events import Event, ModelFitted, Record, RunStarted, Woke
from engine.domain.forecast import FittedModel
from engine.domain.identity import RunId
from engine.domain.moment import DAY, Moment
from engine.domain.rules import Rules
from engine.domain.states import Mode
from engine.shell.runtime.workers import fit_one, fit_settings, results_of
from tests.support.agents.bed import Bed, Matchday, Mind

CONFIG = "configs/paper.yaml"
DESK = "the desk"


@cache
def paper_rules() -> Rules:
    """The rules of a paper run as they are shipped."""
    return to_rules(read_files([CONFIG]))


_FITTED: dict[tuple[int, str, int], FittedModel] = {}


def fitted(source: Matchday, order: FitModel) -> FittedModel:
    """What does a worker make of an order on this seed? The same on one day for every market on the same seed."""
    key = (source.seed, order.league, order.as_of // DAY)
    known = _FITTED.get(key)
    if known is None:
        games = source.results(order.sport, order.league, order.as_of)
        known = fit_one(order, results_of(games, order.as_of), fit_settings(paper_rules().forecast))
        _FITTED[key] = known
    return known


class Trader(Bed):
    """One desk living through a matchday; every arm's fills count as its own."""

    def __init__(self, source: Matchday, rules: Rules | None = None) -> None:
        self.arms: dict[str, str] = {}
        super().__init__(source, [_Arm()])
        self.rules = rules or paper_rules()
        self.core = Core()
        self.orders = 0
        self._seq = self._asked = 0
        self._due: list[tuple[int, int, Event | FitModel]] = []

    def run(self) -> "Trader":
        """Live through the day: what is due first, the feed before fits and wakings."""
        world = self.world
        self.at = world.next_at()
        hashed = rules_hash(self.rules)
        self._take(
            RunStarted(RunId("r1"), self.source.seed, Mode.SIM, "a test", "UTC", self.rules, hashed, "code")
        )
        while (at := world.next_at()) is not None:
            if self._due and self._due[0][0] < at:
                self._wake(*heapq.heappop(self._due))
                continue
            self.at, events = world.step()
            for event in events:
                told = self._tell.get(type(event))
                if told is not None:
                    told(event)
                self._take(event)
        return self

    def _wake(self, at: int, _: int, what: Event | FitModel) -> None:
        self.at = Moment(max(at, self.at))
        if isinstance(what, FitModel):
            games = self.world.results(what.sport, what.league, what.as_of)
            what = ModelFitted(
                fit_one(what, results_of(games, what.as_of), fit_settings(self.rules.forecast))
            )
        self._take(what)

    def _take(self, event: Event) -> None:
        self._seq += 1
        for effect in self.core.decide(Record(self._seq, self.at, event)):
            if isinstance(effect, WakeAt):
                self._later(effect.at, Woke(effect.kind, effect.entity))
            elif isinstance(effect, FitModel):
                self._later(effect.due, effect)
            elif isinstance(effect, VENUE_EFFECTS):
                if isinstance(effect, PlaceOrder):
                    self.arms[effect.ticket.id] = effect.ticket.strategy
                    self.orders += 1
                self.venue.carry(effect, self.at)

    def _later(self, at: Moment, what: Event | FitModel) -> None:
        self._asked += 1
        heapq.heappush(self._due, (at, self._asked, what))

    def _mind_of(self, order: str) -> Mind:
        return self.minds[0]


class _Arm(Mind):
    name = DESK
