"""The report of a span of a run: what was made, claimed, chosen, left, refused and learnt."""

from collections.abc import Mapping

from msgspec import Struct

from engine.core.performance import arms, bands, checklist, choices, decisions, expectations
from engine.core.performance.result import paid_share, refusal_counts, result
from engine.core.performance.waterfall import waterfalls
from engine.core.state import State
from engine.core.view import against, standing
from engine.core.view.period import Span, settlement_dates, span_of, told_dates
from engine.domain.effects import Choice, Settlement
from engine.domain.figures import Bandit, RefusalRow, Slates, TriggerRow
from engine.domain.ledger import Alert, CurvePoint, Entry, Fork, Projected
from engine.domain.money import money_share_down
from engine.domain.past import Past, Period, SpanAsked
from engine.domain.probability import Ppm
from engine.domain.report import LAYOUT, PRETENDED, Check, Head, Report, Result, Rows, Told
from engine.domain.states import Mode


class Ledgers(Struct, frozen=True):
    """What a span is counted from."""

    settlements: list[Settlement]
    entries: list[Entry]
    forks: list[Fork]
    projected: list[Projected]
    curve: list[CurvePoint]
    choices: list[Choice]
    alerts: list[Alert]


def told(state: State, past: Past | None = None, asked: SpanAsked | None = None) -> Told:
    """What came of a span? Without `past`, what the state itself remembers of it.

    Raises:
        Malformed: the date is none, or outside the run.
    """
    past = past_of(state) if past is None else past
    span = span_of(state, past, SpanAsked() if asked is None else asked)
    whole = _ledgers(state, past, Span(Period.RUN, None, None, span.zone))
    kept = whole if span.period is Period.RUN else _ledgers(state, past, span)
    return Told(_report(state, past, span, kept, whole), _rows(kept))


def past_of(state: State) -> Past:
    """What does the state remember of its past? The newest part only of what is long."""
    forks = [*state.score.forks, *standing.open_forks(state)]
    return Past(
        entries=state.score.entries,
        forks=forks,
        choices=state.bandit.recent,
        models=standing.models(state),
        alerts=state.score.alerts,
    )


def _ledgers(state: State, past: Past, span: Span) -> Ledgers:
    score = state.score
    on = {row.position: row.settles_on for row in score.settlements}
    return Ledgers(
        settlements=[row for row in score.settlements if span.holds(row.settles_on)],
        entries=[entry for entry in past.entries if span.holds(entry.settles_on)],
        forks=[fork for fork in past.forks if _of_span(fork, on, span)],
        projected=[row for row in score.projected.values() if span.holds(row.settles_on)],
        curve=[point for point in score.curve if span.holds_moment(point.at)],
        choices=[choice for choice in past.choices if span.holds_moment(choice.at)],
        alerts=[alert for alert in past.alerts if span.holds_moment(alert.at)],
    )


def _of_span(fork: Fork, on: Mapping[str, str], span: Span) -> bool:
    date = fork.settles_on or on.get(fork.position)
    return span.holds_moment(fork.at) if date is None else span.holds(date)


def _report(state: State, past: Past, span: Span, kept: Ledgers, whole: Ledgers) -> Report:
    made = _result(state, past, span, kept)
    real = [entry for entry in kept.entries if not entry.shadow]
    rules = state.run.rules
    target = money_share_down(rules.bankroll, rules.targets.mid)
    run = span.period is Period.RUN
    triggers = decisions.by_trigger(kept.forks, state.doubts.fired if run else None)
    bandit = choices.bandit(kept.choices, standing.best_arm(state))
    slates = bands.slates(kept.projected, target, trusted=run)
    return Report(
        head=_head(state, past, span),
        result=made,
        expectations=expectations.expectations(
            made, targets=rules.targets, stop=rules.drawdown.stop, paid=paid_share(real)
        ),
        checklist=_checklist(state, past, whole, (triggers, bandit, slates) if run else None),
        account=standing.account(state),
        curve=standing.curve(state, kept.curve),
        slates=slates,
        waterfalls=waterfalls(kept.entries),
        ledgers=arms.ledgers(kept.entries),
        pairs=against.pairs(kept.entries),
        twins=against.twins(state) if run else (),
        arms=standing.arms(state),
        bandit=bandit,
        gate=standing.gate(state, past.alerts),
        triggers=triggers,
        deciders=decisions.by_decider(kept.forks),
        refusals=_refusals(state),
        models=tuple(past.models),
        alerts=tuple(standing.alert_row(alert) for alert in kept.alerts),
    )


def _result(state: State, past: Past, span: Span, kept: Ledgers) -> Result:
    score = state.score
    if span.period is Period.RUN:
        trades = (score.orders, score.fills, score.maker_fills)
        fallen: Ppm | None = state.purse.worst_drawdown
    else:
        fills = [maker for at, maker in past.fills if span.holds_moment(at)]
        trades = (sum(span.holds_moment(at) for at in past.sent), len(fills), sum(fills))
        fallen = max((point.drawdown for point in kept.curve), default=None)
    real = [entry for entry in kept.entries if not entry.shadow]
    bankroll = state.run.rules.bankroll
    return result(kept.settlements, real, trades=trades, bankroll=bankroll, drawdown=fallen)


def _checklist(
    state: State,
    past: Past,
    whole: Ledgers,
    known: tuple[tuple[TriggerRow, ...], Bandit, Slates] | None,
) -> tuple[Check, ...]:
    """How do the questions stand, over the whole run so far?"""
    if known is None:
        triggers = decisions.by_trigger(whole.forks, state.doubts.fired)
        bandit = choices.bandit(whole.choices, standing.best_arm(state))
        slates = bands.slates(whole.projected, state.run.rules.bankroll)
    else:
        triggers, bandit, slates = known
    purse, rules = state.purse, state.run.rules
    dates = len(settlement_dates(state, past))
    leagues, missing, old = standing.fits(state, past.models)
    return (
        checklist.drawdown(purse.worst_drawdown, purse.drawdown, limit=rules.drawdown.warn, dates=dates),
        checklist.invalidation(triggers, waiting=len(state.doubts.pending)),
        checklist.convergence(bandit),
        checklist.retraining(past.models, leagues=leagues, missing=missing, old=old),
        checklist.projections(slates),
    )


def _head(state: State, past: Past, span: Span) -> Head:
    run = state.run
    pretended = run.mode is Mode.SIM
    first, last = told_dates(span, settlement_dates(state, past))
    return Head(
        layout=LAYOUT,
        run=run.id,
        mode=run.mode,
        source=run.feed,
        simulated=pretended,
        notice=PRETENDED if pretended else None,
        period=span.period,
        first_date=first,
        last_date=last,
        from_us=run.started_at,
        to_us=run.at,
        zone=run.zone,
        finished=run.finished or past.finished,
        seed=run.seed,
        bankroll_micros=run.rules.bankroll,
        config_hash=past.config_hash,
        code_hash=past.code_hash,
    )


def _refusals(state: State) -> tuple[RefusalRow, ...]:
    refused: dict[str, dict[str, int]] = {}
    for row in state.score.funnel.values():
        by = refused.setdefault(row.rule, {})
        by[row.strategy] = by.get(row.strategy, 0) + row.count
    return tuple(RefusalRow(*row) for row in refusal_counts(refused))


def _rows(kept: Ledgers) -> Rows:
    return Rows(
        settlements=tuple(kept.settlements),
        entries=tuple(kept.entries),
        forks=tuple(kept.forks),
        projections=tuple(kept.projected),
        curve=tuple(kept.curve),
    )
