"""The report of a run: what was seen, proposed, traded, refused, learnt and made."""

from engine.core.performance.report import Report, report
from engine.core.performance.summary import lines
from engine.core.sizing.beliefs import ArmBelief, pooled_clv_positive, positive
from engine.core.state import State
from engine.domain import text
from engine.domain.identity import NO_TRADE, StrategyName
from engine.domain.probability import Ppm
from engine.domain.queries import Answer, Query, Section
from engine.domain.rules import Arm
from engine.domain.states import Mode

Line = tuple[str, str]

GATE_OPENS = Ppm(900_000)
"""How likely the closing-line value of all arms together must be above zero before real money is risked."""


def figures(state: State) -> Report:
    """What do the figures of the run so far say?"""
    score = state.score
    chosen = {**score.entered, NO_TRADE: state.bandit.no_trade}
    refusals: dict[str, int] = {}
    for row in score.funnel.values():
        refusals[row.rule] = refusals.get(row.rule, 0) + row.count
    return report(
        settlements=score.settlements,
        clv={str(key): value for key, value in score.clv.items()},
        trades=(score.fills, score.maker_fills),
        chosen={StrategyName(name): count for name, count in chosen.items()},
        refusals=refusals,
        bankroll=state.run.rules.bankroll,
    )


def answer(state: State, query: Query) -> Answer:
    """What is the report of the run so far, section by section?"""
    told = lines(figures(state), state.run.rules.targets, pretended=state.run.mode is Mode.SIM)
    sections = (
        Section("Run", _run(state)),
        Section("Result", tuple((line, "") for line in told)),
        Section("Arms: proposed, chosen, orders sent, positions opened, P&L", _arms(state)),
        Section("Beliefs: before and after", (*_beliefs(state), _gate(state))),
        Section("Triggers", _triggers(state)),
    )
    return Answer(query, f"{state.run.mode} run {state.run.id}", sections)


def _run(state: State) -> tuple[Line, ...]:
    run, score, purse = state.run, state.score, state.purse
    zone = run.zone
    return (
        ("source", run.feed),
        ("seed", str(run.seed)),
        ("from", f"{text.moment(run.started_at, zone):%Y-%m-%d %H:%M} {text.zone_short(zone)}"),
        ("to", f"{text.moment(run.at, zone):%Y-%m-%d %H:%M} {text.zone_short(zone)}"),
        ("fixtures", f"{score.fixtures_seen} seen, {score.fixtures_settled} settled"),
        ("orders", f"{score.orders} sent, {score.fills} fills, {score.exits} exits"),
        ("positions", f"{len(score.settlements)} settled, {_open(state)} open"),
        ("requests", f"{run.approvals} for approval"),
        ("equity", f"{text.money(purse.equity)} (cash {text.money(purse.account.cash)})"),
        (
            "drawdown",
            f"{text.percent(purse.worst_drawdown)} at worst of {text.percent(run.rules.drawdown.stop)} allowed",
        ),
    )


def _open(state: State) -> int:
    return sum(position.open for position in state.trading.positions.values())


def _arms(state: State) -> tuple[Line, ...]:
    return tuple((arm.name, _arm(state, arm)) for arm in state.run.rules.arms)


def _arm(state: State, arm: Arm) -> str:
    score = state.score
    tables = (score.proposed, score.entered, score.sent, score.opened)
    counts = [table.get(arm.name, 0) for table in tables]
    pnl = text.money(score.by_arm.get(arm.name), sign=True)
    return " ".join(f"{count:>7}" for count in counts) + f" {pnl:>10}{'  shadow' if arm.shadow else ''}"


def _beliefs(state: State) -> tuple[Line, ...]:
    rows = []
    for arm in state.run.rules.arms:
        before, after = state.score.first_beliefs[arm.name], state.bandit.beliefs[arm.name]
        rows.append((arm.name, f"{_belief(before)}  →  {_belief(after)}  n {after.episodes}"))
    return tuple(rows)


def _triggers(state: State) -> tuple[Line, ...]:
    """How often did each trigger fire, and what did leaving on its word make against holding to the end?"""
    fired, made = state.doubts.fired, state.score.by_exit
    rows = []
    for name in sorted({**fired, **made}):
        gain = f"   leaving early made {text.money(made[name], sign=True)}" if name in made else ""
        rows.append((name, f"{fired.get(name, 0)}{gain}"))
    return tuple(rows)


def _gate(state: State) -> Line:
    """Has enough been learnt of closing lines for real money? Told in every mode; it opens nothing by itself."""
    found = pooled_clv_positive(tuple(state.bandit.beliefs.values()), state.run.rules.bandit)
    real = state.run.mode is not Mode.SIM
    word = "open" if real and found is not None and found >= GATE_OPENS else "closed"
    chance = f"P(closing-line value after fees > 0) {text.fair(found)} of {text.fair(GATE_OPENS)} needed"
    return "gate for real money", f"{chance}: {word}{'' if real else ' (simulated)'}"


def _belief(belief: ArmBelief) -> str:
    return f"α/β {belief.alpha:.1f}/{belief.beta:.1f} ret {belief.m:+.3f} P(>0) {text.fair(positive(belief))}"
