"""Recorded football as a source: real clubs, results, goal minutes and odds; modelled books and lags.

Before the start the makers' middle is a bridge from the early odds to the closing odds; in play it follows from
the closing odds and each real goal, by the football of the pretended leagues.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby

import numpy as np
from msgspec import Struct

from engine.domain.clean import Clean, own
from engine.domain.dice import key
from engine.domain.errors import Malformed
from engine.domain.fees import QUADRATIC
from engine.domain.game import GameResult
from engine.domain.history import Odds, RecordedMatch
from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Fixture, Market
from engine.domain.moment import DAY, MINUTE, SECOND, Moment
from engine.domain.scenario import ScenarioName
from engine.domain.sport import OUTCOMES, Outcome, Sport
from engine.maths.arrays import FloatArray, IntArray
from engine.maths.margins import power
from engine.world.cadence import SPARING, Cadence, Doubt, bridge, log_odds_gap, wander
from engine.world.calendar import day_text, settlement_date
from engine.world.chance import Stream
from engine.world.makers import Tier
from engine.world.naming import codes
from engine.world.programme import Noise, Opinion, Plan, Programme, compose
from engine.world.recorded import outlook_of, timeline_of
from engine.world.scenario import bend_of
from engine.world.scores import Hearing
from engine.world.staging import course_of

_LISTED_BEFORE = 7 * DAY
_OVER_AFTER = 115 * MINUTE
"""A past match counts as known so long after its start."""
_SCALE = (0.09, 0.04, 0.09)
"""Standard deviation of the walk from early to closing odds, on log odds: 2.8 cents home, 1.3 the draw."""
_DOUBT = Doubt(opening=(0.02, 0.01, 0.02), kick_off=(0.02, 0.01, 0.02))
_NO_ODDS = np.array((0.45, 0.27, 0.28))
"""Taken where a recording has no odds at all; such a fixture says that its close is not known."""


class HistoryHabits(Struct, frozen=True):
    """How are recorded games told?"""

    cadence: Cadence = SPARING
    hearing: Hearing = Hearing(silent_share=0.05)


class History:
    """The source of the replay feed: days with matches are its batches."""

    def __init__(
        self, seed: int, matches: Sequence[RecordedMatch], past: Sequence[RecordedMatch],
        habits: HistoryHabits | None = None, *, scenario: ScenarioName | None = None,
    ) -> None:  # fmt: skip
        """Take the matches to be played again, those known before them, and the stress the market is under."""
        if not matches:
            raise Malformed("recorded matches", 0, "at least one")
        self.seed = seed
        self.scenario = scenario
        self.habits = HistoryHabits() if habits is None else habits
        self._codes = _codes_of(matches)
        self._tiers = _tiers_of(matches, past)
        ordered = sorted(matches, key=lambda match: (match.starts_at, match.league, match.home))
        self._days = [list(day) for _, day in groupby(ordered, key=lambda match: match.starts_at // DAY)]
        self._known = sorted((_result(match) for match in (*past, *matches)), key=lambda one: (one.at, one.home))

    @property
    def name(self) -> str:
        """What tells this history from any other?"""
        whole = f"{self.habits!r}{[(m.league, m.season, m.home, m.starts_at, m.score) for day in self._days for m in day]}"
        own = f"replay:{self.seed}:{key(self.seed, 'history', whole, 0):032x}"
        return own if self.scenario is None else f"{own}:{self.scenario}"

    def opens(self, batch: int) -> Moment | None:
        """When is a day taken up? A little over a week before its first match."""
        if batch >= len(self._days):
            return None
        return Moment(self._days[batch][0].starts_at - _LISTED_BEFORE - MINUTE)

    def plans(self, batch: int) -> Sequence[Plan]:
        """Which fixtures does a day hold?"""
        return [self._plan(match, batch, place) for place, match in enumerate(self._days[batch])]

    def _plan(self, match: RecordedMatch, batch: int, place: int) -> Plan:
        fixture = self.fixture(match)
        listed = Moment(match.starts_at - _LISTED_BEFORE + place * SECOND)
        return Plan(fixture, batch, place, self._tiers[match.league, match.home, match.away], listed)

    def fixture(self, match: RecordedMatch) -> Fixture:
        """Which fixture is this match?"""
        home, away = (self._codes[match.league, match.season][club] for club in (match.home, match.away))
        name = FixtureId(f"{match.league}-{day_text(match.starts_at)}-{home}{away}")
        sides = {Outcome.HOME: home, Outcome.DRAW: "TIE", Outcome.AWAY: away}
        return Fixture(
            id=name,
            sport=Sport.FOOTBALL,
            league=match.league,
            season=match.season,
            home=match.home,
            away=match.away,
            home_code=own(home),
            away_code=own(away),
            starts_at=match.starts_at,
            settles_on=settlement_date(match.starts_at),
            markets=tuple(
                Market(MarketId(f"{name}-{sides[outcome]}"), name, outcome, QUADRATIC)
                for outcome in OUTCOMES[Sport.FOOTBALL]
            ),
            scored_live=match.goals is not None,
            closing_known=match.closing is not None,
        )

    def programme(self, plan: Plan) -> Programme:
        """What will happen to a fixture?"""
        match, fixture = self._days[plan.batch][plan.ordinal], plan.fixture
        opening, closing = _without_margin(match.opening or match.closing), _without_margin(match.closing or match.opening)
        game = timeline_of(match, Stream(self.seed, "game", fixture.id))
        view = outlook_of(game, closing)
        course = course_of(
            plan, game, chances=closing, hearing=self.habits.hearing, stream=Stream(self.seed, "course", fixture.id)
        )
        bend = bend_of(self.scenario, self.seed, fixture.id)
        opinion = Opinion(view, plan.tier, self.habits.cadence, self.seed, bend)
        return compose(course, opinion, self._noise(fixture, opening, closing))

    def _noise(self, fixture: Fixture, opening: FloatArray, closing: FloatArray) -> Noise:
        def off(at: IntArray, kick_off: int, ends_at: int) -> FloatArray:
            stream = Stream(self.seed, "walk", fixture.id)
            jumps = self.habits.cadence.jumps
            walk = bridge(at, kick_off, log_odds_gap(opening, closing), _SCALE, stream, jumps=jumps)
            flutter = wander(at, kick_off, ends_at, _DOUBT, stream, jumps=jumps)
            return np.asarray(walk + np.where((at > kick_off)[:, None], flutter, 0.0))

        return off

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment, earlier seasons included?"""
        if sport is not Sport.FOOTBALL:
            return []
        until = bisect_left(self._known, before, key=lambda one: one.at)
        return [result for result in self._known[:until] if result.league == league]


def _result(match: RecordedMatch) -> GameResult:
    over = Moment(match.starts_at + _OVER_AFTER)
    return GameResult(match.league, match.season, match.home, match.away, match.score[0], match.score[1], over)


def _without_margin(odds: Odds | None) -> FloatArray:
    return _NO_ODDS if odds is None else power(odds)


def _codes_of(matches: Sequence[RecordedMatch]) -> dict[tuple[str, str], dict[str, str]]:
    clubs: dict[tuple[str, str], list[str]] = {}
    for match in matches:
        clubs.setdefault((match.league, match.season), []).extend((match.home, match.away))
    return {place: codes(sorted(dict.fromkeys(names))) for place, names in clubs.items()}


def _tiers_of(
    matches: Sequence[RecordedMatch], past: Sequence[RecordedMatch]
) -> dict[tuple[Clean, Clean, Clean], Tier]:
    """How big is each game, by the points its clubs had made before these seasons began?"""
    points: dict[tuple[str, str], int] = {}
    for match in past:
        home, away = match.score
        for club, made, other in ((match.home, home, away), (match.away, away, home)):
            gained = 3 if made > other else int(made == other)
            points[match.league, club] = points.get((match.league, club), 0) + gained
    ranking = _ranking(points)
    tiers = {}
    for match in matches:
        ranks = [ranking.get((match.league, club), 1.0) for club in (match.home, match.away)]
        big, small = max(ranks) < 0.5 and min(ranks) < 0.25, bool(ranking) and min(ranks) >= 0.5
        tiers[match.league, match.home, match.away] = Tier.BIG if big else Tier.SMALL if small else Tier.MIDDLE
    return tiers


def _ranking(points: dict[tuple[str, str], int]) -> dict[tuple[str, str], float]:
    """Where does each club stand in its league, from 0 the best to 1?"""
    ranking = {}
    for league in dict.fromkeys(league for league, _ in points):
        table = sorted((club for club in points if club[0] == league), key=lambda club: (-points[club], club))
        ranking.update({club: place / len(table) for place, club in enumerate(table)})
    return ranking
