"""What an arm's entry made as held and what leaving made beyond it are the position's P&L, whatever happens."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.performance.regret import credit
from engine.domain.approval import ExitPolicy
from engine.domain.commands import Approve, Exit, Reject
from engine.domain.events import OrderEnded, Woke
from engine.domain.ledger import LEAVING_DEEDS
from engine.domain.moment import SECOND
from engine.domain.order import Purpose
from tests.support.desk import Desk, of, rules, willing

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 400), st.integers(0, 30)),
        st.tuples(st.just("ask"), st.sampled_from(["approve", "reject", "wait"]), st.just(0)),
        st.tuples(st.just("sell"), st.integers(1, 400), st.integers(0, 900)),
        st.tuples(st.just("end"), st.just(False), st.just(0)),
        st.tuples(st.just("quote"), st.integers(600, 8_000), st.integers(1, 30)),
    ),
    min_size=3,
    max_size=14,
)


class Story:
    """A desk with one entry that fills bit by bit, while the operator asks to leave and changes his mind."""

    def __init__(self) -> None:
        given = willing(rules())
        triggers = (
            replace(t, policy_before=ExitPolicy.EXIT, share=400_000) if t.name == "price_moved" else t
            for t in given.triggers
        )
        self.desk = Desk(replace(given, triggers=tuple(triggers)))
        self.fixture = self.desk.lists()
        self.placed = of(self.desk.quotes(self.fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
        self.entry = self.placed.ticket
        self.desk.fills(self.placed, quantity=self.entry.quantity * 2 // 3)

    def step(self, what, first, second):
        getattr(self, f"_{what}")(first, second)
        live = self._live(Purpose.EXIT)
        assert len(live) <= 1, "one live exit"
        held = self.desk.state.trading.positions[self.entry.position].quantity
        assert sum(order.left for order in live) <= held, "an exit reduces, it never opens"

    def _live(self, purpose):
        return [o for o in self.desk.state.trading.orders.values() if o.ticket.purpose is purpose]

    def _buy(self, quantity, better):
        for order in self._live(Purpose.ENTER):
            part = min(quantity, order.left)
            self.desk.fills(self.placed, quantity=part, price=self.entry.price - better * 10)

    def _ask(self, answer, _):
        desk = self.desk
        if answer != "wait":
            self._end(True, None)  # our own bid would be in the way
        desk.commands(Exit(self.entry.position))
        for request in list(desk.state.doubts.pending.values()):
            if answer == "wait":
                desk.hear(Woke("deadline", request.id), max(0, request.deadline_at - desk.at))
            else:
                kind = Approve if answer == "approve" else Reject
                desk.commands(kind(request.id, request.version))

    def _sell(self, quantity, better):
        if not self._live(Purpose.EXIT):
            self._ask("approve", 0)
        for order in self._live(Purpose.EXIT):
            placed = next(p for p in of(self.desk.asked, "PlaceOrder") if p.ticket.id == order.ticket.id)
            price = min(9_900, order.ticket.price + better)
            self.desk.fills(placed, quantity=min(quantity, order.left), price=price, maker=better % 2 == 0)

    def _end(self, entry, _):
        for order in self._live(Purpose.ENTER if entry else Purpose.EXIT):
            self.desk.hear(OrderEnded(order.ticket.id, True, order.left, "over"), SECOND)

    def _quote(self, mid, size):
        rest = (10_000 - mid) // 2
        self.desk.quotes(self.fixture, mid, rest, rest, size=size, wait=61 * SECOND)

    def settle(self, value, late):
        """The venue pays; orders that live end after it or before."""
        values = [value if m.id == self.entry.market else 0 for m in self.fixture.markets]
        if late:
            self.desk.settles(self.fixture, *values)
        for entry in (True, False):
            self._end(entry, None)
        if not late:
            self.desk.settles(self.fixture, *values)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from([0, 10_000, 3_300]), st.booleans())
def test_an_entry_as_held_and_its_exits_are_the_whole_profit(steps, value, late):
    story = Story()
    for step in steps:
        story.step(*step)
    story.settle(value, late)
    state = story.desk.state
    assert not state.trading.positions, "the fixture is done"
    assert not state.doubts.forks
    kept = [k.position for k in of(story.desk.asked, "KeepPosition") if k.position.bought]
    if not kept:
        assert not state.score.forks
        return
    position = kept[-1]
    made = [credit(fork) for fork in state.score.forks]
    (held,) = [entry for entry in state.score.entries if entry.key == position.id]
    assert position.realised == held.pnl + sum(made)
    assert sum(state.score.by_exit.values()) == sum(made)
    sold = [fork.quantity for fork in state.score.forks if fork.deed in LEAVING_DEEDS]
    assert sum(sold) == position.sold
    cash = state.purse.account.cash - story.desk.rules.bankroll
    assert cash == position.realised == sum(row.pnl for row in state.score.settlements)
