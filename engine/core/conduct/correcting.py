"""The venue corrects what it called final: an incident, booked beside the drawdown guarantee."""

from msgspec.structs import replace

from engine.core.conduct import cash_flows
from engine.core.conduct.alarming import clear_alarm
from engine.core.conduct.turn import Turn
from engine.core.execution import positions
from engine.core.execution.kept import Paid
from engine.domain.effects import KeepPosition, KeepSettlement
from engine.domain.events import MarketSettled
from engine.domain.identity import MarketId
from engine.domain.market import Leg
from engine.domain.money import Money, Price, opposite
from engine.domain.position import Position
from engine.domain.states import Severity
from engine.domain.text import money


def note_paid(turn: Turn, position: Position) -> None:
    """Remember how much a settlement was paid on: a correction may come when the fixture is long forgotten."""
    paid = turn.state.reckoning.paid.setdefault(position.market, [])
    paid[:] = [each for each in paid if each.position != position.id]
    held = position.bought - position.sold
    if held:
        paid.append(Paid(position.id, position.leg, held))


def correct(turn: Turn, event: MarketSettled, known: Price) -> None:
    """Pay what the venue says now instead of what it said first, and say so. Nothing is learnt from it anew.

    The difference moves the mark in proportion: it is neither a gain nor a loss of the agent's.
    """
    quotes, market = turn.state.quotes, event.market
    quotes.settled[market] = event.value
    quotes.voided.pop(market, None)
    if event.void:
        quotes.voided[market] = turn.at
    amount = 0
    for each in turn.state.reckoning.paid.get(market, ()):
        change = Money((pays(each.leg, event.value) - pays(each.leg, known)) * each.quantity)
        amount += change
        _pay_anew(turn, each, event, change)
    if amount:
        cash_flows.book(turn, f"correction-{market}-{turn.seq}", "correction", Money(amount))
    _tell(turn, market, known, event.value, Money(amount))


def pays(leg: Leg, value: Price) -> Price:
    """What does a contract of this leg pay when YES pays `value`?"""
    return value if leg is Leg.YES else opposite(value)


def _pay_anew(turn: Turn, paid: Paid, event: MarketSettled, change: Money) -> None:
    """Correct the position, where it is still known, and its row in the results by settlement date."""
    state = turn.state
    held = state.trading.positions.get(paid.position)
    if held is not None:
        anew = positions.settled(held, event.value, turn.at)
        state.trading.positions[held.id] = anew
        turn.emit(KeepPosition(anew))
    score = state.score
    place = next((i for i, row in enumerate(score.settlements) if row.position == paid.position), None)
    if place is None:
        return
    wrong = score.settlements[place]
    right = replace(
        wrong,
        value=event.value,
        paid_out=Money(wrong.paid_out + change),
        pnl=Money(wrong.pnl + change),
        void=event.void,
    )
    score.settlements[place] = right
    score.realised[right.settles_on] = Money(score.realised.get(right.settles_on, 0) + change)
    score.by_arm[right.strategy] = Money(score.by_arm.get(right.strategy, 0) + change)
    turn.emit(KeepSettlement(right))


def _tell(turn: Turn, market: MarketId, known: Price, value: Price, amount: Money) -> None:
    text = f"{market} corrected from {known} to {value}: {money(amount, sign=True)}"
    clear_alarm(turn, f"corrected-{market}")
    turn.alarm(f"corrected-{market}", Severity.HIGH, "correction", text)
