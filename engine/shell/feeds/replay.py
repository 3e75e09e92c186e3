"""Recorded games as a feed: football with real results, goal minutes and odds; NBA games with real traded prices."""

from pathlib import Path

from engine.domain.errors import Malformed
from engine.domain.history import RecordedMatch
from engine.domain.scenario import QuoteRate
from engine.shell.feeds import candle_file
from engine.shell.feeds.football_file import GOALS, MATCHES, files, read
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.world.cadence import CADENCES, rated
from engine.world.candles import PACE, CandleGames
from engine.world.history import History, HistoryHabits
from engine.world.scenario import stressed
from engine.world.world import World

PAST_SEASONS = 3

Told = tuple[World, str]
"""A world that stands before its first moment, and what it is in one line."""


class ReplayFeed(WorldFeed):
    """One recorded season of football, of one league or of all the file has; or recorded prices of NBA games."""

    def __init__(self, options: FeedOptions) -> None:
        """Read the recording and stand before its first moment. The files say which kind it is.

        Raises:
            Malformed: no path, a file that cannot be read, or no such league or season in it.
        """
        path = options.path
        if path is None or (path.is_dir() and not (candle_file.holds(path) or files(path)[0].exists())):
            allowed = f"a folder with {MATCHES} and {GOALS}, or with {candle_file.INDEX} and {candle_file.CANDLES}"
            raise Malformed("recorded games", None if path is None else path.name, allowed)
        tell = _prices if candle_file.holds(path) else _football
        super().__init__(*tell(options, path))


def _football(options: FeedOptions, path: Path) -> Told:
    leagues = None if options.league is None else frozenset({options.league})
    matches = read(path, leagues).matches
    name = files(path)[0].name
    if not matches:
        raise Malformed(f"{name} column league", options.league, _leagues(path))
    season = options.season or max(match.season for match in matches)
    played = [match for match in matches if match.season == season]
    if not played:
        raise Malformed(f"{name} column season", season, ", ".join(sorted({match.season for match in matches})[-6:]))
    rate = options.quotes or QuoteRate.SPARING
    habits = HistoryHabits(CADENCES[rate])
    history = History(options.seed, played, _before(matches, season), habits, scenario=options.scenario)
    return World(history, options.seed), stressed(options.scenario, rated(rate, _label(played)))


def _prices(options: FeedOptions, path: Path) -> Told:
    if options.league not in {None, candle_file.LEAGUE}:
        raise Malformed("league of recorded prices", options.league, candle_file.LEAGUE)
    if options.scenario is not None:
        raise Malformed("scenario of recorded prices", options.scenario.value, "none: their trades are what they were")
    if options.quotes is not None:
        raise Malformed("rate of recorded quotes", options.quotes.value, "null: once a minute, as recorded")
    games = candle_file.read(path, options.season)
    seasons = " and ".join(sorted({game.season for game, _ in games}))
    label = (
        f"replay of {candle_file.LEAGUE} {seasons}, {len(games)} games: traded prices are real, minute by minute; "
        "spreads, depth and our fills are modelled; start, phase and result are inferred; no scores, no forecast but the market's"
    )
    return World(CandleGames(options.seed, games), options.seed, pace=PACE), label


def _leagues(path: Path) -> str:
    return ", ".join(sorted({match.league for match in read(path, None).matches})) or "none: it has no match"


def _before(matches: tuple[RecordedMatch, ...], season: str) -> list[RecordedMatch]:
    """Which matches of the three seasons before are known?"""
    earlier = sorted({match.season for match in matches if match.season < season})[-PAST_SEASONS:]
    return [match for match in matches if match.season in earlier]


def _label(played: list[RecordedMatch]) -> str:
    leagues = sorted({match.league for match in played})
    where = leagues[0] if len(leagues) == 1 else f"{len(leagues)} leagues"
    timed, closed = (
        sum(known is None for known in column)
        for column in zip(*((m.goals, m.closing) for m in played), strict=True)
    )
    assumed = sum(match.time_assumed for match in played)
    parts = [f"replay of {where} {played[0].season}, {len(played)} matches: results, goal minutes and odds are real",
             "prices between the odds, books and fills are modelled"]  # fmt: skip
    lacks = {"kick-off times (15:00 UK taken)": assumed, "goal minutes": timed, "closing odds": closed}
    parts += [f"{count} without {what}" for what, count in lacks.items() if count]
    return "; ".join(parts)
