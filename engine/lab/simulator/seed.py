"""One seed from its first moment to its last: what struck, what it came to, and whether everything held."""

from msgspec import Struct

from engine.core.state import State
from engine.domain.effects import Effects
from engine.domain.events import Record
from engine.domain.moment import MINUTE, SECOND
from engine.domain.order import Ticket
from engine.lab.simulator.core_checks import CoreChecks
from engine.lab.simulator.end_checks import EndChecks
from engine.lab.simulator.ledger import Ledger
from engine.lab.simulator.operator import Operator
from engine.lab.simulator.process import Process, where
from engine.lab.simulator.universe import NOTES_KEPT, Breach, Universe
from engine.lab.simulator.venue_checks import VenueChecks
from engine.lab.simulator.watching import Before
from engine.lab.simulator.world import STORM, World
from engine.shell.ports import Transaction

CALM = 12 * MINUTE
END = STORM + CALM
LIVES_MAX = 40
REPLAYED_EVERY = 3
"""Every so manyth seed is decided anew from record one at its end; every recovery does so in any case."""


class Outcome(Struct, frozen=True):
    """What a seed came to. `trace` stands for everything that happened in it, in order."""

    seed: int
    breach: Breach | None
    steps: int
    trace: str
    lives: int
    records: int
    orders: int
    trades: int
    struck: dict[str, int]
    notes: tuple[tuple[int, int, str], ...]


class Seed:
    """Runs a seed: process after process on one world, watched all the time."""

    def __init__(self, seed: int, until: int | None = None, notes: int | None = NOTES_KEPT) -> None:
        """Set everything up; nothing has happened yet. `until` and `notes` as for `Universe`."""
        self.world = World(Universe(seed, until, notes))
        self.ledger = Ledger()
        self.core_checks = CoreChecks(self.world)
        self.venue_checks = VenueChecks(self.world, self.ledger, self.core_checks.running)
        self.operator = Operator(self.world)
        self.end_checks = EndChecks(self.world, self.ledger, self.operator)
        self.world.platter.committed = self._committed
        self._lives = self._records = 0

    def run(self) -> Outcome:
        """Live through it. A defect of the simulator's own is a failure of the seed too."""
        try:
            self._live()
            if not self.world.universe.over:
                self.end_checks.journal(replayed=self.world.universe.seed % REPLAYED_EVERY == 0)
        except Exception as error:  # noqa: BLE001 - told with its seed, like every other failure
            self.world.universe.fail("simulator", where(error))
        finally:
            self.world.close()
        return self._outcome()

    def _live(self) -> None:
        universe = self.world.universe
        universe.after(END, self._end)
        while universe.micros < END and not universe.over:
            self._lives += 1
            process = Process(self.world, self._lives, self)
            self.operator.process = process
            universe.note(f"life {self._lives} ends: {process.live()}")
            self.operator.process = None
            if self._lives > LIVES_MAX:
                universe.fail("engine_goes_on", f"{LIVES_MAX} lives were not enough")
            if universe.micros < END and not universe.over:
                universe.pass_time(min(self._down_for(), END - universe.micros))

    def _down_for(self) -> int:
        universe = self.world.universe
        if self.world.weather.strikes("power_cut"):
            return universe.between(60, 300, "down") * SECOND
        return universe.between(1, 20, "down") * SECOND

    def _end(self) -> None:
        process = self.operator.process
        if process is None:
            self.world.universe.fail("engine_goes_on", "nobody lived at the end")
            return
        self.end_checks.books(process)
        process.loop.die("end of the seed")

    def _committed(self, transaction: Transaction) -> None:
        """Now the disk holds it: somebody may press the key before anything of it leaves."""
        entries = self.ledger.commit(transaction)
        if entries and self.world.weather.strikes("stop_at_commit"):
            self.operator.stop("at the commit")
            self.end_checks.kept_back.extend(entries)

    # --- what processes are watched by

    def decided(self, record: Record, effects: Effects, before: Before, state: State) -> None:
        """A record was decided."""
        self._records += 1
        self.core_checks.decided(record, effects, before, state)
        self.world.universe.note(f"record {record.seq} {type(record.event).__name__} {len(effects)}")

    def told(self, record: Record, effects: Effects) -> None:
        """Effects were told to the outside: the disk holds their record."""
        if effects and record.seq > self.ledger.seq:
            self.world.universe.fail(
                "told_after_commit", f"record {record.seq} was told before it was on the disk"
            )

    def up(self, process: Process) -> None:
        """A process has recovered."""
        state = process.brain.state
        if state is not None:
            self.core_checks.recovered(state)

    def sending(self, process: Process, ticket: Ticket) -> None:
        """An order is handed to the wire."""
        self.end_checks.sending(process, ticket)

    def _outcome(self) -> Outcome:
        universe = self.world.universe
        return Outcome(
            seed=universe.seed,
            breach=universe.breach,
            steps=universe.step,
            trace=universe.trace,
            lives=self._lives,
            records=self._records,
            orders=len(self.ledger.intents),
            trades=len(self.world.exchange.trades),
            struck=dict(self.world.weather.struck),
            notes=tuple(universe.notes),
        )
