"""Answers to what a console asks about: one position, the funnel, orders, choices, models."""

from collections.abc import Callable

from engine.core.conduct import exiting, flattening
from engine.core.conduct.finding import closing_mid, fair_of, history_of, live_orders, positions_on
from engine.core.conduct.marking import marks_of
from engine.core.conduct.turn import held_side, title
from engine.core.state import State
from engine.core.view import charts, choices, models, scenarios, summary
from engine.core.view.positions import average_price, unrealised
from engine.core.view.requests import waited_cost
from engine.domain import text
from engine.domain.approval import Withdrawal
from engine.domain.clean import own
from engine.domain.identity import FixtureId, PositionId
from engine.domain.market import best_ask, best_bid
from engine.domain.position import Position
from engine.domain.queries import Answer, Query, Topic, section

Line = tuple[str, str]


def answer(state: State, query: Query) -> Answer:
    """What is there to say about this? No sections when there is nothing of that name."""
    told = _TOPICS.get(query.topic)
    return Answer(query, own("nothing is known of that"), ()) if told is None else told(state, query)


def _position(state: State, query: Query) -> Answer:
    position = state.trading.positions.get(PositionId(query.entity))
    if position is None or not position.bought:
        return Answer(query, own("no such position"), ())
    fixture = state.quotes.fixtures[position.fixture]
    side = held_side(fixture, state.quotes.markets[position.market], position.leg)
    sections = (
        section("Thesis at entry", _thesis(state, position)),
        section("Now", _now(state, position)),
        section("What would an exit bring", _exit(state, position)),
        section("Orders", _orders(state, position)),
    )
    return Answer(query, own(f"{title(fixture)} · {side} · {fixture.home} v {fixture.away}"), sections)


def _thesis(state: State, position: Position) -> tuple[Line, ...]:
    thesis, zone, now = position.thesis, state.run.zone, state.run.at
    return (
        ("opened", f"{text.seen(thesis.at, now, zone)} {text.zone_short(zone)} by {thesis.strategy}"),
        ("fair value", f"{text.fair(thesis.fair)} ± {text.fair(thesis.sd)}"),
        ("price", f"{text.price(thesis.price)}, mid {_half(thesis.mid_twice)}"),
        ("edge", f"{text.per_contract(thesis.edge)} a contract, P(>0) {text.percent(thesis.confidence)}"),
        ("model", thesis.model_id),
        ("reason", thesis.reason),
    )


def _half(twice: int | None) -> str:
    return text.MISSING if twice is None else text.price(twice // 2)


def _now(state: State, position: Position) -> tuple[Line, ...]:
    book = state.quotes.books.get(position.market)
    bid, ask = best_bid(book, position.leg), best_ask(book, position.leg)
    doubts = state.doubts.now.get(position.id, ())
    return (
        ("holding", f"{text.quantity(position.quantity)} at {text.price(average_price(position))}"),
        ("fair value", text.fair(fair_of(state, position.market, position.leg))),
        ("bid / ask", f"{text.price(bid)} / {text.price(ask)}"),
        ("at the bid", text.money(unrealised(position, bid), sign=True)),
        ("score", _score(state, position)),
        ("fees so far", text.money(position.fees)),
        ("closing line", _half(closing_mid(state, position))),
        ("mark-outs", _marks(state, position)),
        ("doubts", "; ".join(_doubt(each) for each in doubts) or "none"),
    )


def _doubt(each: Withdrawal) -> str:
    name = text.words(each.trigger)
    return each.reason if each.reason.startswith(name) else f"{name}: {each.reason}"


def _marks(state: State, position: Position) -> str:
    """How much better than paid stood the mid 5 s, 60 s and 10 min after the purchases, per contract?"""
    found = zip(("5 s", "60 s", "10 min"), marks_of(state, position.id), strict=True)
    return " · ".join(f"{when} {text.per_contract(mark, sign=True)}" for when, mark in found)


def _score(state: State, position: Position) -> str:
    sighting = state.games.sightings.get(position.fixture)
    if sighting is None:
        return "not started"
    status = sighting.status
    minute = "" if status.minute is None else f" {status.minute}'"
    score = text.MISSING if status.score is None else f"{status.score[0]}-{status.score[1]}"
    return f"{score}{minute} {text.words(status.phase)}"


def _exit(state: State, position: Position) -> tuple[Line, ...]:
    found = exiting.bringing(state, position, position.quantity)
    request = state.doubts.pending.get(position.id)
    lines: list[Line] = [("worth held", text.per_contract(exiting.holding(state, position)))]
    if found is None:
        lines.append(("exit", "nobody bids"))
    else:
        lines.append(("exit nets", f"{text.per_contract(found[1])} for {text.quantity(found[0])}"))
        lines.append(("down to", text.price(found[2])))
    if request is not None:
        lines.append(("waiting so far", text.per_contract(waited_cost(request), sign=True)))
    return tuple(lines)


def _orders(state: State, position: Position) -> tuple[Line, ...]:
    return tuple(
        (
            f"{order.ticket.side} {order.state}",
            f"{text.quantity(order.filled)} of {text.quantity(order.ticket.quantity)} "
            f"at {text.price(order.ticket.price)} {order.note}".rstrip(),
        )
        for order in history_of(state, position)
    )


def _funnel(state: State, query: Query) -> Answer:
    rows = sorted(state.score.funnel.values(), key=lambda row: (row.strategy, -row.count))
    wanted = [row for row in rows if query.entity in {"", row.strategy} or query.entity in row.last]
    names = dict.fromkeys(row.strategy for row in wanted)
    sections = tuple(
        section(name, tuple((row.rule, f"{row.count}  {row.last}") for row in wanted if row.strategy == name))
        for name in names
    )
    return Answer(query, own("Why no trade"), sections)


def _all_orders(state: State, query: Query) -> Answer:
    lines = tuple(
        (
            order.ticket.id,
            (
                f"{title(state.quotes.fixtures[order.ticket.fixture])} {order.ticket.side} "
                f"{text.quantity(order.ticket.quantity)} at {text.price(order.ticket.price)} {order.state}"
            ),
        )
        for order in live_orders(state)
    )
    return Answer(query, own("Live orders"), (section("Orders", lines),) if lines else ())


def _fixture(state: State, query: Query) -> Answer:
    fixture = state.quotes.fixtures.get(FixtureId(query.entity))
    if fixture is None:
        return Answer(query, own("no such fixture"), ())
    belief = state.convictions.forecasts.get(fixture.id)
    lines: list[Line] = [
        ("starts", text.clock(fixture.starts_at, state.run.zone)),
        ("settles", fixture.settles_on),
    ]
    if belief is not None:
        for index, market in enumerate(fixture.markets):
            lines.append(
                (market.outcome, f"fair {text.fair(belief.fair[index])} ± {text.fair(belief.sd[index])}")
            )
    held = tuple(
        (p.id, f"{text.quantity(p.quantity)} {p.leg}") for p in positions_on(state, fixture.id) if p.open
    )
    return Answer(query, own(title(fixture)), (section("Forecast", tuple(lines)), section("Positions", held)))


_TOPICS: dict[Topic, Callable[[State, Query], Answer]] = {
    Topic.POSITION: _position,
    Topic.FUNNEL: _funnel,
    Topic.ORDERS: _all_orders,
    Topic.FIXTURE: _fixture,
    Topic.CHOICES: choices.answer,
    Topic.MODELS: models.answer,
    Topic.CURVE: charts.curve,
    Topic.DAYS: charts.days,
    Topic.CALIBRATION: charts.calibrated,
    Topic.CLOSING: charts.closing,
    Topic.SCENARIOS: scenarios.answer,
    Topic.REPORT: summary.answer,
    Topic.FLATTEN: flattening.preview,
}
