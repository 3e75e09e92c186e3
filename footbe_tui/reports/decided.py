"""What was chosen, left, refused, learnt and told."""

from engine.domain.figures import ArmRow, Belief, ChoiceRow, TriggerRow
from engine.domain.past import Fitted
from engine.domain.report import Report
from engine.domain.text import MISSING
from footbe_tui.reports import words
from footbe_tui.reports.table import Cell, Column, Table, figures, named, row
from footbe_tui.reports.words import CENT_MICROS

CHANGES_SHOWN = 4
"""So many openings and closings of the gate are told, the newest; all stand among the alerts."""


def beliefs(report: Report) -> Table:
    """What is believed of each arm, before and after."""
    return Table(
        key="beliefs",
        title="Beliefs, at the beginning → now, whole run",
        columns=(named("arm"), *figures("α/β", "ret/$", "P(>0)", "close c", "P(>0)", "n")),
        rows=tuple(_belief(each) for each in report.arms),
        notes=(_gate(report),),
    )


def _belief(each: ArmRow) -> tuple[Cell, ...]:
    before, after = each.before, each.after
    return row(
        words.plain(each.strategy),
        f"{_success(before)} → {_success(after)}",
        f"{words.gain(before.return_ppm)} → {words.gain(after.return_ppm)}",
        words.chance(after.return_positive_ppm),
        words.cents(after.clv_each_micros) if after.clv_episodes else MISSING,
        words.chance(after.clv_positive_ppm) if after.clv_episodes else MISSING,
        words.whole(after.episodes),
    )


def _success(held: Belief) -> str:
    return f"{held.alpha_milli / 1000:.0f}/{held.beta_milli / 1000:.0f}"


def _gate(report: Report) -> str:
    gate = report.gate
    state = "open" if gate.open else "closed"
    why = ""
    if report.head.simulated and not gate.open:
        why = f", since simulated games never open it; by its rule alone it would be {'open' if gate.by_rule else 'closed'}"
    here = "" if gate.holds_now else " Paper trades on."
    told = "".join(
        f" {words.when(each.at_us, report.head.zone)}: {words.plain(each.text)}."
        for each in gate.changes[-CHANGES_SHOWN:]
    )
    return (
        f"Gate for real money: {state}{why}. P(closing-line value after fees > 0) of all arms "
        f"{words.chance(gate.chance_ppm)}, needed {words.chance(gate.needed_ppm)}.{here}{told}"
    )


def bandit(report: Report) -> Table:
    """How the bandit chose, first half of the span against the second."""
    found = report.bandit
    proposed = {each.strategy: each.proposed for each in report.arms}
    return Table(
        key="choices",
        title="Choices of the bandit",
        columns=(
            named("arm"),
            *figures("proposed", "chosen", "share", "1st half", "2nd half", "mean chance"),
        ),
        rows=tuple(_choice(each, proposed.get(each.strategy)) for each in found.rows),
        notes=(
            (
                f"{found.choices} choices. Entropy of the shares {_bits(found.entropy_first_millibits)}, then "
                f"{_bits(found.entropy_second_millibits)} bits. Best by belief now: "
                f"{MISSING if found.best is None else words.plain(found.best)}. Mean chance: of being chosen, where it had a "
                "proposal. Proposed counts looks over the whole run, not fixtures."
            ),
        ),
    )


def _choice(each: ChoiceRow, proposed: int | None) -> tuple[Cell, ...]:
    return row(
        words.plain(each.strategy),
        words.whole(proposed),
        words.whole(each.chosen),
        words.percent(each.share_ppm),
        words.percent(each.first_half_ppm),
        words.percent(each.second_half_ppm),
        words.percent(each.propensity_ppm),
    )


def _bits(millibits: int | None) -> str:
    return MISSING if millibits is None else f"{millibits / 1000:.2f}"


def triggers(report: Report) -> Table:
    """What came of leaving and holding: by trigger, then by whoever decided."""
    deciders = [row("by whom", *[""] * 9)] if report.deciders else []
    return Table(
        key="decisions",
        title="Decisions to leave or hold",
        columns=(
            named("trigger"),
            *figures("fired", "left", "held", "yes", "no", "late left", "late held", "regret c", "in all $"),
        ),
        rows=(
            *(_trigger(each) for each in report.triggers),
            *deciders,
            *(_trigger(each, "  ") for each in report.deciders),
        ),
        notes=(
            (
                "left, held: by the trigger's own policy; yes, no: the operator's answers; late: the deadline's. A request that "
                "its game has overtaken is asked anew, so decisions can outnumber what fired. Regret: what the "
                "way not taken would have made beyond the one taken, cents per contract; above 0 the decision cost."
            ),
        ),
        empty="no trigger has fired",
    )


def _trigger(each: TriggerRow, indent: str = "") -> tuple[Cell, ...]:
    counts = (each.left, each.noted, each.approved, each.rejected, each.lapsed_left, each.lapsed_held)
    regret = each.regret_each_micros
    return row(
        indent + words.plain(each.name),
        words.whole(each.fired),
        *(words.whole(count) for count in counts),
        Cell(words.cents(regret), words.spread(regret, CENT_MICROS)) if regret else Cell(MISSING),
        words.dollars(each.regret_total_micros) if regret else MISSING,
    )


def refusals(report: Report) -> Table:
    """Why no trade: refusals by rule."""
    return Table(
        key="refusals",
        title="Why no trade: refusals by rule, whole run",
        columns=(named("rule"), Column("refused"), named("mostly")),
        rows=tuple(
            row(words.plain(each.rule), words.whole(each.count), words.plain(each.mostly))
            for each in report.refusals
        ),
        empty="none",
    )


def models(report: Report) -> Table:
    """Which models serve, and how often each league's was fitted?"""
    newest: dict[str, Fitted] = {}
    for each in report.models:
        newest[each.league] = each
    counts = [(key, sum(each.league == key for each in report.models)) for key in sorted(newest)]
    return Table(
        key="models",
        title="Models, whole run",
        columns=(
            named("league"),
            *figures("fits", "games", "log loss"),
            named("last fitted"),
        ),
        rows=tuple(
            row(
                words.plain(key),
                words.whole(count),
                words.whole(newest[key].games),
                _loss(newest[key]),
                words.when(newest[key].fitted_us, report.head.zone),
            )
            for key, count in counts
        ),
        notes=(
            "Log loss per game, of the games it was fitted on: lower is better, three even chances are 1.0986, two 0.6931.",
        )
        if newest
        else (),
    )


def _loss(model: Fitted) -> str:
    return MISSING if model.log_loss_ppm is None else f"{model.log_loss_ppm / 1_000_000:.4f}"


def alerts(report: Report) -> Table:
    """What was told to whoever is away."""
    return Table(
        key="alerts",
        title="Alerts",
        columns=(named("when"), named("kind"), Column("what", words=True, wraps=True)),
        rows=tuple(
            row(words.when(each.at_us, report.head.zone), words.plain(each.kind), words.plain(each.text))
            for each in report.alerts
        ),
        empty="none",
    )
