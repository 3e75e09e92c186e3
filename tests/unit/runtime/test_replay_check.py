"""Deciding a journal anew."""

import pytest

from engine.domain.effects import Say
from engine.domain.errors import Malformed
from engine.shell.runtime.replay_check import Difference, Equal, _apart, check
from tests.support.runs import opened, parts
from tests.support.toy import ToyCore, ToyMarket


class Changed(ToyCore):
    """A later version that says something else at its first waking."""

    def _on_Woke(self, record, event):  # noqa: N802 - named after the event
        return super()._on_Woke(record, event)[:0]


async def recorded(home):
    run, database = await opened(home, parts(home, market=ToyMarket(quotes=60)))
    await run.go()
    count = run.journal.tip.seq
    await database.close()
    return count


def test_the_same_core_decides_the_same(tmp_path):
    import asyncio

    count = asyncio.run(recorded(tmp_path))
    before = (tmp_path / "data" / "toy1.journal").read_bytes()
    found = check(tmp_path / "data" / "toy1.journal", ToyCore)
    assert isinstance(found, Equal)
    assert found.records == count
    assert (tmp_path / "data" / "toy1.journal").read_bytes() == before


def test_another_core_is_told_apart_at_its_first_difference(tmp_path):
    import asyncio

    asyncio.run(recorded(tmp_path))
    found = check(tmp_path / "data" / "toy1.journal", Changed)
    assert isinstance(found, Difference)
    assert '"tick"' in found.expected
    assert found.got == "effect 1 nothing"


def test_a_small_difference_in_a_long_effect_is_shown_from_shortly_before_it():
    same = "as before " * 100
    expected, got = _apart(
        (Say("x", "", {}), Say("x", same + "1", {})), (Say("x", "", {}), Say("x", same + "2", {}))
    )
    assert expected.startswith("effect 2 … ")
    assert expected.endswith('before 1","fields":{}}')
    assert got.endswith('before 2","fields":{}}')
    assert max(map(len, (expected, got))) < 100


def test_a_journal_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(Malformed, match="a file that exists"):
        check(tmp_path / "none", ToyCore)
