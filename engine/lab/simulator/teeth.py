"""Planted bugs, each a wrong version of a real function: the simulator has teeth if it finds every one of them."""

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from msgspec import Struct

from engine.lab.simulator.mutants import BUGS
from engine.lab.simulator.seed import Outcome, Seed

SEEDS_MAX = 300


class Caught(Struct, frozen=True):
    """After how many seeds was a bug found, and by which invariant? `seed` is None when it was not."""

    bug: str
    seeds: int
    seed: int | None
    invariant: str
    text: str


def hunt(bug: str, seeds_max: int = SEEDS_MAX) -> Caught:
    """How many seeds does it take to find this bug? A seed that fails without it as well does not count."""
    for count in range(1, seeds_max + 1):
        found = _with(bug, count)
        if found.breach is not None and Seed(count).run().breach is None:
            return Caught(bug, count, count, found.breach.invariant, found.breach.text)
    return Caught(bug, seeds_max, None, "", "")


def _with(bug: str, seed: int) -> Outcome:
    planted = Planted()
    try:
        BUGS[bug].plant(planted)
        return Seed(seed).run()
    finally:
        planted.take_out()


class Planted:
    """Wrong versions that are in force, and what stood there before."""

    def __init__(self) -> None:
        """Begin with nothing planted."""
        self._before: list[tuple[Any, str, Any]] = []

    def method(self, owner: type[Any], name: str, wrong: Callable[..., Any]) -> None:
        """Let a class use a wrong method."""
        self._set(owner, name, wrong)

    def function(self, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
        """Let every module of the engine that knows this function use a wrong one."""
        for name, module in list(sys.modules.items()):
            if name.startswith("engine.") and not name.startswith("engine.lab."):
                for each, value in list(vars(module).items()):
                    if value is right:
                        self._set(module, each, wrong)

    def entry(self, table: dict[Any, Any], key: Any, wrong: Any) -> None:
        """Let a table hold a wrong entry."""
        self._before.append((table, "", (key, table[key])))
        table[key] = wrong

    def _set(self, owner: Any, name: str, wrong: Any) -> None:
        self._before.append((owner, name, vars(owner)[name]))
        setattr(owner, name, wrong)

    def take_out(self) -> None:
        """Let everything be as it was."""
        for owner, name, before in reversed(self._before):
            if name:
                setattr(owner, name, before)
            else:
                key, value = before
                owner[key] = value


def main() -> int:
    """Hunt every bug: 0 when each was found."""
    began, missed = time.monotonic(), 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for caught in pool.map(hunt, BUGS):
            missed += caught.seed is None
            _say(line(caught))
    _say(f"{len(BUGS) - missed} of {len(BUGS)} bugs found in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


def line(caught: Caught) -> str:
    """How is a hunt's end written?"""
    how = f"seed {caught.seeds:>3}  {caught.invariant}" if caught.seed is not None else "NOT FOUND"
    return f"{caught.bug:32} {how:36} {BUGS[caught.bug].text}"


def lines(found: list[Caught]) -> Iterator[str]:
    """How are all of them written?"""
    yield from map(line, found)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
