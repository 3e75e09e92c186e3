"""Sections about leaving positions: five triggers and the operator's approval."""

from typing import Annotated

from engine.config.section import Section
from engine.config.units import choice, count, dollars, duration, flag, share
from engine.config.words import AtDeadline
from engine.domain.approval import ExitPolicy
from engine.domain.moment import Span
from engine.domain.money import Money
from engine.domain.probability import Ppm

Policy = Annotated[ExitPolicy, choice(ExitPolicy)]


class TriggerSection(Section):
    """What all triggers have: whether, what follows in play, how much of the position to leave."""

    enabled: Annotated[bool, flag()]
    in_play: Policy
    share: Annotated[Ppm, share("0.01", "1")]


class GameStarted(TriggerSection):
    """A position from before the game is now in play."""


class AdverseScore(TriggerSection):
    """Our side is behind, or our draw is two goals away, and the market agrees."""

    agreed_for: Annotated[Span, duration("0 s", "10 min")]
    basketball_points: Annotated[int, count(1, 50)]


class PriceMoved(TriggerSection):
    """The mid has moved against us."""

    before: Policy
    against: Annotated[Ppm, share("0.01", "1")]
    least_ticks: Annotated[int, count(1, 100)]
    lasting: Annotated[Span, duration("0 s", "10 min")]


class StalePosition(TriggerSection):
    """A position has stood long without a new forecast of its fixture."""

    before: Policy
    older_than: Annotated[Span, duration("10 min", "30 d")]


class ClosingMinutes(TriggerSection):
    """Little is left to play and we are losing."""

    left: Annotated[Span, duration("0 s", "45 min")]


class TriggersSection(Section):
    """The five triggers of position invalidation."""

    game_started: GameStarted
    adverse_score: AdverseScore
    price_moved: PriceMoved
    stale_position: StalePosition
    closing_minutes: ClosingMinutes


class ApprovalsSection(Section):
    """How long an answer may take, and what happens without one."""

    deadline_in_play: Annotated[Span, duration("5 s", "10 min")]
    deadline_before: Annotated[Span, duration("5 s", "24 h")]
    mandate_span: Annotated[Span, duration("1 s", "5 min")]
    at_deadline: Annotated[AtDeadline, choice(AtDeadline)]
    better_by: Annotated[Money, dollars("0", "0.25")]
