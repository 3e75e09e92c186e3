"""Run the console on a moving picture in memory: `python -m tests.console.demo [empty|busy|halted|hostile] [--still] [--heavy] [--observe] [--theme X] [--ascii] [--no-mouse]`."""

import argparse
import asyncio
import contextlib
import os
import sys

import msgspec

from engine.domain.commands import Command, Pause, Receipt, Resume, Stop
from engine.domain.dice import dice
from engine.domain.moment import SECOND, Moment
from engine.domain.money import Money, Price
from engine.domain.probability import Ppm
from engine.domain.states import EngineState
from footbe_tui.app import FootbeConsole
from footbe_tui.commands.looking import flags, looks_of
from footbe_tui.run import show
from footbe_tui.seat import Rights
from tests.console.memory import MemoryLink
from tests.console.pictures import PICTURES


class MovingLink(MemoryLink):
    """Prices walk, time passes, states change as asked."""

    heavy = False

    async def send(self, command: Command) -> Receipt:
        receipt = await super().send(command)
        states = {
            Pause: (EngineState.PAUSED, ("operator",)),
            Resume: (EngineState.RUNNING, ()),
            Stop: (EngineState.HALTED, ("operator_stop",)),
        }
        if type(command) in states:
            state, causes = states[type(command)]
            self.status(state=state, causes=causes)
        return receipt

    def move(self, step: int) -> None:
        picture = self.snapshot
        rows = list(picture.positions)
        for ordinal in range((len(rows) if self.heavy else max(1, len(rows) // 10)) if rows else 0):
            chance = dice(7, "walk", str(step), ordinal)
            at = int(chance.random() * len(rows))
            row = rows[at]
            bid = max(100, min(9900, (row.bid or 5000) + (100 if chance.random() < 0.5 else -100)))
            rows[at] = msgspec.structs.replace(
                row,
                bid=Price(bid),
                fair=Ppm(bid * 100 + 10_000),
                unrealised=Money(row.quantity * (bid - row.average)),
                book_at=picture.status.at,
            )
        status = msgspec.structs.replace(picture.status, at=Moment(picture.status.at + SECOND // 4))
        self.show(msgspec.structs.replace(picture, positions=tuple(rows), status=status))


def looking_flags(words: list[str]) -> argparse.Namespace:
    """Which looks are asked for, as the command line does it?"""
    parser = argparse.ArgumentParser()
    flags(parser)
    return parser.parse_known_args(words)[0]


async def main(words: list[str]) -> int:
    names = [word for word in words if word in PICTURES]
    link = MovingLink(PICTURES[names[0] if names else "busy"])
    link.heavy = "--heavy" in words
    looks = looks_of(looking_flags(words))
    app = FootbeConsole(link, Rights("--observe" in words, True, lambda: "stop file written"), looks=looks)
    if "--still" not in words:
        moving = asyncio.create_task(_moving(link))
    left = await show(app, mouse=looks.mouse)
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"left: {left.how} {left.code} {left.text}", flush=True)  # noqa: T201 - it speaks to the terminal it ran in
    if "--still" not in words:
        moving.cancel()
    return left.code


async def _moving(link: MovingLink) -> None:
    step = 0
    while True:
        await asyncio.sleep(0.25)
        step += 1
        link.move(step)


if __name__ == "__main__":
    code = asyncio.run(main(sys.argv[1:]))
    os._exit(code)
