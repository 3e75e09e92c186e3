"""Gates that hold for every arm: when nothing may be opened on a fixture, whatever its price."""

from collections.abc import Callable

from engine.core.conduct import sums
from engine.core.conduct.guarding import running
from engine.core.conduct.stopping import opens_again_at
from engine.core.conduct.turn import Turn, in_play
from engine.domain.market import Fixture
from engine.domain.sport import OVER, Sport

Gate = Callable[[Turn, Fixture], bool]

FROZEN = "frozen"
"""The gate that shuts when a price has jumped, or a score was taken back."""


def closed(turn: Turn, fixture: Fixture) -> str | None:
    """Which gate is shut for this fixture now? The first one's name; None when all are open."""
    playing = in_play(turn, fixture.id)
    gates = _ALL_IN_PLAY if playing else _ALL_BEFORE
    return next((name for name, shut in gates.items() if shut(turn, fixture)), None)


def blind(turn: Turn, fixture: Fixture) -> bool:
    """Is it a bad time to enter for anybody, by what is known and by the clock? Then no shadow begins either."""
    return barred(turn, fixture) or not fresh(turn, fixture)


def barred(turn: Turn, fixture: Fixture) -> bool:
    """Is a gate of data or of the hour shut? Then nothing rests there, imagined orders included."""
    shut = _DATA_IN_PLAY if in_play(turn, fixture.id) else _DATA_BEFORE
    return any(gate(turn, fixture) for gate in shut)


def fresh(turn: Turn, fixture: Fixture) -> bool:
    """Are all books of a fixture, and the score of a running game, young enough to enter on?"""
    limits, age = turn.rules.limits, sums.quote_age(turn, fixture)
    if age is None or age > limits.quote_age:
        return False
    sighting = turn.state.games.sightings.get(fixture.id)
    return not in_play(turn, fixture.id) or (
        sighting is not None and turn.at - sighting.at <= limits.score_age
    )


def _settled(turn: Turn, fixture: Fixture) -> bool:
    return any(market.id in turn.state.quotes.settled for market in fixture.markets)


def _called_off(turn: Turn, fixture: Fixture) -> bool:
    sighting = turn.state.games.sightings.get(fixture.id)
    return sighting is not None and sighting.status.phase in OVER


def _line_ups(turn: Turn, fixture: Fixture) -> bool:
    rules = turn.rules.entering
    return (
        fixture.sport is Sport.FOOTBALL
        and rules.lineup_until <= fixture.starts_at - turn.at <= rules.lineup_from
    )


def _frozen(turn: Turn, fixture: Fixture) -> bool:
    games, rest = turn.state.games, turn.rules.entering.freeze_for
    if turn.at < games.frozen_until.get(fixture.id, 0):
        return True
    if fixture.id not in games.jumped:
        return False
    agrees = games.agrees_since.get(fixture.id)
    if agrees is not None and turn.at - agrees >= rest:
        del games.jumped[fixture.id]
    return fixture.id in games.jumped


def _not_running(turn: Turn, _: Fixture) -> bool:
    return not running(turn.state)


def _after_cancel_all(turn: Turn, _: Fixture) -> bool:
    return opens_again_at(turn.state) is not None


def _left(turn: Turn, fixture: Fixture) -> bool:
    return fixture.id in turn.state.doubts.left


def _silent(turn: Turn, fixture: Fixture) -> bool:
    return fixture.id in turn.state.games.silent


def _too_early(turn: Turn, fixture: Fixture) -> bool:
    return fixture.starts_at - turn.at > turn.rules.entering.horizon


def _start_is_near(turn: Turn, fixture: Fixture) -> bool:
    return fixture.starts_at - turn.at <= turn.rules.entering.stop_before_start


def _no_live_score(_: Turn, fixture: Fixture) -> bool:
    return not fixture.scored_live


GATES_OURS: dict[str, Gate] = {
    "not_running": _not_running,
    "after_cancel_all": _after_cancel_all,
    "no_reentry": _left,
}
"""Gates of our own state; they hold back money, not learning."""
GATES_OF_DATA: dict[str, Gate] = {
    "settled": _settled,
    "called_off": _called_off,
    "score_silent": _silent,
    FROZEN: _frozen,
}
GATES: dict[str, Gate] = GATES_OURS | GATES_OF_DATA
GATES_BEFORE: dict[str, Gate] = {
    "too_early": _too_early,
    "start_is_near": _start_is_near,
    "line_ups": _line_ups,
}
GATES_IN_PLAY: dict[str, Gate] = {"no_live_score": _no_live_score}

_ALL_BEFORE, _ALL_IN_PLAY = GATES | GATES_BEFORE, GATES | GATES_IN_PLAY
_DATA_BEFORE = (*GATES_OF_DATA.values(), *GATES_BEFORE.values())
_DATA_IN_PLAY = (*GATES_OF_DATA.values(), *GATES_IN_PLAY.values())
