"""The engine's process: born, recovering, running, gone; each time as after a reboot."""

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.effects import Effects, FitModel
from engine.domain.errors import FootbeError
from engine.domain.events import ModelFailed, ModelFitted, Record, RunStarted
from engine.domain.game import GameResult
from engine.domain.order import Ticket
from engine.domain.states import Mode
from engine.lab.simulator.disk import SimDatabase
from engine.lab.simulator.feed import QUOTES, SCORES, SimFeed
from engine.lab.simulator.league import model
from engine.lab.simulator.life import Life
from engine.lab.simulator.loop import Deadlock, Died, SimLoop
from engine.lab.simulator.venue import SimVenue
from engine.lab.simulator.watching import Before, WatchedBrain
from engine.lab.simulator.world import RUN, World
from engine.shell.runtime.live.parts import LiveOptions, LiveParts
from engine.shell.runtime.live.run import LiveRun, open_live
from engine.shell.store.database import StorageFailed

CHECKPOINT_RECORDS = 400


class Given:
    """Whoever asks for a fit is given the one model there is, at once."""

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:  # noqa: ARG002 - a port's signature
        """Which model do these results give?"""
        return ModelFitted(replace(model(order.league), id=order.model))

    def close(self) -> None:
        """There is nobody to let go of."""


class Told:
    """A sink: which effects were told to the outside?"""

    def __init__(self, told: Callable[[Record, Effects], None]) -> None:
        """Hand on what is told."""
        self._told = told

    def tell(self, record: Record, effects: Effects) -> None:
        """Take note of what followed from a record."""
        self._told(record, effects)


class Watch(Protocol):
    """Whoever looks on from outside."""

    def decided(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        """A record was decided."""
        ...

    def told(self, record: Record, effects: Effects) -> None:
        """Effects were told to the outside."""
        ...

    def up(self, process: "Process") -> None:
        """A process has recovered."""
        ...

    def sending(self, process: "Process", ticket: Ticket) -> None:
        """An order is handed to the wire."""
        ...


class Process:
    """One process of the engine on the world's machine."""

    def __init__(self, world: World, ordinal: int, watch: Watch) -> None:
        """Load the program; nothing runs yet."""
        self._world, self._watch = world, watch
        self.loop = SimLoop(world.universe)
        self.life = Life(world.universe, world.weather, self.loop, ordinal)
        self.brain = WatchedBrain(watch.decided)
        self.run: LiveRun | None = None

    def live(self) -> str:
        """Run until the process is gone, in whichever way: in which?"""
        try:
            return f"left: {self.loop.live(self._main())}"
        except Died as gone:
            return f"died: {gone}"
        except StorageFailed as failed:
            return f"exit 70: {failed}"
        except (FootbeError, Deadlock) as error:
            self._world.universe.fail("engine_goes_on", where(error))
            return "exit 1"
        finally:
            self._end()

    def _end(self) -> None:
        self.run = None
        self._world.stream.disconnect()
        for line in (QUOTES, SCORES):
            self._world.news.disconnect(line)
        self.loop.bury()

    async def _main(self) -> str:
        run = await open_live(self._parts(), LiveOptions(serve=False, checkpoint_records=CHECKPOINT_RECORDS))
        self.life.up()
        self.run = run
        self._watch.up(self)
        ending = await run.go()
        return str(ending)

    def _parts(self) -> LiveParts:
        world, life = self._world, self.life
        venue = SimVenue(world, life)
        venue.sending = self._sending
        return LiveParts(
            home=world.home,
            started=started(world),
            brain=self.brain,
            feeds={line: SimFeed(line, world.news, life) for line in (QUOTES, SCORES)},
            venue=venue,
            fitter=Given(),
            clock=world.clock,
            database=SimDatabase(world.platter, world.universe, world.weather, life),
            sinks=(Told(self._watch.told),),
        )

    def _sending(self, ticket: Ticket) -> None:
        self._watch.sending(self, ticket)


def where(error: BaseException) -> str:
    """What was raised, and from which line of the engine?"""
    cause = error.__cause__ or error
    frames = traceback.extract_tb(cause.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{error}: {type(cause).__name__}: {cause} ({place})"


def started(world: World) -> RunStarted:
    """What is record one of this seed's run?"""
    return RunStarted(
        run=RUN,
        seed=world.universe.seed,
        mode=Mode.PAPER,
        feed=own("simulated"),
        zone=own("UTC"),
        rules=world.rules,
        rules_hash=rules_hash(world.rules),
        code_hash="simulated",
    )
