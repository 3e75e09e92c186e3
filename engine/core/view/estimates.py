"""How is a figure written with its interval and its sample, and what is said of a simulated one?"""

from collections.abc import Callable

from engine.core.state import State
from engine.domain import text
from engine.domain.figures import Estimate
from engine.domain.states import Mode

CENT = 10_000
"""Micro-dollars."""


def cents(amount: int | None) -> str:
    """How are micro-dollars per contract written in cents, with a sign: `+0.4 c`?"""
    return text.MISSING if amount is None else f"{amount / CENT:+.1f} c"


def signed_percent(parts: int | None) -> str:
    """How are parts per million written as per cent with a sign?"""
    return text.percent(parts, sign=True)


def nats(parts: int | None) -> str:
    """How are parts per million of a nat written, with a sign: `-.0123`?"""
    return text.MISSING if parts is None else f"{parts / 1_000_000:+.4f}".replace("0.", ".", 1)


def interval(found: Estimate | None, write: Callable[[int | None], str]) -> str:
    """How does a figure read with its 95 % interval: `+1.2% [-3.0% .. +5.4%]`; without bounds `--` for them?"""
    if found is None:
        return text.MISSING
    return f"{write(found.value)} {bounds(found, write)}"


def bounds(found: Estimate | None, write: Callable[[int | None], str]) -> str:
    """How do the 95 % bounds of a figure read?"""
    if found is None or found.low is None or found.high is None:
        return "[--]"
    return f"[{write(found.low)} .. {write(found.high)}]"


def count(found: Estimate | None) -> str:
    """How large is the sample?"""
    return "0" if found is None else str(found.n)


def simulated(state: State) -> str:
    """What stands before a title while the games are pretended?"""
    return "SIM · " if state.run.mode is Mode.SIM else ""


def source(state: State) -> str:
    """Where do the figures come from?"""
    made_up = " (proves the machinery, not an edge)" if state.run.mode is Mode.SIM else ""
    return f"run {state.run.id}, {state.run.feed.partition(':')[0]}{made_up}"
