"""A finished run is shown while somebody watches, until it is asked to leave."""

from engine.domain.clean import own
from engine.domain.commands import Close, Receipt, Stop
from engine.domain.events import ConsoleLost, Noticed
from engine.domain.identity import CommandId
from engine.shell.runtime.run import Run

LINGER_SECONDS = 10.0
"""How long a finished run waits for somebody to look at it before it ends."""


async def linger(run: Run) -> None:
    """Show a finished run while somebody watches, until it is asked to leave."""
    run.showing.finished = True
    clock, left_at = run.parts.clock, run.parts.clock.monotonic()
    while clock.monotonic() - left_at < LINGER_SECONDS:
        if run.board.watchers:
            left_at = clock.monotonic()
        if run.showing.due():
            run.showing.show(run.parts.brain, run.loop.at, 0)
        if _closes(run):
            return
        await run.inbox.ring(0.1)


def _closes(run: Run) -> bool:
    while (waiting := run.inbox.take()) is not None:
        if isinstance(waiting, ConsoleLost | Noticed):
            continue
        closes = isinstance(waiting.command, Close)
        text = "closing" if closes else "the run is finished: nothing trades any more"
        receipt = Receipt(CommandId(""), accepted=closes or isinstance(waiting.command, Stop), text=own(text))
        waiting.answer(receipt)
        if closes:
            return True
    return False
