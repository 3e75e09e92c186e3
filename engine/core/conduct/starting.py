"""How a run begins: the state its first record makes."""

from engine.core.conduct import gating, guarding
from engine.core.conduct.turn import Turn
from engine.core.risk import drawdown
from engine.core.sizing.beliefs import prior
from engine.core.sizing.kept import Bandit
from engine.core.state import (
    Convictions,
    Desk,
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
from engine.domain.moment import Moment, after
from engine.domain.probability import Ppm
from engine.domain.states import Cause, EngineState, Mode


def begin(event: RunStarted, at: Moment, seq: int) -> State:
    """Which state does a run begin in? Paper books start empty and equal; live waits for the operator."""
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
            state=EngineState.PAUSED if live else EngineState.RUNNING,
            causes={Cause.OPERATOR: at} if live else {},
        ),
    )


def on_started(turn: Turn, event: RunStarted) -> None:
    """Say that the run began, and come back for the first full scan."""
    turn.say("run_started", f"{event.mode} run {event.run}: {event.feed}", run=event.run, seed=event.seed)
    if gating.shut(turn.state):
        gating.tell(turn)
    turn.emit(WakeAt(after(turn.at, turn.rules.entering.scan_all), "scan", ""))


def on_resumed(turn: Turn, event: RunResumed) -> None:
    """A process took the run up again under rules that may have changed."""
    turn.state.run.rules = event.rules
    for arm in event.rules.arms:
        fresh = prior(event.rules.bandit)
        turn.state.bandit.beliefs.setdefault(arm.name, fresh)
        turn.state.score.first_beliefs.setdefault(arm.name, fresh)
    guarding.unlatch(turn, Cause.CLOSING, "taken up again")
    gating.review(turn)
    turn.say("run_resumed", f"taken up again, rules {event.rules_hash[:8]}", rules=event.rules_hash)
