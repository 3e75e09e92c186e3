"""One run from its file to a loop that turns: a new one, or the same one taken up again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.domain.commands import Source
from engine.domain.errors import Malformed
from engine.domain.events import RunResumed, RunStarted
from engine.domain.moment import Moment, Span
from engine.shell.ports import Clock, Database, VirtualFeed, VirtualVenue
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.board import Board
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.committing import CHECKPOINT_RECORDS, Committer
from engine.shell.runtime.health import Vitals
from engine.shell.runtime.heartbeat import Heart
from engine.shell.runtime.inbox import Inbox
from engine.shell.runtime.loop import Ending, LoopParts, VirtualLoop
from engine.shell.runtime.pacing import Pace
from engine.shell.runtime.perform import Fitter, Sink
from engine.shell.runtime.recovery import Recovery
from engine.shell.runtime.showing import Showing
from engine.shell.runtime.tape import Tape
from engine.shell.store.backups import KEPT as BACKUPS_KEPT
from engine.shell.store.journal import Journal, open_journal

FINISHED = "finished"
"""The mark of a run that reached its end; the next start begins another."""


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What a composition root puts together for a virtual run.

    `home` is where STOP, lock and crash files lie. `started` is record one of a new run; of one taken up again it must name the same run, seed and
    feed. `report` writes what is to be said at the end, and may be called twice with the same state.
    """

    home: Path
    journal: Path
    socket: Path
    started: RunStarted
    brain: Brain
    feed: VirtualFeed
    venue: VirtualVenue
    fitter: Fitter
    clock: Clock
    report: Callable[[Brain], None]
    sinks: Sequence[Sink] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How a run is driven; none of it shows in its result.

    `speed` is virtual seconds per wall second, 0 for no waiting. `stay`: a finished run goes on being
    shown until somebody asks for the end. `inline` saves the database's thread. `watched`: a watchdog process
    is started beside it.
    """

    speed: int = 0
    run_for: Span | None = None
    on_console_lost: str = "keep"
    stay: bool = False
    inline: bool = True
    serve: bool = True
    watched: bool = False
    checkpoint_records: int = CHECKPOINT_RECORDS
    backups_kept: int = BACKUPS_KEPT


@dataclass(frozen=True, slots=True)
class Run:
    """A run at the end of its journal, ready to go on."""

    parts: EngineParts
    options: EngineOptions
    journal: Journal
    loop: VirtualLoop
    committer: Committer
    tape: Tape
    inbox: Inbox
    board: Board
    brake: Brake
    showing: Showing
    heart: Heart

    async def go(self) -> Ending:
        """Turn until the end; on return the report is written, the mark is set or a checkpoint kept.

        Raises:
            Crashed, Impossible, UnknownOutcome: as the loop does.
        """
        ending = await self.loop.run()
        self.heart.end()
        if ending is Ending.FINISHED:
            self.parts.report(self.parts.brain)
            await self.journal.mark(FINISHED, str(self.loop.at))
        await self.committer.keep(self.tape)
        return ending


async def open_run(parts: EngineParts, options: EngineOptions, database: Database) -> Run:
    """Which run stands behind this database: begun, or brought back to where its journal ends?

    Raises:
        Malformed: the file holds another run, or a finished one.
        Impossible: the journal is not whole, or the world does not tell what is recorded.
    """
    journal = await open_journal(database)
    agenda = Agenda()
    recovery = Recovery(parts.brain, parts.feed, parts.venue, agenda)
    known = await _first_words(journal)
    if known is not None:
        await _check(journal, known, parts.started)
        await recovery.run(journal, await journal.newest_checkpoint())
    run = _assembled(parts, options, (journal, agenda), recovery)
    if known is None:
        await run.loop.take_at_once(parts.started)
    elif _must_say_so(parts.started, agenda):
        started = parts.started
        await run.loop.take_at_once(RunResumed(started.rules, started.rules_hash, started.code_hash))
    return run


def _assembled(
    parts: EngineParts, options: EngineOptions, kept: tuple[Journal, Agenda], recovery: Recovery
) -> Run:
    journal, agenda = kept
    at = recovery.at if recovery.seq else (parts.feed.next_at() or Moment(0))
    vitals = Vitals(parts.feed.label)
    board, inbox, pace = Board(), Inbox(), Pace(parts.clock, options.speed)
    tape = Tape(parts.brain, agenda, recovery.seq)
    frozen = (parts.brain, parts.feed, agenda)
    committer = Committer(journal, frozen, parts.sinks, parts.clock, vitals)
    committer.checkpoint_every(options.checkpoint_records)
    showing = Showing(board, pace, parts.clock, vitals, expected=options.stay)
    brake = Brake(parts.home, parts.started.run)
    heart = Heart(parts.home, brake, lambda: parts.brain.snapshot().status, parts.clock)
    turning = LoopParts(
        run=parts.started.run,
        brain=parts.brain,
        feed=parts.feed,
        venue=parts.venue,
        agenda=agenda,
        tape=tape,
        committer=committer,
        brake=brake,
        fitter=parts.fitter,
        inbox=inbox,
        showing=showing,
        heart=heart,
        pace=pace,
        clock=parts.clock,
        run_for=options.run_for,
    )
    loop = VirtualLoop(turning, at)
    return Run(parts, options, journal, loop, committer, tape, inbox, board, brake, showing, heart)


async def _first_words(journal: Journal) -> RunStarted | None:
    if not journal.tip.seq:
        return None
    async for batch in journal.tail(thinned=True):
        first = batch.records[0].event
        if isinstance(first, RunStarted):
            return first
        break
    raise Malformed("journal", "its first record", "a run that started")


async def _check(journal: Journal, known: RunStarted, now: RunStarted) -> None:
    if (known.run, known.seed, known.feed) != (now.run, now.seed, now.feed):
        raise Malformed(
            "run", f"{now.run} of seed {now.seed}", f"{known.run} of seed {known.seed} on {known.feed}"
        )
    if await journal.marked(FINISHED) is not None:
        raise Malformed("run", f"{known.run}", "a run that is not finished")


def _must_say_so(now: RunStarted, agenda: Agenda) -> bool:
    """A close that somebody wished for ends with the process; changed rules must stand in the journal."""
    closed = agenda.closing is not None and agenda.closing[1] is not Source.ENGINE
    return closed or agenda.hashes != (now.rules_hash, now.code_hash)
