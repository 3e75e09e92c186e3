"""The closed list of what may happen. Past tense; every record of a journal holds one."""

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.commands import Command, Source
from engine.domain.forecast import FittedModel
from engine.domain.game import GameStatus
from engine.domain.identity import CommandId, FixtureId, MarketId, ModelId, OrderId, RunId
from engine.domain.market import Fixture, Ladder
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Fill
from engine.domain.rules import Rules
from engine.domain.standing import Standing, VenueOrder
from engine.domain.states import Cause, Mode


class RunStarted(Struct, frozen=True, tag="start", array_like=True):
    """A run began: record one. Hashes are hex SHA-256; `feed` describes what is real and what is modelled."""

    run: RunId
    seed: int
    mode: Mode
    feed: Clean
    zone: Clean
    rules: Rules
    rules_hash: str
    code_hash: str


class RunResumed(Struct, frozen=True, tag="resumed", array_like=True):
    """A process took the run up again; hashes as they are now."""

    rules: Rules
    rules_hash: str
    code_hash: str


class FixtureListed(Struct, frozen=True, tag="fixture", array_like=True):
    """The venue lists a fixture with its markets, or tells it anew with another start or date."""

    fixture: Fixture


class BookSeen(Struct, frozen=True, tag="book", array_like=True, gc=False):
    """A market's whole YES book, best first. Checked at the border, not here: it is the hot path."""

    market: MarketId
    bids: Ladder
    asks: Ladder


class TradeSeen(Struct, frozen=True, tag="trade", array_like=True, gc=False):
    """Somebody traded: at which YES price, how much, and whether the taker bought YES. Never a trade of ours alone."""

    market: MarketId
    price: Price
    quantity: Quantity
    bought: bool


class GameSeen(Struct, frozen=True, tag="game", array_like=True):
    """Our score feed told us where a game stands."""

    status: GameStatus


class FeedSilent(Struct, frozen=True, tag="silent", array_like=True):
    """A feed has said nothing for too long (whole feed, or one fixture)."""

    feed: Clean
    fixture: FixtureId | None


class FeedHeard(Struct, frozen=True, tag="heard", array_like=True):
    """A silent feed speaks again."""

    feed: Clean
    fixture: FixtureId | None


class ModelFitted(Struct, frozen=True, tag="model", array_like=True):
    """A worker delivered a fitted model."""

    model: FittedModel


class ModelFailed(Struct, frozen=True, tag="model_failed", array_like=True):
    """A fit could not be made; the one in use serves on."""

    model: ModelId
    reason: Clean


class OrderAccepted(Struct, frozen=True, tag="accepted", array_like=True):
    """The venue took an order; `ahead` is what stands before it at its price, None if it does not say."""

    order: OrderId
    ahead: Quantity | None


class OrderRefused(Struct, frozen=True, tag="refused", array_like=True):
    """The venue definitely refused an order; nothing of it will fill."""

    order: OrderId
    reason: Clean


class OrderUnknown(Struct, frozen=True, tag="unknown", array_like=True):
    """The venue's answer was lost: the order may or may not exist."""

    order: OrderId
    reason: Clean


class OrderFilled(Struct, frozen=True, tag="filled", array_like=True):
    """A trade of ours."""

    fill: Fill


class OrderEnded(Struct, frozen=True, tag="ended", array_like=True):
    """An order rests no longer: cancelled or expired, with what was left of it."""

    order: OrderId
    expired: bool
    left: Quantity
    reason: Clean


class CancelRefused(Struct, frozen=True, tag="cancel_refused", array_like=True):
    """A cancel came too late or named an order the venue does not have."""

    order: OrderId
    reason: Clean


class MarketSettled(Struct, frozen=True, tag="settled", array_like=True):
    """The venue settled a market: a YES contract pays `value` (0, ONE, or a fair price between)."""

    market: MarketId
    value: Price
    settles_on: VenueDate
    final: bool
    void: bool = False


class Woke(Struct, frozen=True, tag="woke", array_like=True):
    """A moment the core asked to be woken at has come."""

    kind: str
    entity: str


class Commanded(Struct, frozen=True, tag="command", array_like=True):
    """Somebody asked for something."""

    id: CommandId
    source: Source
    command: Command


class OrderStood(Struct, frozen=True, array_like=True, tag="order_stood"):
    """The venue's answer to a question about one order: None found when it knows none of that id.

    `fills` are all trades of that order. What happened up to `as_of` is in the answer.
    """

    order: OrderId
    found: VenueOrder | None
    fills: tuple[Fill, ...]
    as_of: Moment


class VenueStood(Struct, frozen=True, array_like=True, tag="venue_stood"):
    """The venue's answer to a question about everything; `why` as it was asked."""

    why: str
    standing: Standing


class AskFailed(Struct, frozen=True, array_like=True, tag="ask_failed"):
    """A question to the venue got no answer: about one order, or (None) about everything."""

    order: OrderId | None
    reason: Clean


class CashMoved(Struct, frozen=True, array_like=True, tag="cash"):
    """The venue moved cash of its own accord: interest, incentive, adjustment. Each id counts once; below 0 is taken."""

    id: str
    kind: Clean
    amount: Money


class Noticed(Struct, frozen=True, array_like=True, tag="noticed"):
    """The runtime found a part of the machine sick, or well again: clock, disk, venue, feed, watchdog."""

    cause: Cause
    sick: bool
    text: Clean


class ConsoleLost(Struct, frozen=True, tag="console_lost", array_like=True):
    """The last console's line dropped without a farewell."""


class FeedEnded(Struct, frozen=True, tag="feed_ended", array_like=True):
    """A recorded feed has told everything it has."""

    feed: Clean


Event = (
    RunStarted
    | RunResumed
    | FixtureListed
    | BookSeen
    | TradeSeen
    | GameSeen
    | FeedSilent
    | FeedHeard
    | ModelFitted
    | ModelFailed
    | OrderAccepted
    | OrderRefused
    | OrderUnknown
    | OrderFilled
    | OrderEnded
    | CancelRefused
    | MarketSettled
    | Woke
    | Commanded
    | OrderStood
    | VenueStood
    | AskFailed
    | CashMoved
    | Noticed
    | ConsoleLost
    | FeedEnded
)


class Record(Struct, frozen=True, array_like=True, gc=False):
    """One thing that happened: where in the journal, when (engine time), what."""

    seq: int
    at: Moment
    event: Event
