"""Why no trade: which fixtures were not traded and what kept us out, then every rule with its count."""

from engine.core.conduct.turn import title
from engine.core.health.trail import Refusal
from engine.core.state import State
from engine.core.view.fixture import best_edge
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.market import Fixture
from engine.domain.moment import Moment, after
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Topic

FIXTURES = columns("FIXTURE", "STARTS", "EDGE NOW >", "RULE", "ARM 2", "SAID LAST 4", "TIMES > 1", "LAST 3")
RULES = columns("ARM", "RULE", "TIMES >", "LAST 1", "SAID LAST 2")


def answer(state: State, query: Query) -> Answer:
    """Which fixtures were not traded and why; which rule refused which arm how often?"""
    sheets = (_untraded(state), _rules(state, query.entity))
    return Answer(query, own("Why no trade"), (), sheets=sheets, at=state.run.at)


def _untraded(state: State) -> Sheet:
    found = [fixture for fixture in state.quotes.fixtures.values() if not _traded(state, fixture)]
    keyed = [(best_edge(state, fixture), fixture) for fixture in found]
    keyed.sort(key=lambda pair: (pair[0] is None, -(pair[0] or 0), pair[1].starts_at, pair[1].id))
    rows = [_fixture(state, fixture, edge) for edge, fixture in keyed]
    note = (
        "largest edge first: EDGE NOW is what the best outcome is worth above price and fee, dollars per contract. "
        "enter: every arm and outcome of it"
    )
    empty = "every fixture that is listed is traded" if state.quotes.fixtures else "no fixture is listed yet"
    return sheet("Fixtures not traded", FIXTURES, rows, note if rows else empty)


def _traded(state: State, fixture: Fixture) -> bool:
    """Have we an order that lives on it, or did we ever hold something?"""
    trading = state.trading
    held = trading.positions_on.get(fixture.id, ())
    return bool(trading.orders_on.get(fixture.id)) or any(trading.positions[key].bought for key in held)


def _fixture(state: State, fixture: Fixture, edge: int | None) -> SheetRow:
    refused = state.trail.refused.get(fixture.id, {})
    last = max(refused.values(), key=lambda each: each.at, default=None)
    times = sum(each.count for each in refused.values())
    starts = text.kick_off(fixture.starts_at, state.run.at, state.run.zone)
    cells = (
        title(fixture),
        starts,
        text.per_contract(edge, sign=True),
        *_last(state, fixture, last),
        str(times),
        when(state, None if last is None else last.at),
    )
    ranks = (None, fixture.starts_at, edge, None, None, None, times, None if last is None else last.at)
    leads = Query(Topic.FIXTURE, fixture.id)
    return row(f"fixture-{fixture.id}", cells, tone="" if refused else "dim", ranks=ranks, leads_to=leads)


def _last(state: State, fixture: Fixture, last: Refusal | None) -> tuple[str, str, str]:
    """Rule, arm and words of what kept us out last."""
    if last is not None:
        return last.rule, last.strategy, last.said.removeprefix(f"{title(fixture)}: ").removeprefix(title(fixture))
    horizon = state.run.rules.entering.horizon
    opens: Moment = after(fixture.starts_at, -horizon)
    if opens > state.run.at:
        return "too_early", "desk", f"looked at from {text.span(horizon)} before the start"
    return "not looked at yet", text.MISSING, "no book of it has been seen"


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
