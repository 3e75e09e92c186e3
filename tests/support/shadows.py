"""Short ways to drive the shadows of a desk, and entries as a fixture that is over leaves them."""

from typing import Any

from engine.core.shadows.shadow import LATENCY
from engine.domain.events import TradeSeen, Woke
from engine.domain.ledger import UNMARKED, Entry
from engine.domain.market import Leg
from engine.domain.money import CONTRACT
from engine.domain.sport import Sport
from tests.support.desk import Desk

MIDS = (4800, 2650, 2550)
"""Mids at which three arms of the willing desk would rest on a plain fixture: two in front at .48, one with the bid."""

FAR = (4600, 2750, 2650)
"""Mids at which two of them would take."""


def shadows(desk: Desk, fixture) -> dict:
    """Which shadows stand on a fixture, by arm?"""
    return desk.state.shadows.on.get(fixture.id, {})


def arrives(desk: Desk, fixture) -> list:
    """The time an imagined order is under way passes."""
    return desk.hear(Woke("shadow", fixture.id), LATENCY)


def prints(desk: Desk, market, price: int, contracts: int, *, bought: bool = False) -> list:
    """Somebody else trades."""
    return desk.hear(TradeSeen(market, price, contracts * CONTRACT, bought), 1000)


def sold_through(desk: Desk, fixture, contracts: int = 5_000) -> None:
    """Everybody who rests on a fixture is traded through, after the time an imagined order is under way."""
    arrives(desk, fixture)
    for market in fixture.markets:
        prints(desk, market.id, 100, contracts)


def entry(number: int = 1, **said: Any) -> Entry:
    """10 YES bought at 40 cents before the game, closing at 41 and paying nothing, unless said otherwise."""
    plain: dict[str, Any] = {
        "key": f"p{number}", "shadow": True, "strategy": "a", "fixture": f"f{number}", "sport": Sport.FOOTBALL,
        "league": "E0", "market": "m", "leg": Leg.YES, "settles_on": f"2026-{1 + number // 28:02}-{1 + number % 28:02}",
        "opened_at": 0, "in_play": False, "maker": True, "quantity": 10 * CONTRACT, "claimed": None, "fair": 450_000,
        "sd": 10_000, "mid_twice": 8_000, "limit": 4_000, "spent": 4_000_000, "fees": 0, "marks": UNMARKED,
        "close_twice": 8_200, "value": 0, "pnl": -4_000_000, "closed_at": 1,
    }  # fmt: skip
    return Entry(**(plain | said))
