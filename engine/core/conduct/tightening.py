"""Making a limit stricter while the run goes on: never looser, and only a restart with other settings undoes it."""

from enum import Enum
from typing import Any, get_type_hints

from msgspec.structs import replace

from engine.core.conduct import guarding
from engine.core.conduct.finding import live_orders
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn
from engine.domain.commands import Tighten
from engine.domain.events import RunResumed
from engine.domain.moment import SECOND, Span
from engine.domain.money import CONTRACT, DOLLAR, ONE, Money, Price, Quantity
from engine.domain.order import Purpose
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import DrawdownRules, Limits, Rules

Done = tuple[bool, str]


class Stricter(Enum):
    """In which direction is a limit stricter?"""

    BELOW = "below"
    ABOVE = "above"


LIMITS: dict[str, Stricter] = {
    "global_exposure": Stricter.BELOW,
    "global_share": Stricter.BELOW,
    "fixture_exposure": Stricter.BELOW,
    "fixture_share": Stricter.BELOW,
    "market_exposure": Stricter.BELOW,
    "strategy_exposure": Stricter.BELOW,
    "slate_exposure": Stricter.BELOW,
    "fixture_of_budget": Stricter.BELOW,
    "slate_of_budget": Stricter.BELOW,
    "bad_case_of_budget": Stricter.BELOW,
    "common_factor": Stricter.ABOVE,
    "taper_floor": Stricter.BELOW,
    "order_quantity": Stricter.BELOW,
    "price_collar": Stricter.BELOW,
    "orders_per_minute": Stricter.BELOW,
    "quote_age": Stricter.BELOW,
    "score_age": Stricter.BELOW,
    "price_lowest": Stricter.ABOVE,
    "price_highest": Stricter.BELOW,
    "edge_too_good": Stricter.BELOW,
}
"""Every field of `Limits`, and where stricter lies; a test holds the keys equal to the fields."""

DRAWDOWN: dict[str, str] = {"drawdown_warn": "warn", "drawdown_pause": "pause", "drawdown_stop": "stop"}
"""Lines of drawdown that may be drawn tighter, all of them below where they are."""

_WRITTEN: dict[object, tuple[int, str]] = {
    Money: (DOLLAR, " dollars"),
    Price: (ONE, " dollars"),
    Quantity: (CONTRACT, " contracts"),
    Span: (SECOND, " s"),
    Ppm: (MILLION, ""),
    int: (1, ""),
}
"""How much of a type's own unit makes one of the settings' unit, and how that is called."""

_KINDS = {**get_type_hints(Limits), **dict.fromkeys(DRAWDOWN, Ppm)}

_MOST = {"common_factor": MILLION, "price_lowest": ONE - 1}
"""How far a limit that is stricter above may go; one that is stricter below may go to 0."""


def tighten(turn: Turn, command: Tighten) -> Done:
    """Put a stricter limit in force at once: what rests is asked for anew under it."""
    name, to = command.limit, command.to
    if name not in LIMITS and name not in DRAWDOWN:
        return False, f"no limit {name}; there are {', '.join((*LIMITS, *DRAWDOWN))}"
    now = value(turn.rules, name)
    refusal = _refusal(turn.rules, name, now, to)
    if refusal is not None:
        return False, f"{name}: {refusal}"
    run = turn.state.run
    run.rules = with_limit(run.rules, name, to)
    run.tightened[name] = to
    for order in list(live_orders(turn.state)):
        if order.ticket.purpose is Purpose.ENTER:
            withdraw_order(turn, order, f"{name} was tightened")
    guarding.check(turn)
    return True, f"{name}: {written(name, to)} instead of {written(name, now)}, until a restart with other settings"


def taken_up(turn: Turn, event: RunResumed) -> None:
    """A process takes the run up: under the settings it was tightened under, what is tighter stands.

    Other settings are the operator's new word and stand as they are written: that is the one way to loosen.
    """
    run = turn.state.run
    if event.rules_hash == run.rules_hash:
        return
    for name, to in run.tightened.items():
        was, new = written(name, to), written(name, value(event.rules, name))
        turn.say("limit", f"{name}: {new} by the new settings, it was tightened to {was}")
    run.rules, run.rules_hash, run.tightened = event.rules, event.rules_hash, {}


def value(rules: Rules, name: str) -> int:
    """Where does a limit stand, in its own unit?"""
    owner: Limits | DrawdownRules = rules.limits if name in LIMITS else rules.drawdown
    found = getattr(owner, DRAWDOWN.get(name, name))
    assert isinstance(found, int)
    return found


def written(name: str, amount: int) -> str:
    """How is a value of this limit written, exactly, in the unit of the settings: `5 contracts`, `0.15`?"""
    per, unit = _WRITTEN[_KINDS[name]]
    whole, rest = divmod(abs(amount), per)
    part = f".{rest:0{len(str(per)) - 1}d}".rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole}{part}{unit}"


def with_limit(rules: Rules, name: str, to: int) -> Rules:
    """Which rules are these with that limit put to that value?"""
    change: dict[str, Any] = {DRAWDOWN.get(name, name): to}
    if name in LIMITS:
        return replace(rules, limits=replace(rules.limits, **change))
    return replace(rules, drawdown=replace(rules.drawdown, **change))


def _refusal(rules: Rules, name: str, now: int, to: int) -> str | None:
    if LIMITS.get(name) is Stricter.ABOVE:
        most = _MOST[name]
        return None if now < to <= most else _looser(name, to, now, f"above it, up to {written(name, most)}")
    least = _least(rules, name)
    return None if least <= to < now else _looser(name, to, now, f"below it, down to {written(name, least)}")


def _looser(name: str, to: int, now: int, room: str) -> str:
    return f"{written(name, to)} is not stricter than {written(name, now)}; allowed: {room}"


def _least(rules: Rules, name: str) -> int:
    """How low may a limit be put? The lines of drawdown keep their order, and stay above none at all."""
    drawdown = rules.drawdown
    below = {
        "drawdown_warn": 1,
        "drawdown_pause": max(drawdown.warn, drawdown.restore_under) + 1,
        "drawdown_stop": drawdown.pause + 1,
    }
    return below.get(name, 0)
