"""Was it right to leave, or to stay? What a decision's alternative made beyond it, and how sure one may be."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.domain.identity import TriggerName
from engine.domain.ledger import LEAVING_DEEDS, Deed, Fork
from engine.domain.market import Leg
from engine.domain.money import CONTRACT, Money, Price, Quantity, cost, divide_down, opposite
from engine.maths.metrics import mean_interval


class Outcome(Struct, frozen=True):
    """What became of a position after a decision about it.

    `sold` contracts brought `brought` (after fees) in sales since, or in this very sale; `kept` were paid out
    at `pays` each, in the position's own leg; None when the market was void.
    """

    sold: Quantity
    brought: Money
    kept: Quantity
    pays: Price | None


def pays_leg(leg: Leg, value: Price) -> Price:
    """What does a contract of this leg pay when a YES pays `value`?"""
    return value if leg is Leg.YES else opposite(value)


def known(fork: Fork, outcome: Outcome) -> Fork:
    """What did both ways come to, now that the fixture is done?

    A decision to leave counts for what was really sold of it; contracts that were held and sold later came
    to the mean of what the position's contracts came to since, rounded down.
    """
    if fork.deed in LEAVING_DEEDS:
        return _known_left(fork, outcome)
    since = Quantity(outcome.sold + outcome.kept)
    if outcome.pays is None or since <= 0:
        return fork
    came = outcome.brought + cost(outcome.pays, outcome.kept)
    return replace(fork, holding=Money(divide_down(came * fork.quantity, since)))


def _known_left(fork: Fork, outcome: Outcome) -> Fork:
    if outcome.sold <= 0:
        return replace(fork, quantity=Quantity(0))
    paid = None if outcome.pays is None else cost(outcome.pays, outcome.sold)
    return replace(fork, quantity=outcome.sold, leaving=outcome.brought, holding=paid)


def credit(fork: Fork) -> Money:
    """What did leaving make against holding to the end? Nothing where we held, or where one way is unknown.

    An entry as held and the credits of its forks add up to the position's realised P&L.
    """
    regret = fork.regret
    return Money(-regret) if regret is not None and fork.deed in LEAVING_DEEDS else Money(0)


class Interval(Struct, frozen=True):
    """A mean with its 95 % interval, micro-dollars per contract."""

    mean: int
    low: int
    high: int


class RegretRow(Struct, frozen=True):
    """Decisions of one kind; `trigger`, `deed` or `by` is None where the row pools over it.

    `n` decisions have both figures, `unknown` lack one. `per_contract` is the mean of their regrets in
    micro-dollars a contract, each decision counting once, with its interval; above 0 they cost. `total` is
    over all contracts.
    """

    trigger: TriggerName | None
    deed: Deed | None
    by: str | None
    n: int
    unknown: int
    per_contract: int | None
    span: Interval | None
    total: Money


Key = tuple[TriggerName | None, Deed | None, str | None]


def regrets(forks: Iterable[Fork]) -> tuple[RegretRow, ...]:
    """What did decisions cost, by trigger, deed and decider together? In order of first appearance."""
    return _rows(forks, lambda fork: (fork.trigger, fork.deed, fork.by))


def regrets_by_trigger(forks: Iterable[Fork]) -> tuple[RegretRow, ...]:
    """What did decisions cost, by the trigger that put them?"""
    return _rows(forks, lambda fork: (fork.trigger, None, None))


def regrets_by_deed(forks: Iterable[Fork]) -> tuple[RegretRow, ...]:
    """What did decisions cost, by what was done?"""
    return _rows(forks, lambda fork: (None, fork.deed, None))


def regrets_by_decider(forks: Iterable[Fork]) -> tuple[RegretRow, ...]:
    """What did decisions cost, by who made them?"""
    return _rows(forks, lambda fork: (None, None, fork.by))


def pooled(forks: Sequence[Fork]) -> RegretRow:
    """What did these decisions cost, all together?"""
    return _row((None, None, None), forks)


def _rows(forks: Iterable[Fork], key_of: Callable[[Fork], Key]) -> tuple[RegretRow, ...]:
    groups: dict[Key, list[Fork]] = {}
    for fork in forks:
        groups.setdefault(key_of(fork), []).append(fork)
    return tuple(_row(key, group) for key, group in groups.items())


def _row(key: Key, forks: Sequence[Fork]) -> RegretRow:
    found = [(fork, fork.regret) for fork in forks if fork.quantity > 0]
    both = [(fork, regret) for fork, regret in found if regret is not None]
    each = [regret * CONTRACT / fork.quantity for fork, regret in both]
    trigger, deed, by = key
    return RegretRow(
        trigger=trigger,
        deed=deed,
        by=by,
        n=len(both),
        unknown=len(forks) - len(both),
        per_contract=round(sum(each) / len(each)) if each else None,
        span=_span(each, [fork.settles_on or fork.fixture for fork, _ in both]),
        total=Money(sum(regret for _, regret in both)),
    )


def _span(values: Sequence[float], dates: Sequence[str]) -> Interval | None:
    """Between which bounds lies the mean, dates sharing their luck? None below two dates."""
    numbers = {date: index for index, date in enumerate(dict.fromkeys(dates))}
    if len(numbers) < 2:
        return None
    found = mean_interval(values, [numbers[date] for date in dates])
    return Interval(round(found.mean), round(found.low), round(found.high))
