"""Limits in money: each leaves what it allows less what is at stake there already."""

from engine.core.risk import drawdown
from engine.core.risk.candidate import FREE, Candidate, RiskContext, Room, most_cost
from engine.domain import text
from engine.domain.money import Money, money_share_down
from engine.domain.rules import DrawdownMode


class GlobalExposure:
    """So much at stake in all; a share of equity; never more than equity itself."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left of all that may be at stake?"""
        limits, equity = context.limits, context.equity
        most = min(limits.global_exposure, money_share_down(equity, limits.global_share), equity)
        return _left(candidate, most, context.exposure.total)


class FixtureExposure:
    """So much on one fixture, all its outcomes together; or a share of equity."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left for this fixture?"""
        limits = context.limits
        most = min(limits.fixture_exposure, money_share_down(context.equity, limits.fixture_share))
        return _left(candidate, most, context.exposure.by_fixture.get(candidate.fixture))


class FixtureBudget:
    """One fixture may use this share of the drawdown budget."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left of the fixture's share of the budget?"""
        most = money_share_down(_budget(context), context.limits.fixture_of_budget)
        return _left(candidate, most, context.exposure.by_fixture.get(candidate.fixture))


class MarketExposure:
    """So much on one market."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left for this market?"""
        used = context.exposure.by_market.get(candidate.market)
        return _left(candidate, context.limits.market_exposure, used)


class StrategyExposure:
    """So much for one strategy."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left for this strategy?"""
        used = context.exposure.by_strategy.get(candidate.strategy)
        return _left(candidate, context.limits.strategy_exposure, used)


class SlateExposure:
    """So much on games that settle on one date."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left for this settlement date?"""
        used = context.exposure.by_slate.get(candidate.settles_on)
        return _left(candidate, context.limits.slate_exposure, used)


class SlateBudget:
    """One settlement date may use this share of the drawdown budget."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What is left of the date's share of the budget?"""
        most = money_share_down(_budget(context), context.limits.slate_of_budget)
        return _left(candidate, most, context.exposure.by_slate.get(candidate.settles_on))


class DrawdownGuarantee:
    """After the order the worst case still stands at the floor; only where drawdown is guaranteed."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """What may an order cost so that no outcome of the games can take drawdown past the stop?"""
        if context.drawdown.mode is DrawdownMode.WATCHED:
            return FREE
        return _left(candidate, drawdown.room(context.account, context.worst, context.floor), None)


def _budget(context: RiskContext) -> Money:
    return drawdown.budget(context.account, context.positions_at_cost, context.drawdown)


def _left(candidate: Candidate, most: Money, used: Money | None) -> Room:
    left = Money(max(0, most - (used or 0)))
    needs = most_cost(candidate, candidate.quantity)
    if needs <= left:
        return FREE
    return Room(money=left, quantity=None, detail=f"needs {text.money(needs)}, has {text.money(left)}")
