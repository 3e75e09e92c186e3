"""`tighten KEY VALUE`: make one limit stricter while the engine runs, in the words of the settings file."""

import argparse
from typing import Annotated, Any

from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from engine.config.layer import parse_layer
from engine.config.tree import Config
from engine.domain.clean import own
from engine.domain.commands import Tighten
from engine.domain.errors import FootbeError, Malformed
from footbe_tui.commands.client import reached
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import said

LIMITS = {
    "limits.max_global_exposure": "global_exposure",
    "limits.max_global_share": "global_share",
    "limits.max_exposure_per_fixture": "fixture_exposure",
    "limits.max_fixture_share": "fixture_share",
    "limits.max_exposure_per_market": "market_exposure",
    "limits.max_exposure_per_strategy": "strategy_exposure",
    "limits.max_exposure_per_slate": "slate_exposure",
    "limits.max_order_contracts": "order_quantity",
    "limits.price_collar": "price_collar",
    "limits.orders_per_minute": "orders_per_minute",
    "limits.max_quote_age": "quote_age",
    "limits.max_score_age": "score_age",
    "limits.lowest_price": "price_lowest",
    "limits.highest_price": "price_highest",
    "limits.edge_too_good": "edge_too_good",
    "drawdown.fixture_of_budget": "fixture_of_budget",
    "drawdown.slate_of_budget": "slate_of_budget",
    "drawdown.bad_case_of_budget": "bad_case_of_budget",
    "drawdown.common_factor": "common_factor",
    "drawdown.taper_floor": "taper_floor",
    "drawdown.warn": "drawdown_warn",
    "drawdown.pause": "drawdown_pause",
    "drawdown.stop": "drawdown_stop",
}
"""Key of the settings, and what the engine calls that limit."""


def run(asked: argparse.Namespace) -> int:
    """Have the limit put there; exit 2 when the engine finds it no stricter."""
    command = Tighten(limit=named(asked.key), to=amount(asked.key, asked.value))
    with reached(home_of(asked)) as engine:
        receipt = engine.do(command)
    return said(replace(receipt, text=own(receipt.text.replace(command.limit, asked.key, 1))))


def named(key: str) -> str:
    """What does the engine call the limit of this key?

    Raises:
        FootbeError: it is no limit that can be tightened.
    """
    if key not in LIMITS:
        raise FootbeError(f"tighten: {key!a} is no limit; allowed: {', '.join(LIMITS)}")
    return LIMITS[key]


def amount(key: str, given: str) -> int:
    """Which whole number, in the engine's unit, is a value as it would stand in the settings?

    Raises:
        ConfigError, Malformed: it is none that may stand there.
    """
    section, _, name = key.partition(".")
    annotation: Any = Config.model_fields[section].annotation
    field = annotation.model_fields[name]
    words: Any = Annotated[(field.annotation, *field.metadata)]
    read = parse_layer(f"tighten {key}", f"{name}: {' '.join(given.split())}").data
    try:
        return int(TypeAdapter[int](words).validate_python(read.get(name)))
    except ValidationError as error:
        raise Malformed(f"tighten {key}", given, error.errors()[0]["msg"]) from None
