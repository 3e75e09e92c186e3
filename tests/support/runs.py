"""Toy runs on a file: begun, left, taken up again."""

from engine.domain.events import RunStarted
from engine.domain.identity import RunId
from engine.domain.states import Mode
from engine.shell.clock import SystemClock
from engine.shell.runtime.run import EngineOptions, EngineParts, open_run
from engine.shell.store.database import open_database
from tests.support.rules import toy_rules
from tests.support.toy import ToyCore, ToyFitter, ToyMarket

RUN = RunId("toy1")


def started(seed=1, code_hash="c"):
    """Record one of a toy run."""
    return RunStarted(
        run=RUN, seed=seed, mode=Mode.SIM, feed=ToyMarket.label, zone="UTC", rules=toy_rules(), rules_hash="r",
        code_hash=code_hash,
    )  # fmt: skip


def parts(home, *, market=None, core=None, **changes):
    """Toy parts in a home folder."""
    world = market or ToyMarket()
    given = {
        "home": home, "journal": home / "data" / "toy1.journal", "socket": home / "s", "started": started(world.seed), "brain": core or ToyCore(), "feed": world, "venue": world,
        "fitter": ToyFitter(), "clock": SystemClock(), "report": lambda brain: None,
    }  # fmt: skip
    return EngineParts(**{**given, **changes})


async def opened(home, made=None, *, inline=True, **options):
    """A toy run at the end of its journal, and its database."""
    made = made or parts(home)
    database = await open_database(made.journal, inline=inline)
    return await open_run(made, EngineOptions(**options), database), database
