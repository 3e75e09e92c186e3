"""How a run begins: the state its first record makes."""

from engine.core.conduct import gating, guarding, reconciling, stopping, tightening
from engine.core.conduct.turn import Turn
from engine.core.health.kept import Desk
from engine.core.risk import drawdown
from engine.core.sizing.beliefs import prior
from engine.core.sizing.kept import Bandit
from engine.core.state import (
    Convictions,
    Doubts,
    Games,
    Purse,
    Quotes,
    Run,
    Score,
    State,
    Trading,
)
from engine.domain.effects import WakeAt
from engine.domain.events import RunResumed, RunStarted
from engine.domain.moment import MINUTE, Moment, after
from engine.domain.probability import Ppm
from engine.domain.states import Cause, EngineState, Mode, Severity

WOKE = "starting"
"""The kind of waking that looks whether a start has found its end."""

LONG = MINUTE
"""How long a start may wait for books that agree before it is told."""


def begin(event: RunStarted, at: Moment, seq: int) -> State:
    """Which state does a run begin in? STARTING; live waits for the operator after that."""
    rules = event.rules
    beliefs = {arm.name: prior(rules.bandit) for arm in rules.arms}
    live = event.mode is Mode.LIVE
    return State(
        run=Run(
            id=event.run,
            seed=event.seed,
            mode=event.mode,
            feed=event.feed,
            zone=event.zone,
            rules=rules,
            started_at=at,
            at=at,
            seq=seq,
            rules_hash=event.rules_hash,
        ),
        quotes=Quotes(),
        games=Games(),
        convictions=Convictions(),
        trading=Trading(),
        bandit=Bandit(beliefs=dict(beliefs)),
        doubts=Doubts(),
        purse=Purse(
            account=drawdown.opened(rules.bankroll),
            equity=rules.bankroll,
            drawdown=Ppm(0),
            worst_drawdown=Ppm(0),
        ),
        score=Score(first_beliefs=dict(beliefs)),
        desk=Desk(
            state=EngineState.STARTING,
            causes={Cause.STARTING: at} | ({Cause.OPERATOR: at} if live else {}),
        ),
    )


def on_started(turn: Turn, event: RunStarted) -> None:
    """Say that the run began, ask the venue, and come back for the first full scan."""
    turn.say("run_started", f"{event.mode} run {event.run}: {event.feed}", run=event.run, seed=event.seed)
    if gating.shut(turn.state):
        gating.tell(turn)
    _compare(turn, "start")
    turn.emit(WakeAt(after(turn.at, turn.rules.entering.scan_all), "scan", ""))


def on_resumed(turn: Turn, event: RunResumed) -> None:
    """A process took the run up again: nothing is opened before the books agree with the venue."""
    tightening.taken_up(turn, event)
    for arm in turn.rules.arms:
        fresh = prior(turn.rules.bandit)
        turn.state.bandit.beliefs.setdefault(arm.name, fresh)
        turn.state.score.first_beliefs.setdefault(arm.name, fresh)
    causes = turn.state.desk.causes
    causes.pop(Cause.CLOSING, None)
    causes[Cause.STARTING] = turn.at
    if turn.state.run.mode is Mode.LIVE:
        causes.setdefault(Cause.OPERATOR, turn.at)
    guarding.settle_state(turn, "taken up again")
    _compare(turn, "resumed")
    stopping.go_on(turn)
    gating.review(turn)
    turn.say("run_resumed", f"taken up again, rules {event.rules_hash[:8]}", rules=event.rules_hash)


def _compare(turn: Turn, why: str) -> None:
    """Ask where everything stands, and come back to see whether the books agree by then."""
    reconciling.begin(turn, why)
    begun = turn.state.desk.causes[Cause.STARTING]
    turn.emit(WakeAt(after(turn.at, LONG), WOKE, str(begun)))


def still_starting(turn: Turn, begun: str) -> None:
    """A minute later: a start whose books do not agree with the venue's yet needs somebody to look."""
    if str(turn.state.desk.causes.get(Cause.STARTING)) == begun:
        text = "started a minute ago, and the books have not agreed with the venue yet"
        turn.alarm(guarding.STILL_STARTING, Severity.HIGH, "states", text)
