"""Which rows of the tables people ask about follow from a record and its effects? Pure; see migrations/*.sql."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from engine.domain.effects import (
    ClearAlarm,
    Effect,
    Effects,
    KeepAlert,
    KeepApproval,
    KeepCashFlow,
    KeepChoice,
    KeepDifference,
    KeepEntry,
    KeepFill,
    KeepFork,
    KeepMark,
    KeepOrder,
    KeepPosition,
    KeepProjected,
    KeepSettlement,
    PlaceOrder,
    RaiseAlarm,
    Reply,
)
from engine.domain.events import Commanded, ModelFitted, Record
from engine.shell.ports import Statement

NAMES = (
    "intents",
    "orders",
    "fills",
    "positions",
    "approvals",
    "settlements",
    "choices",
    "alarms",
    "model_versions",
    "commands",
    "receipts",
    "entries",
    "forks",
    "mark_outs",
    "projections",
    "alerts",
    "differences",
    "cash_flows",
)
"""Every table that can be made again from the batches."""

Row = tuple[object, ...]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _intent(record: Record, effect: PlaceOrder) -> Row:
    return effect.ticket.id, record.seq, record.at, _json(effect.ticket)


def _order(record: Record, effect: KeepOrder) -> Row:
    order, ticket = effect.order, effect.order.ticket
    who = (
        ticket.id,
        record.seq,
        order.state,
        ticket.fixture,
        ticket.market,
        ticket.position,
        ticket.strategy,
    )
    what = (ticket.leg, ticket.side, ticket.purpose, ticket.price, ticket.quantity)
    become = (order.filled, order.paid, order.fees, ticket.created_at, order.since, order.note)
    return (*who, *what, *become, _json(order))


def _fill(record: Record, effect: KeepFill) -> Row:
    fill = effect.fill
    what = (fill.market, fill.leg, fill.side, fill.price, fill.quantity, fill.fee, int(fill.maker))
    return (fill.trade, record.seq, effect.at, fill.order, *what)


def _position(record: Record, effect: KeepPosition) -> Row:
    held = effect.position
    who = (held.id, record.seq, held.fixture, held.market, held.leg, held.strategy, held.settles_on)
    return (*who, held.opened_at, held.closed_at, held.quantity, held.realised, _json(held))


def _approval(record: Record, effect: KeepApproval) -> Row:
    asked = effect.approval
    when = (asked.asked_at, asked.deadline_at, asked.answered_at)
    return (
        asked.id,
        record.seq,
        asked.position,
        asked.trigger,
        asked.version,
        asked.state,
        *when,
        _json(asked),
    )


def _settlement(record: Record, effect: KeepSettlement) -> Row:
    paid = effect.settlement
    who = (paid.position, record.seq, paid.at, paid.fixture, paid.strategy, paid.settles_on)
    return (*who, paid.pnl, paid.fees, paid.risked, int(paid.void), _json(msgspec.structs.asdict(paid)))


def _choice(record: Record, effect: KeepChoice) -> Row:
    made = effect.choice
    return made.fixture, made.ordinal, record.seq, made.at, made.chosen, made.propensity, _json(made)


def _alarm(record: Record, effect: RaiseAlarm) -> Row:
    return record.seq, effect.id, "raised", record.at, effect.severity, effect.page, effect.text


def _clearing(record: Record, effect: ClearAlarm) -> Row:
    return record.seq, effect.id, "cleared", record.at, None, None, None


def _receipt(record: Record, effect: Reply) -> Row:
    return effect.receipt.command, record.seq, int(effect.receipt.accepted), effect.receipt.text


def _entry(record: Record, effect: KeepEntry) -> Row:
    made = effect.entry
    who = (made.key, record.seq, int(made.shadow), made.strategy, made.fixture, made.market, made.leg)
    what = (made.settles_on, made.quantity, made.spent, made.fees, made.clv, made.pnl, made.closed_at)
    return (*who, *what, _json(msgspec.structs.asdict(made)))


def _fork(record: Record, effect: KeepFork) -> Row:
    made = effect.fork
    who = (made.key, record.seq, made.position, made.fixture, made.trigger, made.deed, made.by, made.at)
    what = (made.quantity, made.leaving, made.holding, made.regret)
    return (*who, *what, _json(msgspec.structs.asdict(made)))


def _mark(record: Record, effect: KeepMark) -> Row:
    return effect.of, effect.after, record.seq, int(effect.shadow), effect.mark


def _projected(record: Record, effect: KeepProjected) -> Row:
    made = effect.projected
    what = (made.at, made.projected, made.low, made.high, made.realised)
    return (made.settles_on, record.seq, *what, _json(msgspec.structs.asdict(made)))


def _difference(record: Record, effect: KeepDifference) -> Row:
    line = effect.difference
    what = (line.kind, line.subject, line.market, line.leg, line.ours, line.venues, line.ignored)
    return (line.id, line.since, record.seq, effect.at, int(effect.gone), *what)


def _cash_flow(record: Record, effect: KeepCashFlow) -> Row:
    flow = effect.flow
    return flow.id, record.seq, flow.at, flow.kind, flow.amount


def _alert(record: Record, effect: KeepAlert) -> Row:
    return record.seq, effect.alert.key, effect.alert.kind, effect.alert.at, effect.alert.text


def _command(record: Record, event: Commanded) -> Row:
    kind = str(event.command.__struct_config__.tag)
    return event.id, record.seq, record.at, event.source, kind, _json(event.command)


def _model(record: Record, event: ModelFitted) -> Row:
    model, body = event.model, _json(event.model)
    digest = hashlib.sha256(body.encode()).hexdigest()
    who = (model.id, record.seq, model.sport, model.league, model.fitted_at, model.games, model.log_loss_ppm)
    return (*who, digest, body)


def _sql(verb: str, table: str, columns: int) -> str:
    return f"{verb} INTO {table} VALUES ({', '.join('?' * columns)})"


# An intent is inserted plainly: a second one of the same id is refused by the file itself.
_OF_EFFECTS: dict[type[Effect], tuple[str, Callable[[Record, Any], Row]]] = {
    PlaceOrder: (_sql("INSERT", "intents", 4), _intent),
    KeepOrder: (_sql("INSERT OR REPLACE", "orders", 19), _order),
    KeepFill: (_sql("INSERT OR REPLACE", "fills", 11), _fill),
    KeepPosition: (_sql("INSERT OR REPLACE", "positions", 12), _position),
    KeepApproval: (_sql("INSERT OR REPLACE", "approvals", 10), _approval),
    KeepSettlement: (_sql("INSERT OR REPLACE", "settlements", 11), _settlement),
    KeepChoice: (_sql("INSERT OR REPLACE", "choices", 7), _choice),
    RaiseAlarm: (_sql("INSERT OR REPLACE", "alarms", 7), _alarm),
    ClearAlarm: (_sql("INSERT OR REPLACE", "alarms", 7), _clearing),
    Reply: (_sql("INSERT OR REPLACE", "receipts", 4), _receipt),
    KeepEntry: (_sql("INSERT OR REPLACE", "entries", 15), _entry),
    KeepFork: (_sql("INSERT OR REPLACE", "forks", 13), _fork),
    KeepMark: (_sql("INSERT OR REPLACE", "mark_outs", 5), _mark),
    KeepProjected: (_sql("INSERT OR REPLACE", "projections", 8), _projected),
    KeepDifference: (_sql("INSERT OR REPLACE", "differences", 12), _difference),
    KeepCashFlow: (_sql("INSERT OR REPLACE", "cash_flows", 5), _cash_flow),
    KeepAlert: (_sql("INSERT OR REPLACE", "alerts", 5), _alert),
}
_OF_EVENTS: dict[type, tuple[str, Callable[[Record, Any], Row]]] = {
    Commanded: (_sql("INSERT OR REPLACE", "commands", 6), _command),
    ModelFitted: (_sql("INSERT OR REPLACE", "model_versions", 9), _model),
}


def statements(records: Iterable[Record], effects: Iterable[tuple[int, Effects]]) -> list[Statement]:
    """Which rows follow from a batch? `effects` by seq; rows of one table in one statement, in order."""
    by_sql: dict[str, list[Row]] = {}
    by_seq: dict[int, Record] = {}
    asked = list(effects)
    wanted = {seq for seq, _ in asked}
    for record in records:
        if record.seq in wanted:
            by_seq[record.seq] = record
        known = _OF_EVENTS.get(type(record.event))
        if known is not None:
            by_sql.setdefault(known[0], []).append(known[1](record, record.event))
    for seq, some in asked:
        for effect in some:
            kept = _OF_EFFECTS.get(type(effect))
            if kept is not None:
                by_sql.setdefault(kept[0], []).append(kept[1](by_seq[seq], effect))
    return list(by_sql.items())


def emptying() -> Sequence[Statement]:
    """Which statements empty these tables, before they are made again?"""
    return [(f"DELETE FROM {name}", ((),)) for name in NAMES]  # noqa: S608 - names stand in this file
