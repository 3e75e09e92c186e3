"""Requests for approval: asked once, bound to what was seen, answered by a person or by the deadline."""

from msgspec.structs import replace

from engine.core.conduct import exiting
from engine.core.conduct.finding import exits_of
from engine.core.conduct.guarding import stopped
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn, in_play, title
from engine.core.execution import approvals
from engine.core.health import trail
from engine.domain.approval import Approval, ApprovalState, ExitPolicy, Mandate, Withdrawal
from engine.domain.clean import own
from engine.domain.effects import KeepApproval, WakeAt
from engine.domain.identity import ApprovalId, TriggerName, approval_id
from engine.domain.ledger import Deed
from engine.domain.market import Fixture
from engine.domain.moment import Moment, after
from engine.domain.money import Money
from engine.domain.order import Order, Refused
from engine.domain.position import Position
from engine.domain.sport import Phase, Sport

BY_HAND = TriggerName(own("operator"))
"""Who asks when the operator wants out."""

LEAD_STEP = 10
"""Points of lead within which a basketball score counts as the same."""


def ask(turn: Turn, fixture: Fixture, position: Position, withdrawal: Withdrawal, share: int) -> bool:
    """Ask the operator to leave a share (ppm) of a position: is a request waiting now?

    Not when it was answered for just this already, unless it is the operator who wants out.
    """
    doubts = turn.state.doubts
    bound = _bound_to(turn, fixture, position)
    if position.id in doubts.pending:
        return True
    if any(exits_of(turn.state, position)) or _answered(turn, position, withdrawal.trigger, bound):
        return False
    mandate, nets = _mandate(turn, position, share)
    if mandate is None:
        return False
    run, limits = turn.state.run, turn.rules.approvals
    run.approvals += 1
    request = approvals.ask(
        id=approval_id(run.id, run.approvals),
        position=position,
        withdrawal=withdrawal,
        mandate=mandate,
        bound_to=bound,
        at=turn.at,
        deadline_at=_deadline(turn, fixture),
        at_deadline=limits.at_deadline,
        holding=exiting.holding(turn.state, position),
        nets=nets,
    )
    doubts.requests[request.id] = position.id
    _keep(turn, request)
    turn.say(
        "approval", f"{title(fixture)}: leave? {withdrawal.reason}", approval=request.id, position=position.id
    )
    return True


def _answered(turn: Turn, position: Position, trigger: TriggerName, bound: str) -> bool:
    if trigger == BY_HAND:
        return False
    answered = turn.state.doubts.answered.get(position.id, ())
    return f"{trigger}|{bound}" in answered or exiting.done_with(turn, position, trigger)


def _deadline(turn: Turn, fixture: Fixture) -> Moment:
    limits = turn.rules.approvals
    playing = in_play(turn, fixture.id)
    return after(turn.at, limits.deadline_in_play if playing else limits.deadline_before)


def refresh(turn: Turn, fixture: Fixture, position: Position) -> None:
    """Bring a pending request up to date.

    It goes when its reason is gone; when what it is bound to has changed it is asked anew, as a new
    version with new time to answer. What sells under a mandate goes when score or game status do.
    """
    _take_back(turn, fixture, position)
    request = turn.state.doubts.pending.get(position.id)
    if request is None:
        return
    reason = _reason_now(turn, position, request)
    if reason is None:
        _close(turn, position, approvals.superseded(request, turn.at))
        return
    share = next((rule.share for rule in turn.rules.triggers if rule.name == request.trigger), exiting.WHOLE)
    mandate, nets = _mandate(turn, position, share)
    refreshed = approvals.refreshed(
        request,
        mandate=mandate or request.mandate,
        bound_to=_bound_to(turn, fixture, position),
        holding=exiting.holding(turn.state, position),
        nets=nets,
        reason=reason,
    )
    if refreshed.version != request.version:
        refreshed = replace(refreshed, deadline_at=_deadline(turn, fixture))
        _keep(turn, refreshed)
    turn.state.doubts.pending[position.id] = refreshed


def _take_back(turn: Turn, fixture: Fixture, position: Position) -> None:
    """A sale that was approved at another score or game status is not what was approved any more."""
    answered = turn.state.doubts.answered.get(position.id, ())
    for order in list(exits_of(turn.state, position)):
        if order.ticket.approval is None:
            continue
        bound = next((key for key in reversed(answered) if key.startswith(f"{order.ticket.trigger}|")), "")
        if bound.split("|")[1:-1] != _standing(turn, fixture).split("|"):
            withdraw_order(turn, order, "approved at another score")


def _reason_now(turn: Turn, position: Position, request: Approval) -> str | None:
    if request.trigger == BY_HAND:
        return request.reason
    now = turn.state.doubts.now.get(position.id, ())
    return next((each.reason for each in now if each.trigger == request.trigger), None)


def _bound_to(turn: Turn, fixture: Fixture, position: Position) -> str:
    """What is an answer bound to: score, game status and quantity."""
    return f"{_standing(turn, fixture)}|{position.quantity}"


def _standing(turn: Turn, fixture: Fixture) -> str:
    """At which score and game status does the game stand? Not begun is the same whether told or not.

    Basketball scores every few seconds; there the lead in steps of `LEAD_STEP` points stands for the
    score, or no request could ever be answered.
    """
    sighting = turn.state.games.sightings.get(fixture.id)
    if sighting is None or sighting.status.phase is Phase.SCHEDULED:
        return f"no score|{Phase.SCHEDULED}"
    status = sighting.status
    score = "no score" if status.score is None else f"{status.score[0]}-{status.score[1]}"
    if status.score is not None and fixture.sport is Sport.BASKETBALL:
        score = f"lead {(status.score[0] - status.score[1]) // LEAD_STEP}"
    return f"{score}|{status.phase}"


def _mandate(turn: Turn, position: Position, share: int) -> tuple[Mandate | None, Money | None]:
    wanted = exiting.part_of(position, share)
    found = exiting.bringing(turn.state, position, wanted)
    if found is None:
        return None, None
    return Mandate(wanted, found[2], turn.rules.approvals.mandate_span), found[1]


def answer(turn: Turn, key: ApprovalId, *, approve: bool, version: int, by: str) -> tuple[bool, str]:
    """What becomes of an answer: was it taken, and in which words is that said?"""
    waiting = _waiting(turn, key)
    if waiting is None:
        return False, f"{key}: no such request is waiting"
    position, request = waiting
    answered = approvals.answered(request, approve=approve, version=version, at=turn.at, by=by)
    if isinstance(answered, Refused):
        return False, answered.detail
    fixture = turn.state.quotes.fixtures[position.fixture]
    if approve and not exiting.carry_out(
        turn, fixture, position, answered.mandate, trigger=answered.trigger, approval=answered.id
    ):
        return False, "another order of ours is in the way; it is being cancelled, ask again"
    if not approve:
        _hold(turn, fixture, position, request, Deed.REJECTED)
    _close(turn, position, answered)
    return True, f"{'approved' if approve else 'rejected'}: {title(fixture)} {request.trigger}"


def _hold(turn: Turn, fixture: Fixture, position: Position, request: Approval, deed: Deed) -> None:
    quantity = min(request.mandate.quantity, position.quantity)
    exiting.hold(turn, fixture, position, trigger=request.trigger, quantity=quantity, deed=deed)


def _waiting(turn: Turn, key: ApprovalId) -> tuple[Position, Approval] | None:
    """Which request of this id is waiting, and for which position?"""
    owner = turn.state.doubts.requests.get(key)
    request = None if owner is None else turn.state.doubts.pending.get(owner)
    if request is None or request.id != key or request.position not in turn.state.trading.positions:
        return None
    return turn.state.trading.positions[request.position], request


def deadline(turn: Turn, key: ApprovalId) -> None:
    """Nobody answered in time: leave if that is better, hold when the data is stale or it is not."""
    waiting = _waiting(turn, key)
    if waiting is None or turn.at < waiting[1].deadline_at:
        return
    position, request = waiting
    fixture = turn.state.quotes.fixtures[position.fixture]
    _close(turn, position, approvals.lapsed(request, turn.at))
    leaves = not stopped(turn.state) and _leaves(turn, fixture, position, request)
    turn.say(
        "approval", f"{title(fixture)}: deadline passed, {'leaving' if leaves else 'holding'}", approval=key
    )
    if leaves:
        quantity = request.mandate.quantity
        if quantity < position.quantity:
            exiting.mark_done(turn, position, request.trigger)
        exiting.decide_to_leave(turn, fixture, position, trigger=request.trigger, quantity=quantity)
    else:
        _hold(turn, fixture, position, request, Deed.LAPSED_HELD)


def _leaves(turn: Turn, fixture: Fixture, position: Position, request: Approval) -> bool:
    """Does the policy at the deadline leave?"""
    return request.at_deadline is ExitPolicy.EXIT or (
        request.at_deadline is ExitPolicy.EXIT_IF_BETTER
        and exiting.better(turn, fixture, position, request.mandate.quantity)
    )


def withdraw_request(turn: Turn, position: Position) -> None:
    """The position is gone: so is the question."""
    request = turn.state.doubts.pending.get(position.id)
    if request is not None:
        _close(turn, position, approvals.superseded(request, turn.at))


def _close(turn: Turn, position: Position, request: Approval) -> None:
    doubts = turn.state.doubts
    doubts.pending.pop(position.id, None)
    trail.answered(turn.state.trail, request)
    doubts.answered.setdefault(position.id, []).append(f"{request.trigger}|{request.bound_to}")
    turn.emit(KeepApproval(request))


def ran_out(turn: Turn, order: Order) -> None:
    """A sale ended with contracts unsold: what was answered may be asked again; one that sold nothing was no sale."""
    trigger = order.ticket.trigger
    answered = turn.state.doubts.answered.get(order.ticket.position)
    if trigger is not None and answered is not None and order.left > 0:
        answered[:] = [key for key in answered if not key.startswith(f"{trigger}|")]
        if not order.filled:
            exiting.mark_undone(turn, order.ticket.position, trigger)


def _keep(turn: Turn, request: Approval) -> None:
    assert request.state is ApprovalState.PENDING
    turn.state.doubts.pending[request.position] = request
    turn.emit(KeepApproval(request))
    turn.emit(WakeAt(request.deadline_at, "deadline", request.id))
