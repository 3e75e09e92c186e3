"""`pause`, `resume`, `reset`, `deposit`, `withdraw`, `reconcile`: one command to the engine, its receipt on the screen."""

import argparse
import sys

from engine.domain.clean import own
from engine.domain.commands import (
    RESET_PHRASE,
    Command,
    Deposit,
    Pause,
    Receipt,
    Reconcile,
    Reset,
    Resume,
    Withdraw,
)
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from footbe_tui.commands.client import reached
from footbe_tui.commands.output import show_json
from footbe_tui.commands.start import home_of


def run(asked: argparse.Namespace) -> int:
    """Have it carried out; exit 2 when the engine refuses."""
    command = _command(asked)
    with reached(home_of(asked)) as engine:
        return said(engine.do(command))


def said(receipt: Receipt) -> int:
    """Print a receipt; which exit code is it?"""
    if receipt.accepted:
        print(receipt.text)
        return ExitCode.ORDERLY
    print(f"footbe-tui: refused: {receipt.text}", file=sys.stderr)
    return ExitCode.USAGE


def answered(asked: argparse.Namespace, receipt: Receipt, *, about: str = "") -> int:
    """Say a receipt as `said` does, after what it is about; with `--json` as one object: which exit code is it?"""
    if getattr(asked, "json", False):
        show_json({"accepted": receipt.accepted, "about": about, "text": receipt.text})
        return ExitCode.ORDERLY if receipt.accepted else ExitCode.USAGE
    if about:
        print(own(about))
    return said(receipt)


def _command(asked: argparse.Namespace) -> Command:
    if asked.command == "pause":
        return Pause()
    if asked.command == "reconcile":
        return Reconcile()
    if asked.command == "resume":
        return Resume(note=own(getattr(asked, "note", "")))
    if asked.command == "deposit":
        return Deposit(asked.amount)
    if asked.command == "withdraw":
        return Withdraw(asked.amount)
    return _reset(getattr(asked, "phrase", None), getattr(asked, "reason", None))


def _reset(phrase: str | None, reason: str | None) -> Reset:
    reason = reason or _typed("reason", "why is it safe to start over? ")
    phrase = phrase or _typed("phrase", f'type "{RESET_PHRASE}": ')
    return Reset(phrase=phrase.strip(), reason=own(reason.strip()))


def _typed(what: str, question: str) -> str:
    if not sys.stdin.isatty():
        raise FootbeError(f"reset: --{what} is missing; allowed: --reason TEXT --phrase {RESET_PHRASE!r}")
    try:
        return input(question)
    except EOFError:
        raise FootbeError(f"reset: no {what} was typed; nothing is done") from None
