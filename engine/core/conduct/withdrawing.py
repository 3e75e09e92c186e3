"""When a thesis no longer holds: what the triggers say of our positions, and what their policies make of it."""

from collections.abc import Mapping

from engine.core.conduct import approving, exiting
from engine.core.conduct.finding import books_of, positions_on
from engine.core.conduct.guarding import stopped
from engine.core.conduct.turn import Turn, in_play, title
from engine.core.invalidation.facts import Facts
from engine.core.invalidation.registry import TRIGGERS
from engine.core.invalidation.scan import next_look, policy, scan
from engine.domain.approval import ExitPolicy, Withdrawal
from engine.domain.effects import WakeAt
from engine.domain.identity import FixtureId, PositionId, TriggerName
from engine.domain.market import Fixture, mid_twice, place_of
from engine.domain.moment import Moment
from engine.domain.position import Position
from engine.domain.rules import TriggerRule
from engine.domain.text import money


def review(turn: Turn, fixture: Fixture) -> None:
    """Do the theses of our positions on this fixture still hold?"""
    for position in list(positions_on(turn.state, fixture.id)):
        if position.open:
            _review_one(turn, fixture, position)


def _review_one(turn: Turn, fixture: Fixture, position: Position) -> None:
    doubts = turn.state.doubts
    before = doubts.held.get(position.id, {})
    withdrawals, held = scan(turn.rules.triggers, _facts(turn, fixture, position), before)
    doubts.held[position.id] = held
    doubts.now[position.id] = withdrawals
    _come_back(turn, fixture, before, held)
    for withdrawal in withdrawals:
        _note_first(turn, fixture, position, withdrawal)
    for withdrawal in withdrawals:
        _act(turn, fixture, position, withdrawal)
    approving.refresh(turn, fixture, position)
    exiting.try_to_leave(turn, fixture, position)


def unfinished(turn: Turn, fixture: FixtureId, position: PositionId) -> bool:
    """May this position have to be left though no price moves?

    A decision to leave that waits for its chance, a condition that has not held for long enough yet, or a
    trigger that fires and whose policy is more than a note.
    """
    doubts = turn.state.doubts
    held, now = doubts.held.get(position), doubts.now.get(position, ())
    if not held:
        return position in doubts.leaving
    if len(held) > len(now) or position in doubts.leaving:
        return True
    playing, fired = in_play(turn, fixture), {each.trigger for each in now}
    return any(
        policy(rule, playing) is not ExitPolicy.NOTE for rule in turn.rules.triggers if rule.name in fired
    )


def _come_back(
    turn: Turn, fixture: Fixture, before: Mapping[TriggerName, Moment], held: Mapping[TriggerName, Moment]
) -> None:
    """Be woken when a condition that has only begun to hold will have held long enough."""
    due = next_look(turn.rules.triggers, held, turn.at)
    if due is not None and any(name not in before for name in held):
        turn.emit(WakeAt(due, "doubt", fixture.id))


def _facts(turn: Turn, fixture: Fixture, position: Position) -> Facts:
    state = turn.state
    index = place_of(fixture, position.market)
    book = books_of(state, fixture)[index]
    belief = state.convictions.forecasts.get(fixture.id)
    return Facts(
        position=position,
        fixture=fixture,
        outcome=fixture.markets[index].outcome,
        sighting=state.games.sightings.get(fixture.id),
        mid_twice_now=mid_twice(book, position.leg),
        market_agrees_since=state.games.agrees_since.get(fixture.id),
        forecast_at=None if belief is None else belief.at,
        at=turn.at,
        tick=fixture.markets[index].tick,
    )


def _note_first(turn: Turn, fixture: Fixture, position: Position, withdrawal: Withdrawal) -> None:
    noted = turn.state.doubts.noted.setdefault(position.id, [])
    if withdrawal.trigger in noted:
        return
    noted.append(withdrawal.trigger)
    fired = turn.state.doubts.fired
    fired[withdrawal.trigger] = fired.get(withdrawal.trigger, 0) + 1
    turn.say(
        "position_scan_complete",
        f"{title(fixture)}: {withdrawal.reason}",
        position=position.id,
        trigger=withdrawal.trigger,
        cost=money(position.cost),
    )


def _act(turn: Turn, fixture: Fixture, position: Position, withdrawal: Withdrawal) -> None:
    rule = next(rule for rule in turn.rules.triggers if rule.name == withdrawal.trigger)
    chosen = policy(rule, in_play(turn, fixture.id))
    if chosen is ExitPolicy.ASK:
        approving.ask(turn, fixture, position, withdrawal, rule.share)
    elif stopped(turn.state) or chosen is ExitPolicy.NOTE:
        exiting.note(turn, fixture, position, trigger=rule.name, share=rule.share)
    elif chosen is ExitPolicy.EXIT:
        exiting.leave(turn, fixture, position, trigger=rule.name, share=rule.share)
    else:
        _leave_if_better(turn, fixture, position, rule)


def _leave_if_better(turn: Turn, fixture: Fixture, position: Position, rule: TriggerRule) -> None:
    wanted = exiting.part_of(position, rule.share)
    broken = TRIGGERS[rule.name].blind or exiting.data_broken(turn, fixture)
    if broken or exiting.better(turn, fixture, position, wanted):
        exiting.leave(turn, fixture, position, trigger=rule.name, share=rule.share)
    else:
        exiting.note(turn, fixture, position, trigger=rule.name, share=rule.share)
