"""The tasks of a live run: counted, none dies unseen, all dismissed at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from engine.domain.errors import Broken, FootbeError, Impossible, Passing

_T = TypeVar("_T")
DISMISS_SECONDS = 1.0


class Crew:
    """Starts tasks and remembers what one of them died of; a task that ends in good order is forgotten."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._left: dict[asyncio.Task[Any], None] = {}
        self._died_of: BaseException | None = None

    def __len__(self) -> int:
        return len(self._tasks) + len(self._left)

    @property
    def left(self) -> int:
        """How many calls were given up that have not let go yet?"""
        return len(self._left)

    def start(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        """Let this run beside everything else."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[task] = None
        task.add_done_callback(self._ended)
        return task

    async def within(self, seconds: float, call: Coroutine[Any, Any, _T]) -> _T:
        """What does an adapter's call answer within so many seconds? One that does not let go is left behind.

        Raises:
            Passing: no answer in time, or the adapter says so.
            Broken: the adapter says so, or raised what it should not have: then only its type is told.
        """
        task = asyncio.get_running_loop().create_task(call)
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                self._leave(task)
        if not task.done():
            raise Passing(f"no answer within {seconds:g} s")
        if task.cancelled():
            raise Passing("the call was given up by its adapter")
        try:
            return task.result()
        except (Passing, Broken):
            raise
        except Exception as error:  # whatever an adapter raises is its defect: the engine goes on without it
            raise Broken(f"the adapter raised {type(error).__name__}") from error

    def check(self) -> None:
        """Go on only if every task is alive or ended in good order.

        Raises:
            Impossible: one died of a defect of ours; other ends of the world as they are.
        """
        died = self._died_of
        if died is None:
            return
        if isinstance(died, Exception) and not isinstance(died, FootbeError):
            raise Impossible(f"a task of the engine died of {type(died).__name__}: {died}") from died
        raise died

    async def dismiss(self) -> None:
        """End every task, within a bound."""
        tasks = [*self._tasks, *self._left]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=DISMISS_SECONDS)

    def _leave(self, task: "asyncio.Task[Any]") -> None:
        self._left[task] = None
        task.add_done_callback(self._let_go)
        task.cancel()

    def _let_go(self, task: "asyncio.Task[Any]") -> None:
        self._left.pop(task, None)
        if not task.cancelled():
            self._note(task.exception(), adapters=True)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.pop(task, None)
        if not task.cancelled():
            self._note(task.exception(), adapters=False)

    def _note(self, error: BaseException | None, *, adapters: bool) -> None:
        if error is not None and not (adapters and isinstance(error, Exception)):
            self._died_of = self._died_of or error
            self._ring()
