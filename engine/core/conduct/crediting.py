"""A fixture is over: what each arm's entry came to, really and in the shadow, and what is learnt from it, once."""

from engine.core.conduct import gating
from engine.core.conduct.finding import history_of
from engine.core.conduct.marking import forget, marks_of
from engine.core.conduct.turn import Turn
from engine.core.shadows.shadow import Shadow
from engine.core.shadows.twins import Twin
from engine.core.sizing.beliefs import ArmBelief, learned, prior
from engine.core.sizing.lessons import Lesson, lessons
from engine.core.state import LEDGER_KEPT, State
from engine.domain.effects import KeepEntry
from engine.domain.identity import MarketId, StrategyName
from engine.domain.ledger import Entry
from engine.domain.market import Fixture, Leg
from engine.domain.money import ONE, Money, Price, Quantity, cost, opposite
from engine.domain.order import Purpose
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.sport import Sport

_NOTHING = (Quantity(0), Money(0))


def credit(turn: Turn, fixture: Fixture, held: list[Position]) -> None:
    """Write down every entry on a fixture that is over, and let the arms learn from it.

    A void fixture teaches nothing: what it paid says nothing of what was bought.
    """
    state = turn.state
    shadows = [shadow for shadow in state.shadows.on.get(fixture.id, {}).values() if shadow.bought]
    entries = [_real(turn, fixture, position) for position in held]
    entries += [_imagined(turn, fixture, shadow) for shadow in shadows]
    for entry in entries:
        state.score.entries.append(entry)
        forget(state, entry.key)
        turn.emit(KeepEntry(entry))
    del state.score.entries[:-LEDGER_KEPT]
    _compare(state, fixture, held, shadows)
    if not _void(state, fixture):
        taught = lessons(entries)
        for lesson in taught:
            _learn(turn, fixture.sport, lesson)
        gating.learn(turn, taught)
        gating.prove(turn, [lesson.strategy for lesson in taught])


def beliefs_in(state: State, sport: Sport) -> dict[StrategyName, ArmBelief]:
    """What is believed of each arm in this sport? What all sports taught, where this one has taught nothing."""
    bandit = state.bandit
    return {name: bandit.by_sport.get(_in(name, sport), belief) for name, belief in bandit.beliefs.items()}


def forget_arm(state: State, strategy: StrategyName) -> None:
    """Begin anew with an arm, in every sport; one that has to prove itself goes back into the shadow."""
    fresh = prior(state.run.rules.bandit)
    state.bandit.reset[strategy] = state.run.at
    state.bandit.proven = [name for name in state.bandit.proven if name != strategy]
    state.bandit.beliefs[strategy] = fresh
    for sport in Sport:
        state.bandit.by_sport.pop(_in(strategy, sport), None)


def _in(strategy: StrategyName, sport: Sport) -> str:
    return f"{strategy}/{sport}"


def _learn(turn: Turn, sport: Sport, lesson: Lesson) -> None:
    """One update of the arm's belief, and of its belief in each sport: less of it in the others."""
    bandit, rules, name = turn.state.bandit, turn.rules.bandit, lesson.strategy
    before = bandit.beliefs.get(name) or prior(rules)

    def after(belief: ArmBelief, weight: Ppm) -> ArmBelief:
        return learned(belief, rules, pnl=lesson.pnl, risked=lesson.risked, clv=lesson.clv, weight=weight)

    for each in Sport:
        known = bandit.by_sport.get(_in(name, each), before)
        bandit.by_sport[_in(name, each)] = after(known, MILLION if each is sport else rules.other_sport)
    bandit.beliefs[name] = after(before, MILLION)


def _compare(state: State, fixture: Fixture, held: list[Position], shadows: list[Shadow]) -> None:
    """Set every real order that was decided on with a shadow beside what that shadow got."""
    told = state.shadows
    real = {position.id: (position.bought, position.spent) for position in held}
    unreal = {shadow.twin: (shadow.bought, shadow.spent) for shadow in shadows}
    for key, twin in [*told.pairs.items()]:
        if twin.fixture == fixture.id:
            del told.pairs[key]
            got = *real.get(key, _NOTHING), *unreal.get(key, _NOTHING)
            told.twins.append(Twin(twin.fixture, twin.strategy, *got))
    del told.twins[:-LEDGER_KEPT]


def _void(state: State, fixture: Fixture) -> bool:
    return any(market.id in state.quotes.voided for market in fixture.markets)


def _real(turn: Turn, fixture: Fixture, position: Position) -> Entry:
    state, thesis = turn.state, position.thesis
    entered = [order for order in history_of(state, position) if order.ticket.purpose is Purpose.ENTER]
    value, fees = _value(state, position.market, position.leg), position.entry_fees
    return Entry(
        key=position.id,
        shadow=False,
        strategy=position.strategy,
        fixture=fixture.id,
        sport=fixture.sport,
        league=fixture.league,
        market=position.market,
        leg=position.leg,
        settles_on=fixture.settles_on,
        opened_at=position.opened_at,
        in_play=thesis.in_play,
        maker=any(order.ticket.post_only for order in entered),
        quantity=position.bought,
        claimed=thesis.claimed,
        fair=thesis.fair,
        sd=thesis.sd,
        mid_twice=thesis.mid_twice,
        limit=thesis.price,
        spent=position.spent,
        fees=fees,
        marks=marks_of(state, position.id),
        close_twice=None if thesis.in_play else _close(state, fixture, position.market, position.leg),
        value=value,
        pnl=Money(cost(value, position.bought) - position.spent - fees),
        closed_at=turn.at,
    )


def _imagined(turn: Turn, fixture: Fixture, shadow: Shadow) -> Entry:
    state, proposal = turn.state, shadow.proposal
    value = _value(state, shadow.market, proposal.leg)
    return Entry(
        key=shadow.key,
        shadow=True,
        strategy=shadow.strategy,
        fixture=fixture.id,
        sport=fixture.sport,
        league=fixture.league,
        market=shadow.market,
        leg=proposal.leg,
        settles_on=fixture.settles_on,
        opened_at=shadow.opened_at or shadow.arrives_at,
        in_play=shadow.in_play,
        maker=proposal.post_only,
        quantity=shadow.bought,
        claimed=proposal.claimed,
        fair=proposal.fair,
        sd=proposal.sd,
        mid_twice=shadow.mid_twice,
        limit=proposal.price,
        spent=shadow.spent,
        fees=shadow.fees,
        marks=marks_of(state, shadow.key),
        close_twice=None if shadow.in_play else _close(state, fixture, shadow.market, proposal.leg),
        value=value,
        pnl=Money(cost(value, shadow.bought) - shadow.spent - shadow.fees),
        closed_at=turn.at,
    )


def _value(state: State, market: MarketId, leg: Leg) -> Price:
    """What did a contract of this leg pay?"""
    paid = state.quotes.settled[market]
    return paid if leg is Leg.YES else opposite(paid)


def _close(state: State, fixture: Fixture, market: MarketId, leg: Leg) -> int | None:
    """Twice the closing mid of a leg; None where there is no closing line, or the fixture was void."""
    mid = None if _void(state, fixture) else state.games.closing.get(market)
    return None if mid is None else (mid if leg is Leg.YES else 2 * ONE - mid)
