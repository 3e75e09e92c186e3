"""One position, whole: thesis beside facts, what an exit brings, triggers, orders, fills, decisions."""

from engine.core.conduct.finding import history_of, positions_on
from engine.core.conduct.turn import held_side, title
from engine.core.execution.approvals import sale
from engine.core.state import State
from engine.core.view import facts, fills, orders, past_position, regret, writing
from engine.core.view.requests import at_deadline, nets_now, stale, waited_cost
from engine.core.view.standing import open_forks
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.approval import Approval, ExitPolicy
from engine.domain.clean import own
from engine.domain.identity import PositionId, short
from engine.domain.market import Side, takeable
from engine.domain.money import CONTRACT, Money, Quantity, divide_down
from engine.domain.position import Position
from engine.domain.probability import Ppm
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Tone

LEVELS_SHOWN = 6


def answer(state: State, query: Query) -> Answer:
    """What is there to say about this position, whether it is held or long over?"""
    position = state.trading.positions.get(PositionId(query.entity))
    if position is None or not position.bought:
        return past_position.answer(state, query)
    fixture = state.quotes.fixtures[position.fixture]
    side = held_side(fixture, state.quotes.markets[position.market], position.leg)
    name = f"{short(position.id)} {title(fixture)} · {side} · {fixture.home} v {fixture.away}"
    sheets = (*_sheets(state, position), *_small(state, position))
    return Answer(query, own(name), (), sheets=sheets, at=state.run.at)


def _sheets(state: State, position: Position) -> tuple[Sheet, ...]:
    request = state.doubts.pending.get(position.id)
    asked = (_request(state, request),) if request is not None else ()
    booked = [fill for fill in state.trail.fills.values() if fill.position == position.id]
    forks = [fork for fork in open_forks(state) if fork.position == position.id]
    return (
        *asked,
        facts.sheet_of(state, position),
        exit_sheet(state, position),
        triggers(state, position),
        orders.table(state, "Orders", history_of(state, position), "none is known"),
        fills.table(state, booked),
        regret.table(state, "Decisions about it", forks, "none yet: no trigger has asked to leave it"),
    )


def _small(state: State, position: Position) -> tuple[Sheet, ...]:
    others = [each for each in positions_on(state, position.fixture) if each.open and each.id != position.id]
    money = (
        ("cost", f"{text.money(position.cost)} for {text.quantity(position.quantity)} held"),
        ("fees so far", text.money(position.fees)),
        ("realised so far", text.money(position.realised, sign=True)),
        ("settles", f"{text.slate(position.settles_on)} {text.zone_short(state.run.zone)}"),
        ("beside it", ", ".join(short(each.id) for each in others) or "nothing else is held on this fixture"),
    )
    past = [each for each in state.trail.requests if each.position == position.id]
    told = tuple((when(state, each.asked_at), past_position.said(each)) for each in past) or (("none", "it was never asked"),)
    return (writing.facts("Money", money), facts.prices(state, position), writing.facts("Requests so far", told))


def _request(state: State, request: Approval) -> Sheet:
    """What waits for an answer, with what waiting has cost?"""
    heads = columns("LEFT >", "ASKED", "WHY", "SELL >", "AT LEAST >", "NETS >", "HOLDING >", "WAITED >", "AT DEADLINE 1")
    cells = (
        text.countdown(request.deadline_at - state.run.at),
        when(state, request.asked_at),
        request.reason,
        text.quantity(request.mandate.quantity),
        text.price(request.mandate.price),
        text.per_contract(nets_now(state, request)),
        text.per_contract(facts.fair_now(state, state.trading.positions[request.position])),
        text.per_contract(waited_cost(state, request), sign=True),
        _at_deadline(state, request),
    )
    note = "dollars per contract; WAITED below 0: waiting has cost. A, then y or n, answers it: never from here"
    return sheet("Waits for your answer", heads, [row("request", cells, tone="warn")], note)


def _at_deadline(state: State, request: Approval) -> str:
    policy = at_deadline(state, request)
    held = policy == ExitPolicy.EXIT_IF_BETTER and stale(state, request)
    return "hold: data stale" if held else text.words(policy)


def exit_sheet(state: State, position: Position) -> Sheet:
    """What would selling down each level bring now, after fees, beside what holding is worth?"""
    heads = columns("SELL >", "DOWN TO >", "NETS EACH >", "BRINGS >", "HOLDING EACH >", "BETTER BY >")
    fair = facts.fair_now(state, position)
    rows = [_level(state, position, quantity, fair) for quantity in _depths(state, position)]
    note = (
        "cumulative at the depth there is, after the taker's fee, dollars; HOLDING by the market-weighted forecast; "
        "BETTER BY above 0: selling beats holding"
    )
    empty = f"nobody bids; held it is worth {text.fair(fair)} a contract"
    return sheet("What an exit would bring", heads, rows, note if rows else empty)


def _depths(state: State, position: Position) -> list[Quantity]:
    """How much is sold down to each level, and last all that can be?"""
    book = state.quotes.books.get(position.market)
    if book is None or position.market in state.quotes.settled or not position.open:
        return []
    found: list[Quantity] = []
    total = 0
    for _, size in takeable(book, position.leg, Side.SELL):
        total += size
        found.append(Quantity(min(total, position.quantity)))
        if total >= position.quantity:
            break
    return found if len(found) <= LEVELS_SHOWN else [*found[: LEVELS_SHOWN - 1], found[-1]]


def _level(state: State, position: Position, quantity: Quantity, fair: Ppm | None) -> SheetRow:
    book, market = state.quotes.books[position.market], state.quotes.markets[position.market]
    sold = sale(takeable(book, position.leg, Side.SELL), quantity, market.fees)
    assert sold is not None, "what stands on the book can be sold to"
    each = Money(divide_down(sold[1] * CONTRACT, sold[0]))
    better = None if fair is None else Money(sold[1] - cost_of(fair, sold[0]))
    whole = sold[0] == position.quantity
    cells = (
        f"{'all ' if whole else ''}{text.quantity(sold[0])}",
        text.price(sold[2]),
        text.per_contract(each),
        text.money(sold[1]),
        text.per_contract(fair),
        text.money(better, sign=True),
    )
    ranks = (sold[0], sold[2], each, sold[1], fair, better)
    return row(f"exit-{quantity}", cells, tone="strong" if whole else "", ranks=ranks)


def cost_of(fair: Ppm, quantity: Quantity) -> Money:
    """What are so many contracts worth at this chance? A chance in parts per million is micro-dollars a contract; rounded down."""
    return Money(divide_down(fair * quantity, CONTRACT))


def triggers(state: State, position: Position) -> Sheet:
    """Which triggers have fired, which hold but not for long enough, and what does each one's policy do?"""
    heads = columns("TRIGGER", "STATE", "SINCE", "SAYS", "BEFORE > 1", "IN PLAY > 1")
    now = {each.trigger: each for each in state.doubts.now.get(position.id, ())}
    held, noted = state.doubts.held.get(position.id, {}), state.doubts.noted.get(position.id, ())
    rows = []
    for rule in state.run.rules.triggers:
        fires, since = now.get(rule.name), held.get(rule.name)
        word = "off" if not rule.enabled else "FIRES" if fires else "holds" if since else "fired" if rule.name in noted else "quiet"
        tone: Tone = ("alarm" if fires.broken else "warn") if fires else ("" if since or word == "fired" else "dim")
        cells = (
            text.words(rule.name),
            word,
            "" if since is None else when(state, since),
            fires.reason if fires else "",
            text.words(rule.policy_before),
            text.words(rule.policy_in_play),
        )
        rows.append(row(f"trigger-{rule.name}", cells, tone=tone))
    note = "FIRES: holds now, for long enough. holds: not for long enough yet. fired: it did, and is over"
    return sheet("Triggers", heads, rows, note)
