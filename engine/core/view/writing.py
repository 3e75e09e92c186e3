"""How ledgers are written into sheets: columns, moments, estimates, whole cents that add up."""

from collections.abc import Iterable, Sequence

from engine.core.performance.samples import weighted
from engine.core.state import State
from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.figures import Estimate
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import DOLLAR, Money
from engine.domain.queries import Query, Sheet, SheetColumn, SheetRow, Tone, Topic

ROWS_MOST = 300
"""No sheet has more rows; the newest or most important are kept."""

FEW = 30
"""Below so many a mean says little: it is dimmed."""

CENT = DOLLAR // 100

_ROUNDS_TO_NOTHING = 500
"""Micro-dollars a contract below which three digits show nothing but a sign."""

Ranks = tuple[int | None, ...]


def columns(*told: str) -> tuple[SheetColumn, ...]:
    """Which columns are these? Each is `TITLE`, or `TITLE > 2`: leaning right, left out third on a narrow screen."""
    return tuple(_column(each) for each in told)


def _column(told: str) -> SheetColumn:
    title, side, keep = told, "<", "0"
    if told[-2:-1] == " " and told[-1].isdigit():
        title, keep = told[:-2], told[-1]
    if title.endswith(" >"):
        title, side = title[:-2], ">"
    return SheetColumn(own(title), ">" if side == ">" else "<", int(keep))


def row(
    key: str, cells: Sequence[str], *, tone: Tone = "", ranks: Ranks = (), leads_to: Query | None = None
) -> SheetRow:
    """A row of cells written by us."""
    return SheetRow(key, tuple(own(cell) for cell in cells), tone, ranks, leads_to)


def sheet(
    title: str, heads: tuple[SheetColumn, ...], rows: Iterable[SheetRow], note: str = "", *, of: int = 0
) -> Sheet:
    """A table of at most `ROWS_MOST` rows; its note says when some were left out.

    `of` is how many there are when `rows` are only the first: to write those nobody sees would cost the engine's time.
    """
    kept = tuple(rows)
    every = max(of, len(kept))
    if every > ROWS_MOST:
        note = f"the first {ROWS_MOST} of {every} · {note}".removesuffix(" · ")
    return Sheet(own(title), heads, kept[:ROWS_MOST], own(note))


def facts(title: str, lines: Iterable[tuple[str, str]]) -> Sheet:
    """A small table of labels and values, without titles over them."""
    rows = [row(f"fact-{label}", (label, value)) for label, value in lines]
    return Sheet(own(title), columns("", ""), tuple(rows))


def when(state: State, at: Moment | int | None) -> Clean:
    """How is a past moment written here: with its day when it was another?"""
    return text.MISSING if at is None else text.seen(at, state.run.at, state.run.zone)


def ago(state: State, at: Moment) -> Clean:
    """How long ago was that, or in how long will it be?"""
    gap = state.run.at - at
    if abs(gap) < MINUTE:
        return own("now")
    return own(f"{text.span(gap)} ago" if gap > 0 else f"in {text.span(-gap)}")


def half(twice: int | None) -> Clean:
    """How is a mid written that is kept twice, so that it stays whole?"""
    return text.MISSING if twice is None else text.per_contract(twice * 50)


def range_of(found: Estimate | None, unit: str = "each") -> Clean:
    """How is a 95 % interval written: `-.010 .. +.018`, or why there is none?"""
    if found is None:
        return text.MISSING
    if found.low is None or found.high is None:
        return own("one date only")
    return own(f"{amount(found.low, unit)} .. {amount(found.high, unit)}")


def amount(value: int | None, unit: str = "each") -> Clean:
    """How is a signed figure written: per contract (`each`), or in dollars and cents?"""
    if unit != "each":
        return text.money(value, sign=True)
    return text.per_contract(0 if value is not None and abs(value) < _ROUNDS_TO_NOTHING else value, sign=True)


def mean_row(
    of: str, what: str, values: Sequence[int | None], *, weights: Sequence[int], dates: Sequence[str]
) -> SheetRow:
    """What is the mean per contract of those of the values that are known, with its interval and sample?"""
    known = [n for n, value in enumerate(values) if value is not None]
    found = weighted(
        [float(values[n] or 0) for n in known], [weights[n] for n in known], [dates[n] for n in known], of
    )
    value = None if found is None else found.value
    cells = (of, what, amount(value), range_of(found), str(len(known)), str(len({dates[n] for n in known})))
    return row(f"{of}/{what}", cells, tone="dim" if len(known) < FEW else "", ranks=(None, None, value, None, len(known), None))


MEANS = columns("OF", "WHAT", "MEAN >", "95 % INTERVAL >", "n >", "DATES >")


def in_cents(parts: Sequence[int], total: int | None = None) -> list[Money]:
    """Which whole cents stand for these micro-dollars so that they add up to the whole cents of their total?

    Every part is rounded down, and the cents that are missing go to those that lost most; None is the parts' own sum.
    """
    whole = sum(parts) if total is None else total
    floors = [part // CENT for part in parts]
    cents = (abs(whole) + CENT // 2) // CENT
    missing = (cents if whole >= 0 else -cents) - sum(floors)
    order = sorted(range(len(parts)), key=lambda n: (-(parts[n] % CENT), n))
    for step in range(abs(missing) if parts else 0):
        floors[order[step % len(order)]] += 1 if missing > 0 else -1
    return [Money(each * CENT) for each in floors]


def names(state: State) -> dict[str, tuple[Clean, Clean]]:
    """Which fixture and side were positions on that have been filled?"""
    return {fill.position: (fill.title, fill.hold) for fill in state.trail.fills.values()}


def to_position(position: str) -> Query:
    """What is there to read about this position?"""
    return Query(Topic.POSITION, position)
