"""Whatever is done at the pretended exchange: money is conserved, limits hold, the queue is fair."""

from hypothesis import event, given
from hypothesis import strategies as st

from engine.domain.dice import dice
from engine.domain.effects import CancelAll, CancelOrder, PlaceOrder
from engine.domain.events import MarketSettled, OrderAccepted, OrderEnded, OrderFilled, OrderRefused
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, FeeSchedule, fee_at_most
from engine.domain.market import Leg, Side
from engine.domain.order import Purpose
from engine.wire.codec import pack, unpack
from engine.world.exchange import Exchange
from engine.world.latency import Latency
from engine.world.ledger import ExchangeState
from tests.support.exchange import market, ticket

MARKETS = ("m-home", "m-away")
SCHEDULES = (QUADRATIC, QUADRATIC_WITH_MAKER, FeeSchedule(70_000, 17_500, 10_000))
SEEDS, LENGTHS = st.integers(0, 2**32), st.sampled_from([10, 100, 300])
KINDS = ["quote"] * 5 + ["again"] * 2 + ["crowd"] * 4 + ["place"] * 6 + ["cancel", "cancel", "cancel all"]
WORLDS = st.tuples(st.integers(0, 3), st.sampled_from(SCHEDULES), st.booleans())


def story(seed, length):
    """Steps of a busy exchange: hypothesis seldom lets orders meet by itself, these nearly always do."""
    luck = dice(seed, "story", "exchange", 0)
    return [(luck.randrange(200_000), scene(luck, luck.choice(KINDS))) for _ in range(length)]


def scene(luck, kind):
    name = luck.choice(MARKETS)
    if kind == "quote":
        bids, asks = ([(luck.randint(1, 3), size(luck)) for _ in range(luck.randint(0, 3))] for _ in "ab")
        return kind, name, luck.randint(46, 54), bids, asks
    if kind == "crowd":
        return kind, name, luck.choice(list(Side)), luck.randint(42, 58), size(luck)
    if kind == "place":
        price = luck.randint(43, 57) if luck.random() < 0.9 else luck.randint(1, 99)
        terms = luck.choice(["", "", "", "post_only", "take_only"])
        lasts = luck.choice([None, None, luck.randrange(2_000_000)])
        side = luck.choice([Side.BUY, Side.BUY, Side.SELL])
        return kind, name, luck.choice(list(Leg)), side, price, size(luck), terms, lasts
    return kind, luck.randrange(40) if kind == "cancel" else name


def size(luck):
    return luck.choice([1, luck.randint(1, 300), luck.randint(1, 3_000)])


def stairs(mid, levels, sign):
    """A ladder that leaves from `mid` by whole cents."""
    price, made = mid, []
    for step, size in levels:
        price += sign * step
        made.append((price * 100, size))
    return tuple(made)


class Run:
    """An exchange driven step by step, and everything heard of it."""

    def __init__(self, world):
        seed, self.fees, slow = world
        latency = Latency(seed) if slow else Latency(seed, 0, 0)
        self.place = Exchange(ExchangeState(latency=latency))
        for name in MARKETS:
            self.place.list_market(market(name, fees=self.fees))
        self.now, self.tickets, self.heard = 1, {}, []

    def step(self, pause, action):
        self.wait(pause)
        return self.act(action)

    def wait(self, pause):
        self.now += pause
        self.heard += self.place.advance(self.now)

    def act(self, action):
        kind, *what = action
        happened = getattr(self, f"do_{kind.replace(' ', '_')}")(*what)
        self.place.post(self.now, happened or [])
        return happened or []

    def do_quote(self, name, mid, bids, asks):
        return self.place.requote(name, stairs(mid, bids, -1), stairs(mid, asks, 1))

    def do_again(self, name):
        listing = self.place.state.listings[name]
        return self.place.requote(name, listing.bids.ladder, listing.asks.ladder)

    def do_crowd(self, name, side, price, quantity):
        return self.place.trade(name, side, price * 100, quantity)

    def do_place(self, name, leg, side, price, quantity, terms, lasts):
        expires_at = None if lasts is None else self.now + lasts
        extra = {terms: True} if terms else {}
        order = ticket(
            f"o{len(self.tickets)}",
            price,
            1,
            market=name,
            leg=leg,
            side=side,
            quantity=quantity,
            expires_at=expires_at,
            **extra,
        )
        self.tickets[order.id] = order
        self.place.carry(PlaceOrder(order), self.now + self.place.state.latency.span("latency", order.id, 0))

    def do_cancel(self, number):
        self.place.carry(CancelOrder(f"o{number}", "cancelled"), self.now + 100)

    def do_cancel_all(self, _):
        self.place.carry(CancelAll("all"), self.now + 100)

    def finish(self, value):
        for name in MARKETS:
            self.step(1, ("settle", name, value))
        self.heard += self.place.advance(self.now + 10_000_000)

    def do_settle(self, name, value):
        return self.place.settle(name, value, "2026-10-01")


def played(world, steps):
    run = Run(world)
    for step in steps:
        run.step(*step)
    return run


def fills_of(heard):
    return [said.fill for _, said in heard if isinstance(said, OrderFilled)]


def assert_sound(state):
    """What must hold of an exchange at every moment."""
    assert state.cash + state.others + state.fees == 0
    assert state.fees >= 0
    assert all(quantity >= 0 for legs in state.holdings.values() for quantity in legs.values())
    for listing in state.listings.values():
        for side in (listing.bids, listing.asks):
            sizes = dict(side.ladder)
            assert all(0 < gone <= sizes[price] for price, gone in side.taken.items())
            for order in side.queue:
                own = state.orders[order]
                assert 0 <= own.ahead <= sizes.get(own.price, 0) - side.taken.get(own.price, 0)
                assert own.left > 0
    queued = [
        order
        for listing in state.listings.values()
        for side in (listing.bids, listing.asks)
        for order in side.queue
    ]
    assert sorted(queued) == sorted(state.orders)
    exits = [own for own in state.orders.values() if own.ticket.purpose is Purpose.EXIT]
    assert all(own.left <= state.holdings[own.ticket.market][own.ticket.leg] for own in exits)


@given(world=WORLDS, seed=SEEDS, length=LENGTHS, value=st.sampled_from([0, 10_000, 4_321]))
def test_money_and_contracts_are_conserved_to_the_last_unit(world, seed, length, value):
    run = Run(world)
    for step in story(seed, length):
        run.step(*step)
        assert_sound(run.place.state)
    run.finish(value)
    assert_sound(run.place.state)
    cash, held = 0, dict.fromkeys(((name, leg) for name in MARKETS for leg in Leg), 0)
    for _, said in run.heard:
        if isinstance(said, OrderFilled):
            sign = 1 if said.fill.side is Side.BUY else -1
            cash -= sign * said.fill.price * said.fill.quantity + said.fill.fee
            held[said.fill.market, said.fill.leg] += sign * said.fill.quantity
        if isinstance(said, MarketSettled):
            cash += value * held[said.market, Leg.YES] + (10_000 - value) * held[said.market, Leg.NO]
    assert cash == run.place.state.cash
    assert run.place.state.holdings == {}
    event(f"fills: {min(20, len(fills_of(run.heard)) // 5 * 5)} or more")


@given(world=WORLDS, seed=SEEDS, length=LENGTHS)
def test_an_order_never_fills_beyond_its_ticket_its_limit_or_its_worst_fee(world, seed, length):
    run = played(world, story(seed, length))
    run.finish(0)
    for order in run.tickets.values():
        mine = [fill for fill in fills_of(run.heard) if fill.order == order.id]
        buy = order.side is Side.BUY
        assert sum(fill.quantity for fill in mine) <= order.quantity
        assert all(fill.price <= order.price if buy else fill.price >= order.price for fill in mine)
        assert all(fill.fee >= 0 for fill in mine)
        assert sum(fill.fee for fill in mine) <= fee_at_most(run.fees, order.price, order.quantity, buy=buy)
        assert not (order.take_only and any(fill.maker for fill in mine))
        assert not (order.post_only and not all(fill.maker for fill in mine))


@given(world=WORLDS, seed=SEEDS, length=LENGTHS)
def test_every_order_is_answered_once_in_order_and_ends_once(world, seed, length):
    run = played(world, story(seed, length))
    run.finish(0)
    told = {order: [] for order in run.tickets}
    for _, said in run.heard:
        if isinstance(said, OrderFilled):
            told[said.fill.order].append(said)
        elif isinstance(said, OrderAccepted | OrderRefused | OrderEnded):
            told[said.order].append(said)
    assert [at for at, _ in run.heard] == sorted(at for at, _ in run.heard)
    for order, said_of_it in told.items():
        first, rest = said_of_it[0], said_of_it[1:]
        if isinstance(first, OrderRefused):
            assert rest == []
            continue
        assert isinstance(first, OrderAccepted)
        filled = sum(said.fill.quantity for said in rest if isinstance(said, OrderFilled))
        ended = [said for said in rest if isinstance(said, OrderEnded)]
        assert ended == rest[len(rest) - len(ended) :]
        assert [said.left for said in ended] == [run.tickets[order].quantity - filled] * (
            filled < run.tickets[order].quantity
        )
        trades = [said.fill.trade for said in rest if isinstance(said, OrderFilled)]
        assert trades == [f"{order}-t{number + 1}" for number in range(len(trades))]


@given(world=WORLDS, seed=SEEDS, length=LENGTHS)
def test_between_two_of_our_orders_the_better_price_then_the_earlier_goes_first(world, seed, length):
    run = Run(world)
    for pause, action in story(seed, length):
        run.wait(pause)
        before = [
            (own.ticket, own.on_bids, own.price, own.ordinal) for own in run.place.state.orders.values()
        ]
        happened = run.act(action)
        standing = {
            order: (market, bid, price, ordinal) for (order, market, bid, price, ordinal) in keys(before)
        }
        for fill in fills_of([(0, said) for said in happened]):
            mine = standing[fill.order]
            overtaken = [
                order
                for order, other in standing.items()
                if other[:2] == mine[:2] and rank(other) < rank(mine) and order in run.place.state.orders
            ]
            assert overtaken == []


def keys(before):
    return [(held.id, held.market, bid, price, ordinal) for held, bid, price, ordinal in before]


def rank(place):
    _, bid, price, ordinal = place
    return (-price if bid else price), ordinal


@given(world=WORLDS, seed=SEEDS, length=LENGTHS, cut=st.integers(0, 100))
def test_the_same_calls_give_the_same_bytes_and_freezing_in_the_middle_changes_nothing(
    world, seed, length, cut
):
    steps = story(seed, length)
    whole, broken = played(world, steps), played(world, steps[:cut])
    broken.place = Exchange(unpack(pack(broken.place.state), ExchangeState))
    for step in steps[cut:]:
        broken.step(*step)
    for run in (whole, broken):
        run.finish(10_000)
    assert pack(whole.place.state) == pack(broken.place.state)
    assert pack(whole.heard) == pack(broken.heard)


@given(world=WORLDS, seed=SEEDS, length=LENGTHS)
def test_an_open_market_never_leaves_our_order_crossed_with_what_makers_show(world, seed, length):
    run = Run(world)
    for pause, action in story(seed, length):
        run.step(pause, action)
        for name, listing in run.place.state.listings.items():
            book = run.place.visible_book(name)
            bids = [run.place.state.orders[order].price for order in listing.bids.queue]
            asks = [run.place.state.orders[order].price for order in listing.asks.queue]
            assert not (bids and book.asks and max(bids) >= book.asks[0][0])
            assert not (asks and book.bids and min(asks) <= book.bids[0][0])
            assert not (bids and asks and max(bids) >= min(asks))
