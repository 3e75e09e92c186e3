"""The approvals pane: what waits for an answer, soonest first."""

from engine.core.conduct import exiting, guarding
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.state import State
from engine.domain.approval import Approval
from engine.domain.clean import own
from engine.domain.identity import short
from engine.domain.money import Money
from engine.domain.snapshot import ApprovalRow


def rows(state: State) -> tuple[ApprovalRow, ...]:
    """Which requests are waiting?"""
    pending = sorted(state.doubts.pending.values(), key=lambda each: (each.deadline_at, each.id))
    return tuple(_row(state, request) for request in pending)


def nets_now(state: State, request: Approval) -> Money | None:
    """What would the sale bring per contract as the book stands now, after the fee? None when nobody bids."""
    position = state.trading.positions[request.position]
    found = exiting.bringing(state, position, request.mandate.quantity)
    return None if found is None else found[1]


def waited_cost(state: State, request: Approval) -> Money | None:
    """What has waiting cost so far, per contract? Below 0 is a cost; None when a figure is missing."""
    nets = nets_now(state, request)
    return None if nets is None or request.first_nets is None else Money(nets - request.first_nets)


def at_deadline(state: State, request: Approval) -> str:
    """Which policy holds when nobody answers? After a stop nothing is sold but on the operator's word."""
    return "hold" if guarding.stopped(state) else request.at_deadline


def stale(state: State, request: Approval) -> bool:
    """Would the deadline, as things stand, find the data too old to sell on?"""
    return exiting.stale(Turn(state, 0, state.run.at), state.quotes.fixtures[request.fixture])


def _row(state: State, request: Approval) -> ApprovalRow:
    position = state.trading.positions[request.position]
    fixture, market = state.quotes.fixtures[request.fixture], state.quotes.markets[request.market]
    return ApprovalRow(
        key=request.id,
        label=short(position.id),
        fixture=title(fixture),
        version=request.version,
        hold=held_side(fixture, market, position.leg),
        trigger=request.trigger,
        reason=request.reason,
        quantity=request.mandate.quantity,
        price=request.mandate.price,
        asked_at=request.asked_at,
        deadline_at=request.deadline_at,
        at_deadline=own(at_deadline(state, request)),
        holding=exiting.holding(state, position),
        nets=nets_now(state, request),
        waited_cost=waited_cost(state, request),
        stale=stale(state, request),
    )
