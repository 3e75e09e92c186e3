"""Cash that moves without a trade or a final settlement: in the books, beside every arm's result."""

from msgspec.structs import replace

from engine.core.conduct import guarding
from engine.core.conduct.turn import Turn
from engine.core.execution.reconcile import CASH
from engine.core.risk import drawdown
from engine.domain.clean import own
from engine.domain.effects import CashFlow, KeepCashFlow
from engine.domain.money import Money
from engine.domain.text import money


def book(turn: Turn, identity: str, kind: str, amount: Money) -> None:
    """Book cash the venue gave or took: the mark moves in proportion, as with a deposit, so drawdown does not.

    What the operator has put in and taken out stays as it was: this money is the venue's doing.
    """
    guarding.check(turn)
    purse = turn.state.purse
    before = purse.account
    scaled = (
        drawdown.deposited(before, purse.equity, amount)
        if amount >= 0
        else drawdown.withdrawn(before, purse.equity, Money(-amount))
    )
    purse.account = replace(scaled, deposited=before.deposited, withdrawn=before.withdrawn)
    turn.state.reckoning.touched[CASH] = turn.at
    turn.emit(KeepCashFlow(CashFlow(identity, own(kind), amount, turn.at)))
    turn.say("cash_moved", f"{kind} {identity}: {money(amount, sign=True)}", amount_micros=amount)
    guarding.check(turn)
