"""A toy market and a toy core: small enough to see through, busy enough to go wrong."""

import hashlib
import heapq

import msgspec

from engine.domain.commands import Close, Pause, Receipt, Reset, Stop
from engine.domain.dice import dice
from engine.domain.effects import CancelAll, FitModel, PlaceOrder, Reply, Say, WakeAt
from engine.domain.events import (
    BookSeen,
    ModelFailed,
    ModelFitted,
    OrderAccepted,
    OrderEnded,
    OrderRefused,
    RunStarted,
    Woke,
)
from engine.domain.forecast import FittedModel, TeamStrength
from engine.domain.identity import order_id
from engine.domain.market import Leg, Side
from engine.domain.order import Purpose, Ticket
from engine.domain.queries import Answer, Section
from engine.domain.sport import Sport
from engine.domain.states import STOPPING
from engine.shell.ports import Heard
from tests.support.snapshots import snapshot, status

SECOND = 1_000_000
START = 1_000 * SECOND
LATENCY = 70_000


class ToyMarket:
    """Feed and venue in one: quotes at irregular times, some steps silent, answers after a latency."""

    label = "a toy market"

    def __init__(self, seed=1, quotes=400, depth=3):
        self.seed, self.quotes, self.depth = seed, quotes, depth
        self.told = 0
        self.at = START
        self.answers = []
        self.orders = {}
        self.carried = []

    def _quote_at(self, ordinal):
        return START + ordinal * SECOND + dice(self.seed, "when", "quote", ordinal).randrange(SECOND // 2)

    def next_at(self):
        quote = self._quote_at(self.told) if self.told < self.quotes else None
        answer = self.answers[0][0] if self.answers else None
        return min((at for at in (quote, answer) if at is not None), default=None)

    def step(self):
        self.at = self.next_at()
        if self.answers and self.answers[0][0] == self.at:
            return Heard(self.at, (self._answer(heapq.heappop(self.answers)[2:]),))
        ordinal, self.told = self.told, self.told + 1
        draw = dice(self.seed, "quote", "book", ordinal)
        if draw.random() < 0.2:
            return Heard(self.at, ())
        ladder = tuple((4_000 + draw.randrange(900) + i * 100, 100 * (i + 1)) for i in range(self.depth))
        book = BookSeen("M", ladder, ladder)
        return Heard(self.at, (book, book) if draw.random() < 0.2 else (book,))

    def _answer(self, what):
        kind, order = what
        if kind == "accepted":
            self.orders[order] = True
            return OrderAccepted(order, None)
        self.orders.pop(order, None)
        return OrderEnded(order, False, 100, "cancelled")

    def carry(self, effect, at):
        assert at >= self.at, f"{effect} is carried into the past: {at} < {self.at}"
        self.carried.append((effect, at))
        if isinstance(effect, PlaceOrder):
            self._answer_later(at, "accepted", effect.ticket.id)
        elif isinstance(effect, CancelAll):
            for order in self.orders:
                self._answer_later(at, "ended", order)

    def _answer_later(self, at, kind, order):
        heapq.heappush(self.answers, (at + LATENCY, len(self.carried), kind, order))

    def results(self, sport, league, before):
        return []

    def freeze(self):
        return msgspec.msgpack.encode((self.told, self.at, self.answers, self.orders, len(self.carried)))

    def thaw(self, data):
        kinds = tuple[int, int, list[tuple[int, int, str, str]], dict[str, bool], int]
        self.told, self.at, self.answers, self.orders, carried = msgspec.msgpack.decode(data, type=kinds)
        self.carried = [None] * carried


class ToyState(msgspec.Struct):
    """All that a toy core knows."""

    run: str = ""
    records: int = 0
    quotes: int = 0
    orders: int = 0
    live: dict[str, str] = {}
    models: int = 0
    woken: int = 0
    paused: bool = False
    closing: bool = False
    stopped: bool = False
    trail: str = ""


class ToyCore:
    """Orders on every 7th quote, asks to be woken, fits a model now and then, and remembers a trail of it all."""

    crash_at = None

    def __init__(self, seed=0):
        self.state = ToyState()

    def decide(self, record):
        state, event = self.state, record.event
        if record.seq == self.crash_at:
            raise ZeroDivisionError("planted")
        state.records += 1
        trail = f"{state.trail}|{record.at}|{type(event).__name__}"
        state.trail = hashlib.md5(trail.encode()).hexdigest()
        return tuple(getattr(self, f"_on_{type(event).__name__}", self._ignore)(record, event))

    def _ignore(self, record, event):
        return ()

    def _on_RunStarted(self, record, event):  # noqa: N802 - named after the event
        self.state.run = event.run
        return [WakeAt(record.at + 5 * SECOND, "tick", ""), Say("started", "a run began", {})]

    def _on_BookSeen(self, record, event):  # noqa: N802 - named after the event
        state = self.state
        state.quotes += 1
        if state.quotes % 7 or state.paused or state.closing or state.stopped or len(state.live) > 5:
            return []
        state.orders += 1
        name = order_id(state.run, state.orders)
        state.live[name] = "sent"
        return [PlaceOrder(ticket(name, record.at))]

    def _on_Woke(self, record, event):  # noqa: N802 - named after the event
        state = self.state
        state.woken += 1
        effects = [WakeAt(record.at + 5 * SECOND, "tick", "")]
        if state.woken % 4 == 0:
            effects.append(CancelAll("a clean table"))
        if state.woken % 10 == 3:
            due = record.at + 12 * SECOND
            effects.append(FitModel(f"m{state.woken}", Sport.FOOTBALL, "E0", record.at, due))
        return effects

    def _on_ModelFitted(self, record, event):  # noqa: N802 - named after the event
        self.state.models += event.model.games
        return []

    def _on_OrderAccepted(self, record, event):  # noqa: N802 - named after the event
        self.state.live[event.order] = "resting"
        return []

    def _on_OrderEnded(self, record, event):  # noqa: N802 - named after the event
        self.state.live.pop(event.order, None)
        return []

    def _on_OrderRefused(self, record, event):  # noqa: N802 - named after the event
        self.state.live.pop(event.order, None)
        return [Say("refused", event.reason, {})]

    def _on_RunResumed(self, record, event):  # noqa: N802 - named after the event
        self.state.closing = False
        return []

    def _on_Noticed(self, record, event):  # noqa: N802 - named after the event
        if event.cause in STOPPING and event.sick:
            self.state.stopped = True
            return [CancelAll("stop")]
        return []

    def _on_Commanded(self, record, event):  # noqa: N802 - named after the event
        state, effects = self.state, [Reply(Receipt(event.id, True, f"done {type(event.command).__name__}"))]
        if isinstance(event.command, Pause):
            state.paused = not state.paused
        elif isinstance(event.command, Close):
            state.closing = True
            effects.append(CancelAll("closing"))
        elif isinstance(event.command, Stop):
            state.stopped = True
            effects.append(CancelAll("stop"))
        elif isinstance(event.command, Reset):
            state.stopped = False
        return effects

    def fold(self, record, effects):
        assert self.decide(record) == effects

    def freeze(self):
        return msgspec.msgpack.encode(self.state)

    def thaw(self, data):
        self.state = msgspec.msgpack.decode(data, type=ToyState)

    def snapshot(self):
        return snapshot(
            status=status(orders_resting=len(self.state.live)), orders=tuple(self.state.live), health=()
        )

    def answer(self, query):
        return Answer(query, "toy", (Section("figures", (("quotes", str(self.state.quotes)),)),))

    def state_hash(self):
        return hashlib.sha256(self.freeze()).hexdigest()


class ToyFitter:
    """Fits at once: a model that knows nothing but how often it was asked."""

    def __init__(self, *, fails=False):
        self.fails = fails
        self.closed = False

    async def fit(self, order, games):
        if self.fails:
            return ModelFailed(order.model, "planted")
        nobody = TeamStrength("", 0.0, 0.0)
        return ModelFitted(
            FittedModel(
                id=order.model, sport=order.sport, league=order.league, fitted_at=order.as_of, games=3, base=0.1,
                home=0.2, rho=0.0, spread=0.0, newcomer=nobody, strengths=(), log_loss_ppm=None,
            )
        )  # fmt: skip

    def close(self):
        self.closed = True


def ticket(name, at, purpose=Purpose.ENTER):
    """A small order."""
    return Ticket(
        id=name, fixture="F", market="M", leg=Leg.YES,
        side=Side.BUY if purpose is Purpose.ENTER else Side.SELL, purpose=purpose, price=4_000, quantity=100,
        position="p", strategy="s", created_at=at, settles_on="2026-01-01", post_only=False, take_only=False,
        expires_at=None, most_cost=1,
    )  # fmt: skip


__all__ = ["OrderRefused", "RunStarted", "ToyCore", "ToyFitter", "ToyMarket", "Woke", "ticket"]
