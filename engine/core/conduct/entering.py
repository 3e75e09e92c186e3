"""Opening a position: gates, proposals of every arm, the bandit's choice, stake, limits, order."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from engine.core.conduct import crediting, gates, gating, imagining, sums
from engine.core.conduct.gating import in_shadow
from engine.core.conduct.ledger import send
from engine.core.conduct.opening import open_ticket
from engine.core.conduct.turn import Turn, held_side, title
from engine.core.risk.limits import check
from engine.core.sizing.allocation import TAPERED, stake
from engine.core.sizing.bandit import choose
from engine.core.sizing.kept import Held
from engine.core.strategies.quiet import loud, on_duty
from engine.core.strategies.registry import propose
from engine.core.strategies.view import Declined, MarketView
from engine.domain.clean import own
from engine.domain.effects import Choice, KeepChoice
from engine.domain.forecast import Forecast
from engine.domain.identity import NO_TRADE, StrategyName
from engine.domain.market import Fixture
from engine.domain.moment import after
from engine.domain.order import Proposal, Refused, Stake, Trimmed
from engine.domain.rules import Arm

DESK = StrategyName(own("desk"))
"""In the funnel: a gate that holds for every arm."""

CHOICES_KEPT = 200
"""So many choices stay in the state; the table keeps all."""


def consider(turn: Turn, fixture: Fixture, belief: Forecast, *, ours: bool = False) -> None:
    """Does an arm want in, does the bandit let it, and is there room? Every arm trades on in its shadow.

    Where we hold something already (`ours`), or our own state bars us, only the shadows trade.
    """
    closed = None if ours else gates.closed(turn, fixture)
    if closed is not None and closed != gates.FROZEN:
        turn.refuse(DESK, closed, title(fixture), on=fixture.id)
    if ours or closed in gates.GATES_OURS:
        _imagine(turn, fixture, belief)
        return
    if closed is not None and closed != gates.FROZEN:
        return
    proposals = _proposals(turn, fixture, belief, on_duty(turn.rules.arms, belief))
    if closed is not None:
        # What an arm would have done on a price that has jumped is worth knowing.
        for proposal in proposals:
            turn.refuse(proposal.strategy, closed, f"{title(fixture)}: {proposal.reason}", on=fixture.id)
        return
    if proposals and gates.fresh(turn, fixture):
        imagining.follow(turn, fixture, proposals)
    live = [proposal for proposal in proposals if not in_shadow(turn.state, _arm(turn, proposal.strategy))]
    if not live:
        return
    held = _choice(turn, fixture, live)
    chosen = next((proposal for proposal in live if proposal.strategy == held.choice.chosen), None)
    if chosen is not None:
        _enter(turn, fixture, chosen)


def _imagine(turn: Turn, fixture: Fixture, belief: Forecast) -> None:
    """Ask the arms without a shadow here what they would do now, for their shadows alone: nothing is counted."""
    idle = on_duty(imagining.idle(turn, fixture.id), belief)
    if not idle:
        return
    places = loud(idle, belief, fixture.markets, turn.state.quotes.books)
    if places and not gates.blind(turn, fixture):
        imagining.follow(turn, fixture, _wanted(idle, _views(turn, fixture, belief, places)))


def _proposals(turn: Turn, fixture: Fixture, belief: Forecast, arms: list[Arm]) -> list[Proposal]:
    """What does each arm want most on this fixture? Counted, with what it declined."""
    name = title(fixture)

    def declined(arm: Arm, answer: Declined, view: MarketView) -> None:
        turn.refuse(
            arm.name, answer.rule, f"{name}: {answer.detail}", on=fixture.id, outcome=view.market.outcome
        )

    wanted = _wanted(arms, _views(turn, fixture, belief, range(len(fixture.markets))), declined)
    proposed = turn.state.score.proposed
    for proposal in wanted:
        proposed[proposal.strategy] = proposed.get(proposal.strategy, 0) + 1
    return wanted


def _ignored(_arm: Arm, _answer: Declined, _view: MarketView) -> None:
    pass


def _wanted(
    arms: list[Arm],
    views: list[MarketView],
    declined: Callable[[Arm, Declined, MarketView], None] = _ignored,
) -> list[Proposal]:
    """What does each of these arms want most? One proposal an arm, the one with the largest edge."""
    wanted: list[Proposal] = []
    for arm in arms:
        best: Proposal | None = None
        for view in views:
            answer = propose(arm, view)
            if isinstance(answer, Declined):
                declined(arm, answer, view)
            elif best is None or answer.edge > best.edge:
                best = answer
        if best is not None:
            wanted.append(best)
    return wanted


def _views(turn: Turn, fixture: Fixture, belief: Forecast, places: Iterable[int]) -> list[MarketView]:
    """What do the arms see of the markets at these places that have a book?"""
    views = [_view(turn, fixture, belief, place) for place in places]
    return [view for view in views if view is not None]


def _view(turn: Turn, fixture: Fixture, belief: Forecast, index: int) -> MarketView | None:
    market = fixture.markets[index]
    book = turn.state.quotes.books.get(market.id)
    if book is None:
        return None
    limits = turn.rules.limits
    return MarketView(
        fixture=fixture,
        market=market,
        book=book,
        forecast=belief,
        index=index,
        in_play=belief.in_play,
        at=turn.at,
        starts_in=fixture.starts_at - turn.at,
        entering=turn.rules.entering,
        price_lowest=limits.price_lowest,
        price_highest=limits.price_highest,
        edge_too_good=limits.edge_too_good,
    )


def _arm(turn: Turn, name: StrategyName) -> Arm:
    return next(arm for arm in turn.rules.arms if arm.name == name)


def _choice(turn: Turn, fixture: Fixture, proposals: list[Proposal]) -> Held:
    """The choice in force, or a new one when it has run out or an arm proposes that was not asked then."""
    bandit = turn.state.bandit
    held = bandit.held.get(fixture.id)
    proposers = tuple(proposal.strategy for proposal in proposals)
    if held is not None and turn.at < held.until:
        if all(name in held.proposers for name in proposers):
            return held
        proposers = (*held.proposers, *(name for name in proposers if name not in held.proposers))
    ordinal = 1 if held is None else held.ordinal + 1
    choice = choose(
        proposals=proposals,
        beliefs=crediting.beliefs_in(turn.state, fixture.sport),
        rules=turn.rules.bandit,
        seed=turn.state.run.seed,
        fixture=fixture.id,
        ordinal=ordinal,
        at=turn.at,
    )
    choice = _written(fixture, choice, proposals)
    fresh = Held(
        choice=choice,
        proposers=proposers,
        until=after(turn.at, turn.rules.bandit.choice_holds),
        ordinal=ordinal,
    )
    bandit.held[fixture.id] = fresh
    _record(turn, fixture, choice, proposals)
    return fresh


def _written(fixture: Fixture, choice: Choice, proposals: list[Proposal]) -> Choice:
    """The choice with what was proposed written for a person, who may ask when the fixture is long forgotten."""
    markets, by = {market.id: market for market in fixture.markets}, {each.strategy: each for each in proposals}
    arms = tuple(
        arm
        if arm.strategy not in by
        else replace(
            arm,
            hold=held_side(fixture, markets[by[arm.strategy].market], by[arm.strategy].leg),
            price=by[arm.strategy].price,
        )
        for arm in choice.arms
    )
    return replace(choice, arms=arms, title=title(fixture))


def _record(turn: Turn, fixture: Fixture, choice: Choice, proposals: list[Proposal]) -> None:
    bandit = turn.state.bandit
    bandit.recent = [*bandit.recent[-CHOICES_KEPT + 1 :], choice]
    if choice.chosen == NO_TRADE:
        bandit.no_trade += 1
    else:
        chosen = turn.state.score.entered
        chosen[choice.chosen] = chosen.get(choice.chosen, 0) + 1
    turn.emit(KeepChoice(choice))
    turn.say(
        "strategy_selected",
        f"{title(fixture)}: {choice.chosen} of {len(proposals)} proposing ({choice.propensity / 10_000:.0f} %)",
        fixture=fixture.id,
        strategy=choice.chosen,
        propensity_ppm=choice.propensity,
    )


def _enter(turn: Turn, fixture: Fixture, proposal: Proposal) -> None:
    if gating.shut(turn.state):
        said = f"{title(fixture)}: {gating.standing(turn.state)}"
        turn.refuse(proposal.strategy, gating.GATE, said, on=fixture.id)
        return
    arm, market = _arm(turn, proposal.strategy), turn.state.quotes.markets[proposal.market]
    outcome = market.outcome
    joined = sums.slate(turn.state, fixture.settles_on)
    wanted = stake(proposal, arm, market, sums.sizing(turn, fixture, proposal, joined))
    if wanted.quantity <= 0:
        rule = TAPERED if wanted.bound_by == TAPERED else "under_one_contract"
        said = f"{title(fixture)}: {wanted.bound_by} lets no whole contract through"
        turn.refuse(arm.name, rule, said, on=fixture.id, outcome=outcome)
        return
    if wanted.bound_by == TAPERED:
        turn.refuse(
            arm.name, f"{TAPERED} (trimmed)", f"{title(fixture)}: {fixture.settles_on} is projected for"
        )
    verdict = check(
        sums.candidate(turn, fixture, proposal, wanted.quantity),
        sums.context(turn, fixture, proposal, joined),
    )
    if isinstance(verdict, Refused):
        said = f"{title(fixture)}: {verdict.detail}"
        turn.refuse(arm.name, verdict.rule, said, on=fixture.id, outcome=outcome)
        return
    quantity = verdict.to if isinstance(verdict, Trimmed) else wanted.quantity
    if isinstance(verdict, Trimmed):
        turn.refuse(arm.name, f"{verdict.rule} (trimmed)", title(fixture))
    ticket = open_ticket(turn, fixture, market, proposal, Stake(quantity, wanted.bound_by))
    send(turn, ticket)
    imagining.pair(turn, ticket)
    sent = turn.state.score.sent
    sent[arm.name] = sent.get(arm.name, 0) + 1
