"""Who: derived identities. Nothing here is drawn by chance; the same run gives the same names."""

from typing import NewType

from engine.domain.clean import Clean, own

RunId = NewType("RunId", str)
FixtureId = NewType("FixtureId", str)
MarketId = NewType("MarketId", str)
OrderId = NewType("OrderId", str)
TradeId = NewType("TradeId", str)
PositionId = NewType("PositionId", str)
ApprovalId = NewType("ApprovalId", str)
AlarmId = NewType("AlarmId", str)
CommandId = NewType("CommandId", str)
StrategyName = NewType("StrategyName", Clean)
TriggerName = NewType("TriggerName", Clean)
ModelId = NewType("ModelId", Clean)

NO_TRADE = StrategyName(Clean("no_trade"))
"""The bandit's arm that does nothing."""


def order_id(run: RunId, ordinal: int) -> OrderId:
    """What is the id of the run's n-th order? It is also the venue's client order id."""
    return OrderId(f"{run}-o{ordinal:06d}")


def position_id(run: RunId, ordinal: int) -> PositionId:
    """What is the id of the run's n-th position?"""
    return PositionId(f"{run}-p{ordinal:04d}")


def approval_id(run: RunId, ordinal: int) -> ApprovalId:
    """What is the id of the run's n-th request for approval?"""
    return ApprovalId(f"{run}-a{ordinal:04d}")


def short(identity: str) -> Clean:
    """Which few characters does the operator read and type for this identity?"""
    return own(identity.rsplit("-", 1)[-1].lstrip("opa"))
