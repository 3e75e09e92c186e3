"""Requests to leave a position: asked, kept up to date, answered once, in time, for what was seen."""

from msgspec.structs import replace

from engine.domain.approval import Approval, ApprovalState, ExitPolicy, Mandate, Withdrawal
from engine.domain.fees import FeeSchedule, charge
from engine.domain.identity import ApprovalId
from engine.domain.market import Ladder
from engine.domain.moment import Moment
from engine.domain.money import CONTRACT, Money, Price, Quantity, cost, divide_down
from engine.domain.order import Refused
from engine.domain.position import Position

RULE = "approval"
"""The name under which an answer is refused."""


def ask(
    *,
    id: ApprovalId,  # noqa: A002 - the field's own name, as in every struct
    position: Position,
    withdrawal: Withdrawal,
    mandate: Mandate,
    bound_to: str,
    at: Moment,
    deadline_at: Moment,
    at_deadline: ExitPolicy,
    holding: Money | None,
    nets: Money | None,
) -> Approval:
    """Which request does this withdrawal begin? Version 1, pending."""
    return Approval(
        id=id,
        position=position.id,
        fixture=position.fixture,
        market=position.market,
        trigger=withdrawal.trigger,
        reason=withdrawal.reason,
        version=1,
        mandate=mandate,
        bound_to=bound_to,
        asked_at=at,
        deadline_at=deadline_at,
        at_deadline=at_deadline,
        holding=holding,
        nets=nets,
        first_nets=nets,
        state=ApprovalState.PENDING,
    )


def refreshed(
    approval: Approval,
    *,
    mandate: Mandate,
    bound_to: str,
    holding: Money | None,
    nets: Money | None,
    reason: str,
) -> Approval:
    """What does the request say now?

    When what it is bound to or the quantity changed, it is asked anew: a higher version with the new
    mandate. Otherwise the figures follow the market and the mandate stays exactly as it was seen.
    A request that is over stays as it is.
    """
    if approval.state is not ApprovalState.PENDING:
        return approval
    figures = replace(approval, holding=holding, nets=nets, reason=reason)
    if (bound_to, mandate.quantity) == (approval.bound_to, approval.mandate.quantity):
        return approval if figures == approval else figures
    return replace(figures, version=approval.version + 1, mandate=mandate, bound_to=bound_to)


def answered(approval: Approval, *, approve: bool, version: int, at: Moment, by: str) -> Approval | Refused:
    """What becomes of the request with this answer? Single use; refused when stale, late or over."""
    refusal = _refusal(approval, version, at)
    if refusal is not None:
        return Refused(RULE, refusal)
    state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
    return replace(approval, state=state, answered_at=at, answered_by=by)


def lapsed(approval: Approval, at: Moment) -> Approval:
    """What becomes of the request at this moment? LAPSED from its deadline on, if nobody answered."""
    if approval.state is not ApprovalState.PENDING or at < approval.deadline_at:
        return approval
    return replace(approval, state=ApprovalState.LAPSED, answered_at=at)


def superseded(approval: Approval, at: Moment) -> Approval:
    """What becomes of the request when its position is gone or another request takes its place?"""
    if approval.state is not ApprovalState.PENDING:
        return approval
    return replace(approval, state=ApprovalState.SUPERSEDED, answered_at=at)


def exit_better(nets: Money | None, holding: Money | None, by: Money) -> bool:
    """Does leaving bring at least `by` more per contract than holding is worth? No when a figure is missing."""
    return nets is not None and holding is not None and nets >= holding + by


def net_per_contract(
    levels: Ladder, quantity: Quantity, fees: FeeSchedule
) -> tuple[Quantity, Money, Price] | None:
    """What would selling up to `quantity` into these bids bring: how much sells, net a contract, to which price?

    As `sale`, but the net is micro-dollars per contract, rounded down.
    """
    found = sale(levels, quantity, fees)
    if found is None:
        return None
    sells, brought, worst = found
    return sells, Money(divide_down(brought * CONTRACT, sells)), worst


def sale(levels: Ladder, quantity: Quantity, fees: FeeSchedule) -> tuple[Quantity, Money, Price] | None:
    """What would selling up to `quantity` into these bids bring: how much sells, for what, down to which price?

    `levels` in the leg's prices, best first. The money is all of it, after the taker's fee. None when
    nothing sells.
    """
    left, brought, overpaid, worst = int(quantity), 0, 0, Price(0)
    for price, standing in levels:
        part = Quantity(min(left, standing))
        if part <= 0:
            break
        paid = charge(fees, price, part, maker=False, buy=False, overpaid=overpaid)
        left, overpaid, worst = left - part, paid.overpaid, price
        brought += cost(price, part) - paid.net
    sells = Quantity(quantity - left)
    return None if sells <= 0 else (sells, Money(brought), worst)


def _refusal(approval: Approval, version: int, at: Moment) -> str | None:
    if approval.state is not ApprovalState.PENDING:
        by = f" by {approval.answered_by}" if approval.answered_by else ""
        return f"request {approval.id} was already {approval.state}{by}"
    if version != approval.version:
        return (
            f"request {approval.id} changed: version {version} was seen, version {approval.version} is asked"
        )
    if at >= approval.deadline_at:
        return f"request {approval.id} is past its deadline"
    return None
