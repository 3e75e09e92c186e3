"""The console's roads to a stop: the line, and the one that needs no line."""

import asyncio
from collections.abc import AsyncIterator, Callable

from engine.domain.clean import Clean, own
from engine.domain.commands import Stop
from footbe_tui.link import Link

ANSWERS_WITHIN = 1.0
"""Seconds for which a stop waits for its receipt before it takes the other road as well."""


async def by_every_road(
    link: Link, other: Callable[[], str] | None, reason: Clean
) -> AsyncIterator[tuple[Clean, bool]]:
    """Stop by the line; by the other road too when the engine will not, cannot or does not answer at once.

    Yields what the operator is told and whether the engine has confirmed it, the last word last.
    """
    sent = asyncio.ensure_future(link.send(Stop(reason=reason)))
    done, _ = await asyncio.wait({sent}, timeout=ANSWERS_WITHIN)
    by_road = ""
    if other is not None and not (done and sent.result().accepted):
        by_road = await asyncio.to_thread(other)
        yield own(f"no answer yet · {by_road}"), False
    receipt = await sent
    if receipt.accepted or not by_road:
        yield receipt.text, receipt.accepted
    else:
        yield own(f"{receipt.text} · {by_road}"), False
