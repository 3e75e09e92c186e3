"""The approvals pane: what waits for an answer, soonest first."""

from engine.core.conduct import exiting
from engine.core.conduct.turn import held_side, title
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


def _row(state: State, request: Approval) -> ApprovalRow:
    position = state.trading.positions[request.position]
    fixture, market = state.quotes.fixtures[request.fixture], state.quotes.markets[request.market]
    belief = state.convictions.forecasts.get(fixture.id)
    too_old = belief is None or state.run.at - belief.at > state.run.rules.limits.quote_age
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
        at_deadline=own(request.at_deadline),
        holding=exiting.holding(state, position),
        nets=nets_now(state, request),
        waited_cost=waited_cost(state, request),
        stale=too_old or fixture.id in state.games.silent,
    )
