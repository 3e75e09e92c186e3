"""The composition root: settings and a mode become an engine that is ready to run. Nowhere else are parts joined."""

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.config.complaint import ConfigError
from engine.config.home import Home
from engine.config.options import EngineOptions as Asked
from engine.config.read import speed_of
from engine.config.rules import rules_hash, to_rules
from engine.config.tree import Config
from engine.config.words import FeedName
from engine.core.core import Core
from engine.core.view.report import told
from engine.domain import text
from engine.domain.clean import own
from engine.domain.errors import Malformed
from engine.domain.events import RunStarted
from engine.domain.exits import ExitCode
from engine.domain.identity import RunId
from engine.domain.moment import DAY, Span
from engine.domain.money import Money
from engine.domain.past import SpanAsked
from engine.domain.report import Told
from engine.domain.rules import Rules
from engine.domain.scenario import QuoteRate, ScenarioName
from engine.domain.states import Mode
from engine.shell.alerts.log import JsonLog
from engine.shell.clock import SystemClock
from engine.shell.feeds import FEEDS
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.virtual import WorldFeed
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.lock import AlreadyRunning, HomeLock
from engine.shell.runtime.looking_back import look_back, rows_of
from engine.shell.runtime.replay_check import Equal
from engine.shell.runtime.replay_check import check as check_journal
from engine.shell.runtime.run import EngineOptions, EngineParts
from engine.shell.runtime.runs import Standing, bring_up_to_date, set_aside, standing
from engine.shell.runtime.supervisor import run_engine
from engine.shell.runtime.thinning import Thinned, thin_journal, thinned_end
from engine.shell.runtime.workers import ProcessFitter, fit_settings
from engine.shell.store.backups import Kind, back_up_into
from engine.shell.venues import VENUES


class Wiring(Struct, frozen=True):
    """What one mode is made of: the banner on its screen, the venue its orders go to."""

    mode: Mode
    venue: str


MODES: dict[FeedName, Wiring] = {
    FeedName.SIM: Wiring(Mode.SIM, "paper"),
    FeedName.REPLAY: Wiring(Mode.PAPER, "paper"),
}
"""One core, one loop: what differs between modes is one line here."""


def run(config: Config, asked: Asked, home: Home) -> int:
    """Put an engine together and run it until it ends: which exit code?

    Raises:
        AlreadyRunning: another engine holds this home.
        ConfigError, Malformed: what was asked for does not fit what stands there.
    """
    feed, bankroll = _make_room(config, asked, home)
    rules = to_rules(config)
    if bankroll is not None:
        rules = msgspec.structs.replace(rules, bankroll=bankroll)
    return run_engine(_parts(config, rules, feed, home), _options(config, asked))


def check(journal: Path) -> str | None:
    """Does today's core decide what stands in a journal? None if so, else the first difference in one line."""
    found = check_journal(journal, Core)
    if isinstance(found, Equal):
        return None
    return f"record {found.seq}: stands {found.expected}, decided {found.got}"


def thinned_to(journal: Path) -> int:
    """Up to which record were quotes thinned, so that it cannot be decided anew? 0 when nothing was."""
    return thinned_end(journal)


def thin(config: Config, home: Home) -> Thinned | None:
    """Thin the quotes of this home's journal that are older than the settings keep them. None when nothing is due.

    Raises:
        Held: an engine holds this home.
        Malformed, Damaged, BackupFailed, StorageFailed: nothing was thinned.
    """
    keep, kept = Span(config.journal.keep_quotes_days * DAY), config.journal.backups_kept
    try:
        return thin_journal(home.root, home.journal, Core, keep, at=SystemClock().now(), kept=kept)
    except AlreadyRunning as error:
        raise Held(str(error)) from None


def _make_room(config: Config, asked: Asked, home: Home) -> tuple[FeedOptions, Money | None]:
    """Which feed goes on: that of an unfinished run, or a new one, the old journal being put aside?

    With it what an unfinished run began with, which no later setting changes.
    """
    wanted = FeedOptions(
        seed=config.feed.seed,
        path=None if config.feed.replay_path is None else Path(config.feed.replay_path),
        league=config.feed.league,
        season=config.feed.season,
        scenario=config.feed.scenario,
        quotes=config.feed.quotes,
    )
    lock = HomeLock(home.root)
    try:
        lock.take()
    except AlreadyRunning as error:
        raise Held(str(error)) from None
    try:
        old = None if asked.fresh else _old(config, home)
        if old is not None and not old.finished:
            return _taken_up(asked, home, old.started), old.started.rules.bankroll
        _check_new(config, asked)
        set_aside(home.journal)
        home.data.joinpath(_FEED_FILE).write_bytes(msgspec.json.encode(_Saved.of(config.feed.name, wanted)))
        return wanted, None
    finally:
        lock.release()


def _old(config: Config, home: Home) -> Standing | None:
    kept = config.journal.backups_kept
    bring_up_to_date(
        home.journal,
        lambda journal: back_up_into(home.backups, journal, Kind.MIGRATION, SystemClock().now(), kept),
    )
    return standing(home.journal)


def _check_new(config: Config, asked: Asked) -> None:
    if config.feed.name is FeedName.REPLAY:
        return
    for name, given in (("--league", asked.league), ("--season", asked.season)):
        if given is not None:
            raise Malformed(name, given, "only with --feed replay:PATH")


class Held(ConfigError):
    """Another engine holds the home."""

    exit_code = ExitCode.ALREADY_RUNNING

    def __init__(self, line: str) -> None:
        super().__init__([line])


_FEED_FILE = "run.json"


class _Saved(Struct, frozen=True):
    """What an unfinished run listens to, so that it can be taken up without saying it again."""

    feed: str
    seed: int
    path: str | None
    league: str | None
    season: str | None
    scenario: ScenarioName | None = None
    quotes: QuoteRate | None = None

    @classmethod
    def of(cls, name: str, options: FeedOptions) -> "_Saved":
        path = None if options.path is None else str(options.path)
        where = (path, options.league, options.season)
        return cls(name, options.seed, *where, options.scenario, options.quotes)


def _taken_up(asked: Asked, home: Home, started: RunStarted) -> FeedOptions:
    try:
        saved = msgspec.json.decode(home.data.joinpath(_FEED_FILE).read_bytes(), type=_Saved)
    except (OSError, msgspec.MsgspecError) as error:
        raise Malformed(
            f"{_FEED_FILE} of run {started.run}", str(error), "the file of the run, or --fresh"
        ) from None
    begun = started.rules.bankroll
    if asked.bankroll not in {None, begun}:
        raise Malformed(
            "--bankroll",
            text.money(asked.bankroll),
            f"{text.money(begun)}, as in the unfinished run {started.run}; deposit adds to it, --fresh begins anew",
        )
    for name, given, known in (
        ("--feed", asked.feed, saved.feed),
        ("--seed", asked.seed, saved.seed),
        ("--feed replay:", asked.replay_path, saved.path),
        ("--league", asked.league, saved.league),
        ("--season", asked.season, saved.season),
        ("--scenario", asked.scenario, saved.scenario),
    ):
        if given is not None and given != known:
            raise Malformed(
                name, given, f"{known or 'none'}, as in the unfinished run {started.run}, or --fresh for a new one"
            )
    return FeedOptions(
        seed=saved.seed,
        path=None if saved.path is None else Path(saved.path),
        league=saved.league,
        season=saved.season,
        scenario=saved.scenario,
        quotes=saved.quotes,
    )


def _parts(config: Config, rules: Rules, options: FeedOptions, home: Home) -> EngineParts:
    name = FeedName.REPLAY if options.path is not None else FeedName.SIM
    feed, core = FEEDS[name](options), Core()
    return EngineParts(
        home=home.root,
        journal=home.journal,
        socket=home.socket,
        started=_started(config, rules, name, options, feed),
        brain=core,
        feed=feed,
        venue=VENUES[MODES[name].venue](feed, seed=options.seed),
        fitter=ProcessFitter(fit_settings(rules.forecast)),
        clock=SystemClock(),
        report=_reporter(core, home),
        sinks=(JsonLog(home.log),),
        version=version("footbe-tui"),
    )


def _started(
    config: Config, rules: Rules, name: FeedName, options: FeedOptions, feed: WorldFeed
) -> RunStarted:
    return RunStarted(
        run=RunId(f"{name}-{options.seed}"),
        seed=options.seed,
        mode=MODES[name].mode,
        feed=own(feed.label),
        zone=own(config.zone),
        rules=rules,
        rules_hash=rules_hash(rules),
        code_hash=code_hash(),
    )


def _options(config: Config, asked: Asked) -> EngineOptions:
    speed = speed_of(config, asked)
    return EngineOptions(
        speed=speed,
        inline=speed == 0,  # at full speed nobody waits for the loop; paced, a slow disk must not hold it
        run_for=asked.run_for,
        on_console_lost=config.console.on_console_lost,
        stay=asked.console,
        watched=True,
        backups_kept=config.journal.backups_kept,
    )


def code_hash() -> str:
    """Which hex SHA-256 stands for everything that decides: core, world, maths and words?"""
    digest = hashlib.sha256()
    for room in ("core", "domain", "maths", "world"):
        for file in sorted(Path(__file__).with_name(room).rglob("*.py")):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def report(journal: Path, asked: SpanAsked) -> Told:
    """What came of a span of the run in this journal? Whether or not an engine is writing it.

    Raises:
        Malformed: there is no run, or the span is not in it.
        Unreadable: the journal is damaged, or of another version.
    """
    core = Core()
    past = look_back(journal, core)
    return told(core.state, past, asked)


def _reporter(core: Core, home: Home) -> Callable[[Brain], None]:
    """Write the figures of a run at its end beside the journal; whoever started the engine writes them for a person."""

    def write(_brain: Brain) -> None:
        # The mark that it is finished is set once its figures are on the disk.
        figures = told(core.state, msgspec.structs.replace(rows_of(home.journal), finished=True)).report
        home.figures.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")

    return write
