"""Why no trade: which fixtures were not traded and what kept us out, then every rule with its count."""

from engine.core.conduct.turn import held_side, title
from engine.core.state import State
from engine.core.view.fixture import best_edge, said_of
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.market import Fixture, Leg
from engine.domain.moment import Moment, after
from engine.domain.money import Money
from engine.domain.order import Order
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Topic

FIXTURES = columns("FIXTURE", "STARTS", "EDGE NOW >", "RULE", "ARM 2", "SAID LAST", "TIMES > 3", "LAST 4")
RULES = columns("ARM", "RULE", "TIMES >", "LAST 1", "SAID LAST")


def answer(state: State, query: Query) -> Answer:
    """Which fixtures were not traded and why; which rule refused which arm how often?"""
    sheets = (_untraded(state), _rules(state, query.entity))
    return Answer(query, own("Why no trade"), (), sheets=sheets, at=state.run.at)


def _untraded(state: State) -> Sheet:
    found = [fixture for fixture in state.quotes.fixtures.values() if not _traded(state, fixture)]
    keyed = [(best_edge(state, fixture), fixture) for fixture in found]
    keyed.sort(key=lambda pair: (pair[0] is None, -(pair[0] or (0, 0))[0], pair[1].starts_at, pair[1].id))
    rows = [_fixture(state, fixture, best) for best, fixture in keyed]
    note = (
        "largest edge first: EDGE NOW is what the best outcome is worth above price and fee by the prices of this "
        "moment, dollars per contract; SAID LAST is by those of LAST. enter: every arm and outcome of it"
    )
    empty = "every fixture that is listed is traded" if state.quotes.fixtures else "no fixture is listed yet"
    return sheet("Fixtures not traded", FIXTURES, rows, note if rows else empty)


def _traded(state: State, fixture: Fixture) -> bool:
    """Have we an order that lives on it, or did we ever hold something?"""
    trading = state.trading
    held = trading.positions_on.get(fixture.id, ())
    return bool(trading.orders_on.get(fixture.id)) or any(trading.positions[key].bought for key in held)


def _fixture(state: State, fixture: Fixture, best: tuple[Money, int] | None) -> SheetRow:
    refused = state.trail.refused.get(fixture.id, {})
    edge, outcome = (None, "") if best is None else (best[0], fixture.markets[best[1]].outcome)
    told = _told(state, fixture, outcome)
    times = sum(each.count for each in refused.values())
    starts = text.kick_off(fixture.starts_at, state.run.at, state.run.zone)
    cells = (
        title(fixture),
        starts,
        text.per_contract(edge, sign=True),
        *told[:3],
        str(times),
        when(state, told[3]),
    )
    ranks = (None, fixture.starts_at, edge, None, None, None, times, told[3])
    leads = Query(Topic.FIXTURE, fixture.id)
    return row(f"fixture-{fixture.id}", cells, tone="" if refused else "dim", ranks=ranks, leads_to=leads)


Told = tuple[str, str, str, Moment | None]
"""A rule, whom it refused, its words, and when."""


def _told(state: State, fixture: Fixture, outcome: str) -> Told:
    """What kept us out last, of the outcome with the largest edge where that is known?"""
    refusals = state.trail.refused.get(fixture.id, {}).values()
    near = [each for each in refusals if each.outcome in ("", outcome)] or [*refusals]
    last = max(near, key=lambda each: (each.at, each.rule != "edge"), default=None)
    order = _unfilled(state, fixture)
    if order is not None and (last is None or order.since >= last.at):
        return "not filled", order.ticket.strategy, _order_words(state, fixture, order), order.since
    if last is not None:
        said = said_of(fixture, last)
        side = next((held_side(fixture, m, Leg.YES) for m in fixture.markets if m.outcome == last.outcome), "")
        return last.rule, last.strategy, f"{side}: {said}" if side else said, last.at
    return _not_yet(state, fixture)


def _unfilled(state: State, fixture: Fixture) -> Order | None:
    """Which entry on it ended last without a fill, if any is remembered?"""
    trading = state.trading
    ended = [trading.ended[key] for key in trading.ended_on.get(fixture.id, ())]
    return max((order for order in ended if not order.filled), key=lambda order: order.since, default=None)


def _order_words(state: State, fixture: Fixture, order: Order) -> str:
    ticket = order.ticket
    side = held_side(fixture, state.quotes.markets[ticket.market], ticket.leg)
    return f"{side}: {order.state}, {text.quantity(ticket.quantity)} at {text.price(ticket.price)} {order.note}".rstrip()


def _not_yet(state: State, fixture: Fixture) -> Told:
    horizon = state.run.rules.entering.horizon
    opens: Moment = after(fixture.starts_at, -horizon)
    if opens > state.run.at:
        return "too_early", "desk", f"looked at from {text.span(horizon)} before the start", None
    return "not looked at yet", text.MISSING, "no book of it has been seen", None


def _rules(state: State, entity: str) -> Sheet:
    rows = sorted(state.score.funnel.values(), key=lambda each: (-each.count, each.key))
    wanted = [each for each in rows if entity in {"", each.strategy} or entity in each.last]
    lines = [
        row(
            f"rule-{each.key}",
            (each.strategy, each.rule, str(each.count), when(state, each.last_at), each.last),
            ranks=(None, None, each.count, each.last_at, None),
        )
        for each in wanted
    ]
    note = "every refusal of this run is counted with its rule; desk: a gate that holds for every arm"
    return sheet("Refusals by arm and rule", RULES, lines, note if lines else "no refusal counted yet")
