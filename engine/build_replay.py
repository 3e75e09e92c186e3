"""The composition root of looking back: a journal and today's core become a process that shows any moment of it."""

import socket
from importlib.metadata import version
from pathlib import Path

from engine.core.core import Core
from engine.core.view import machine
from engine.domain.moment import Moment
from engine.domain.snapshot import HealthRow
from engine.shell.clock import SystemClock
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.replaying.player import Replayed
from engine.shell.runtime.replaying.run import run_replayer


def replay(journal: Path, line: socket.socket, typed: str) -> int:
    """Look back on a journal for whoever is at the other end of this line, from the typed time on: which exit code?"""
    return run_replayer(replayed(journal), line, typed)


def replayed(journal: Path) -> Replayed:
    """What is a journal looked back on with?"""
    return Replayed(
        journal=journal, fresh=Core, machine=_machine, clock=SystemClock(), version=version("footbe-tui")
    )


def _machine(brain: Brain, at: Moment) -> tuple[HealthRow, ...]:
    assert isinstance(brain, Core)
    return machine.rows(brain.state, at)
