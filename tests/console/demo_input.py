"""Consoles with something wrong: `eof` reads its keys from a pipe that ends, `crash` stumbles in its timer; `hush` speaks after the end."""

import asyncio
import os
import sys

from footbe_tui.app import FootbeConsole
from footbe_tui.driver import hush_lost_terminal
from footbe_tui.run import show
from tests.console.memory import MemoryLink


class Stumbling(FootbeConsole):
    def tick(self) -> None:
        secret = "canary"
        if self._second > 0:
            raise ZeroDivisionError(len(secret) // 6)
        super().tick()


class Ending(FootbeConsole):
    def on_mount(self) -> None:
        super().on_mount()
        read, write = os.pipe()
        os.dup2(read, 0)
        os.close(write)


async def main(what: str) -> int:
    kinds = {"eof": Ending, "crash": Stumbling, "hush": FootbeConsole}
    left = await show(kinds[what](MemoryLink()))
    hush_lost_terminal()
    print(f"{left.text}", flush=True)  # noqa: T201 - it speaks to the terminal it ran in
    return left.code


if __name__ == "__main__":
    code = asyncio.run(main(sys.argv[1]))
    os._exit(code)
