"""What a tired engineer might have written instead: every bug the simulator has to find."""

from typing import Any

from msgspec.structs import replace

from engine.core.conduct import commanding, exiting, guarding, reporting, sums, turn
from engine.core.core import Core
from engine.core.execution import approvals
from engine.core.risk import drawdown
from engine.core.risk.candidate import RiskContext
from engine.domain import states
from engine.domain.clean import own
from engine.domain.commands import Command, Source
from engine.domain.events import OrderFilled
from engine.domain.fees import FeeSchedule
from engine.domain.identity import TradeId
from engine.domain.money import Money
from engine.domain.order import Order, OrderState
from engine.domain.states import STOPPING, Cause, EngineState
from engine.domain.worst import most_it_can_still_cost
from engine.lab.simulator import shell_mutants
from engine.lab.simulator.soil import Bug, Soil


def released_early(soil: Soil) -> None:
    """An order whose cancel was only asked for costs nothing any more."""

    def most(order: Order, fees: FeeSchedule) -> Money:
        over = order.state is OrderState.CANCELLING
        return Money(0) if over else most_it_can_still_cost(order, fees)

    soil.function(most_it_can_still_cost, most)


def unknown_weighs_nothing(soil: Soil) -> None:
    """An order that may or may not exist counts in no limit."""

    def most(order: Order, fees: FeeSchedule) -> Money:
        return Money(0) if order.state is OrderState.UNKNOWN else most_it_can_still_cost(order, fees)

    soil.function(most_it_can_still_cost, most)


def latch_in_memory(soil: Soil) -> None:
    """A stop is not part of what a checkpoint holds."""
    right = Core.freeze

    def freeze(self: Core) -> bytes:
        desk = self.state.desk
        kept = desk.causes
        desk.causes = {cause: since for cause, since in kept.items() if cause not in STOPPING}
        data = right(self)
        desk.causes = kept
        return data

    soil.method(Core, "freeze", freeze)


def late_fills_dropped(soil: Soil) -> None:
    """A trade of an order whose cancel was asked for, or that was in question, is thrown away."""
    right = reporting.book_trade

    def book(now: turn.Turn, fill: Any) -> None:
        order = now.state.trading.orders.get(fill.order)
        if order is not None and order.state not in {OrderState.CANCELLING, OrderState.UNKNOWN}:
            right(now, fill)

    soil.function(right, book)


def fills_twice(soil: Soil) -> None:
    """A trade told twice is booked twice, as far as the order has room."""
    right = reporting.on_filled

    def on_filled(now: turn.Turn, event: OrderFilled) -> None:
        fill, trading = event.fill, now.state.trading
        order = trading.orders.get(fill.order)
        if fill.trade in trading.trades and order is not None and order.left >= fill.quantity:
            right(now, OrderFilled(replace(fill, trade=TradeId(f"{fill.trade}-{now.seq}"))))
        else:
            right(now, event)

    from engine.core import decide  # noqa: PLC0415 - its table is what is changed

    soil.entry(decide._ON, OrderFilled, on_filled)  # noqa: SLF001 - a bug is planted in its heart


def reconcile_never_latches(soil: Soil) -> None:
    """What differs is written down and holds nothing back."""
    right = guarding.latch

    def latch(now: turn.Turn, cause: Cause, text: str, *given: Any, **named: Any) -> None:
        if cause is not Cause.RECONCILE:
            right(now, cause, text, *given, **named)

    soil.function(right, latch)


def guarantee_forgotten(soil: Soil) -> None:
    """The worst case may take everything."""
    soil.function(drawdown.floor, lambda _account, _positions_at_cost, _stop: Money(0))


def approvals_reusable(soil: Soil) -> None:
    """An answer counts however late it is and whatever it saw."""
    soil.function(approvals._refusal, lambda _approval, _version, _at: None)  # noqa: SLF001 - a bug is planted in its heart


def reset_unreconciled(soil: Soil) -> None:
    """A reset asks for no comparison with the venue."""
    soil.function(commanding._books_doubtful, lambda _turn, _since: None)  # noqa: SLF001 - as above


def exits_twice(soil: Soil) -> None:
    """Nobody looks whether an exit is under way already."""
    soil.function(exiting._in_the_way, lambda _turn, _position: False)  # noqa: SLF001 - as above


def unknown_untold(soil: Soil) -> None:
    """Nobody is told of an order that stays unknown."""
    soil.function(reporting.still_unknown, lambda _turn, _order: None)


def differences_untold(soil: Soil) -> None:
    """A latch is set without a word to whoever is away."""
    soil.method(turn.Turn, "tell", lambda _self, _kind, _key, _text: False)


def stop_not_repeated(soil: Soil) -> None:
    """A stop cancels once and does not look again."""
    from engine.core.conduct import stopping  # noqa: PLC0415 - beside its bug

    soil.function(stopping.try_again, lambda _turn, _halt: True)


def strangers_obeyed(soil: Soil) -> None:
    """Whoever asks is obeyed."""

    def obeyed(command: Command, _source: Source, state: EngineState) -> str | None:
        return not_now_right(command, Source.CONSOLE, state)

    not_now_right = states.not_now
    soil.function(not_now_right, obeyed)


def entries_while_paused(soil: Soil) -> None:
    """Neither the desk's gate nor the limits ask whether the desk runs."""
    right = sums.context

    def context(*given: Any) -> RiskContext:
        seen: RiskContext = right(*given)
        return replace(seen, running=True)

    soil.function(guarding.running, lambda _state: True)
    soil.function(right, context)


def unsettled_money(soil: Soil) -> None:
    """Fees of sales are forgotten in cash."""
    from engine.core.execution import positions  # noqa: PLC0415 - beside its bug

    right = positions.cash_of

    def cash_of(fill: Any) -> Money:
        return right(replace(fill, fee=Money(0))) if fill.side == "sell" else right(fill)

    soil.function(right, cash_of)


BUGS: dict[str, Bug] = {
    each.__name__: Bug(own((each.__doc__ or "").strip()), each)
    for each in (
        shell_mutants.resend,
        shell_mutants.taken_for_refused,
        released_early,
        unknown_weighs_nothing,
        latch_in_memory,
        late_fills_dropped,
        fills_twice,
        shell_mutants.sent_before_commit,
        shell_mutants.brake_looked_at_early,
        reconcile_never_latches,
        guarantee_forgotten,
        approvals_reusable,
        shell_mutants.resent_on_recovery,
        reset_unreconciled,
        exits_twice,
        unknown_untold,
        differences_untold,
        stop_not_repeated,
        strangers_obeyed,
        entries_while_paused,
        unsettled_money,
    )
}
"""By name: what it is and how it is planted."""
