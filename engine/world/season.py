"""A season that never ends: two football leagues and a basketball league that never were."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from engine.domain.dice import chance, key
from engine.domain.errors import Malformed
from engine.domain.fees import QUADRATIC
from engine.domain.game import GameResult
from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Fixture, Market
from engine.domain.moment import DAY, HOUR, Moment
from engine.domain.scenario import ScenarioName
from engine.domain.sport import OUTCOMES, Outcome, Sport
from engine.maths.arrays import FloatArray
from engine.world import basketball, football, sway
from engine.world.cadence import LIVELY, Cadence
from engine.world.calendar import MIDWEEK_EVERY, OPENING, day_text, monday, settlement_date, start
from engine.world.chance import Stream
from engine.world.clubs import LEAGUES, League
from engine.world.league import PAST_SEASONS, Pairing, Strengths, pairings, season_label
from engine.world.makers import Tier
from engine.world.news import UNTOLD, News, news_of
from engine.world.outlook import Outlook
from engine.world.programme import Noise, Opinion, Plan, Programme, compose
from engine.world.scenario import bend_of
from engine.world.scores import Hearing
from engine.world.staging import course_of
from engine.world.timeline import Timeline, cut

_LISTED_BEFORE = 7 * DAY


class Habits(Struct, frozen=True):
    """How often does the unusual happen? Shares of games, and of cheered goals."""

    postponed: float = 0.03
    not_made_up: float = 0.5
    """Share of postponed games that are not played within 48 hours."""
    abandoned: float = 0.003
    taken_back: float = 0.05
    silent: float = 0.08
    cadence: Cadence = LIVELY


class Fate(StrEnum):
    """What becomes of a fixture?"""

    PLAYED = "played"
    MOVED = "moved"
    VOID = "void"
    ABANDONED = "abandoned"


class Season:
    """The source of the simulated feed: weeks are its batches."""

    def __init__(
        self, seed: int, habits: Habits | None = None, scenario: ScenarioName | None = None
    ) -> None:
        """Name the chance and the habits of the season, and the stress its market is under."""
        self.seed = seed
        self.scenario = scenario
        self.habits = Habits() if habits is None else habits
        self._strengths = {league.code: Strengths(seed, league) for league in LEAGUES}
        self._results: dict[tuple[str, int], list[GameResult | None]] = {}

    @property
    def name(self) -> str:
        """What tells this season from any other?"""
        own = f"sim:{self.seed}:{key(self.seed, 'habits', repr(self.habits), 0):032x}"
        return own if self.scenario is None else f"{own}:{self.scenario}"

    def opens(self, batch: int) -> Moment:
        """When is a week taken up? Eight days before its Monday, the first weeks at the opening."""
        return Moment(max(OPENING, monday(batch) - 8 * DAY))

    def plans(self, batch: int) -> Sequence[Plan]:
        """Which fixtures does a week hold? Those that began before the opening are left out."""
        found: list[Plan] = []
        for league in LEAGUES:
            for pairing in pairings(self.seed, league, batch):
                fixture = fixture_of(league, batch, pairing)
                list_at = max(OPENING + (len(found) + 1) * 1_000, fixture.starts_at - _LISTED_BEFORE)
                if fixture.starts_at > OPENING:
                    tier = self._tier(league, pairing, fixture.id)
                    found.append(Plan(fixture, batch, len(found), tier, Moment(list_at)))
        return found

    def _tier(self, league: League, pairing: Pairing, fixture: FixtureId) -> Tier:
        rank = (pairing[0] + pairing[1]) / (2 * len(league.clubs) - 2)
        height = rank - league.following + 0.2 * (chance(self.seed, "tier", fixture, 0) - 0.5)
        return Tier.BIG if height < 0.3 else Tier.MIDDLE if height < 0.58 else Tier.SMALL

    def programme(self, plan: Plan) -> Programme:
        """What will happen to a fixture?"""
        league = next(league for league in LEAGUES if league.code == plan.fixture.league)
        pairing = next(
            pairing
            for pairing in pairings(self.seed, league, plan.batch)
            if fixture_of(league, plan.batch, pairing).id == plan.fixture.id
        )
        fate, moved = self.fate(plan.fixture), self._moved(plan.fixture)
        played = moved if fate is Fate.MOVED else plan.fixture
        game, view, rising = self._game(league, plan.batch, pairing, played, fate)
        hearing = _HEARING[league.sport](self.habits.silent)
        course = course_of(
            plan, game, chances=view.before, hearing=hearing, stream=Stream(self.seed, "course", plan.fixture.id),
            moved=moved if fate is Fate.MOVED else None, void=fate is Fate.VOID,
        )  # fmt: skip
        bend = bend_of(self.scenario, self.seed, plan.fixture.id)
        opinion = Opinion(view, plan.tier, self.habits.cadence, self.seed, bend)
        return compose(course, opinion, self._noise(played, view, rising))

    def _noise(self, fixture: Fixture, view: Outlook, rising: FloatArray) -> Noise:
        return sway.unaware(self._news(fixture), view, rising)

    def _news(self, fixture: Fixture) -> News:
        return news_of(fixture.starts_at, UNTOLD[fixture.sport], Stream(self.seed, "news", fixture.id))

    def _came_out(self, fixture: Fixture) -> FloatArray:
        """What is the truth of a game off what was known when makers began? Of past seasons only the sum is drawn."""
        if fixture.starts_at >= OPENING:
            return self._news(fixture).whole
        opening = np.array(UNTOLD[fixture.sport].opening)
        return np.asarray(opening * Stream(self.seed, "news", fixture.id).normals(opening.size))

    def fate(self, fixture: Fixture) -> Fate:
        """What becomes of a fixture? Those of past seasons were all played when they should have been."""
        if fixture.starts_at < OPENING:
            return Fate.PLAYED
        draw, second = (chance(self.seed, "fate", fixture.id, place) for place in (0, 1))
        if draw < self.habits.postponed:
            return Fate.VOID if second < self.habits.not_made_up else Fate.MOVED
        football_only = fixture.sport is Sport.FOOTBALL
        abandoned = football_only and draw < self.habits.postponed + self.habits.abandoned
        return Fate.ABANDONED if abandoned else Fate.PLAYED

    def _moved(self, fixture: Fixture) -> Fixture:
        later = Moment(fixture.starts_at + (24 + 20 * (chance(self.seed, "moved", fixture.id, 0) < 0.4)) * HOUR)
        return replace(fixture, starts_at=later, settles_on=settlement_date(later))

    def _rates(self, league: League, week: int, pairing: Pairing, stream: Stream) -> sway.Rates:
        home, away = (self._strengths[league.code].of(week, club) for club in pairing[:2])
        if league.sport is Sport.BASKETBALL:
            return basketball.rates(home, away, stream)
        short_rest = (week % league.weeks) % MIDWEEK_EVERY == 0 and pairing[2][0] > 2
        tired = stream.uniforms(2) < 0.5
        return football.rates(home, away, (short_rest and bool(tired[0]), short_rest and bool(tired[1])), stream)

    def _timeline(self, league: League, week: int, pairing: Pairing, fixture: Fixture) -> tuple[Timeline, sway.Rates]:
        stream = Stream(self.seed, "game", fixture.id)
        rates = sway.swayed(self._rates(league, week, pairing, stream), self._came_out(fixture))
        if isinstance(rates, basketball.Rates):
            return basketball.play(fixture.starts_at, rates, stream), rates
        return football.play(fixture.starts_at, rates, self.habits.taken_back, stream), rates

    def _game(
        self, league: League, week: int, pairing: Pairing, fixture: Fixture, fate: Fate
    ) -> tuple[Timeline, Outlook, FloatArray]:
        """The game, how likely each result is throughout, and how that answers to each kind of news."""
        game, rates = self._timeline(league, week, pairing, fixture)
        if fate is Fate.ABANDONED:
            place = 0.2 + 0.7 * chance(self.seed, "abandoned", fixture.id, 0)
            game = cut(game, Moment(game.kick_off + int(place * (game.ends_at - game.kick_off))))
        view = sway.outlook_of(game, rates)
        return game, view, sway.slopes(game, rates, view, league.sport)

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment, three past seasons included?"""
        found = next((one for one in LEAGUES if one.code == league and one.sport is sport), None)
        if found is None:
            raise Malformed("league", league, ", ".join(f"{one.sport} {one.code}" for one in LEAGUES))
        past: list[GameResult] = []
        week = -PAST_SEASONS * found.weeks
        while monday(week) < before:
            past += [result for result in self._week(found, week) if result.at < before]
            week += 1
        return sorted(past, key=lambda result: (result.at, result.home))

    def _week(self, league: League, week: int) -> list[GameResult]:
        known = self._results.get((league.code, week))
        if known is None:
            known = [self._result(league, week, pairing) for pairing in pairings(self.seed, league, week)]
            self._results[league.code, week] = known
        return [result for result in known if result is not None]

    def _result(self, league: League, week: int, pairing: Pairing) -> GameResult | None:
        fixture = fixture_of(league, week, pairing)
        fate = self.fate(fixture)
        if fate in {Fate.VOID, Fate.ABANDONED}:
            return None
        fixture = self._moved(fixture) if fate is Fate.MOVED else fixture
        game, _ = self._timeline(league, week, pairing, fixture)
        home, away = game.score
        return GameResult(fixture.league, fixture.season, fixture.home, fixture.away, home, away, game.ends_at)


_HEARING = {
    Sport.FOOTBALL: lambda silent: Hearing(silent_share=silent),
    Sport.BASKETBALL: lambda silent: Hearing(silent_share=silent, every=30.0, each_turn=False),
}


def fixture_of(league: League, week: int, pairing: Pairing) -> Fixture:
    """Which fixture is this pairing of this week, as it is first listed?"""
    home, away = league.clubs[pairing[0]], league.clubs[pairing[1]]
    starts_at = start(week, pairing[2])
    name = FixtureId(f"{league.code}-{day_text(starts_at)}-{home.code}{away.code}")
    sides = {Outcome.HOME: home.code, Outcome.DRAW: "TIE", Outcome.AWAY: away.code}
    return Fixture(
        id=name,
        sport=league.sport,
        league=league.code,
        season=season_label(league, week),
        home=home.name,
        away=away.name,
        home_code=home.code,
        away_code=away.code,
        starts_at=starts_at,
        settles_on=settlement_date(starts_at),
        markets=tuple(
            Market(MarketId(f"{name}-{sides[outcome]}"), name, outcome, QUADRATIC) for outcome in OUTCOMES[league.sport]
        ),
    )
