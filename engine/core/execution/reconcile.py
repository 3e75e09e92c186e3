"""Our books held against the venue's: what does not agree, and what cannot be said yet.

What is under way is no difference. The venue's word holds up to its `as_of`; what our books learnt
after that says nothing against it, and an order of ours that it does not show is asked about first.
"""

from collections.abc import Mapping

from msgspec import Struct

from engine.domain.difference import DifferenceId, DifferenceKind
from engine.domain.identity import MarketId, OrderId
from engine.domain.market import Leg, Side
from engine.domain.moment import SECOND, Moment, Span
from engine.domain.money import Money, Price, cost, opposite
from engine.domain.order import Fill, Order, OrderState
from engine.domain.standing import Standing, VenueOrder

ORDER_UNDERWAY_MAX = Span(30 * SECOND)
"""Longer than this no request of ours can be under way: what the venue does not know by then never arrived."""

CASH = "cash"
"""The subject of the one line about cash."""

Holdings = Mapping[tuple[MarketId, Leg], int]


class Ours(Struct, frozen=True):
    """Our books as the venue should show them. `touched` says when a figure last changed, by its subject."""

    live: Mapping[OrderId, Order]
    ended: Mapping[OrderId, Order]
    holdings: Holdings
    cash: Money
    touched: Mapping[str, Moment]


class Finding(Struct, frozen=True):
    """Two figures that do not agree, in the kind's own unit."""

    kind: DifferenceKind
    subject: str
    market: MarketId | None
    leg: Leg | None
    ours: int
    venues: int

    @property
    def id(self) -> DifferenceId:
        """Which name has it, found again and again?"""
        return difference_id(self.kind, self.subject)


class Compared(Struct, frozen=True):
    """What one answer of the venue's says of our books.

    `undecided` are subjects that changed too lately to be judged; `missing` orders that should rest and are not
    shown, or shown with more filled than we know; `risen` orders that were over for us and rest.
    """

    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    missing: tuple[OrderId, ...]
    risen: tuple[OrderId, ...]

    @property
    def ids(self) -> frozenset[DifferenceId]:
        """By which names are the findings known?"""
        return frozenset(finding.id for finding in self.findings)


def difference_id(kind: DifferenceKind, subject: str) -> DifferenceId:
    """Which name has a difference of this kind about this subject?"""
    return DifferenceId(f"{kind}:{subject}")


def holding_subject(market: MarketId, leg: Leg) -> str:
    """How is a holding named: its market and leg?"""
    return f"{market}/{leg}"


def compared(ours: Ours, standing: Standing) -> Compared:
    """What agrees, what does not, and what cannot be said yet? Trades told in `standing` are booked before."""
    foreign, risen = _foreign(ours, standing)
    findings, undecided = [*foreign], list[str]()
    for finding in (*_holdings(ours, standing), *_cash(ours, standing)):
        if ours.touched.get(finding.subject, Moment(-1)) >= standing.as_of:
            undecided.append(finding.subject)
        else:
            findings.append(finding)
    return Compared(tuple(findings), tuple(undecided), tuple(_missing(ours, standing)), tuple(risen))


def _foreign(ours: Ours, standing: Standing) -> tuple[list[Finding], list[OrderId]]:
    """Which orders rest that we never sent, or that are over for us? A list older than the end says nothing."""
    found: list[Finding] = []
    risen: list[OrderId] = []
    for shown in standing.orders:
        if not shown.rests or (shown.id in ours.live and _same_terms(ours.live[shown.id], shown)):
            continue
        over = ours.ended.get(shown.id)
        if over is not None:
            if over.since >= standing.as_of:
                continue
            risen.append(shown.id)
        found.append(foreign_order(shown))
    return found, risen


def foreign_order(shown: VenueOrder) -> Finding:
    """What is to be said of an order that the venue shows and our books do not hold for alive?"""
    left = shown.quantity - shown.filled
    return Finding(DifferenceKind.FOREIGN_ORDER, shown.id, shown.market, shown.leg, 0, left)


def _same_terms(order: Order, shown: VenueOrder) -> bool:
    ticket = order.ticket
    ours = (ticket.market, ticket.leg, ticket.side, ticket.price)
    return ours == (shown.market, shown.leg, shown.side, shown.price)


def _missing(ours: Ours, standing: Standing) -> list[OrderId]:
    """Which orders are to be asked about: settled in our books before the list was made, and not in it as they should be?"""
    if not ours.live:
        return []
    shown = {each.id: each for each in standing.orders if each.rests}
    return [
        key
        for key, order in ours.live.items()
        if order.state in {OrderState.RESTING, OrderState.CANCELLING}
        and order.since < standing.as_of
        and (key not in shown or shown[key].filled > order.filled)
    ]


def _holdings(ours: Ours, standing: Standing) -> list[Finding]:
    theirs = {(each.market, each.leg): int(each.quantity) for each in standing.holdings}
    if ours.holdings == theirs:
        return []
    return [
        Finding(DifferenceKind.HOLDING, holding_subject(*key), *key, ours.holdings.get(key, 0), theirs.get(key, 0))
        for key in dict.fromkeys([*ours.holdings, *theirs])
        if ours.holdings.get(key, 0) != theirs.get(key, 0)
    ]


def _cash(ours: Ours, standing: Standing) -> list[Finding]:
    if ours.cash == standing.cash:
        return []
    return [Finding(DifferenceKind.CASH, CASH, None, None, ours.cash, standing.cash)]


def explained(fill: Fill, paid: Mapping[MarketId, Price]) -> tuple[int, Money]:
    """Which contracts and which cash does a trade that is not in our books bring the venue's?

    `paid` are values of settled markets in prices: there the contracts are gone and what they paid is cash.
    """
    sign = 1 if fill.side is Side.BUY else -1
    cash = -sign * cost(fill.price, fill.quantity) - fill.fee
    value = paid.get(fill.market)
    if value is None:
        return sign * fill.quantity, Money(cash)
    pays = value if fill.leg is Leg.YES else opposite(value)
    return 0, Money(cash + sign * pays * fill.quantity)
