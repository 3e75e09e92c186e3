"""What the venue lists and quotes, and what the score feed tells."""

from msgspec.structs import replace

from engine.core.conduct import guarding, imagining, looking, modelling, projecting, queueing, shadowing
from engine.core.conduct.finding import engaged, positions_on
from engine.core.conduct.ledger import redate
from engine.core.conduct.turn import Turn, title
from engine.core.state import State, Watch
from engine.domain.effects import WakeAt
from engine.domain.events import (
    BookSeen,
    FeedEnded,
    FeedHeard,
    FeedSilent,
    FixtureListed,
    GameSeen,
    TradeSeen,
)
from engine.domain.game import GameStatus, Sighting
from engine.domain.market import Book, Fixture
from engine.domain.moment import Moment, after
from engine.domain.money import ONE
from engine.domain.sport import RUNNING, Phase, Sport

SETTLING_DOWN = 250_000
"""For how many microseconds after a quote worth a look the fixture's other books may still follow."""


def worth_a_turn(state: State, event: BookSeen, at: Moment) -> bool:
    """Could this quote change anything, now? Keeps the book either way; the loop's hot path.

    News comes book by book: a fixture is looked at when its last book has come too, or a moment later,
    so that a new price is never weighed against old ones.
    """
    quotes = state.quotes
    watch = quotes.watches.get(event.market)
    if watch is None:
        return False
    bids, asks = event.bids, event.asks
    known = quotes.books.get(event.market)
    if known is None or known.bids != bids or known.asks != asks:
        quotes.changed[watch.fixture] = True
    quotes.books[event.market] = Book(event.market, bids, asks, at)
    moved = False
    if watch.ours:
        _trust(state, watch, event, at)
        queueing.shorten(state, watch.fixture, event)
        looking.hurry_if_jumped(state, watch.fixture, quotes.books[event.market], at)
        moved = watch.weighed != (watch.bid, watch.ask)
    if watch.shadowed and shadowing.touched(state, watch, event, at):
        return True
    return moved or (at >= watch.quiet_until and _worth_a_look(state, watch, event, at))


def _worth_a_look(state: State, watch: Watch, event: BookSeen, at: Moment) -> bool:
    quotes, bids, asks = state.quotes, event.bids, event.asks
    if at < watch.repeat_at and watch.fixture not in quotes.changed:
        # Four of five quotes repeat their book: who has been looked at then has nothing new to say.
        return False
    if at >= watch.look_at or (bids and asks and (bids[0][0] < watch.bid_low or asks[0][0] < watch.ask_low)):
        return watch.last or at - quotes.due.setdefault(watch.fixture, at) >= SETTLING_DOWN
    return watch.last and watch.fixture in quotes.due


def _trust(state: State, watch: Watch, event: BookSeen, at: Moment) -> None:
    if not event.bids or not event.asks:
        watch.two_sided_since = None
        return
    if watch.two_sided_since is None:
        watch.two_sided_since = at
    if at - watch.two_sided_since >= state.run.rules.drawdown.two_sided_for:
        trusted = (event.bids[0][0], event.asks[0][0])
        if trusted != (watch.bid, watch.ask):
            watch.bid, watch.ask = trusted
            state.quotes.changed[watch.fixture] = True


def on_book(turn: Turn, event: BookSeen) -> None:
    """A quote that may change something: weigh what we hold by it, and look at its fixture when it is time.

    No peak of equity is missed between two looks: the mark is the highest there was.
    """
    watch = turn.state.quotes.watches[event.market]
    if watch.ours:
        guarding.check_if_moved(turn, turn.state.quotes.fixtures[watch.fixture])
    if watch.shadowed:
        shadowing.on_book(turn, event)
    if turn.at >= watch.quiet_until and _worth_a_look(turn.state, watch, event, turn.at):
        looking.look(turn, watch.fixture)


def on_trade(turn: Turn, event: TradeSeen) -> None:
    """Somebody traded: what that means for orders of ours, real and imagined, that stand in the queue."""
    queueing.pass_by(turn.state, event)
    shadowing.on_trade(turn, event)


def on_fixture(turn: Turn, event: FixtureListed) -> None:
    """The venue lists a fixture, or tells it anew: keep it and set the alarm clocks of its day."""
    fixture, quotes = event.fixture, turn.state.quotes
    known = quotes.fixtures.get(fixture.id)
    if known is None and any(market.id in quotes.settled for market in fixture.markets):
        return
    quotes.fixtures[fixture.id] = fixture
    quotes.markets.update((market.id, market) for market in fixture.markets)
    if known is None:
        turn.state.score.fixtures_seen += 1
        for market in fixture.markets:
            quotes.watches[market.id] = _new_watch(turn, fixture, last=market is fixture.markets[-1])
    elif known.settles_on != fixture.settles_on:
        redate(turn, fixture)
    if known is None or known.starts_at != fixture.starts_at:
        _set_clocks(turn, fixture)
    if known is not None and known.starts_at != fixture.starts_at:
        _moved(turn, fixture)
    modelling.ensure_model(turn, fixture)


def _set_clocks(turn: Turn, fixture: Fixture) -> None:
    entering = turn.rules.entering
    clocks = {"near_start": entering.stop_before_start, "kick_off": 0}
    if fixture.sport is Sport.FOOTBALL:
        clocks["line_ups"] = entering.lineup_from
    for kind, lead in clocks.items():
        turn.emit(WakeAt(max(turn.at, after(fixture.starts_at, -lead)), kind, fixture.id))


def _new_watch(turn: Turn, fixture: Fixture, *, last: bool) -> Watch:
    opens = after(fixture.starts_at, -turn.rules.entering.horizon)
    return Watch(fixture=fixture.id, last=last, quiet_until=opens, look_at=opens, bid_low=ONE, ask_low=ONE)


def _moved(turn: Turn, fixture: Fixture) -> None:
    state = turn.state
    for table in (state.games.sightings, state.games.mids, state.games.jumped, state.games.agrees_since):
        table.pop(fixture.id, None)
    for market in fixture.markets:
        state.games.closing.pop(market.id, None)
    held = state.bandit.held.get(fixture.id)
    if held is not None:
        # Its ordinal stays, so that the next choice draws fresh luck.
        state.bandit.held[fixture.id] = replace(held, until=turn.at, proposers=())
    looking.tend_only(turn, fixture.id)
    imagining.give_up(turn, fixture.id)
    turn.say("fixture_moved", f"{title(fixture)} moved; settles on {fixture.settles_on}", fixture=fixture.id)


def on_game(turn: Turn, event: GameSeen) -> None:
    """The score feed told us where a game stands."""
    games, status = turn.state.games, event.status
    fixture = turn.state.quotes.fixtures.get(status.fixture)
    if fixture is None:
        return
    before = games.sightings.get(status.fixture)
    games.sightings[status.fixture] = Sighting(status, turn.at)
    if before is None or _changed(before.status, status):
        games.news_at[status.fixture] = turn.at
        _news(turn, fixture, None if before is None else before.status, status)
        if status.phase in RUNNING and (before is None or before.status.phase not in RUNNING):
            projecting.date_begins(turn, fixture.id)
        looking.look(turn, fixture.id)
    elif engaged(turn.state, fixture.id):
        looking.look(turn, fixture.id)


def _changed(before: GameStatus, now: GameStatus) -> bool:
    return (before.phase, before.home, before.away, before.red_home, before.red_away) != (
        now.phase,
        now.home,
        now.away,
        now.red_home,
        now.red_away,
    )


def _news(turn: Turn, fixture: Fixture, before: GameStatus | None, now: GameStatus) -> None:
    was, score = (None if before is None else before.score), now.score
    if was is not None and score is not None and was != score:
        if fixture.sport is Sport.FOOTBALL:
            turn.state.games.agrees_since.pop(fixture.id, None)
        taken_back = score[0] < was[0] or score[1] < was[1]
        if taken_back:
            games = turn.state.games
            games.frozen_until[fixture.id] = after(turn.at, turn.rules.entering.freeze_for)
        if taken_back or fixture.sport is Sport.FOOTBALL:
            word = "score taken back" if taken_back else "goal"
            _mention(turn, fixture, f"{word} {title(fixture)} {score[0]}-{score[1]}", "score")
    elif now.phase is Phase.POSTPONED:
        _mention(turn, fixture, f"{title(fixture)} postponed", "postponed")
    elif before is not None and before.phase not in RUNNING and now.phase in RUNNING:
        word = "under way, inferred" if fixture.inferred else "under way"
        _mention(turn, fixture, f"{title(fixture)} {word}", "game")


def _mention(turn: Turn, fixture: Fixture, text: str, name: str) -> None:
    if any(position.open for position in positions_on(turn.state, fixture.id)):
        turn.say(name, text, fixture=fixture.id)


def on_silent(turn: Turn, event: FeedSilent) -> None:
    """A score feed has gone quiet: no entries there until it speaks again."""
    if event.fixture is not None and event.fixture in turn.state.quotes.fixtures:
        turn.state.games.silent[event.fixture] = turn.at
        _mention(
            turn, turn.state.quotes.fixtures[event.fixture], f"{event.feed} silent on {event.fixture}", "feed"
        )


def on_heard(turn: Turn, event: FeedHeard) -> None:
    """A quiet feed speaks again."""
    if event.fixture is not None:
        turn.state.games.silent.pop(event.fixture, None)


def on_feed_ended(turn: Turn, event: FeedEnded) -> None:
    """The recording is over; nothing more will be quoted."""
    turn.state.run.finished = True
    turn.say("feed_ended", f"{event.feed} has told everything")
