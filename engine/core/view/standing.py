"""How do account, arms, gate and models stand now? The parts of a report that are read off the state."""

from collections.abc import Sequence

from engine.core.conduct import gating
from engine.core.performance.checklist import FIT_AGE_MAX
from engine.core.sizing.beliefs import ArmBelief, positive
from engine.core.state import State
from engine.domain.figures import AlertRow, ArmRow, Belief, Curve, CurveRow, Gate
from engine.domain.ledger import Alert, AlertKind, CurvePoint, Fork
from engine.domain.money import DOLLAR, Money
from engine.domain.past import Fitted
from engine.domain.probability import ppm
from engine.domain.report import Account
from engine.domain.rules import Arm, ChooseBy
from engine.domain.states import Mode
from engine.maths import posteriors


def account(state: State) -> Account:
    """Where does the account stand?"""
    purse, score = state.purse, state.score
    return Account(
        equity_micros=purse.equity,
        cash_micros=purse.account.cash,
        drawdown_ppm=purse.drawdown,
        worst_ppm=purse.worst_drawdown,
        open_positions=sum(position.open for position in state.trading.positions.values()),
        fixtures_seen=score.fixtures_seen,
        fixtures_settled=score.fixtures_settled,
        requests=state.run.approvals,
    )


def curve(state: State, points: Sequence[CurvePoint]) -> Curve:
    """How did equity go, under which lines?"""
    rules = state.run.rules.drawdown
    rows = (CurveRow(point.at, point.equity, point.marked, point.drawdown) for point in points)
    return Curve(rules.warn, rules.pause, rules.stop, tuple(rows))


def arms(state: State) -> tuple[ArmRow, ...]:
    """What did each arm propose and make, and what is believed of it, then and now?"""
    return tuple(_arm(state, arm) for arm in state.run.rules.arms)


def _arm(state: State, arm: Arm) -> ArmRow:
    score, name = state.score, arm.name
    return ArmRow(
        strategy=name,
        shadow=gating.in_shadow(state, arm),
        proposed=score.proposed.get(name, 0),
        chosen=score.entered.get(name, 0),
        orders=score.sent.get(name, 0),
        positions=score.opened.get(name, 0),
        pnl_micros=score.by_arm.get(name, Money(0)),
        before=_belief(score.first_beliefs[name]),
        after=_belief(state.bandit.beliefs[name]),
    )


def _belief(held: ArmBelief) -> Belief:
    return Belief(
        alpha_milli=round(held.alpha * 1000),
        beta_milli=round(held.beta * 1000),
        return_ppm=ppm(held.m),
        return_positive_ppm=positive(held),
        clv_each_micros=Money(round(held.clv_m * DOLLAR)),
        clv_positive_ppm=ppm(posteriors.nig_above(held.clv)),
        episodes=held.episodes,
        clv_episodes=held.clv_episodes,
    )


def best_arm(state: State) -> str | None:
    """Which trading arm is believed best, by what the bandit chooses by? None before any has learnt."""
    learnt = [
        (arm.name, state.bandit.beliefs[arm.name])
        for arm in state.run.rules.arms
        if arm.enabled and not gating.in_shadow(state, arm) and state.bandit.beliefs[arm.name].episodes
    ]
    if not learnt:
        return None
    choose_by = state.run.rules.bandit.choose_by
    return max(learnt, key=lambda pair: (_worth(pair[1], choose_by), pair[0]))[0]


def _worth(held: ArmBelief, choose_by: ChooseBy) -> float:
    if choose_by is ChooseBy.BETA:
        return held.alpha / (held.alpha + held.beta)
    return held.clv_m if choose_by is ChooseBy.CLV and held.clv_episodes else held.m


def gate(state: State, alerts: Sequence[Alert]) -> Gate:
    """Has enough been learnt of closing lines for real money? Simulated games open it as a rehearsal only."""
    rules, chance = state.run.rules.bandit, gating.chance(state)
    by_rule = chance is not None and chance >= rules.gate
    return Gate(
        open=by_rule and (rules.gate_on_paper or state.run.mode is not Mode.SIM),
        by_rule=by_rule,
        holds_now=gating.binds(state),
        chance_ppm=chance,
        needed_ppm=rules.gate,
        changes=tuple(alert_row(alert) for alert in alerts if alert.kind is AlertKind.GATE),
    )


def alert_row(alert: Alert) -> AlertRow:
    """An alert as a report tells it."""
    return AlertRow(alert.at, alert.kind, alert.text)


def open_forks(state: State) -> list[Fork]:
    """Which decisions do not know their alternative yet?"""
    return [each.fork for some in state.doubts.forks.values() for each in some]


def models(state: State) -> list[Fitted]:
    """Which models are in use?"""
    return [
        Fitted(model.id, model.league, model.games, model.fitted_at, model.log_loss_ppm)
        for model in state.convictions.models.values()
    ]


def fits(state: State, fitted: Sequence[Fitted]) -> tuple[int, int, int]:
    """Of how many leagues was a fit asked for, how many last ones are overdue, and how many are too old to serve?

    Too old counts leagues with a game near enough to be looked at: for others nobody asks.
    """
    asked, takes = state.convictions.fits, state.run.rules.forecast.fit_takes
    come = {(model.league, model.fitted_us) for model in fitted}
    overdue = [
        league for league, at in asked.items() if state.run.at - at > takes and (league, at) not in come
    ]
    newest = {league: at for league, at in come if at == max(one for other, one in come if other == league)}
    near = dict.fromkeys(
        fixture.league
        for fixture in state.quotes.fixtures.values()
        if fixture.starts_at - state.run.at <= state.run.rules.entering.horizon
    )
    old = [league for league in near if state.run.at - newest.get(league, state.run.at) > FIT_AGE_MAX]
    return len(asked), len(overdue), len(old)
