"""Every exit, hold and lapsed deadline beside its alternative, in dollars."""

from collections.abc import Sequence

from engine.core.performance import decisions
from engine.core.state import State
from engine.core.view.standing import open_forks
from engine.core.view.writing import FEW, ROWS_MOST, columns, names, range_of, row, sheet, to_position, when
from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.figures import Estimate, TriggerRow
from engine.domain.identity import FixtureId
from engine.domain.ledger import LEAVING_DEEDS, Deed, Fork
from engine.domain.money import Money
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Tone

HEADS = columns(
    "TIME", "FIXTURE", "HOLD", "DONE", "BY", "WHY 2", "QTY > 3", "BROUGHT >", "OTHER WAY >", "BETTER BY >", "CLOSES 1"
)

ABOUT = (
    "BROUGHT is what came of the way taken, OTHER WAY what the same contracts would have brought by the other, at the "
    "depth there was and after fees, in dollars; BETTER BY above 0: the decision was worth it. -- until the fixture is over"
)

FORKS_READ = 2_000
"""So many of the decisions that are over are counted, the newest; a running engine has no time for all of years."""

_DONE = {
    Deed.LEFT: "sold",
    Deed.APPROVED: "sold",
    Deed.REJECTED: "kept",
    Deed.LAPSED_LEFT: "sold",
    Deed.LAPSED_HELD: "kept",
    Deed.NOTED: "kept",
}
_HOW = {Deed.REJECTED: "rejected", Deed.APPROVED: "approved", Deed.NOTED: "its policy", Deed.LEFT: "its policy"}


def answer(state: State, query: Query) -> Answer:
    """Which decisions to leave or to hold were there, newest first, and what was each worth?"""
    forks = sorted([*state.score.forks[-FORKS_READ:], *open_forks(state)], key=lambda fork: -fork.at)
    empty = "no decision yet: every exit, every request answered or lapsed, and every trigger that was only noted"
    ledger = table(state, "Decisions, newest first", forks, empty)
    if not forks:
        return Answer(query, own("Regret"), (), sheets=(ledger,), at=state.run.at)
    left_out = len(state.score.forks) - FORKS_READ
    scope = f"the newest {FORKS_READ} that are over, without {left_out} before them" if left_out > 0 else ""
    sheets = (
        _sums("By who decided", decisions.by_decider(forks), scope),
        _sums("By trigger", decisions.by_trigger(forks, None), _ABOUT_SUMS),
        ledger,
    )
    return Answer(query, own("Regret: decisions beside their alternative"), (), sheets=sheets, at=state.run.at)


def table(state: State, name: str, forks: Sequence[Fork], empty: str = "none") -> Sheet:
    """These decisions beside their alternatives."""
    told = names(state)
    rows = [_row(state, fork, told) for fork in forks[:ROWS_MOST]]
    return sheet(name, HEADS, rows, ABOUT if forks else empty, of=len(forks))


def gained(fork: Fork) -> Money | None:
    """How much better was the way taken than the other? None while one of them is unknown."""
    return None if fork.regret is None else Money(-fork.regret)


def ways(fork: Fork) -> tuple[Money | None, Money | None]:
    """What came of the way taken, and what of the other?"""
    leaves = fork.deed in LEAVING_DEEDS
    return (fork.leaving, fork.holding) if leaves else (fork.holding, fork.leaving)


def _row(state: State, fork: Fork, told: dict[str, tuple[Clean, Clean]]) -> SheetRow:
    made, other = ways(fork)
    gain = gained(fork)
    fixture, hold = told.get(fork.position, (own(fork.fixture), text.MISSING))
    cells = (
        when(state, fork.at),
        fixture,
        hold,
        _DONE[fork.deed],
        _by(fork),
        text.words(fork.trigger),
        text.quantity(fork.quantity),
        text.money(made, sign=True),
        text.money(other, sign=True),
        text.money(gain, sign=True),
        _closes(state, fork),
    )
    ranks = (fork.at, None, None, None, None, None, fork.quantity, made, other, gain, fork.closed_at)
    return row(f"fork-{fork.key}", cells, tone=_tone(fork, gain), ranks=ranks, leads_to=to_position(fork.position))


def _tone(fork: Fork, gain: Money | None) -> Tone:
    return "dim" if gain is None or fork.quantity == 0 else ""


def _by(fork: Fork) -> str:
    if fork.deed in {Deed.LAPSED_LEFT, Deed.LAPSED_HELD}:
        return "deadline"
    decider = decisions.decider(fork)
    return f"{decider}: {_HOW[fork.deed]}"


def _closes(state: State, fork: Fork) -> str:
    """When will the other way be known; when did it come to be known?"""
    if fork.closed_at is not None:
        return "sold nothing" if fork.quantity == 0 else when(state, fork.closed_at)
    fixture = state.quotes.fixtures.get(FixtureId(fork.fixture))
    return "open" if fixture is None else f"open, {text.slate(fixture.settles_on)}"


_ABOUT_SUMS = (
    "BETTER BY in dollars over all contracts of the decisions that are known; EACH per contract, every decision "
    f"counting once; the interval counts settlement dates; dimmed below {FEW}"
)


def _sums(name: str, rows: Sequence[TriggerRow], note: str) -> Sheet:
    heads = columns(
        "BY", "DECIDED >", "SOLD >", "KEPT >", "KNOWN >", "BETTER BY >", "EACH >", "95 % INTERVAL > 1"
    )
    return sheet(name, heads, [_sum(each) for each in rows], note)


def _sum(found: TriggerRow) -> SheetRow:
    each = _flipped(found.regret_each_micros)
    known, total = (0, None) if each is None else (each.n, Money(-found.regret_total_micros))
    sold = found.left + found.approved + found.lapsed_left
    cells = (
        text.words(found.name),
        str(found.decisions),
        str(sold),
        str(found.decisions - sold),
        str(known),
        text.money(total, sign=True),
        text.per_contract(None if each is None else each.value, sign=True),
        range_of(each),
    )
    value = None if each is None else each.value
    ranks = (None, found.decisions, sold, found.decisions - sold, known, total, value, None)
    return row(f"by-{found.name}", cells, tone="dim" if known < FEW else "", ranks=ranks)


def _flipped(found: Estimate | None) -> Estimate | None:
    """The same with the sign that says: above 0 was good."""
    if found is None:
        return None
    low, high = (None, None) if found.low is None or found.high is None else (-found.high, -found.low)
    return Estimate(-found.value, low, high, found.n, found.dates, found.of)
