"""The risk pane: drawdown with its lines, what is at stake, what is left of every limit."""

from engine.core.conduct import sums
from engine.core.conduct.finding import orders_of_late
from engine.core.conduct.guarding import trusted_bids
from engine.core.risk import drawdown
from engine.core.state import State
from engine.core.view.slates import share_of
from engine.domain.clean import own
from engine.domain.money import NOTHING, Money, money_share_down
from engine.domain.probability import MILLION
from engine.domain.snapshot import LimitRow, Risk


def card(state: State) -> Risk:
    """Where does risk stand? At stake is positions at cost and live entries at worst."""
    purse, rules, limits = state.purse, state.run.rules.drawdown, state.run.rules.limits
    account = purse.account
    exposure, worst = sums.exposed(state), sums.worst(state)
    at_cost = drawdown.at_cost(state.trading.positions)
    budget = drawdown.budget(account, at_cost, rules)
    return Risk(
        mode=own(rules.mode),
        drawdown=purse.drawdown,
        warn=rules.warn,
        pause=rules.pause,
        stop=rules.stop,
        to_pause=drawdown.distance(purse.equity, account.mark, rules.pause),
        to_stop=drawdown.distance(purse.equity, account.mark, rules.stop),
        at_stake=exposure.total,
        budget=budget,
        if_all_lose=worst,
        if_all_lose_drawdown=drawdown.drawdown(worst, account.mark),
        fixture_used=max(exposure.by_fixture.values(), default=NOTHING),
        fixture_limit=min(limits.fixture_exposure, money_share_down(budget, limits.fixture_of_budget)),
        slate_used=max(exposure.by_slate.values(), default=NOTHING),
        slate_limit=min(limits.slate_exposure, money_share_down(budget, limits.slate_of_budget)),
        equity=purse.equity,
        marked_equity=drawdown.marked_equity(account.cash, state.trading.positions, trusted_bids(state)),
        mark=account.mark,
        cash=account.cash,
        free=worst,
        reserved=Money(account.cash - worst),
        size_factor=account.size_factor,
        withdrawable=drawdown.withdrawable(
            account, equity=purse.equity, worst=worst, positions_at_cost=at_cost, rules=rules
        ),
        limits=_limits(state, exposure.total),
    )


def _limits(state: State, at_stake: Money) -> tuple[LimitRow, ...]:
    limits = state.run.rules.limits
    recent = orders_of_late(state, state.run.at)
    whole = min(limits.global_exposure, money_share_down(state.purse.equity, limits.global_share))
    rows = (
        LimitRow(key="global_exposure", used=at_stake, limit=whole, unit="money"),
        LimitRow(key="orders_per_minute", used=recent, limit=limits.orders_per_minute, unit="count"),
    )
    dates = [*sums.exposed(state).by_slate.items()]
    if not dates:
        return rows
    date, largest = max(dates, key=lambda pair: pair[1])
    return (
        LimitRow(
            key="slate_bad_case",
            used=max(sums.bad_case(state, date) for date, _ in dates),
            limit=sums.bad_case_allowance(state),
            unit="money",
        ),
        *rows,
        LimitRow(key=f"at_stake_on_{date}", used=share_of(largest, at_stake) or 0, limit=MILLION, unit="ppm"),
    )
