"""From files and flags to one checked tree."""

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.config.agreement import disagreements
from engine.config.complaint import ConfigError, Path, dotted, not_allowed
from engine.config.layer import Layer, read_layer
from engine.config.options import EngineOptions
from engine.config.spans import written
from engine.config.tree import Config
from engine.config.units import REFUSED
from engine.domain.money import DOLLAR


def read(options: EngineOptions) -> Config:
    """Which settings follow from these files, with the flags over them? A flag meets the same ceilings as a file.

    Raises:
        ConfigError: a file or flag is wrong; one line for each thing that is.
    """
    layers = [*_files(options.config_files), *flag_layers(options)]
    return check(layers)


def read_files(files: Sequence[str]) -> Config:
    """Which settings do these files give, each over the one before?

    Raises:
        ConfigError: one line for each thing that is wrong.
    """
    return check(_files(files))


def speed_of(config: Config, options: EngineOptions) -> int:
    """How many simulated seconds go into one, with a console or without? 0 as fast as it goes."""
    return config.feed.speed if options.console else config.feed.speed_headless


def check(layers: Sequence[Layer]) -> Config:
    """Which settings do these layers give, each over the one before?

    Raises:
        ConfigError: one line for each thing that is wrong.
    """
    data: dict[str, object] = {}
    for layer in layers:
        data = _over(data, layer.data)
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        found = [_line(layers, detail) for detail in error.errors(include_url=False)]
        raise ConfigError(sorted(found, key=_by_place)) from None
    wrong = [
        not_allowed(_place(layers, path), path, given, allowed)
        for path, given, allowed in disagreements(config)
    ]
    if wrong:
        raise ConfigError(wrong)
    return config


def flag_layers(options: EngineOptions) -> Iterator[Layer]:
    """Which settings do the flags carry? One layer each, named as it is typed."""
    flags: tuple[tuple[str, Path, object], ...] = (
        ("--mode", ("mode",), options.mode),
        ("--feed", ("feed", "name"), options.feed),
        ("--feed replay:PATH", ("feed", "replay_path"), options.replay_path),
        ("--league", ("feed", "league"), options.league),
        ("--season", ("feed", "season"), options.season),
        ("--scenario", ("feed", "scenario"), options.scenario),
        ("--seed", ("feed", "seed"), options.seed),
        ("--speed", ("feed", "speed" if options.console else "speed_headless"), _speed(options.speed)),
        (
            "--bankroll",
            ("bankroll",),
            None if options.bankroll is None else Decimal(options.bankroll) / DOLLAR,
        ),
        ("--interval", ("interval",), None if options.interval is None else written(options.interval)),
    )
    for name, path, value in flags:
        if value is not None:
            nested: dict[str, object] = {path[-1]: value}
            for key in reversed(path[:-1]):
                nested = {key: nested}
            yield Layer(name=name, data=nested, lines={})


def _speed(speed: int | None) -> object:
    return "max" if speed == 0 else speed


def _files(files: Sequence[str]) -> list[Layer]:
    layers: list[Layer] = []
    wrong: list[str] = []
    for file in files:
        try:
            layers.append(read_layer(FilePath(file)))
        except ConfigError as error:
            wrong += error.lines
    if wrong:
        raise ConfigError(wrong)
    return layers


def _over(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    joined = dict(below)
    for key, value in above.items():
        under = joined.get(key)
        joined[key] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return joined


def _place(layers: Sequence[Layer], path: Path) -> str:
    for length in range(len(path), 0, -1):
        for layer in reversed(layers):
            if _speaks(layer, path[:length]) and (place := layer.place(path[:length])):
                return place
    return layers[0].name if layers else "settings"


def _speaks(layer: Layer, path: Path) -> bool:
    return path in layer.lines or (not layer.lines and layer.place(path) is not None)


def _by_place(line: str) -> tuple[str, int]:
    name, _, rest = line.partition(":")
    number = rest.split(":", 1)[0]
    return name, int(number) if number.isdigit() else 0


def _line(layers: Sequence[Layer], detail: ErrorDetails) -> str:
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    place = _place(layers, path)
    if detail["type"] == REFUSED:
        return not_allowed(place, path, detail["input"], detail["ctx"]["allowed"])
    if detail["type"] == "missing":
        return f"{place}: {dotted(path)}: missing; allowed: every setting is given"
    if detail["type"] == "extra_forbidden":
        return f"{place}: {dotted(path)}: unknown key; allowed: {_known(path)}"
    keys = _keys(path)
    return not_allowed(place, path, detail["input"], f"a mapping of {', '.join(keys) or 'names to settings'}")


def _known(path: Path) -> str:
    keys = _keys(path[:-1])
    near = difflib.get_close_matches(path[-1], keys, n=1)
    return f"{near[0]} (is that meant?)" if near else ", ".join(keys)


def _keys(path: Path) -> list[str]:
    kind: Any = Config
    for key in path:
        field = kind.model_fields.get(key) if _is_section(kind) else None
        kind = field.annotation if field else _named_sections(kind)
    return list(kind.model_fields) if _is_section(kind) else []


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _named_sections(kind: Any) -> Any:
    arguments = get_args(kind)
    return arguments[-1] if get_origin(kind) is dict else None
