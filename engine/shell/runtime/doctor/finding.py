"""One thing that a doctor has to say."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from engine.domain.exits import ExitCode


class Grade(StrEnum):
    """How bad is it? A note wants to be read, not done."""

    FINE = "fine"
    NOTE = "note"
    BAD = "BAD"


class Finding(Struct, frozen=True):
    """What was looked at, what was found, where, and what is to be done. `storage`: the journal may not hold."""

    check: str
    grade: Grade
    what: str
    where: str = ""
    remedy: str = ""
    storage: bool = False


class Patient(Struct, frozen=True):
    """Where a home's things lie. `settings` is the hash of its rules, or what is wrong with them."""

    root: Path
    journal: Path
    socket: Path
    logs: Path
    backups: Path
    settings: str
    settings_are_wrong: bool = False
    keep_quotes_days: int = 30


def fine(check: str, what: str, where: object = "") -> Finding:
    """Nothing to do."""
    return Finding(check, Grade.FINE, what, str(where))


def note(check: str, what: str, where: object, remedy: str) -> Finding:
    """Worth knowing."""
    return Finding(check, Grade.NOTE, what, str(where), remedy)


def bad(check: str, what: str, where: object, remedy: str, *, storage: bool = False) -> Finding:
    """Something to be done before anything else."""
    return Finding(check, Grade.BAD, what, str(where), remedy, storage)


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """What do these findings come to? 0 fine, 70 where storage is in danger, else 2."""
    worst = [finding for finding in findings if finding.grade is Grade.BAD]
    if not worst:
        return ExitCode.ORDERLY
    return ExitCode.STORAGE if any(finding.storage for finding in worst) else ExitCode.USAGE
