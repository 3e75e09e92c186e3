"""One arm: what is believed of it, its choices, its open entries, and what it has learnt from those that are over."""

from collections.abc import Iterator, Mapping

from engine.core.conduct import gating
from engine.core.conduct.finding import bid_of, open_positions
from engine.core.conduct.turn import held_side, title
from engine.core.performance.closing import teaching
from engine.core.performance.result import closing_line, return_on_risk
from engine.core.sizing.beliefs import ArmBelief, positive, succeeded
from engine.core.state import State
from engine.core.view import choice
from engine.core.view.estimates import cents, interval, signed_percent, simulated, source
from engine.core.view.positions import average_price, unrealised
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.effects import Choice
from engine.domain.identity import NO_TRADE, FixtureId, StrategyName
from engine.domain.ledger import Entry
from engine.domain.money import DOLLAR, divide_down
from engine.domain.probability import MILLION, ppm
from engine.domain.queries import Answer, Query, Section, SheetRow, Topic, section
from engine.domain.rules import Arm
from engine.maths import posteriors

LESSONS_SHOWN = 100

_CHOICES = columns("WHEN", "FIXTURE", "CHOSEN", "PROPOSED", "EDGE >", "DREW > 2", "CHANCE > 1")
_OPEN = columns("FIXTURE", "LEDGER", "HOLD", "QTY > 1", "AVG >", "NOW >", "STATE")
_LESSONS = columns("CLOSED", "FIXTURE", "LEDGER 2", "PAID >", "P&L >", "RET >", "CLV >", "GOOD 1")


def answer(state: State, query: Query) -> Answer:
    """What is there to say about this arm?"""
    name = StrategyName(own(query.entity))
    found = next((each for each in state.run.rules.arms if each.name == name), None)
    entries = [entry for entry in teaching(state.score.entries) if entry.strategy == name]
    asked = [each for each in reversed(state.bandit.recent) if any(view.strategy == name for view in each.arms)]
    titles = {each.fixture: each.title for each in state.bandit.recent}
    none = "none yet: rows come when this arm proposes an entry that the bandit may choose"
    sheets = [sheet("Its choices, newest first", _CHOICES, (_choice(state, each, name) for each in asked), "" if asked else none)]
    if name != NO_TRADE:
        sheets += [
            sheet("Open entries", _OPEN, _open(state, name), "real positions, and its shadow where it did not trade"),
            sheet(
                "Lessons, newest first",
                _LESSONS,
                (_lesson(state, each, titles) for each in reversed(entries[-LESSONS_SHOWN:])),
                "One line an entry that is over, held to the end; all of a fixture's together teach once. GOOD by the rule of α/β.",
            ),
        ]
    about = _nothing(state) if found is None else _about(state, found, entries)
    return Answer(query, own(f"{simulated(state)}Strategy {name}"), (about,), sheets=tuple(sheets), at=state.run.at)


def _nothing(state: State) -> Section:
    return section("Doing nothing", (("chosen", f"{state.bandit.no_trade} times"), ("draws", "a fixed 0 (or .50 of success)")))


def _about(state: State, found: Arm, entries: list[Entry]) -> Section:
    belief, score = state.bandit.beliefs[found.name], state.score
    trades = "in shadow only" if gating.in_shadow(state, found) else "yes" if found.enabled else "switched off"
    lines = (
        ("trades", trades),
        ("return per dollar", f"{interval(return_on_risk(entries), signed_percent)} n {len(entries)} entries"),
        ("CLV a contract", f"{interval(closing_line(entries), cents)} n {sum(e.clv is not None for e in entries)}"),
        *_believed(belief),
        ("proposed", str(score.proposed.get(found.name, 0))),
        ("chosen", f"{score.entered.get(found.name, 0)} times, {score.sent.get(found.name, 0)} orders sent"),
        ("made, really", text.money(score.by_arm.get(found.name), sign=True)),
        ("source", source(state)),
    )
    return section("What is believed and known of it", lines)


def _believed(belief: ArmBelief) -> Iterator[tuple[str, str]]:
    yield "α/β", f"{belief.alpha:.1f}/{belief.beta:.1f}, {belief.episodes} episodes"
    known = belief.episodes > 0
    yield "believed return", f"{signed_percent(ppm(belief.m)) if known else text.MISSING}, P(>0) {text.fair(positive(belief))}"
    chance = ppm(posteriors.nig_above(belief.clv))
    line = cents(round(belief.clv_m * DOLLAR)) if belief.clv_episodes else text.MISSING
    yield "believed CLV", f"{line}, P(>0) {text.fair(chance)}, {belief.clv_episodes} episodes"


def _choice(state: State, each: Choice, name: str) -> SheetRow:
    view = next(view for view in each.arms if view.strategy == name)
    proposed = f"{view.hold} at {text.price(view.price)}" if view.hold else text.MISSING
    mine = each.chosen == name
    cells = (
        when(state, each.at),
        each.title or each.fixture,
        "yes" if mine else f"no: {each.chosen}",
        proposed,
        text.MISSING if name == NO_TRADE else text.per_contract(view.edge),
        choice.drawn(state, view.sampled),
        text.percent(view.propensity, digits=0),
    )
    key = choice.key_of(each)
    return row(key, cells, tone="" if mine else "dim", leads_to=Query(Topic.CHOICES, key))


def _open(state: State, name: StrategyName) -> Iterator[SheetRow]:
    traded = dict.fromkeys(each.fixture for each in open_positions(state) if each.strategy == name)
    for held in open_positions(state):
        if held.strategy == name:
            fixture = state.quotes.fixtures[held.fixture]
            side = held_side(fixture, state.quotes.markets[held.market], held.leg)
            now = unrealised(held, bid_of(state, held.market, held.leg))
            cells = (title(fixture), "real", side, text.quantity(held.quantity), text.price(average_price(held)))
            yield row(held.id, (*cells, text.money(now, sign=True), "open"), leads_to=Query(Topic.POSITION, held.id))
    for key, shadows in state.shadows.on.items():
        shadow = shadows.get(name)
        if shadow is not None and key not in traded:
            fixture = state.quotes.fixtures[key]
            side = held_side(fixture, state.quotes.markets[shadow.market], shadow.proposal.leg)
            filled, _, made, *_ = choice.imagined(state, shadow)
            average = text.price(divide_down(shadow.spent, shadow.bought)) if shadow.bought else text.price(shadow.proposal.price)
            cells = (title(fixture), "shadow", side, text.quantity(shadow.bought), average)
            yield row(shadow.key, (*cells, made, filled), tone="dim")


def _lesson(state: State, entry: Entry, titles: Mapping[FixtureId, str]) -> SheetRow:
    share = divide_down(entry.pnl * MILLION, entry.risked) if entry.risked > 0 else None
    cells = (
        when(state, entry.closed_at),
        titles.get(entry.fixture) or entry.fixture,
        "shadow" if entry.shadow else "real",
        text.money(entry.risked),
        text.money(entry.pnl, sign=True),
        signed_percent(share),
        cents(entry.clv),
        "yes" if succeeded(state.run.rules.bandit, entry.pnl, entry.risked) else "no",
    )
    return row(entry.key, cells, tone="dim" if entry.shadow else "")
