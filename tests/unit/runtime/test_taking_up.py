"""What a run says of itself when a process takes it up again: only what is news."""

import pytest

from engine.domain.commands import Close, Source
from engine.domain.events import RunResumed
from engine.shell.runtime.loop import Ending
from tests.support import runs


async def resumed_with(home, code_hash, *, keep=False):
    """Open the run under this code, then die; with `keep` a checkpoint is left behind. What did it say?"""
    made = runs.parts(home, started=runs.started(code_hash=code_hash))
    run, database = await runs.opened(home, made)
    if keep:
        await run.committer.keep(run.tape)
    said = [
        record.event
        async for batch in run.journal.tail()
        for record in batch.records
        if isinstance(record.event, RunResumed)
    ]
    await database.close()
    return [event.code_hash for event in said]


@pytest.mark.parametrize("keep", [False, True])
async def test_what_changed_before_the_very_first_restart_is_taken_up_and_said_once(tmp_path, keep):
    assert await resumed_with(tmp_path, "old", keep=keep) == []
    assert await resumed_with(tmp_path, "old", keep=keep) == []
    assert await resumed_with(tmp_path, "new", keep=keep) == ["new"]
    assert await resumed_with(tmp_path, "new", keep=keep) == ["new"]
    assert await resumed_with(tmp_path, "old", keep=keep) == ["new", "old"]


async def test_a_run_that_somebody_closed_goes_on_when_it_is_started_again(tmp_path):
    run, database = await runs.opened(tmp_path)
    run.inbox.submit(Source.CONSOLE, Close())
    assert await run.go() is Ending.LEFT
    await database.close()
    run, database = await runs.opened(tmp_path)
    assert not run.parts.brain.state.closing
    assert await run.go() is Ending.FINISHED
    await database.close()
