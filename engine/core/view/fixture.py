"""One fixture, whole: what is believed of each outcome, what it would be worth buying, and what kept every arm out."""

from engine.core.conduct import gating
from engine.core.conduct.finding import books_of, orders_on, positions_on
from engine.core.conduct.turn import held_side, title
from engine.core.health.trail import Refusal
from engine.core.state import State
from engine.core.strategies.offer import edge_at
from engine.core.view import orders
from engine.core.view.writing import ago, columns, facts, row, sheet, to_position, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.identity import FixtureId, short
from engine.domain.market import Book, Fixture, Leg
from engine.domain.money import Money, Price, snap_down, snap_up
from engine.domain.queries import Answer, Query, Sheet, SheetRow
from engine.domain.rules import Arm
from engine.domain.text import MISSING

OUTCOMES = columns(
    "OUTCOME", "FAIR >", "± >", "MODEL > 2", "MARKET > 3", "BID >", "ASK >", "SIZES > 4", "EDGE TAKING >",
    "EDGE RESTING >", "AGE > 5",
)  # fmt: skip
REFUSED = columns("ARM", "OUTCOME", "RULE", "SAID", "TIMES > 2", "LAST 1")

GATES_SAY = {
    "not_running": "the engine was not RUNNING",
    "after_cancel_all": "everything had just been cancelled: a minute without entries",
    "no_reentry": "we have left this fixture: nothing is opened on it again",
    "settled": "one of its markets is settled",
    "called_off": "it is over, postponed or abandoned",
    "score_silent": "the score feed is silent on it",
    "frozen": "a price jumped without news, or a score was taken back",
    "too_early": "it is further away than the horizon of entries",
    "start_is_near": "too near the start: nothing rests then",
    "line_ups": "line-ups are being told at this time",
    "no_live_score": "no feed follows its score",
}
"""What a gate that holds for every arm means: it has no figures of its own."""


def answer(state: State, query: Query) -> Answer:
    """What is known of this fixture, and why was it traded or not?"""
    fixture = state.quotes.fixtures.get(FixtureId(query.entity))
    if fixture is None:
        return Answer(query, own("that fixture is over and paid, or never was listed"), ())
    sheets = [_head(state, fixture), refusals(state, fixture), outcomes(state, fixture), _choices(state, fixture), _held(state, fixture)]
    live = list(orders_on(state, fixture.id))
    if live:
        sheets.append(orders.table(state, "Live orders", live, ""))
    name = f"{title(fixture)} · {fixture.home} v {fixture.away}"
    return Answer(query, own(name), (), sheets=tuple(sheets), at=state.run.at)


def _head(state: State, fixture: Fixture) -> Sheet:
    belief, sighting = state.convictions.forecasts.get(fixture.id), state.games.sightings.get(fixture.id)
    known = state.convictions.models.get(fixture.league)
    lines = (
        ("starts", f"{when(state, fixture.starts_at)}, {ago(state, fixture.starts_at)}"),
        ("settles", f"{text.slate(fixture.settles_on)} {text.zone_short(state.run.zone)}"),
        ("game", "nothing told yet" if sighting is None else text.words(sighting.status.phase)),
        ("model of its league", "none fitted yet" if known is None else known.id),
        ("forecast", "none yet" if belief is None else f"{belief.model_id}, {ago(state, belief.at)}"),
    )
    return facts("Fixture", lines)


def outcomes(state: State, fixture: Fixture) -> Sheet:
    """What is each outcome worth, what does it cost, and what would be left after fees?"""
    rows = [_outcome(state, fixture, place) for place in range(len(fixture.markets))]
    note = (
        "EDGE: fair value less price and fee, dollars per contract: TAKING at the ask, RESTING a tick above the bid. "
        "MODEL alone, MARKET alone. AGE of the book"
    )
    return sheet("Prices and beliefs now", OUTCOMES, rows, note)


def _outcome(state: State, fixture: Fixture, place: int) -> SheetRow:
    market, book = fixture.markets[place], books_of(state, fixture)[place]
    belief = state.convictions.forecasts.get(fixture.id)
    model = None if belief is None or belief.model is None else belief.model[place]
    theirs = None if belief is None or belief.market is None else belief.market[place]
    taking, resting = edges(state, fixture, place)
    bid, ask = (book.bids[:1], book.asks[:1]) if book is not None else ((), ())
    cells = (
        held_side(fixture, market, Leg.YES),
        text.fair(None if belief is None else belief.fair[place]),
        text.fair(None if belief is None else belief.sd[place]),
        text.fair(model),
        text.fair(theirs),
        text.price(bid[0][0] if bid else None),
        text.price(ask[0][0] if ask else None),
        f"{text.quantity(bid[0][1] if bid else None)} / {text.quantity(ask[0][1] if ask else None)}",
        text.per_contract(taking, sign=True),
        text.per_contract(resting, sign=True),
        MISSING if book is None else text.span(state.run.at - book.at),
    )
    return row(f"outcome-{market.outcome}", cells)


def edges(state: State, fixture: Fixture, place: int) -> tuple[Money | None, Money | None]:
    """What would a contract of this outcome be worth after its fee: taken now, or bought by resting?"""
    belief, book = state.convictions.forecasts.get(fixture.id), books_of(state, fixture)[place]
    if belief is None or book is None or not book.two_sided:
        return None, None
    fair, market = belief.fair[place], fixture.markets[place]
    ask = snap_up(book.asks[0][0], market.tick)
    taking = edge_at(fair, ask, market.fees, maker=False)
    return taking, edge_at(fair, _resting_at(book, market.tick, ask), market.fees, maker=True)


def _resting_at(book: Book, tick: Price, ask: Price) -> Price:
    joined = snap_down(book.bids[0][0], tick)
    return Price(joined + tick) if joined + tick < ask else joined


def best_edge(state: State, fixture: Fixture) -> tuple[Money, int] | None:
    """Which is the largest edge after fees on it now, whatever the way, and at which outcome's place?"""
    places = range(len(fixture.markets))
    found = [(edge, place) for place in places for edge in edges(state, fixture, place) if edge is not None]
    return max(found, default=None)


def refusals(state: State, fixture: Fixture) -> Sheet:
    """What kept every arm out of every outcome, with the rule's own figures?"""
    found = state.trail.refused.get(fixture.id, {})
    gate = [each for each in found.values() if not any(each.strategy == arm.name for arm in state.run.rules.arms)]
    rows = [_refusal(state, fixture, each) for each in sorted(gate, key=lambda each: -each.at)]
    for arm in state.run.rules.arms:
        of_arm = sorted((each for each in found.values() if each.strategy == arm.name), key=lambda each: -each.at)
        rows += [_refusal(state, fixture, each) for each in of_arm] or [_silent(state, arm)]
    note = "the last word of each rule on each outcome, and how often something kept that arm out of it; desk: a gate for every arm"
    return sheet("What kept every arm out", REFUSED, rows, note)


def _refusal(state: State, fixture: Fixture, each: Refusal) -> SheetRow:
    side = next((held_side(fixture, m, Leg.YES) for m in fixture.markets if m.outcome == each.outcome), own("all"))
    cells = (each.strategy, side, each.rule, said_of(fixture, each), str(each.count), when(state, each.at))
    return row(f"refused-{each.strategy}-{each.outcome}", cells, ranks=(None, None, None, None, each.count, each.at))


def said_of(fixture: Fixture, each: Refusal) -> str:
    """What did a rule say of it: its figures, or what it means when it has none?"""
    said = each.said.removeprefix(f"{title(fixture)}: ").removeprefix(title(fixture))
    return said or GATES_SAY.get(each.rule, "no figures")


def _silent(state: State, arm: Arm) -> SheetRow:
    said = "off in the settings" if not arm.enabled else "was not asked, or refused nothing"
    shadow = "trades in its shadow only" if gating.in_shadow(state, arm) else ""
    cells = (arm.name, "all", MISSING, shadow or said, "0", MISSING)
    return row(f"silent-{arm.name}", cells, tone="dim", ranks=(None, None, None, None, 0, None))


def _choices(state: State, fixture: Fixture) -> Sheet:
    heads = columns("TIME", "CHOSEN", "CHANCE >", "PROPOSED")
    recent = [each for each in state.bandit.recent if each.fixture == fixture.id]
    held = state.bandit.held.get(fixture.id)
    if held is not None and held.choice not in recent:
        recent.append(held.choice)
    rows = [
        row(
            f"choice-{each.ordinal}",
            (
                when(state, each.at),
                each.chosen,
                text.percent(each.propensity, digits=0),
                ", ".join(arm.strategy for arm in each.arms),
            ),
        )
        for each in reversed(recent)
    ]
    note = "drawn among the arms that proposed and doing nothing" if rows else "no arm has proposed anything the bandit could choose"
    return sheet("Choices of the bandit", heads, rows, note)


def _held(state: State, fixture: Fixture) -> Sheet:
    heads = columns("ID", "HOLD", "QTY >", "ARM")
    rows = []
    for position in positions_on(state, fixture.id):
        if position.bought:
            side = held_side(fixture, state.quotes.markets[position.market], position.leg)
            cells = (short(position.id), side, text.quantity(position.quantity), position.strategy)
            rows.append(row(f"position-{position.id}", cells, leads_to=to_position(position.id)))
    left = state.doubts.left.get(fixture.id)
    note = "" if rows else "nothing was bought on it"
    return sheet("Positions", heads, rows, note if left is None else f"left {when(state, left)}: nothing is opened here again")
