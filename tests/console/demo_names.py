"""Run the console on a picture with every hostile name in it, none of them cleaned: `python -m tests.console.demo_names`."""

import asyncio
import os

from msgspec.structs import replace

from engine.domain.snapshot import Snapshot
from footbe_tui.app import FootbeConsole
from footbe_tui.run import show
from footbe_tui.seat import Rights
from tests.console.memory import MemoryLink
from tests.console.poisoned import filled, poisoned
from tests.support.hostile import NAMES


def picture() -> Snapshot:
    """Which picture has one row per name in its events, orders, differences and funnel? As bytes could bring them."""
    names = [name.encode("utf-8", "replace").decode() for name in NAMES]
    base = poisoned(names[0])
    tables = {
        table: tuple(
            replace(filled(getattr(base, table)[0], name), key=f"{table}{number}") for number, name in enumerate(names)
        )
        for table in ("events", "orders", "differences", "funnel", "positions", "alarms")
    }
    return replace(base, **tables)


async def main() -> int:
    return (await show(FootbeConsole(MemoryLink(picture()), Rights()))).code


if __name__ == "__main__":
    code = asyncio.run(main())
    os._exit(code)
