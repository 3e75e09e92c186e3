"""One choice of the bandit: what every arm proposed, and what it has made since on that fixture."""

from collections.abc import Iterator, Sequence

from engine.core.conduct.finding import bid_of, fixture_of, positions_on
from engine.core.shadows.shadow import Shadow
from engine.core.state import State
from engine.core.view.estimates import cents, signed_percent, simulated
from engine.core.view.positions import unrealised
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.effects import ArmView, Choice
from engine.domain.identity import NO_TRADE, FixtureId, MarketId
from engine.domain.ledger import Entry
from engine.domain.market import Leg
from engine.domain.money import CONTRACT, ONE, Money, Quantity, cost, divide_down
from engine.domain.position import Position
from engine.domain.probability import MILLION
from engine.domain.queries import Answer, Query, SheetRow, Topic, section
from engine.domain.rules import ChooseBy

_ARMS = columns("ARM", "HOLD", "PRICE >", "EDGE >", "DREW > 3", "CHANCE > 2", "LEDGER", "STATE", "QTY > 4", "P&L >", "RET >", "CLV > 1")

_NOTE = (
    "What each arm asked for when the choice was made, and what its entry on this fixture has made since, held to the end: the "
    "real ledger where it traded, else its shadow, filled by the same books. `open` counts at the bid now. An arm has one "
    "shadow a fixture, from its first proposal on."
)


def key_of(choice: Choice) -> str:
    """What is a choice asked for by?"""
    return f"{choice.fixture}#{choice.ordinal}"


def drawn(state: State, sampled: float) -> str:
    """How is a draw written: a chance of success, or a return per dollar?"""
    if state.run.rules.bandit.choose_by is ChooseBy.BETA:
        return f"{sampled:.3f}"
    return f"{100 * sampled:+.1f}%"


def answer(state: State, query: Query) -> Answer:
    """What became of every arm of this choice?"""
    found = next((each for each in reversed(state.bandit.recent) if key_of(each) == query.entity), None)
    if found is None:
        return Answer(query, own("no such choice is kept: the newest 200 are"), ())
    where = found.title or found.fixture
    rows = [made for view in found.arms for made in _arm(state, found, view)]
    about = section(
        "The choice",
        (
            ("when", when(state, found.at)),
            ("chosen", f"{found.chosen}, with a chance of {text.percent(found.propensity)}"),
            ("fixture", f"{where}: {_stage(state, found.fixture)}"),
            ("asked anew", f"choice {found.ordinal} on this fixture"),
        ),
    )
    table = sheet(f"{where}: what every arm has made since", _ARMS, rows, _NOTE)
    return Answer(query, own(f"{simulated(state)}Choice on {where}"), (about,), sheets=(table,), at=state.run.at)


def _stage(state: State, fixture: FixtureId) -> str:
    known = state.quotes.fixtures.get(fixture)
    if known is None:
        return "over and paid"
    return "not over yet" if state.run.at >= known.starts_at else "before the game"


def _arm(state: State, choice: Choice, view: ArmView) -> Iterator[SheetRow]:
    """The arm's line in the real ledger and the one in its shadow; one of them at least."""
    if view.strategy == NO_TRADE:
        nothing = ("--", "made nothing", "", "0.00", "", "")
        yield _row(state, choice, view, nothing, "doing nothing")
        return
    lines = [("real", made) for made in _real(state, choice.fixture, view)]
    lines += [("shadow", made) for made in _shadow(state, choice.fixture, view)]
    for ledger, made in lines or [("--", ("no fill", "0", text.MISSING, text.MISSING, text.MISSING))]:
        yield _row(state, choice, view, (ledger, *made), f"{view.strategy}/{ledger}")


def _row(state: State, choice: Choice, view: ArmView, made: Sequence[str], key: str) -> SheetRow:
    chosen = view.strategy == choice.chosen
    nothing = view.strategy == NO_TRADE
    cells = (
        f"{'* ' if chosen else '  '}{view.strategy}",
        view.hold or text.MISSING,
        text.price(view.price),
        text.MISSING if nothing else text.per_contract(view.edge),
        drawn(state, view.sampled),
        text.percent(view.propensity, digits=0),
        *made,
    )
    leads_to = None if nothing else Query(Topic.CHOICES, view.strategy)
    return row(key, cells, tone="strong" if chosen else "", leads_to=leads_to)


def _real(state: State, fixture: FixtureId, view: ArmView) -> Iterator[tuple[str, ...]]:
    yield from _past(state, fixture, view, shadow=False)
    for position in positions_on(state, fixture):
        if position.strategy == view.strategy and position.bought:
            yield _position(state, position)


def _shadow(state: State, fixture: FixtureId, view: ArmView) -> Iterator[tuple[str, ...]]:
    yield from _past(state, fixture, view, shadow=True)
    shadow = state.shadows.on.get(fixture, {}).get(view.strategy)
    if shadow is not None:
        yield imagined(state, shadow)


def _past(state: State, fixture: FixtureId, view: ArmView, *, shadow: bool) -> Iterator[tuple[str, ...]]:
    for entry in state.score.entries:
        if entry.fixture == fixture and entry.strategy == view.strategy and entry.shadow == shadow:
            yield _entry(entry)


def _entry(entry: Entry) -> tuple[str, ...]:
    return ("closed", text.quantity(entry.quantity), *_made(entry.pnl, entry.risked), cents(entry.clv))


def _position(state: State, position: Position) -> tuple[str, ...]:
    open_ = position.open
    gain = unrealised(position, bid_of(state, position.market, position.leg)) if open_ else Money(0)
    made = None if gain is None else Money(gain + position.realised)
    fees_in = Money(position.spent + position.entry_fees)
    line = _clv(state, position.market, position.leg, (position.bought, fees_in), in_play=position.thesis.in_play)
    return ("open" if open_ else "left", text.quantity(position.bought), *_made(made, fees_in), line)


def imagined(state: State, shadow: Shadow) -> tuple[str, str, str, str, str]:
    """What has a shadow come to by now: state, contracts, P&L at the bid, return, closing-line value?"""
    if not shadow.bought:
        resting = shadow.live(state.run.at)
        return ("waits" if resting else "no fill", "0", text.MISSING, text.MISSING, text.MISSING)
    leg, paid = shadow.proposal.leg, Money(shadow.spent + shadow.fees)
    bid = bid_of(state, shadow.market, leg)
    made = None if bid is None else Money(cost(bid, shadow.bought) - paid)
    line = _clv(state, shadow.market, leg, (shadow.bought, paid), in_play=shadow.in_play)
    return ("open", text.quantity(shadow.bought), *_made(made, paid), line)


def _made(pnl: Money | None, risked: Money) -> tuple[str, str]:
    share = None if pnl is None or risked <= 0 else divide_down(pnl * MILLION, risked)
    return text.money(pnl, sign=True), signed_percent(share)


def _clv(
    state: State, market: MarketId, leg: Leg, bought: tuple[Quantity, Money], *, in_play: bool
) -> str:
    """Closing-line value after fees a contract, once the game has begun."""
    mid, (quantity, paid) = state.games.closing.get(market), bought
    begun = state.run.at >= fixture_of(state, market).starts_at
    if mid is None or in_play or not quantity or not begun:
        return text.MISSING
    worth = (mid if leg is Leg.YES else 2 * ONE - mid) * quantity // 2
    return cents(divide_down((worth - paid) * CONTRACT, quantity))
