"""What was believed when a position was opened, beside what is known now; and how its price went."""

from engine.core.conduct.finding import closing_mid, fair_of
from engine.core.invalidation.scan import thesis_mark
from engine.core.state import State
from engine.core.strategies.offer import confidence, edge_at
from engine.core.view.positions import average_price, unrealised
from engine.core.view.writing import columns, facts, half, row, sheet, when
from engine.domain import text
from engine.domain.approval import Withdrawal
from engine.domain.forecast import Forecast
from engine.domain.market import Leg, best_ask, best_bid, mid_twice, place_of
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.queries import Sheet

Line = tuple[str, str, str]

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDTH = 48
"""So many signs tell how a price went."""


def fair_now(state: State, position: Position) -> Ppm | None:
    """What is a contract of it worth by the forecast in force?"""
    return fair_of(state, position.market, position.leg)


def sheet_of(state: State, position: Position) -> Sheet:
    """The thesis at entry, and the same facts now, side by side?"""
    heads = columns("", "AT ENTRY", "NOW")
    lines = (*_game(state, position), *_prices(state, position), *_beliefs(state, position))
    note = "prices and values are dollars per contract of the side held; P(edge > 0) under the forecast's own doubt"
    return sheet("Thesis at entry, facts now", heads, [row(f"fact-{name}", (name, *two)) for name, *two in lines], note)


def _prices(state: State, position: Position) -> tuple[Line, ...]:
    thesis, book = position.thesis, state.quotes.books.get(position.market)
    bid, ask = best_bid(book, position.leg), best_ask(book, position.leg)
    seen = "no book yet" if book is None else when(state, book.at)
    held, paid = text.quantity(position.quantity), text.price(average_price(position))
    return (
        ("seen", f"{when(state, thesis.at)} by {thesis.strategy}", seen),
        ("holding", f"limit {text.price(thesis.price)}", f"{held} at {paid}, at the bid {text.money(unrealised(position, bid), sign=True)}"),
        ("bid / ask", text.MISSING, f"{text.price(bid)} / {text.price(ask)}"),
        ("mid", half(thesis.mid_twice), half(mid_twice(book, position.leg))),
        ("closing line", text.MISSING, _closing(state, position)),
    )


def _closing(state: State, position: Position) -> str:
    """The closing mid, once there is one: before the start it still moves."""
    fixture = state.quotes.fixtures[position.fixture]
    return half(closing_mid(state, position)) if state.run.at >= fixture.starts_at else "not started"


def _beliefs(state: State, position: Position) -> tuple[Line, ...]:
    thesis, belief = position.thesis, state.convictions.forecasts.get(position.fixture)
    fair, sd, alone = _now(state, position, belief)
    ask = best_ask(state.quotes.books.get(position.market), position.leg)
    fees = state.quotes.markets[position.market].fees
    edge = None if fair is None or ask is None else edge_at(fair, ask, fees, maker=False)
    sure = None if edge is None or sd is None else confidence(edge, sd)
    model = text.MISSING if belief is None else f"{belief.model_id}, {when(state, belief.at)}"
    return (
        ("fair value", f"{text.fair(thesis.fair)} ± {text.fair(thesis.sd)}", f"{text.fair(fair)} ± {text.fair(sd)}"),
        ("model alone", text.fair(thesis.claimed), text.fair(alone)),
        ("edge of buying", text.per_contract(thesis.edge, sign=True), text.per_contract(edge, sign=True)),
        ("P(edge > 0)", text.percent(thesis.confidence), text.percent(sure)),
        ("model", thesis.model_id, model),
    )


def _now(state: State, position: Position, belief: Forecast | None) -> tuple[Ppm | None, Ppm | None, Ppm | None]:
    """Fair value, its doubt and the model's own word for the leg held, as of now."""
    if belief is None:
        return None, None, None
    place = place_of(state.quotes.fixtures[position.fixture], position.market)
    alone = None if belief.model is None else belief.model[place]
    if position.leg is Leg.NO and alone is not None:
        alone = Ppm(MILLION - alone)
    return fair_now(state, position), belief.sd[place], alone


def _game(state: State, position: Position) -> tuple[Line, ...]:
    thesis, doubts = position.thesis, state.doubts.now.get(position.id, ())
    then = "not started" if thesis.home is None else f"{thesis.home}-{thesis.away}"
    mark = thesis_mark(doubts)
    told = "; ".join(doubt(each) for each in doubts)
    return (
        ("thesis", thesis.reason, f"{mark}{': ' if told else ''}{told}"),
        ("score", then, score(state, position)),
    )


def doubt(each: Withdrawal) -> str:
    """How does a trigger's word read, its name said once?"""
    name = text.words(each.trigger)
    return each.reason if each.reason.startswith(name) else f"{name}: {each.reason}"


def score(state: State, position: Position) -> str:
    """Where does its game stand?"""
    sighting = state.games.sightings.get(position.fixture)
    if sighting is None:
        return "not started"
    status = sighting.status
    minute = "" if status.minute is None else f" {status.minute}'"
    told = text.MISSING if status.score is None else f"{status.score[0]}-{status.score[1]}"
    return f"{told}{minute} {text.words(status.phase)}"


def prices(state: State, position: Position) -> Sheet:
    """How did price and value go since entry, as far as they were looked at?"""
    kept = state.trail.prices.get(position.id, [])
    if not kept:
        return facts("Price since entry", (("none kept", "the first full scan after the fill begins it"),))
    mids = [None if each.mid_twice is None else each.mid_twice * 50 for each in kept]
    span = f"{when(state, kept[0].at)} to {when(state, kept[-1].at)}, {len(kept)} looks"
    known = [value for value in (*mids, *(each.fair for each in kept)) if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    return facts(
        "Price since entry",
        (
            ("mid", _went(mids, low, high)),
            ("fair value", _went([each.fair for each in kept], low, high)),
            ("looked at", span),
        ),
    )


def _went(values: list[int | None], low: int, high: int) -> str:
    """A row of blocks on one scale, the first and the last figure beside it."""
    known = [value for value in values if value is not None]
    if not known:
        return text.MISSING
    thin = values if len(values) <= _WIDTH else [values[n * len(values) // _WIDTH] for n in range(_WIDTH)]
    blocks = "".join(" " if value is None else _block(value, low, high) for value in thin)
    return f"{blocks}  {text.fair(known[0])} → {text.fair(known[-1])}, low {text.fair(min(known))} high {text.fair(max(known))}"


def _block(value: int, low: int, high: int) -> str:
    return _BLOCKS[(value - low) * (len(_BLOCKS) - 1) // (high - low) if high > low else 0]
