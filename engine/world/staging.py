"""How does a fixture run for those outside: what is listed, heard, closed and paid, and when?"""

from engine.domain.events import Event
from engine.domain.market import Fixture
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND
from engine.domain.sport import Phase
from engine.maths.arrays import FloatArray
from engine.world.chance import Stream
from engine.world.programme import Absence, Course, Plan, fair_payout, paid
from engine.world.scores import Hearing, standing, told
from engine.world.timeline import Timeline

_AWAY_AFTER_NEWS = 5 * MINUTE


def course_of(
    plan: Plan, game: Timeline, *, chances: FloatArray, hearing: Hearing, stream: Stream,
    moved: Fixture | None = None, void: bool = False,
) -> Course:  # fmt: skip
    """Which course does a fixture take?

    `moved` is the fixture told anew when it is put off and made up for; `void` says that it is put off
    for good. `chances` are fair before the start, for a market that has to be paid without a result.
    """
    fixture = plan.fixture
    news = max(plan.list_at + HOUR, fixture.starts_at - int(stream.between(2.0, 6.0) * HOUR))
    if void:
        return _never_played(plan, news, chances, stream)
    if not fixture.scored_live:
        return _unseen(plan, game, stream)
    heard: list[tuple[int, Event]] = list(told(game, fixture.id, hearing, stream))
    listed: list[tuple[int, Fixture]] = [(plan.list_at, fixture)]
    away: tuple[Absence, ...] = ()
    if moved is not None:
        heard.insert(0, (news, standing(fixture.id, Phase.POSTPONED)))
        listed.append((news + 3 * MINUTE, moved))
        away = (Absence(news, news + _AWAY_AFTER_NEWS),)
    wait = stream.between(30.0, 60.0) if game.abandoned else stream.between(2.0, 10.0)
    return Course(
        fixtures=tuple(listed),
        game=game,
        told=heard,
        quotes_end=game.ends_at,
        closes_at=game.ends_at + int(stream.between(2.0, 6.0) * SECOND),
        settles_at=game.ends_at + int(wait * MINUTE),
        payout=fair_payout(chances) if game.abandoned else paid(game, len(fixture.markets)),
        away=away,
    )


def _never_played(plan: Plan, news: int, chances: FloatArray, stream: Stream) -> Course:
    """Which course takes a game that is put off for longer than two days?"""
    return Course(
        fixtures=((plan.list_at, plan.fixture),),
        game=None,
        told=[(news, standing(plan.fixture.id, Phase.POSTPONED))],
        quotes_end=news,
        closes_at=news + 10 * MINUTE,
        settles_at=plan.fixture.starts_at + 2 * DAY + int(stream.between(5.0, 30.0) * MINUTE),
        payout=fair_payout(chances),
    )


def _unseen(plan: Plan, game: Timeline, stream: Stream) -> Course:
    """Which course takes a game that no score feed follows? It is traded until it starts."""
    return Course(
        fixtures=((plan.list_at, plan.fixture),),
        game=game,
        told=[],
        quotes_end=game.kick_off,
        closes_at=game.kick_off + SECOND,
        settles_at=game.ends_at + int(stream.between(2.0, 10.0) * MINUTE),
        payout=paid(game, len(plan.fixture.markets)),
    )
