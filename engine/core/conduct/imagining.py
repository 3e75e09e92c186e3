"""What every arm's shadow would send, and when it would take it back: by the rules of real orders.

Nothing here reaches the venue, and nothing here is looked at when a real order is decided on.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.core.conduct import gates
from engine.core.conduct.finding import books_of
from engine.core.conduct.tending import edge_gone, place_lost
from engine.core.conduct.turn import Turn, begun
from engine.core.forecasting.forecast import forecast
from engine.core.shadows.shadow import LATENCY, Shadow, imagined
from engine.core.shadows.twins import Twin
from engine.core.sizing.allocation import SizingContext, stake
from engine.core.state import State
from engine.domain.effects import WakeAt
from engine.domain.forecast import Forecast
from engine.domain.identity import FixtureId
from engine.domain.market import MICROS_PER_MID_TWICE, Fixture, Leg, Side, mid_twice, place_of, takeable
from engine.domain.moment import Moment, after
from engine.domain.money import CONTRACT, NOTHING, Price, Quantity
from engine.domain.order import Proposal, Ticket
from engine.domain.probability import MILLION
from engine.domain.rules import Arm

WOKE = "shadow"
"""The kind of moment at which imagined orders arrive."""


def idle(turn: Turn, fixture: FixtureId) -> list[Arm]:
    """Which enabled arms have no shadow on this fixture, so that a proposal of theirs would start one?"""
    busy = turn.state.shadows.on.get(fixture, {})
    return [arm for arm in turn.rules.arms if arm.enabled and arm.name not in busy]


def follow(turn: Turn, fixture: Fixture, proposals: Sequence[Proposal]) -> None:
    """Let every arm that proposes and has no shadow on this fixture send its imagined order."""
    idlers = {arm.name: arm for arm in idle(turn, fixture.id)}
    wanted = [proposal for proposal in proposals if proposal.strategy in idlers]
    for proposal in wanted:
        shadow = _imagine(turn, fixture, proposal, idlers[proposal.strategy])
        turn.state.shadows.on.setdefault(fixture.id, {})[proposal.strategy] = shadow
    if wanted:
        turn.emit(WakeAt(after(turn.at, LATENCY), WOKE, fixture.id))


def pair(turn: Turn, ticket: Ticket) -> None:
    """A real order goes out: where a shadow of its arm was decided on with it, the two are compared at the end."""
    shadows = turn.state.shadows.on.get(ticket.fixture, {})
    shadow = shadows.get(ticket.strategy)
    if shadow is None or shadow.created_at != turn.at:
        return
    shadows[ticket.strategy] = replace(shadow, twin=ticket.position)
    twin = Twin(ticket.fixture, ticket.strategy, Quantity(0), NOTHING, Quantity(0), NOTHING)
    turn.state.shadows.pairs[ticket.position] = twin


def _imagine(turn: Turn, fixture: Fixture, proposal: Proposal, arm: Arm) -> Shadow:
    """Which order would the arm send on an account in which it holds nothing? At least a contract."""
    purse, rules, entering = turn.state.purse, turn.rules.drawdown, turn.rules.entering
    context = SizingContext(equity=purse.equity, mark=purse.account.mark, stop=rules.stop, mode=rules.mode)
    quantity = stake(proposal, arm, turn.state.quotes.markets[proposal.market], context).quantity
    latest = min(after(turn.at, entering.resting_for), after(fixture.starts_at, -entering.stop_before_start))
    shadow = imagined(
        proposal,
        Quantity(max(CONTRACT, quantity)),
        at=turn.at,
        ends_at=latest,
        in_play=begun(turn, fixture),
        mid_twice=mid_twice(turn.state.quotes.books.get(proposal.market), proposal.leg),
    )
    return _watched(turn, shadow, proposal.fair, after(turn.at, entering.scan_before))


def _watched(turn: Turn, shadow: Shadow, fair: int, tend_from: Moment) -> Shadow:
    """Its reasons are weighed at this fair value: from which prices on must that be done again?

    The blended fair value moves no further than its own book's mid, so until the mid has fallen by what the
    edge has to spare, the reason stands.
    """
    proposal, book = shadow.proposal, turn.state.quotes.books.get(shadow.market)
    mid = mid_twice(book, proposal.leg)
    asked = next((arm.min_edge for arm in turn.rules.arms if arm.name == shadow.strategy), 0)
    spare = (proposal.edge + fair - proposal.fair) - asked // 2
    tick = turn.state.quotes.markets[shadow.market].tick
    return replace(
        shadow,
        tend_from=tend_from,
        mid_low=0 if mid is None else mid - max(0, spare) // MICROS_PER_MID_TWICE,
        bid_high=Price(proposal.price + tick),
    )


def tend(turn: Turn, fixture: Fixture, belief: Forecast | None) -> None:
    """Does every imagined order still deserve its place? Those that are over unfilled make room for the next."""
    shadows = turn.state.shadows.on.get(fixture.id)
    if not shadows:
        return
    rests = any(shadow.rests(turn.at) for shadow in shadows.values())
    shut = rests and (gates.barred(turn, fixture) or begun(turn, fixture))
    for shadow in [*shadows.values()]:
        if shadow.rests(turn.at) and (shut or turn.at >= shadow.tend_from):
            _cancel(turn, shadow) if shut else weigh(turn, shadow, belief)
        elif not shadow.live(turn.at) and not shadow.bought:
            del shadows[shadow.strategy]
    if not shadows:
        del turn.state.shadows.on[fixture.id]
    mark_watches(turn.state, fixture.id, turn.at)


def tend_fixture(turn: Turn, fixture_id: FixtureId) -> None:
    """A moment has come at which what an arm would rest on a fixture may have to go."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is not None:
        tend(turn, fixture, turn.state.convictions.forecasts.get(fixture_id))


def give_up(turn: Turn, fixture_id: FixtureId) -> None:
    """A fixture is told anew with another start: no imagined order outlives the day it was meant for."""
    for shadow in [*turn.state.shadows.on.get(fixture_id, {}).values()]:
        if shadow.live(turn.at):
            _cancel(turn, shadow)


def weigh(turn: Turn, shadow: Shadow, belief: Forecast | None) -> None:
    """Is its edge gone, or is its place worth losing? By the same rules as a real order's."""
    proposal, quotes = shadow.proposal, turn.state.quotes
    fair = None if belief is None else _fair(quotes.fixtures[proposal.fixture], belief, proposal)
    if (
        fair is None
        or _place_lost(turn, shadow, fair)
        or edge_gone(
            turn,
            proposal.strategy,
            quotes.markets[shadow.market],
            fair=fair,
            price=proposal.price,
            maker=True,
        )
    ):
        _cancel(turn, shadow)
        return
    again = after(turn.at, turn.rules.entering.scan_before)
    turn.state.shadows.on[proposal.fixture][shadow.strategy] = _watched(turn, shadow, fair, again)


def _place_lost(turn: Turn, shadow: Shadow, fair: int) -> bool:
    proposal, book = shadow.proposal, turn.state.quotes.books.get(shadow.market)
    levels = () if book is None else takeable(book, proposal.leg, Side.SELL)
    if not levels:
        return False
    why = place_lost(
        turn,
        proposal.strategy,
        turn.state.quotes.markets[shadow.market],
        fair=fair,
        price=proposal.price,
        best=levels[0],
        ahead=None if shadow.bought else shadow.ahead,
    )
    return why is not None


def belief_now(turn: Turn, fixture: Fixture) -> Forecast | None:
    """What would be believed of a fixture now? Kept for nobody: a shadow changes no belief in force."""
    state = turn.state
    return forecast(
        fixture=fixture,
        books=books_of(state, fixture),
        model=state.convictions.models.get(fixture.league),
        before=state.convictions.before.get(fixture.id),
        sighting=state.games.sightings.get(fixture.id),
        at=turn.at,
        rules=turn.rules.forecast,
    )


def _fair(fixture: Fixture, belief: Forecast, proposal: Proposal) -> int:
    fair = belief.fair[place_of(fixture, proposal.market)]
    return fair if proposal.leg is Leg.YES else MILLION - fair


def _cancel(turn: Turn, shadow: Shadow) -> None:
    """Take an imagined order away; the cancel is under way for as long as an order, and may come too late."""
    ends_at = min(shadow.ends_at, after(turn.at, LATENCY))
    shadows = turn.state.shadows.on[shadow.proposal.fixture]
    shadows[shadow.strategy] = replace(shadow, ends_at=ends_at, tend_from=ends_at)


def mark_watches(state: State, fixture: FixtureId, at: Moment) -> None:
    """Say on which markets of a fixture a quote may now touch an imagined order."""
    resting = [shadow.market for shadow in state.shadows.on.get(fixture, {}).values() if shadow.rests(at)]
    for market in state.quotes.fixtures[fixture].markets:
        state.quotes.watches[market.id].shadowed = market.id in resting
