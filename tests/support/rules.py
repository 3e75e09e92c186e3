"""Rules for tests that need some and do not care which."""

from engine.domain.approval import ExitPolicy
from engine.domain.money import Money
from engine.domain.rules import (
    ApprovalRules,
    BanditRules,
    ChooseBy,
    DrawdownMode,
    DrawdownRules,
    EnteringRules,
    ForecastRules,
    Limits,
    Rules,
    Targets,
)


def _zeros(kind, **given):
    return kind(**{**dict.fromkeys(kind.__struct_fields__, 0), **given})


def toy_rules():
    """A whole set of rules in which every figure is nought."""
    return Rules(
        bankroll=Money(1_000_000_000),
        drawdown=_zeros(DrawdownRules, mode=DrawdownMode.GUARANTEED),
        limits=_zeros(Limits),
        arms=(),
        bandit=_zeros(BanditRules, choose_by=ChooseBy.BETA, gate_on_paper=False),
        forecast=_zeros(ForecastRules),
        triggers=(),
        approvals=_zeros(ApprovalRules, at_deadline=ExitPolicy.NOTE),
        entering=_zeros(EnteringRules, post_only_before=False),
        targets=_zeros(Targets),
    )
