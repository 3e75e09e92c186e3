"""A core at a venue that may do anything, with stakes as large as the gate lets through: how deep can it fall?

Every step goes through `Core.decide`, but for the wish to buy: that goes through the desk's own entry, limits and
all, with a stake no arm would dare. Drawdown is measured beside the core, from the venue's books and the quotes.
"""

from unittest.mock import patch

from msgspec.structs import replace

from engine.core.conduct import entering
from engine.core.conduct.turn import Turn
from engine.core.view import risk
from engine.domain.commands import (
    RESET_PHRASE,
    Approve,
    Deposit,
    Exit,
    Flatten,
    Reject,
    Reset,
    Resume,
    Withdraw,
)
from engine.domain.events import CashMoved, FixtureListed, GameSeen, MarketSettled
from engine.domain.fees import QUADRATIC
from engine.domain.game import GameStatus
from engine.domain.market import Leg
from engine.domain.moment import DAY, MINUTE, SECOND, Moment
from engine.domain.money import CENT, CONTRACT, DOLLAR, ONE, Quantity
from engine.domain.order import Proposal, Purpose, Stake
from engine.domain.queries import Query, Topic
from engine.domain.rules import DrawdownMode
from engine.domain.sport import Phase
from engine.domain.states import Cause, EngineState
from tests.support import games
from tests.support.measured import Measured

GAMES = 4


class Guarded(Measured):
    """One run of the core against the adversary."""

    def __init__(self, seed: int, mode: DrawdownMode = DrawdownMode.GUARANTEED, fees=QUADRATIC) -> None:
        super().__init__(seed, mode, fees)
        for _ in range(GAMES):
            self.list_game()

    def list_game(self) -> None:
        self.count += 1
        made = replace(
            games.fixture(name=f"G{self.count}", fees=self.fees), starts_at=Moment(self.desk.at + 2 * DAY)
        )
        self.games.append(made)
        self.hear(FixtureListed(made))
        for market in made.markets:
            self.quote_market(market.id, self.luck.randint(2, 97) * CENT)

    def quote_market(self, market: str, bid: int, *, sides: str = "both") -> None:
        depth = self.luck.choice([5, 500, 50_000]) * CONTRACT
        bids = ((bid, depth),) if sides in ("both", "bids") else ()
        asks = (
            ((min(bid + self.luck.randint(1, 3) * CENT, 9900), depth),) if sides in ("both", "asks") else ()
        )
        self.show(market, bids, asks)

    def quote(self) -> None:
        mood = self.luck.choice(["any", "any", "any", "crash", "rally", "rally", "gone"])
        for game in self.games:
            for market in game.markets:
                if self.luck.random() < 0.6:
                    low, high = {"crash": (1, 4), "rally": (60, 97)}.get(mood, (1, 97))
                    sides = self.luck.choice(["bids", "asks", "none"]) if mood == "gone" else "both"
                    self.quote_market(market.id, self.luck.randint(low, high) * CENT, sides=sides)

    def hold_quotes(self) -> None:
        """The books stand for so long that they are trusted."""
        before = dict(self.state.quotes.books)
        self.wait(61 * SECOND)
        for key, book in before.items():
            if key in self.state.quotes.books:
                self.show(key, book.bids, book.asks)

    def enter(self) -> None:
        """Somebody wants to buy as much as the gate lets through."""
        game = self.luck.choice(self.games)
        fixture = self.state.quotes.fixtures.get(game.id)
        if fixture is None:
            return
        market = self.luck.choice(fixture.markets)
        wish = Proposal(
            strategy=self.luck.choice(self.rules.arms).name,
            fixture=fixture.id,
            market=market.id,
            leg=self.luck.choice([Leg.YES, Leg.YES, Leg.NO]),
            price=self.luck.randint(1, 98) * CENT,
            post_only=self.luck.random() < 0.7,
            fair=500_000,
            sd=20_000,
            edge=50_000,
            confidence=900_000,
            model_id="m",
            reason="greed",
        )
        size = self.luck.choice([20, 100, 500, 4_000]) * CONTRACT
        turn = Turn(self.state, self.desk.seq, self.desk.at)
        sent = self.state.score.orders
        with patch.object(entering, "stake", lambda *_: Stake(Quantity(size), "greed")):
            entering._enter(turn, fixture, wish)
        self.passed += self.state.score.orders - sent
        self.carry(turn.effects)

    def fill(self) -> None:
        for each in self.venue.standing()[:3]:
            if self.luck.random() < 0.6:
                self.venue.fill(each.ticket.id)

    def expire(self) -> None:
        for each in self.venue.standing()[:1]:
            self.venue.close(each.ticket.id, expired=True)

    def leave(self) -> None:
        """The operator wants out of a position, and answers what is asked of him."""
        held = [each.id for each in self.state.trading.positions.values() if each.open]
        if held:
            self.command(Exit(self.luck.choice(held)))
        for request in list(self.state.doubts.pending.values()):
            word = Approve if self.luck.random() < 0.8 else Reject
            self.command(word(request.id, request.version))

    def settle(self) -> None:
        leaving = [each.ticket.fixture for each in self.venue.standing(purpose=Purpose.EXIT)]
        game = next((each for each in self.games if each.id in leaving[:1]), self.luck.choice(self.games))
        fixture = self.state.quotes.fixtures[game.id]
        if self.luck.random() < 0.3:
            market = self.luck.choice(fixture.markets)
            value = self.luck.choice([0, ONE])
            self.hear(MarketSettled(market.id, value, fixture.settles_on, final=False))
            return
        winner, void = self.luck.randrange(3), self.luck.random() < 0.2
        values = [self.luck.randint(0, ONE) if void else ONE * (place == winner) for place in range(3)]
        self.venue.settle(fixture, values, void=void)
        if self.luck.random() < 0.5:
            # The payout is told before the last trades are.
            self.tell(1.0, MarketSettled)
        self.games.remove(game)
        self.list_game()

    def play(self) -> None:
        game = self.luck.choice(self.games)
        score = self.luck.randrange(3), self.luck.randrange(3)
        self.hear(GameSeen(GameStatus(game.id, Phase.IN_PLAY, self.luck.randint(1, 90), 0, *score)))

    def deposit(self) -> None:
        amount = self.luck.randint(1, 400 * DOLLAR)
        before = self.equity()
        if self.command(Deposit(amount)):
            self.venue.cash += amount
            self.mark = self.mark * (before + amount) // before

    def withdraw(self) -> None:
        most = risk.card(self.state).withdrawable
        before = self.equity()
        amount = min(most, max(0, before - 100 * DOLLAR)) // self.luck.choice([1, 3])
        if amount and self.command(Withdraw(amount)):
            self.venue.cash -= amount
            self.mark = self.mark * (before - amount) // before

    def interest(self) -> None:
        """The venue gives cash of its own accord; the mark moves in proportion, and telling it twice changes nothing."""
        amount, before = self.luck.randint(1, 20 * DOLLAR), self.equity()
        self.venue.cash += amount
        self.mark = self.mark * (before + amount) // before
        moved = CashMoved(f"i{self.count}", "interest", amount)
        self.count += 1
        for _ in range(2):
            self.carry(self.desk.hear(moved))

    def flatten(self) -> None:
        """The operator sells everything there is a bid for, as the preview shows it."""
        token = self.desk.core.answer(Query(Topic.FLATTEN)).token
        if token and self.luck.random() < 0.2:
            self.command(Flatten(token))

    def go_on(self) -> None:
        """The operator looks at a pause and resumes, or starts anew after a stop."""
        if Cause.DRAWDOWN_STOP in self.state.desk.causes:
            for _ in range(2):
                self.wait(MINUTE)
                self.compare()
            if self.command(Reset(RESET_PHRASE, "a new beginning")):
                self.mark = self.equity()
        if self.state.desk.state is EngineState.PAUSED:
            self.command(Resume("looked at it"))

    def step(self) -> None:
        kinds = (
            [self.enter] * 6 + [self.fill] * 5 + [self.tell] * 5 + [self.quote] * 3 + [self.hold_quotes] * 2
        )
        kinds += [self.resolve] * 3 + [self.leave] * 3 + [self.go_on] * 2 + [self.settle] * 2
        kinds += [self.expire, self.play, self.deposit, self.withdraw, self.compare, self.compare]
        kinds += [self.interest, self.flatten]
        self.wait(self.luck.choice([0, SECOND, 20 * SECOND, 70 * SECOND]))
        self.luck.choice(kinds)()
        if self.luck.random() < 0.5:
            self.tell(0.5)
        self.measure()


def walked(seed: int, steps: int = 120, **how) -> Guarded:
    """How did this run go, until something was wrong with it?"""
    run = Guarded(seed, **how)
    for _ in range(steps):
        run.step()
        if run.fault:
            return run
    run.finish()
    return run
