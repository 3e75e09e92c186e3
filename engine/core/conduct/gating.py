"""The gate for real money, and the way out of the shadow: what has to be shown before anything is risked."""

from engine.core.conduct.finding import live_orders
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn
from engine.core.sizing.beliefs import clv_positive, pooled_with
from engine.core.sizing.kept import Bandit
from engine.core.sizing.lessons import Lesson
from engine.core.sizing.proof import proven
from engine.core.state import State
from engine.domain.identity import StrategyName
from engine.domain.ledger import AlertKind, Entry
from engine.domain.order import Purpose
from engine.domain.probability import Ppm
from engine.domain.rules import Arm
from engine.domain.states import Mode
from engine.domain.text import fair

GATE = "gate"
"""The gate's name in the funnel, in events and among alerts."""


def binds(state: State) -> bool:
    """Does the gate hold orders back: with real money always, on paper as a rehearsal?"""
    return state.run.mode is Mode.LIVE or state.run.rules.bandit.gate_on_paper


def shut(state: State) -> bool:
    """Is the gate closed to orders now? Shadows trade on."""
    return binds(state) and not state.bandit.gate_open


def chance(state: State) -> Ppm | None:
    """How likely is the closing-line value after fees of all arms together above zero? None before any."""
    return clv_positive(state.bandit.pooled)


def standing(state: State) -> str:
    """Where does the gate stand, in words?"""
    needed = state.run.rules.bandit.gate
    return f"P(closing-line value after fees > 0) {fair(chance(state))}, {fair(needed)} needed"


def learn(turn: Turn, lessons: tuple[Lesson, ...]) -> None:
    """A fixture is over: pool what its arms made against the close, and see whether the gate moves."""
    bandit, rules = turn.state.bandit, turn.rules.bandit
    values = [lesson.clv for lesson in lessons if lesson.clv is not None]
    bandit.pooled = pooled_with(bandit.pooled, rules, values)
    review(turn)


def review(turn: Turn) -> None:
    """Does the gate open or close? Both are said and kept; while it is closed to orders, what rests is withdrawn."""
    bandit, found = turn.state.bandit, chance(turn.state)
    opens = found is not None and found >= turn.rules.bandit.gate
    if opens is not bandit.gate_open:
        bandit.gate_open, bandit.gate_since = opens, turn.at
        tell(turn)
    if shut(turn.state):
        for order in [*live_orders(turn.state)]:
            if order.ticket.purpose is Purpose.ENTER:
                withdraw_order(turn, order, "the gate for real money is closed")


def tell(turn: Turn) -> None:
    """Say where the gate stands, and keep it for whoever is away."""
    state = turn.state
    word = "open" if state.bandit.gate_open else "closed"
    idle = " (paper trades on)" if not state.bandit.gate_open and not binds(state) else ""
    text = f"gate for real money {word}: {standing(state)}{idle}"
    turn.say(GATE, text, open=int(state.bandit.gate_open))
    turn.tell(AlertKind.GATE, f"{GATE}-{word}-{turn.at}", text)


def forget(turn: Turn) -> None:
    """Begin anew: with nothing learnt of any arm the gate is closed."""
    turn.state.bandit.pooled = None
    review(turn)


def in_shadow(state: State, arm: Arm) -> bool:
    """Does this arm propose without being traded?"""
    return arm.shadow and not (arm.until_marks and arm.name in state.bandit.proven)


def _counts(bandit: Bandit, entry: Entry) -> bool:
    since = bandit.reset.get(entry.strategy)
    return since is None or entry.closed_at > since


def prove(turn: Turn, strategies: list[StrategyName]) -> None:
    """These arms have new entries: which of those that must prove themselves leave the shadow, or go back?"""
    bandit = turn.state.bandit
    for arm in turn.rules.arms:
        if not (arm.shadow and arm.until_marks and arm.name in strategies):
            continue
        entries = [
            each for each in turn.state.score.entries if each.strategy == arm.name and _counts(bandit, each)
        ]
        was, now = arm.name in bandit.proven, proven(entries)
        if was is now:
            continue
        bandit.proven = [name for name in bandit.proven if name != arm.name] + ([arm.name] if now else [])
        word = "leaves the shadow: its mark-outs after a minute are" if now else "goes back: no longer"
        turn.say("shadow", f"{arm.name} {word} above zero", strategy=arm.name, shadow=int(not now))
