"""Sections about what may be lost: drawdown and the hard limits. The bounds here are ceilings no file can lift."""

from typing import Annotated

from engine.config.section import Section
from engine.config.units import choice, contracts, count, dollars, duration, price, share
from engine.domain.moment import Span
from engine.domain.money import Money, Price, Quantity
from engine.domain.probability import Ppm
from engine.domain.rules import DrawdownMode


class DrawdownSection(Section):
    """Where drawdown warns, pauses and stops."""

    mode: Annotated[DrawdownMode, choice(DrawdownMode)]
    warn: Annotated[Ppm, share("0.01", "0.15")]
    pause: Annotated[Ppm, share("0.01", "0.18")]
    stop: Annotated[Ppm, share("0.01", "0.20")]
    reduced: Annotated[Ppm, share("0.05", "1")]
    floor: Annotated[Ppm, share("0.05", "1")]
    restore_under: Annotated[Ppm, share("0", "0.15")]
    two_sided_for: Annotated[Span, duration("1 s", "10 min")]
    fixture_of_budget: Annotated[Ppm, share("0.001", "1")]
    slate_of_budget: Annotated[Ppm, share("0.001", "1")]
    bad_case_of_budget: Annotated[Ppm, share("0.001", "0.5")]
    common_factor: Annotated[Ppm, share("0", "1")]
    taper_floor: Annotated[Ppm, share("0", "1")]


class LimitsSection(Section):
    """Every hard limit."""

    max_global_exposure: Annotated[Money, dollars("0", "1000")]
    max_global_share: Annotated[Ppm, share("0", "1")]
    max_exposure_per_fixture: Annotated[Money, dollars("0", "250")]
    max_fixture_share: Annotated[Ppm, share("0", "0.25")]
    max_exposure_per_market: Annotated[Money, dollars("0", "250")]
    max_exposure_per_strategy: Annotated[Money, dollars("0", "1000")]
    max_exposure_per_slate: Annotated[Money, dollars("0", "1000")]
    max_order_contracts: Annotated[Quantity, contracts("1", "1000")]
    price_collar: Annotated[Price, price("0.01", "0.20")]
    orders_per_minute: Annotated[int, count(1, 600)]
    max_quote_age: Annotated[Span, duration("1 s", "10 min")]
    max_score_age: Annotated[Span, duration("1 s", "10 min")]
    lowest_price: Annotated[Price, price("0.01", "0.99")]
    highest_price: Annotated[Price, price("0.01", "0.99")]
    edge_too_good: Annotated[Money, dollars("0.01", "0.25")]
