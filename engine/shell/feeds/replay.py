"""Recorded football as a feed: real results, goal minutes and odds; modelled books, fills and lags."""

from pathlib import Path

from engine.domain.errors import Malformed
from engine.domain.history import RecordedMatch
from engine.shell.feeds.football_file import files, read
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.world.history import History
from engine.world.scenario import stressed
from engine.world.world import World

PAST_SEASONS = 3


class ReplayFeed(WorldFeed):
    """One recorded season, of one league or of all the file has."""

    def __init__(self, options: FeedOptions) -> None:
        """Read the recording and stand before its first moment.

        Raises:
            Malformed: no path, a file that cannot be read, or no such league or season in it.
        """
        if options.path is None:
            raise Malformed("recorded games", None, "a folder with matches.csv.gz and goals.csv.gz")
        leagues = None if options.league is None else frozenset({options.league})
        matches = read(options.path, leagues).matches
        name = files(options.path)[0].name
        if not matches:
            raise Malformed(f"{name} column league", options.league, _leagues(options.path))
        season = options.season or max(match.season for match in matches)
        played = [match for match in matches if match.season == season]
        if not played:
            raise Malformed(
                f"{name} column season", season, ", ".join(sorted({match.season for match in matches})[-6:])
            )
        history = History(options.seed, played, _before(matches, season), scenario=options.scenario)
        super().__init__(World(history, options.seed), stressed(options.scenario, _label(played)))


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
