"""From typed flags to what an engine is started with."""

import argparse
from pathlib import Path

from engine.config.complaint import ConfigError
from engine.config.home import Home, home_at
from engine.config.options import EngineOptions
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.money import DOLLAR

_COMPLETE, _LIVE = "paper.yaml", "live.yaml"


class LiveRefused(FootbeError):
    """Real money is not traded."""

    exit_code = ExitCode.LIVE_REFUSED


def configs_folder() -> Path:
    """Where are the files that come with the program: in the package, or in the checkout?

    Raises:
        ConfigError: in neither.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / _COMPLETE).is_file():
            return folder
    raise ConfigError([f"{package / 'configs' / _COMPLETE}: missing; allowed: a whole installation"])


def config_files(given: str | None, mode: str | None = None) -> tuple[str, ...]:
    """Which files are laid over each other: the complete one, the live one for `--live`, then `--config`?"""
    folder = configs_folder()
    live = [str(folder / _LIVE)] if mode == "live" else []
    own = [str(Path(given).expanduser().absolute())] if given else []
    return (str(folder / _COMPLETE), *live, *own)


def home_of(asked: argparse.Namespace) -> Home:
    """Which home does a command line mean?"""
    return home_at(asked.home)


def options_of(asked: argparse.Namespace, *, console: bool) -> EngineOptions:
    """Which engine does a command line ask for?"""
    feed = asked.feed
    path = None if feed is None or feed.path is None else str(Path(feed.path).expanduser().absolute())
    return EngineOptions(
        home=str(home_of(asked).root),
        config_files=config_files(asked.config, asked.mode),
        mode=asked.mode,
        feed=None if feed is None else feed.name,
        replay_path=path,
        league=asked.league,
        season=asked.season,
        scenario=asked.scenario,
        seed=asked.seed,
        speed=asked.speed,
        run_for=asked.run_for,
        bankroll=asked.bankroll,
        interval=asked.interval,
        fresh=asked.fresh,
        console=console,
    )


def refuse_live(options: EngineOptions, *, enabled: bool) -> None:
    """Say no to real money.

    Raises:
        LiveRefused: always when the mode is live; the text says what is missing first.
    """
    if not enabled:
        raise LiveRefused(f"live refused: live.enabled is false in {options.config_files[-1]}")
    raise LiveRefused("live refused: this version has no real venue; use --paper")


def engine_arguments(options: EngineOptions) -> list[str]:
    """Which arguments of `footbe-tui engine` start this very engine?"""
    dollars, rest = divmod(options.bankroll or 0, DOLLAR)
    feed = f"replay:{options.replay_path}" if options.feed == "replay" else options.feed
    pairs = (
        ("--home", options.home),
        ("--config", options.config_files[-1] if len(options.config_files) > 1 else None),
        ("--mode", options.mode),
        ("--feed", feed),
        ("--league", options.league),
        ("--season", options.season),
        ("--scenario", options.scenario),
        ("--seed", options.seed),
        ("--speed", "max" if options.speed == 0 else options.speed),
        ("--for", None if options.run_for is None else f"{options.run_for // 1000} ms"),
        ("--bankroll", None if options.bankroll is None else f"{dollars}.{rest:06d}"),
        ("--interval", None if options.interval is None else f"{options.interval // 1000} ms"),
    )
    words = [f"{flag}={value}" for flag, value in pairs if value is not None]
    words += ["--fresh"] if options.fresh else []
    return [*words, *(["--for-console"] if options.console else [])]
