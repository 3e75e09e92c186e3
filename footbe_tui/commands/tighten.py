"""`tighten KEY VALUE`: make one limit stricter while the engine runs, in the words of the settings file."""

import argparse
from typing import Annotated, Any

from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from engine.config.layer import parse_layer
from engine.config.tree import Config
from engine.domain.clean import own
from engine.domain.commands import Tighten
from engine.domain.errors import FootbeError, Malformed
from footbe_tui.commands.client import reached
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import said
from footbe_tui.limits import LIMITS


def run(asked: argparse.Namespace) -> int:
    """Have the limit put there; exit 2 when the engine finds it no stricter."""
    command = stricter(asked.key, asked.value)
    with reached(home_of(asked)) as engine:
        receipt = engine.do(command)
    return said(replace(receipt, text=own(receipt.text.replace(command.limit, asked.key, 1))))


def stricter(key: str, given: str) -> Tighten:
    """Which command puts the limit of this key to this value?

    Raises:
        FootbeError: there is no such limit, or the value may not stand there.
    """
    return Tighten(limit=named(key), to=amount(key, given))


def named(key: str) -> str:
    """What does the engine call the limit of this key?

    Raises:
        FootbeError: it is no limit that can be tightened.
    """
    if key not in LIMITS:
        raise FootbeError(f"tighten: {key!a} is no limit; allowed: {', '.join(LIMITS)}")
    return LIMITS[key].name


def amount(key: str, given: str) -> int:
    """Which whole number, in the engine's unit, is a value as it would stand in the settings?

    Raises:
        ConfigError, Malformed: it is none that may stand there.
    """
    section, _, name = key.partition(".")
    annotation: Any = Config.model_fields[section].annotation
    field = annotation.model_fields[name]
    words: Any = Annotated[(field.annotation, *field.metadata)]
    read = parse_layer(f"tighten {key}", f"{name}: {' '.join(given.split())}").data
    try:
        return int(TypeAdapter[int](words).validate_python(read.get(name)))
    except ValidationError as error:
        raise Malformed(f"tighten {key}", given, error.errors()[0]["msg"]) from None
