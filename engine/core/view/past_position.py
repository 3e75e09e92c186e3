"""A position that is over: what it was, what it came to, and what was decided on the way."""

from engine.core.state import State
from engine.core.view import fills, regret
from engine.core.view.writing import ago, half, when
from engine.domain import text
from engine.domain.approval import Approval, ApprovalState
from engine.domain.clean import own
from engine.domain.effects import Settlement
from engine.domain.identity import short
from engine.domain.ledger import Entry
from engine.domain.queries import Answer, Query, Section, section

Line = tuple[str, str]

_BECAME = {ApprovalState.SUPERSEDED: "overtaken by events", ApprovalState.LAPSED: "deadline passed"}


def answer(state: State, query: Query) -> Answer:
    """What is still known of a position that is over?"""
    key = query.entity
    entry = next((each for each in reversed(state.score.entries) if each.key == key and not each.shadow), None)
    paid = next((each for each in reversed(state.score.settlements) if each.position == key), None)
    if entry is None and paid is None:
        return Answer(query, own("nothing was ever bought through it, or it is too long ago"), ())
    booked = [fill for fill in state.trail.fills.values() if fill.position == key]
    forks = [fork for fork in state.score.forks if fork.position == key]
    sections = (*_came(state, paid), *_thesis(state, entry), *_requests(state, key))
    name = f"{booked[0].title} · {booked[0].hold}" if booked else (entry.fixture if entry else paid.fixture if paid else "")
    sheets = (fills.table(state, booked), regret.table(state, "Decisions about it", forks, "none: it was held to the end"))
    return Answer(query, own(f"{short(key)} {name} · over"), sections, sheets=sheets, at=state.run.at)


def _came(state: State, paid: Settlement | None) -> tuple[Section, ...]:
    if paid is None:
        return ()
    how = "void" if paid.void else f"a YES contract paid {text.price(paid.value)}"
    lines = (
        ("settled", f"{when(state, paid.at)}, {ago(state, paid.at)}; counts on {text.slate(paid.settles_on)}"),
        ("paid out", f"{text.money(paid.paid_out)}, {how}"),
        ("P&L after fees", text.money(paid.pnl, sign=True)),
        ("fees", text.money(paid.fees)),
        ("was at risk", text.money(paid.risked)),
        ("arm", paid.strategy),
    )
    return (section("What it came to", lines),)


def _thesis(state: State, entry: Entry | None) -> tuple[Section, ...]:
    if entry is None:
        return ()
    lines = (
        ("opened", f"{when(state, entry.opened_at)} by {entry.strategy}{', in play' if entry.in_play else ''}"),
        ("bought", f"{text.quantity(entry.quantity)} for {text.money(entry.spent)}, fees {text.money(entry.fees)}"),
        ("fair value", f"{text.fair(entry.fair)} ± {text.fair(entry.sd)}"),
        ("model alone", text.fair(entry.claimed)),
        ("mid then", half(entry.mid_twice)),
        ("closing line", f"{half(entry.close_twice)}, value after fees {text.per_contract(entry.clv, sign=True)} a contract"),
        ("mark-outs", _marks(entry)),
        ("held to the end", f"{text.money(entry.pnl, sign=True)}: what it would have made without any exit"),
    )
    return (section("Thesis at entry", lines),)


def _marks(entry: Entry) -> str:
    found = zip(("5 s", "60 s", "10 min"), entry.marks, strict=True)
    return " · ".join(f"{when_} {text.per_contract(mark, sign=True)}" for when_, mark in found)


def _requests(state: State, key: str) -> tuple[Section, ...]:
    asked = [each for each in state.trail.requests if each.position == key]
    return (section("Requests", tuple((when(state, each.asked_at), said(each)) for each in asked)),) if asked else ()


def said(request: Approval) -> str:
    """What became of a request?"""
    by = f" by {request.answered_by}" if request.answered_by else ""
    became = _BECAME.get(request.state, request.state)
    name = text.words(request.trigger)
    why = request.reason if request.reason.startswith(name) else f"{name}: {request.reason}"
    return f"{why} → {became}{by}"
