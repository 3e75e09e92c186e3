"""A core and a venue that may do anything, carried on step by step, and what is true of them: measured beside the core."""

from heapq import heappop, heappush

from engine.core.risk import drawdown
from engine.domain.commands import Deposit, Source, Withdraw
from engine.domain.dice import dice
from engine.domain.effects import WakeAt
from engine.domain.events import BookSeen, Commanded, OrderFilled, Woke
from engine.domain.fees import QUADRATIC
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import ONE
from engine.domain.rules import DrawdownMode
from tests.support import desk
from tests.support.counter import Counter
from tests.support.trusted import Trusted, loose

STOP = 200_000


def payout(value: int, leg: Leg) -> int:
    """What does a contract of this leg pay?"""
    return value if leg is Leg.YES else ONE - value


class Measured:
    """Core, venue and clock; how deep drawdown was and could have become; the first promise that was broken."""

    def __init__(self, seed: int, mode: DrawdownMode = DrawdownMode.GUARANTEED, fees=QUADRATIC) -> None:
        self.luck = dice(seed, "guarantee", "walk", 0)
        self.rules = loose(mode)
        self.wakes: list = []
        self.count = 0
        self.fees = fees
        self.venue = Counter(self.luck, fees, self.rules.bankroll)
        self.desk = desk.Desk(self.rules)
        self.games: list = []
        self.trusted = Trusted()
        self.mark = self.rules.bankroll
        self.deepest = 0
        self.fault = ""
        self.passed = 0

    @property
    def state(self):
        return self.desk.state

    def hear(self, event) -> list:
        """The core hears of something, and the venue of what it asks for."""
        effects = self.desk.hear(event)
        self.carry(effects)
        if not (isinstance(event, Commanded) and isinstance(event.command, Deposit | Withdraw)):
            self.trusted.forget(self.state.quotes.watches)
            self.mark = max(self.mark, self.equity())
        return effects

    def carry(self, effects) -> None:
        for effect in effects:
            self.venue.take(effect)
            if isinstance(effect, WakeAt):
                self.count += 1
                heappush(self.wakes, (effect.at, self.count, effect.kind, effect.entity))

    def wait(self, span: int) -> None:
        """Time passes; whoever asked to be woken is woken."""
        until = self.desk.at + span
        while self.wakes and self.wakes[0][0] <= until:
            at, _, kind, entity = heappop(self.wakes)
            self.desk.at = Moment(max(self.desk.at, at))
            self.hear(Woke(kind, entity))
        self.desk.at = Moment(until)

    def command(self, command) -> bool:
        self.count += 1
        effects = self.hear(Commanded(f"c{self.count}", Source.CONSOLE, command))
        return desk.of(effects, "Reply")[0].receipt.accepted

    def show(self, market: str, bids, asks) -> None:
        """A book is told, to the core and to whoever finds out beside it what it trusts."""
        watch = self.state.quotes.watches[market]
        if watch.ours:
            self.trusted.see(market, bids, asks, self.desk.at)
        self.hear(BookSeen(market, bids, asks))

    def tell(self, chance: float = 0.8, kind: type = object) -> None:
        """Some of the mail is handed over, in any order."""
        mail = self.venue.mail
        self.luck.shuffle(mail)
        told = [isinstance(each, kind) and self.luck.random() < chance for each in mail]
        self.venue.mail = [each for each, now in zip(mail, told, strict=True) if not now]
        for event in [each for each, now in zip(mail, told, strict=True) if now]:
            self.hear(event)

    def resolve(self) -> None:
        """Questions about orders are answered, asked or not."""
        for id_ in list(self.state.trading.orders):
            answer = self.venue.answer(id_, self.desk.at)
            self.all_but_the_last(answer.fills)
            self.hear(answer)

    def compare(self) -> None:
        """All mail is handed over, then the venue shows where everything stands."""
        self.tell(1.0)
        account = self.state.purse.account
        stood = self.venue.stands(self.desk.at, account.deposited - account.withdrawn)
        self.all_but_the_last(stood.standing.fills)
        self.hear(stood)

    def all_but_the_last(self, fills) -> None:
        """Between two trades equity may peak: those that were not told are told one by one, so that both sides see it."""
        trading = self.state.trading
        untold = [
            each
            for each in fills
            if each.trade not in trading.trades and each.trade not in trading.past_trades
        ]
        for each in untold[:-1]:
            self.hear(OrderFilled(each))

    def equity(self) -> int:
        """What is the account worth as promised: cash, and positions at the lower of cost and trusted bid?

        What a settlement will pay stands for the bid where it waits for the end of a sale.
        """
        total = self.state.purse.account.cash
        for each in self.state.trading.positions.values():
            paid = self.state.quotes.settled.get(each.market)
            bid = self.trusted.bid(each.market, each.leg) if paid is None else payout(paid, each.leg)
            total += each.cost if bid is None else min(each.cost, bid * each.quantity)
        return total

    def measure(self) -> None:
        """How deep is drawdown, how deep could it get from here, and is everything else as promised?"""
        self.trusted.forget(self.state.quotes.watches)
        purse, equity = self.state.purse, self.equity()
        self.mark = max(self.mark, equity)
        at_cost = drawdown.at_cost(self.state.trading.positions)
        highest = max(self.mark, purse.account.cash + at_cost)
        left = self.venue.cash - self.venue.could_still_cost()
        self.deepest = max(
            self.deepest,
            drawdown.drawdown(equity, self.mark),
            drawdown.drawdown(left, highest),
            purse.worst_drawdown,
        )
        self.fault = self.fault or self.what_is_wrong(equity)

    def what_is_wrong(self, equity: int) -> str:
        """Which promise is broken? Empty when none is."""
        purse = self.state.purse
        if self.rules.drawdown.mode is DrawdownMode.GUARANTEED and self.deepest > STOP:
            return f"drawdown {self.deepest} ppm"
        if purse.equity != equity:
            return f"equity {purse.equity} where {equity} is right"
        if purse.account.mark != self.mark:
            return f"mark {purse.account.mark} where {self.mark} is right"
        return self.venue.objects()

    def finish(self) -> None:
        """Everything is told and answered: then cash here is cash there."""
        for _ in range(3):
            self.wait(MINUTE)
            self.compare()
            self.resolve()
        ours, there = self.state.purse.account.cash, self.venue.cash
        if not self.state.trading.orders and ours != there:
            self.fault = self.fault or f"cash {ours} here and {there} there"
