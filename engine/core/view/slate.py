"""What settles on one date: what is held for it, what it has brought, and how that adds up to the pane's line."""

from collections.abc import Sequence

from engine.core.conduct import sums
from engine.core.conduct.finding import bid_of, fair_of
from engine.core.conduct.projecting import SETTLEMENTS_READ
from engine.core.conduct.turn import held_side, title
from engine.core.performance.projection import OPEN, outlook
from engine.core.performance.realisation import TrackRecord, track_record
from engine.core.state import State
from engine.core.view import slates
from engine.core.view.positions import average_price, unrealised
from engine.core.view.writing import columns, facts, in_cents, names, row, sheet, to_position, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.effects import Settlement
from engine.domain.identity import short
from engine.domain.moment import VenueDate
from engine.domain.money import Money
from engine.domain.position import Position
from engine.domain.queries import Answer, Query, Sheet
from engine.domain.snapshot import SlateRow

HELD = columns(
    "ID", "FIXTURE", "HOLD", "QTY >", "COST > 3", "AVG > 5", "BID > 4", "FAIR >", "uP&L > 2", "PROJECTED >",
    "5%–95% > 1", "DATE 6",
)  # fmt: skip
BROUGHT = columns("ID", "FIXTURE", "HOLD", "HOW", "WHEN 2", "FEES >", "P&L AFTER FEES >", "ARM 3")


def answer(state: State, query: Query) -> Answer:
    """What settles on this date (`open`: on every date that is open), and what has it brought?"""
    line = next((each for each in slates.rows(state) if each.key == query.entity), None)
    whole = query.entity == OPEN
    held, over = _held(state, query.entity), [] if whole else _settled(state, query.entity)
    if line is None and not (held or over):
        return Answer(query, own("nothing settles on that date"), ())
    name = "All that is open" if whole else f"Settles {text.slate(query.entity)} {text.zone_short(state.run.zone)}"
    head = (_sums(line),) if line is not None else ()
    small: tuple[Sheet, ...] = ()
    if not whole:
        small = (_bad_case(state, VenueDate(query.entity)), _expectation(state, line))
    brought = () if whole else (brought_sheet(state, held, over),)
    sheets = (*head, held_sheet(state, held, line), *brought, *small)
    return Answer(query, own(name), (), sheets=sheets, at=state.run.at)


def _held(state: State, date: str) -> list[Position]:
    """Positions of the date that are not paid out: those still held, and those that only left fees or sales behind."""
    booked = {row.position: True for row in state.score.settlements[-SETTLEMENTS_READ:]}
    alive = (
        each
        for each in state.trading.positions.values()
        if each.bought and each.settled_value is None and each.id not in booked
    )
    return [each for each in alive if date in (OPEN, each.settles_on)]


def _settled(state: State, date: str) -> list[Settlement]:
    return [row for row in state.score.settlements if row.settles_on == date]


def held_sheet(state: State, positions: Sequence[Position], line: SlateRow | None) -> Sheet:
    """What is held, position by position, adding up to the projection of the line?"""
    held = [each for each in positions if each.open]
    projected = [_projected(state, each) for each in held]
    known = [value for value in projected if value is not None]
    total = None if line is None else line.projected
    shares = iter(in_cents(known, total) if len(known) == len(held) else in_cents(known))
    rows = []
    for position, found in zip(held, projected, strict=True):
        fixture, market = state.quotes.fixtures[position.fixture], state.quotes.markets[position.market]
        bid = bid_of(state, position.market, position.leg)
        share, gain = None if found is None else next(shares), unrealised(position, bid)
        fair = fair_of(state, position.market, position.leg)
        cells = (
            short(position.id),
            title(fixture),
            held_side(fixture, market, position.leg),
            text.quantity(position.quantity),
            text.money(position.cost),
            text.price(average_price(position)),
            text.price(bid),
            text.fair(fair),
            text.money(gain, sign=True),
            text.money(share, sign=True),
            _band(state, position),
            text.slate(position.settles_on),
        )
        ranks = (
            None, None, None, position.quantity, position.cost, average_price(position), bid, fair, gain, share, None,
            None,
        )  # fmt: skip
        rows.append(row(f"held-{position.id}", cells, ranks=ranks, leads_to=to_position(position.id)))
    note = "PROJECTED: what it brings above its cost by the forecast in force; 5%–95% of each alone, so they do not add up"
    return sheet("Held, projected", HELD, rows, note if rows else "nothing is held for it")


def _projected(state: State, position: Position) -> int | None:
    found = outlook([position], sums.belief_of(state))
    return None if found is None else found.projected


def _band(state: State, position: Position) -> str:
    found = outlook([position], sums.belief_of(state), state.run.rules.limits.common_factor)
    return text.MISSING if found is None else f"[{_whole(found.low)} .. {_whole(found.high)}]"


def _whole(amount: Money) -> str:
    return f"{'+' if amount > 0 else ''}{text.dollars_short(amount)}"


def brought_sheet(state: State, positions: Sequence[Position], over: Sequence[Settlement]) -> Sheet:
    """What has been realised: paid out, sold early, and fees of what is still held; it adds up to the line."""
    told = names(state)
    booked = [each for each in positions if each.sold > 0 or each.fees != 0]
    gains = in_cents([*(each.pnl for each in over), *(each.realised for each in booked)])
    fees = in_cents([*(each.fees for each in over), *(each.fees for each in booked)])
    rows = []
    for number, paid in enumerate(over):
        fixture, hold = told.get(paid.position, (own(paid.fixture), text.MISSING))
        how = "void" if paid.void else "settled"
        cells = (short(paid.position), fixture, hold, how, when(state, paid.at))
        rows.append((cells, number, paid.strategy, paid.position))
    for number, position in enumerate(booked, start=len(over)):
        fixture_ = state.quotes.fixtures[position.fixture]
        side = held_side(fixture_, state.quotes.markets[position.market], position.leg)
        how = "sold, not over" if not position.open else "sold in part" if position.sold else "held: fees paid"
        cells = (short(position.id), title(fixture_), side, how, when(state, position.opened_at))
        rows.append((cells, number, position.strategy, position.id))
    lines = [
        row(
            f"brought-{key}",
            (*cells, text.money(Money(-fees[n]), sign=True), text.money(gains[n], sign=True), arm),
            ranks=(None, None, None, None, None, -fees[n], gains[n], None),
            leads_to=to_position(key),
        )
        for cells, n, arm, key in rows
    ]
    note = "P&L after fees adds up to REALISED of the pane, FEES to its FEES"
    return sheet("Realised", BROUGHT, lines, note if lines else "nothing is realised on it yet")


def _sums(line: SlateRow) -> Sheet:
    """The pane's own line."""
    lines: list[tuple[str, str]] = [("projected", text.money(line.projected, sign=True))]
    if line.low is not None and line.high is not None:
        lines.append(("between (5 % and 95 %)", f"{text.money(line.low, sign=True)} .. {text.money(line.high, sign=True)}"))
    if line.key != OPEN:
        lines += [
            ("realised", text.money(line.realised, sign=True)),
            ("fees", text.money(line.fees, sign=True)),
            ("target", text.money(line.target)),
            ("pace", text.percent(line.pace, digits=0)),
            ("status", line.status or text.MISSING),
        ]
    return facts("The pane's line", lines)


def _bad_case(state: State, date: VenueDate) -> Sheet:
    used, most = sums.bad_case(state, date), sums.bad_case_allowance(state)
    share = text.percent(slates.share_of(used, most), digits=0)
    lines = (
        ("5 % case costs", f"{text.money(used)} of {text.money(most)} allowed, {share}"),
        ("counts", "positions, and entries that rest as if filled; what has no forecast counts as lost whole"),
    )
    return facts("Bad case", lines)


def _expectation(state: State, line: SlateRow | None) -> Sheet:
    """What past projections came to, and what that makes of this one?"""
    record = track_record(state.score.projected.values())
    kept = None if line is None else state.score.projected.get(VenueDate(line.key))
    lines: list[tuple[str, str]] = [("expected of this one", text.money(None if line is None else line.expected, sign=True))]
    if record is None:
        lines.append(("record", "no date that was projected is over yet"))
    else:
        lines += _record(record)
    if kept is not None:
        low, high = text.money(kept.low, sign=True), text.money(kept.high, sign=True)
        came = text.money(kept.realised, sign=True)
        lines.append(("at its first game", f"{text.money(kept.projected, sign=True)} [{low} .. {high}], came to {came}"))
    return facts("Expectation from past projections", lines)


def _record(record: TrackRecord) -> list[tuple[str, str]]:
    inside = f"{record.inside} of {record.dates} dates ended inside their interval (90 % should)"
    if record.coverage.low is not None:
        low, high = text.percent(record.coverage.low, digits=0), text.percent(record.coverage.high, digits=0)
        inside += f", 95 % interval {low} .. {high}"
    return [("record", inside), ("multiplied by", f"{text.percent(record.trust, digits=0)}, drawn to 100 % while dates are few")]
