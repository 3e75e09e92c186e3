"""What the venue says stands, held against our books: at the start, every minute, and whenever somebody asks."""

from msgspec.structs import replace

from engine.core.conduct import cash_flows, guarding, halting, reporting
from engine.core.conduct.asking import (
    ASK,
    EVERY,
    RECONCILE,
    SILENT,
    UNKNOWN,
    ask_again,
    ask_order,
    ask_venue,
    come_back,
    question,
    silent,
)
from engine.core.conduct.differing import agree, differ, release
from engine.core.conduct.turn import Turn
from engine.core.execution.kept import Suspicion
from engine.core.execution.reconcile import (
    ORDER_UNDERWAY_MAX,
    Compared,
    Finding,
    Ours,
    compared,
    difference_id,
    explained,
)
from engine.core.state import State
from engine.domain.commands import Reconcile
from engine.domain.difference import DifferenceKind
from engine.domain.effects import WakeAt
from engine.domain.events import (
    AskFailed,
    CashMoved,
    VenueStood,
    Woke,
)
from engine.domain.identity import MarketId, OrderId
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, SECOND, Moment, Span, after
from engine.domain.money import Money, opposite
from engine.domain.standing import Standing
from engine.domain.states import STOPPING, Cause, Mode

Done = tuple[bool, str]

HOLDS_AFTER = Span(10 * SECOND)
"""Holdings or cash that do not agree are a difference when they still do not, by an answer so much later."""

SETTLEMENT_UNDERWAY_MAX = Span(2 * MINUTE)
"""So long a settlement may be known to the venue's holdings before it is told to us."""

QUIET = Span(10 * MINUTE)
"""With pretended money, and nothing of ours anywhere, one look in so long is enough."""

MOVES_KEPT = 2_000
"""How many movements of cash are remembered, so that one told twice is known."""

_FOREIGN = DifferenceKind.FOREIGN_ORDER
_PENDING = {DifferenceKind.HOLDING, DifferenceKind.CASH}


def begin(turn: Turn, why: str) -> None:
    """A process begins or takes up again: ask where everything stands, and from now on every minute."""
    turn.state.reckoning.look_at = turn.at
    # What was suspected may have been explained while nobody listened: it begins to count anew.
    turn.state.reckoning.suspected = {}
    ask_venue(turn, why)


def agreed_since(state: State, moment: Moment) -> bool:
    """Was there an answer as of after this moment by which the books agree, what is ignored aside?"""
    agreed = state.reckoning.agreed_at
    return agreed is not None and agreed > moment


def reconcile(turn: Turn, _command: Reconcile) -> Done:
    """Compare now."""
    ask_venue(turn, "operator")
    waiting = turn.state.reckoning.waiting
    return True, f"asking the venue where everything stands; {waiting} differences wait for a decision"


def woke(turn: Turn, event: Woke) -> None:
    """One of the moments we come back at: to ask again, or to see whether an answer came."""
    match event.kind:
        case kind if kind == RECONCILE:
            _look(turn, event.entity)
        case kind if kind == ASK:
            ask_order(turn, OrderId(event.entity))
        case kind if kind == SILENT:
            silent(turn, OrderId(event.entity))
        case kind if kind == UNKNOWN:
            reporting.still_unknown(turn, OrderId(event.entity))


def _look(turn: Turn, why: str) -> None:
    """The minute is over, or (with a reason) something is to be looked at again."""
    kept = turn.state.reckoning
    if why:
        if kept.asked_at is None:
            ask_venue(turn, why)
    elif turn.at >= kept.look_at:
        come_back(turn)
        if kept.asked_at is None or turn.at - kept.asked_at >= ORDER_UNDERWAY_MAX:
            ask_venue(turn, "minute")


def _quiet(state: State) -> bool:
    """Is it pretended money, with nothing alive or held, nothing changed since the answer that agreed, nobody waiting for one?"""
    awaited = any(cause is Cause.STARTING or cause in STOPPING for cause in state.desk.causes)
    if awaited or state.run.mode is Mode.LIVE or state.trading.orders or state.reckoning.touched:
        return False
    return not any(position.open for position in state.trading.positions.values())


def on_ask_failed(turn: Turn, event: AskFailed) -> None:
    """A question got no answer: it is asked again, later each time."""
    kept = turn.state.reckoning
    if event.order is not None:
        asking = kept.asking.get(event.order)
        if asking is not None:
            asking.waiting = False
        return
    kept.asked_at, kept.failed = None, kept.failed + 1
    turn.say("ask_failed", f"the venue did not say where everything stands: {event.reason}")
    wait = min(SECOND << min(kept.failed, 10), EVERY)
    turn.emit(WakeAt(after(turn.at, wait), RECONCILE, kept.asked_why or "again"))


def on_cash_moved(turn: Turn, event: CashMoved) -> None:
    """The venue moved cash of its own accord: booked once, no P&L of any arm, the mark moves in proportion."""
    moved = turn.state.reckoning.moved
    if event.id not in moved:
        moved[event.id] = turn.at
        for old in [*moved][:-MOVES_KEPT]:
            del moved[old]
        cash_flows.book(turn, event.id, event.kind, event.amount)


def on_venue_stood(turn: Turn, event: VenueStood) -> None:
    """The venue told where everything stands: missing trades are booked, then the books are compared."""
    kept = turn.state.reckoning
    # A clock ahead of ours must not make every later answer look old.
    standing = replace(event.standing, as_of=min(event.standing.as_of, turn.at))
    kept.asked_at, kept.failed = None, 0
    if kept.compared_at is not None and standing.as_of <= kept.compared_at:
        ask_again(turn, "stale")
        return
    for fill in standing.fills:
        reporting.book_trade(turn, fill)
    if kept.apart is None:
        kept.apart = _hidden(turn.state, standing)
    found = compared(_books(turn.state), _in_our_terms(turn.state, standing))
    for finding in found.findings:
        if finding.kind is _FOREIGN and OrderId(finding.subject) in found.risen:
            reporting.rise(turn, turn.state.trading.ended[OrderId(finding.subject)], finding.venues)
    names = found.ids
    kept.shown = {each.id: each for each in standing.orders if difference_id(_FOREIGN, each.id) in names}
    kept.taken |= {each.id: turn.at for each in standing.orders if each.id in turn.state.trading.orders}
    for key in found.missing:
        question(turn, turn.state.trading.orders[key])
    _judge(turn, found, standing.as_of)
    kept.compared_at = standing.as_of
    kept.touched = {subject: at for subject, at in kept.touched.items() if at >= standing.as_of}
    _conclude(turn, found, standing.as_of)
    halting.on_stood(turn, standing)


def _conclude(turn: Turn, found: Compared, as_of: Moment) -> None:
    kept = turn.state.reckoning
    if kept.suspected or found.undecided or found.missing:
        ask_again(turn, "look again")
    elif not kept.waiting:
        kept.agreed_at = as_of
        release(turn, "books agree with the venue")
        guarding.agreed(turn)
        if _quiet(turn.state):
            come_back(turn, QUIET)
    guarding.settle_state(turn, "books compared")


def _judge(turn: Turn, found: Compared, as_of: Moment) -> None:
    """Which findings are differences now, which are watched on, and which differences are gone?"""
    kept = turn.state.reckoning
    present = {finding.id: finding for finding in found.findings}
    kept.suspected = {key: each for key, each in kept.suspected.items() if key in present or _undecided(key, found)}
    for key, finding in present.items():
        if finding.kind not in _PENDING or key in kept.differences or _confirmed(turn, finding, as_of):
            kept.suspected.pop(key, None)
            differ(turn, finding)
    for key, line in list(kept.differences.items()):
        judged = line.kind in {*_PENDING, _FOREIGN} and line.subject not in found.undecided
        if judged and key not in present:
            agree(turn, key, "the books agree again")


def _undecided(key: str, found: Compared) -> bool:
    """Is this about a figure that changed too lately to be judged?"""
    return any(key.endswith(f":{subject}") for subject in found.undecided)


def _confirmed(turn: Turn, finding: Finding, as_of: Moment) -> bool:
    """Has this gap been there for long enough? Another gap begins to count anew."""
    kept = turn.state.reckoning
    before = kept.suspected.get(finding.id)
    if before is None or before.venues - before.ours != finding.venues - finding.ours:
        kept.suspected[finding.id] = Suspicion(finding.ours, finding.venues, as_of)
        return False
    return as_of - before.as_of >= _grace(turn, finding)


def _grace(turn: Turn, finding: Finding) -> Span:
    """How long may this be something under way? A settlement takes the holding and moves cash before it is told."""
    if finding.kind is DifferenceKind.CASH:
        paid = any(_vanished(turn, key) for key in turn.state.reckoning.suspected)
    else:
        paid = _vanished(turn, finding.id)
    return SETTLEMENT_UNDERWAY_MAX if paid else HOLDS_AFTER


def _vanished(turn: Turn, key: str) -> bool:
    """Is this a holding that the venue shows no more, of a game that has begun?"""
    state = turn.state
    seen = state.reckoning.suspected.get(difference_id(DifferenceKind.HOLDING, key.removeprefix("holding:")))
    if seen is None or seen.venues:
        return False
    market = state.quotes.markets.get(MarketId(key.removeprefix("holding:").rpartition("/")[0]))
    return market is not None and state.quotes.fixtures[market.fixture].starts_at <= turn.at


def _books(state: State) -> Ours:
    """Our books as the venue should show them, trades of no order of ours included."""
    kept, trading, settled = state.reckoning, state.trading, state.quotes.settled
    holdings: dict[tuple[MarketId, Leg], int] = {}
    cash: int = state.purse.account.cash
    for position in trading.positions.values():
        key, held = (position.market, position.leg), position.bought - position.sold
        if position.settled_value is not None:
            continue
        value = settled.get(position.market)
        if value is None:
            holdings[key] = holdings.get(key, 0) + held
        else:  # paid at the venue; here it waits for a sale of ours to end
            cash += held * (value if position.leg is Leg.YES else opposite(value))
    for fill in kept.foreign.values():
        contracts, brought = explained(fill, settled)
        holdings[fill.market, fill.leg] = holdings.get((fill.market, fill.leg), 0) + contracts
        cash += brought
    some = {key: count for key, count in holdings.items() if count}
    return Ours(trading.orders, trading.ended, some, Money(cash), kept.touched)


def _beside(state: State) -> int:
    """What did the operator put in and take out that a pretended venue never sees?"""
    account = state.purse.account
    return 0 if state.run.mode is Mode.LIVE else account.deposited - account.withdrawn


def _hidden(state: State, standing: Standing) -> Money:
    """With which amount does a pretended venue's account begin? With real money there is no such amount."""
    if state.run.mode is Mode.LIVE:
        return Money(0)
    return Money(_books(state).cash - _beside(state) - standing.cash)


def _in_our_terms(state: State, standing: Standing) -> Standing:
    """What does the venue show, if its account had begun with what ours did?"""
    hidden = _beside(state) + (state.reckoning.apart or 0)
    return replace(standing, cash=Money(standing.cash + hidden))
