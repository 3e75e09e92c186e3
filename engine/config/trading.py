"""Sections about trades: bounds on every arm, the arms, the bandit, entering."""

from typing import Annotated

from engine.config.section import Section
from engine.config.units import choice, contracts, count, dollars, duration, flag, real, share
from engine.config.words import ArmKind
from engine.domain.moment import Span
from engine.domain.money import Money, Quantity
from engine.domain.probability import Ppm
from engine.domain.rules import ChooseBy


class EdgeSection(Section):
    """A floor under the edge every arm asks for."""

    min_edge_to_enter: Annotated[Money, dollars("0", "0.25")]


class KellySection(Section):
    """Ceilings over what every arm may stake."""

    fraction: Annotated[Ppm, share("0", "1")]
    max_kelly_fraction: Annotated[Ppm, share("0", "0.25")]


class InGameSection(Section):
    """May positions be opened while a game is on?"""

    require_pre_game: Annotated[bool, flag()]


class ArmSection(Section):
    """One strategy of the bandit; its name is its key."""

    kind: Annotated[ArmKind, choice(ArmKind)]
    min_edge: Annotated[Money, dollars("0", "0.25")]
    kelly_fraction: Annotated[Ppm, share("0", "1")]
    min_confidence: Annotated[Ppm, share("0.5", "1")]
    trade_share: Annotated[Ppm, share("0", "0.25")]
    contracts_per_market: Annotated[Quantity, contracts("1", "1000")]
    fixture_exposure: Annotated[Money, dollars("0", "250")]
    total_exposure: Annotated[Money, dollars("0", "1000")]
    enabled: Annotated[bool, flag()]
    shadow: Annotated[bool, flag()]
    until_marks: Annotated[bool, flag()]


class BanditSection(Section):
    """How an arm is chosen and credited."""

    choose_by: Annotated[ChooseBy, choice(ChooseBy)]
    exploration_bonus: Annotated[float, real("0", "10")]
    success_floor: Annotated[Ppm, share("-1", "0")]
    discount: Annotated[Ppm, share("0.5", "1")]
    prior_mean: Annotated[float, real("-1", "1")]
    prior_k: Annotated[float, real("0.001", "10000")]
    prior_a: Annotated[float, real("0.001", "10000")]
    prior_b: Annotated[float, real("0.001", "10000")]
    choice_holds: Annotated[Span, duration("1 s", "7 d")]
    propensity_draws: Annotated[int, count(10, 10_000)]
    gate: Annotated[Ppm, share("0.5", "1")]
    gate_on_paper: Annotated[bool, flag()]
    other_sport: Annotated[Ppm, share("0", "1")]


class EnteringSection(Section):
    """When and how a position may be opened."""

    post_only_before: Annotated[bool, flag()]
    resting_for: Annotated[Span, duration("1 s", "2 h")]
    stop_before_start: Annotated[Span, duration("60 s", "1 h")]
    lineup_from: Annotated[Span, duration("0 s", "6 h")]
    lineup_until: Annotated[Span, duration("0 s", "6 h")]
    horizon: Annotated[Span, duration("10 min", "14 d")]
    scan_before: Annotated[Span, duration("1 s", "1 h")]
    scan_in_play: Annotated[Span, duration("1 s", "5 min")]
    jump_sigma: Annotated[float, real("1", "20")]
    freeze_for: Annotated[Span, duration("1 s", "30 min")]
    reprice_ticks: Annotated[int, count(1, 50)]
