"""The bandit: which strategy it trusts and how sure it is, arm by arm, and its recent choices."""

from collections.abc import Sequence

from msgspec import Struct

from engine.core.conduct import gating
from engine.core.performance.closing import teaching
from engine.core.performance.result import closing_line, return_on_risk
from engine.core.sizing.bandit import best_chances
from engine.core.state import State
from engine.core.view import against, arm, choice
from engine.core.view.estimates import bounds, cents, signed_percent, simulated, source
from engine.core.view.writing import columns, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.effects import ArmView, Choice
from engine.domain.figures import Estimate
from engine.domain.identity import NO_TRADE, StrategyName
from engine.domain.ledger import Entry
from engine.domain.probability import MILLION, Ppm
from engine.domain.queries import Answer, Query, Section, Sheet, SheetRow, Topic, section
from engine.domain.rules import ChooseBy

EPISODES_LEAST, EPISODES_ENOUGH = 30, 500
"""So many episodes until an arm may be named the one that is trusted, and until a belief means much."""

ENTRIES_READ = 2_000

_ARMS = columns(
    "ARM", "CHOSEN >", "P(best) >", "RET/$ >", "95 % 3", "n > 2", "CLV >", "95 % 4", "n > 5", "EPISODES >", "TRADES 6"
)
_CHOICES = columns("WHEN", "FIXTURE", "CHOSEN", "CHANCE >", "WHAT EACH DREW")
_PAIRS = columns("ARM LESS ARM", "RET/$ >", "95 % 1", "n > 2", "CLV >", "95 % 1", "n > 2")
_SHORT = {
    "ultra_aggressive": "ultra",
    "aggressive": "aggr",
    "opportunistic": "opport",
    "in_game_specialist": "in-game",
    "no_trade": "none",
}

_DREW = {
    ChooseBy.BETA: "a chance of success from each arm's belief; doing nothing counts .50",
    ChooseBy.RETURN: "a return per dollar from each arm's belief; doing nothing counts 0",
    ChooseBy.CLV: "closing-line value over price (a return per dollar where an arm has no close yet); doing nothing counts 0",
}


class Trust(Struct, frozen=True):
    """One arm as the bandit sees it now: its share of the recent choices, and the chance that it is best."""

    name: StrategyName
    chosen: int
    episodes: int | None
    best: Ppm | None
    ret: Estimate | None
    clv: Estimate | None


def answer(state: State, query: Query) -> Answer:
    """What does the bandit do: all of it, one arm, or one choice (`fixture#ordinal`)?"""
    if not query.entity:
        return _all(state, query)
    if any(each.name == query.entity for each in state.run.rules.arms) or query.entity == NO_TRADE:
        return arm.answer(state, query)
    return choice.answer(state, query)


def _all(state: State, query: Query) -> Answer:
    trusted = trusts(state)
    some = teaching(state.score.entries[-ENTRIES_READ:])
    sheets = (
        _arms(state, trusted),
        _recent(state),
        _pairs(state, some),
    )
    return Answer(
        query, own(f"{simulated(state)}{headline(state, trusted)}"), (_about(state, trusted),), sheets=sheets, at=state.run.at
    )


def trusts(state: State) -> tuple[Trust, ...]:
    """How does the bandit see doing nothing and every enabled arm? `best` is None for arms that only shadow."""
    entries = teaching(state.score.entries[-ENTRIES_READ:])
    names = [each.name for each in state.run.rules.arms if each.enabled]
    trading = [each.name for each in state.run.rules.arms if each.enabled and not gating.in_shadow(state, each)]
    best = best_chances(trading, state.bandit.beliefs, state.run.rules.bandit, state.run.seed)
    chances = dict(zip((NO_TRADE, *trading), best, strict=True))
    return tuple(_trust(state, name, chances.get(name), entries) for name in (*names, NO_TRADE))


def _trust(state: State, name: StrategyName, best: Ppm | None, entries: Sequence[Entry]) -> Trust:
    own_entries = [entry for entry in entries if entry.strategy == name]
    return Trust(
        name=name,
        chosen=sum(each.chosen == name for each in state.bandit.recent),
        episodes=None if name == NO_TRADE else state.bandit.beliefs[name].episodes,
        best=best,
        ret=return_on_risk(own_entries),
        clv=closing_line(own_entries),
    )


def trusted_most(trusted: Sequence[Trust]) -> Trust | None:
    """Which is believed best of the trading arms with `EPISODES_LEAST` episodes, and doing nothing? None without such an arm."""
    known = [each for each in trusted if each.best is not None and (each.episodes or 0) >= EPISODES_LEAST]
    still = [each for each in trusted if each.name == NO_TRADE]
    return max(known + still, key=lambda each: (each.best or 0, each.chosen)) if known else None


def headline(state: State, trusted: Sequence[Trust]) -> str:
    """Which strategy does the bandit trust?"""
    first = trusted_most(trusted)
    if not state.bandit.recent:
        return "The bandit trusts none yet: it has made no choice"
    return f"The bandit trusts {'none yet' if first is None else f'{_named(first.name)} most'}"


def sentence(state: State, trusted: Sequence[Trust]) -> str:
    """How sure may one be of it?"""
    recent, first = len(state.bandit.recent), trusted_most(trusted)
    if not recent:
        return "nothing: the first choice comes when an arm proposes an entry"
    arms = [each for each in trusted if each.name != NO_TRADE]
    most = max(arms, key=lambda each: each.chosen)
    nothing = _share(recent - sum(each.chosen for each in arms), recent)
    if first is None:
        return (
            f"none yet, no arm has {EPISODES_LEAST} episodes; largely by its priors it chose {most.name} most: "
            f"{_share(most.chosen, recent)} of the last {recent} (doing nothing {nothing})"
        )
    said = f"{_named(first.name)}: P(best) {text.fair(first.best)}, chosen {_share(first.chosen, recent)} of the last {recent}"
    episodes = sum(each.episodes or 0 for each in arms) if first.episodes is None else first.episodes
    if most.name != first.name:
        said += f"; of the arms it chose {most.name} most: {_share(most.chosen, recent)}"
    if episodes < EPISODES_ENOUGH:
        return f"{said}; too few episodes ({episodes} of ~{EPISODES_ENOUGH}) to mean much"
    return f"{said}; {episodes} episodes"


def _named(name: str) -> str:
    return "doing nothing" if name == NO_TRADE else name


def _share(part: int, whole: int) -> str:
    return text.percent(part * MILLION // whole, digits=0).replace("%", " %") if whole else text.MISSING


def _about(state: State, trusted: Sequence[Trust]) -> Section:
    episodes = "  ".join(
        f"{_SHORT.get(each.name, each.name)} {each.episodes}" for each in trusted if each.episodes is not None
    )
    lines = (
        ("trusts", sentence(state, trusted)),
        ("episodes", episodes),
    )
    return section("What is known", lines)


def _arms(state: State, trusted: Sequence[Trust]) -> Sheet:
    rows = (_arm(state, each) for each in trusted)
    note = f"in brackets: below {EPISODES_LEAST} episodes, mostly its prior; n: entries that are over; below: how to read this"
    return sheet("Arms", _ARMS, rows, note)


def _best(each: Trust) -> str:
    few = each.episodes is not None and each.episodes < EPISODES_LEAST
    return f"({text.fair(each.best)})" if few and each.best is not None else text.fair(each.best)


def _arm(state: State, each: Trust) -> SheetRow:
    belief, recent = state.bandit.beliefs.get(each.name), len(state.bandit.recent)
    episodes = None if belief is None else belief.episodes
    shadows = each.best is None
    nothing = each.name == NO_TRADE
    cells = (
        each.name,
        _share(each.chosen, recent),
        _best(each),
        signed_percent(each.ret.value if each.ret else None),
        "" if nothing else bounds(each.ret, signed_percent),
        text.MISSING if nothing else str(each.ret.n if each.ret else 0),
        cents(each.clv.value if each.clv else None),
        "" if nothing else bounds(each.clv, cents),
        text.MISSING if nothing else str(each.clv.n if each.clv else 0),
        text.MISSING if episodes is None else str(episodes),
        "" if nothing else "shadow only" if shadows else "yes",
    )
    few = episodes is not None and episodes < EPISODES_ENOUGH
    return row(
        f"arm/{each.name}", cells, tone="dim" if few or shadows else "", leads_to=Query(Topic.CHOICES, each.name)
    )


def _recent(state: State) -> Sheet:
    made = state.bandit.recent
    note = "no choice yet: one stands here as soon as an arm proposes an entry" if not made else "enter: what every arm of that choice has made since"
    return sheet("Recent choices, newest first", _CHOICES, (_choice(state, each) for each in reversed(made)), note)


def _choice(state: State, each: Choice) -> SheetRow:
    key = choice.key_of(each)
    drew = "  ".join(f"{_SHORT.get(view.strategy, view.strategy)} {drawn(state, view)}" for view in each.arms)
    cells = (when(state, each.at), each.title or each.fixture, each.chosen, text.percent(each.propensity, digits=0), drew)
    return row(key, cells, tone="dim" if each.chosen == NO_TRADE else "", leads_to=Query(Topic.CHOICES, key))


def drawn(state: State, view: ArmView) -> str:
    """What did an arm draw, in the unit that arms are compared in?"""
    return choice.drawn(state, view.sampled)


def _pairs(state: State, entries: Sequence[Entry]) -> Sheet:
    rows = (
        row(
            f"pair/{each.one}/{each.other}",
            (
                f"{each.one} - {each.other}",
                signed_percent(each.return_ppm.value if each.return_ppm else None),
                bounds(each.return_ppm, signed_percent),
                str(each.return_ppm.n if each.return_ppm else 0),
                cents(each.clv_each_micros.value if each.clv_each_micros else None),
                bounds(each.clv_each_micros, cents),
                str(each.clv_each_micros.n if each.clv_each_micros else 0),
            ),
            tone="dim",
        )
        for each in against.pairs(entries)
    )
    rules = state.run.rules.bandit
    note = (
        "Pairs: differences on the fixtures both entered, so that luck they share cancels; none before two arms have entered one that "
        f"is over. P(best): share of {rules.propensity_draws} draws from the beliefs over all sports in which the arm is highest, at a "
        "price of .50. RET/$ and CLV: what entries came to, held to the end, imagined ones where an arm did not trade; intervals 95 %, "
        f"settlement dates taken as independent. DREW: {_DREW[rules.choose_by]}; the highest is chosen. CHANCE: how often it would be if all drew again. Source: {source(state)}"
    )
    return sheet("Arms in pairs, and how to read this", _PAIRS, rows, note)
