"""Named stress: what the pretended market does at its worst, switched on by name and never by chance.

A scenario bends what a fixture's programme is made from; all the rest, and everybody else's luck, stays as it is.
"""

from collections.abc import Callable
from itertools import accumulate

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from engine.domain.errors import Malformed
from engine.domain.events import GameSeen
from engine.domain.identity import FixtureId
from engine.domain.moment import HOUR, MINUTE, SECOND
from engine.domain.scenario import STRESS, ScenarioName
from engine.world.chance import Stream
from engine.world.outlook import Outlook
from engine.world.programme import Absence, Bend, Course
from engine.world.timeline import Turn

_AFTER_US = (3 * SECOND, 8 * SECOND)
"""So long after our feed has told a goal do lagging quotes stay on the old price."""
_POSSESSIONS_LATE = 45 * SECOND
"""How late are lagging quotes where points are told with the next regular status only?"""
_WINDOW = (20 * MINUTE, 40 * MINUTE)
_WITHIN = 6 * HOUR
"""The window before the start lies within so long of it."""

class Scenario(Struct, frozen=True):
    """One way to be worse than usual: what it says of itself, and what it makes of a course and an outlook."""

    says: str
    bend: Callable[[Course, Outlook, Stream], tuple[Course, Outlook]]


def _lag(course: Course, view: Outlook, stream: Stream) -> tuple[Course, Outlook]:
    """Let makers and crowd learn of what happens only after our feed has told it."""
    if course.game is None:
        return course, view
    if not view.shocks:
        return course, replace(view, at=np.where(view.at > view.at[0], view.at + _POSSESSIONS_LATE, view.at))
    turns = [turn for turn in course.game.turns if turn.shock]
    heard = [_heard(course, turn) + int(stream.between(*_AFTER_US)) for turn in turns]
    until = [at + place * SECOND for place, at in enumerate(accumulate(heard, max))]
    return course, _held_back(view, [turn.at for turn in turns], until, course.quotes_end)


def _heard(course: Course, turn: Turn) -> int:
    """When does our feed first tell the game as this turn leaves it, or something later?"""
    stands = (turn.home, turn.away, turn.red_home, turn.red_away)
    later = [(at, event.status) for at, event in course.told if at >= turn.at and isinstance(event, GameSeen)]
    said = (at for at, it in later if (it.home, it.away, it.red_home, it.red_away) == stands)
    return next(said, later[-1][0] if later else turn.at)


def _held_back(view: Outlook, since: list[int], until: list[int], ends_at: int) -> Outlook:
    """Which outlook stands still from each shock until a later moment, and jumps only then, if before the end?"""
    edges = np.array([edge for moment in until for edge in (moment - 1, moment)], dtype=np.float64)
    at = np.unique(np.concatenate([view.at, edges]))
    known = at.copy()
    for begins, ends in reversed(list(zip(since, until, strict=True))):
        known[(at >= begins) & (at < ends)] = begins - 1
    chances = view(known)
    shocks = tuple(moment for moment in until if moment < ends_at)
    places = np.searchsorted(at, shocks)
    return Outlook(at=at, chances=chances, shocks=shocks, jumps=chances[places] - chances[places - 1])


def _windows(course: Course, stream: Stream) -> list[tuple[int, int]]:
    """Which two stretches, one before the start and one in play, does a scenario take? Only while makers quote."""
    place, later, length, longer = stream.uniforms(4).tolist()
    spans = [int(_WINDOW[0] + part * (_WINDOW[1] - _WINDOW[0])) for part in (length, longer)]
    start = course.quotes_end if course.game is None else course.game.kick_off
    begins = [int(start - spans[0] - place * (_WITHIN - spans[0]))]
    if course.game is not None:
        begins.append(int(start + later * max(0, course.game.ends_at - start - spans[1])))
    windows = [(at, min(at + span, course.quotes_end)) for at, span in zip(begins, spans, strict=False)]
    return [window for window in windows if window[1] - window[0] > MINUTE]


def _gone(course: Course, view: Outlook, stream: Stream) -> tuple[Course, Outlook]:
    """Let nobody quote for two long stretches."""
    away = tuple(Absence(*window) for window in _windows(course, stream))
    return replace(course, away=course.away + away), view


def _one_sided(course: Course, view: Outlook, stream: Stream) -> tuple[Course, Outlook]:
    """Let makers bid only, or ask only, for two long stretches."""
    away = [Absence(*window, one_sided=1 + (stream.between(0.0, 1.0) < 0.5)) for window in _windows(course, stream)]
    return replace(course, away=course.away + tuple(away)), view


SCENARIOS: dict[ScenarioName, Scenario] = {
    ScenarioName.LAGGING_QUOTES: Scenario("prices stay where they were until our feed has told a goal", _lag),
    ScenarioName.MAKERS_GONE: Scenario("nobody quotes for 20 to 40 minutes before the start and in play", _gone),
    ScenarioName.ONE_SIDED: Scenario("only bids or only asks for 20 to 40 minutes before the start and in play", _one_sided),
}
"""Every stress there is: one entry makes one."""


def scenario_named(name: str) -> ScenarioName:
    """Which scenario has this name?

    Raises:
        Malformed: none has; it says which there are.
    """
    try:
        return ScenarioName(name)
    except ValueError:
        raise Malformed("scenario", name, ", ".join(SCENARIOS)) from None


def bend_of(name: ScenarioName | None, seed: int, fixture: FixtureId) -> Bend | None:
    """What does a scenario do to one fixture? None when there is no scenario."""
    if name is None:
        return None
    scenario, stream = SCENARIOS[name], Stream(seed, f"scenario {name}", fixture)
    return lambda course, view: scenario.bend(course, view, stream)


def stressed(name: ScenarioName | None, label: str) -> str:
    """What does a feed's label say under a scenario?"""
    return label if name is None else f"{STRESS} {name}: {SCENARIOS[name].says}; {label}"
