"""A difference from its first sight to its end, and how it is written for a person."""

from msgspec.structs import replace

from engine.core.execution.reconcile import Finding
from engine.domain.clean import Clean, own
from engine.domain.difference import Difference, DifferenceKind, Remedy
from engine.domain.moment import Moment
from engine.domain.money import Money, Quantity
from engine.domain.text import money, quantity

_REMEDIES = {
    DifferenceKind.FOREIGN_ORDER: (Remedy.ADOPT, Remedy.CANCEL, Remedy.IGNORE),
    DifferenceKind.LOST_ORDER: (Remedy.ADOPT, Remedy.IGNORE),
    DifferenceKind.FOREIGN_FILL: (Remedy.ADOPT, Remedy.IGNORE),
    DifferenceKind.HOLDING: (Remedy.ADOPT, Remedy.IGNORE),
    DifferenceKind.CASH: (Remedy.ADOPT, Remedy.IGNORE),
}


def remedies(kind: DifferenceKind, *, listed: bool) -> tuple[Remedy, ...]:
    """What may be done about it? Nothing is adopted on a market that is not listed here."""
    every = _REMEDIES[kind]
    return every if listed else tuple(remedy for remedy in every if remedy is not Remedy.ADOPT)


def begun(finding: Finding, at: Moment, *, listed: bool) -> Difference:
    """Which line of the desk does a finding begin?"""
    return Difference(
        id=finding.id,
        kind=finding.kind,
        subject=own(finding.subject),
        market=finding.market,
        leg=finding.leg,
        ours=finding.ours,
        venues=finding.venues,
        since=at,
        remedies=remedies(finding.kind, listed=listed),
    )


def gone_on(difference: Difference, finding: Finding, *, listed: bool) -> Difference:
    """Which line is it after it was found again? Another gap is a new question: what was ignored waits anew."""
    same = finding.venues - finding.ours == difference.venues - difference.ours
    return replace(
        difference,
        ours=finding.ours,
        venues=finding.venues,
        remedies=remedies(finding.kind, listed=listed),
        ignored=difference.ignored if same else "",
    )


def written(kind: DifferenceKind, amount: int) -> Clean:
    """How is a figure of this kind written: dollars or contracts?"""
    return money(Money(amount)) if kind is DifferenceKind.CASH else quantity(Quantity(amount))


_SAYS = {
    DifferenceKind.FOREIGN_ORDER: "order {subject} rests at the venue and is not alive in our books: {venues}",
    DifferenceKind.LOST_ORDER: "order {subject} of ours is not known to the venue: {ours} are left here",
    DifferenceKind.FOREIGN_FILL: "trade {subject} is of no order of ours and not in our books: {venues}",
    DifferenceKind.HOLDING: "{subject}: {ours} held here, {venues} at the venue",
    DifferenceKind.CASH: "cash: {ours} here, {venues} at the venue",
}

_BOOKED = "trade {subject} is booked as the venue told it, {venues}, though its order could not make it"


def sentence(difference: Difference) -> str:
    """What does not agree, in one line?"""
    says = _SAYS[difference.kind]
    if difference.kind is DifferenceKind.FOREIGN_FILL and difference.ours:
        says = _BOOKED
    ours, venues = (written(difference.kind, amount) for amount in (difference.ours, difference.venues))
    return says.format(subject=difference.subject, ours=ours, venues=venues)
