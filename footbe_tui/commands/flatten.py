"""`flatten`: sell what is held. Shows what it would bring and what would remain, then asks."""

import argparse
import sys

from engine.domain.commands import Flatten
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.queries import Answer, Query, Topic
from footbe_tui.commands.client import reached
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import said

_PHRASE = "flatten"


def run(asked: argparse.Namespace) -> int:
    """Preview, ask, and sell exactly what was shown; exit 2 when the engine refuses or nobody confirms."""
    with reached(home_of(asked)) as engine:
        preview = engine.ask(Query(Topic.FLATTEN))
        for line in lines(preview):
            print(line)
        if not preview.token:
            return ExitCode.ORDERLY
        if not getattr(asked, "yes", False):
            _confirm()
        return said(engine.do(Flatten(preview.token)))


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise FootbeError("flatten: nobody to confirm it; allowed: --yes")
    try:
        typed = input(f'type "{_PHRASE}" to sell as shown: ')
    except EOFError:
        typed = ""
    if typed.strip() != _PHRASE:
        raise FootbeError("flatten: not confirmed; nothing is done")


def lines(preview: Answer) -> list[str]:
    """How does a preview read, line by line?"""
    told: list[str] = [preview.title]
    for section in preview.sections:
        told.append(section.title)
        told += [f"  {label}: {value}" for label, value in section.lines]
    return told
