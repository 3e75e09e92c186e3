"""What the operator sees: the state as a snapshot, sliced per pane, and answers to questions about it."""

from engine.core.state import State
from engine.core.view import desk, differences, positions, requests, risk, slates, strategies
from engine.domain.snapshot import Snapshot


def snapshot(state: State, last: Snapshot | None) -> Snapshot:
    """What stands on the screen now? A slice that equals the last one is that same object."""
    card, dates = risk.card(state), slates.rows(state)
    fresh = Snapshot(
        status=desk.status(state, card, slates.projected_open(dates)),
        risk=card,
        alarms=tuple(reversed(state.desk.alarms.values())),
        positions=positions.rows(state),
        slates=dates,
        strategies=strategies.rows(state),
        approvals=requests.rows(state),
        health=() if last is None else last.health,
        events=tuple(reversed(state.desk.events)),
        orders=desk.orders(state),
        funnel=tuple(sorted(state.score.funnel.values(), key=lambda row: (-row.count, row.key))),
        differences=differences.rows(state),
    )
    return fresh if last is None else _keeping(last, fresh)


def _keeping(last: Snapshot, fresh: Snapshot) -> Snapshot:
    slices = {}
    for name in Snapshot.__struct_fields__:
        before, now = getattr(last, name), getattr(fresh, name)
        slices[name] = before if before == now else now
    return Snapshot(**slices)
