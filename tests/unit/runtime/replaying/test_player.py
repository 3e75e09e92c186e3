"""A journal is scrubbed: whichever way one comes to a moment, it looks as it looked then."""

import hashlib
import shutil
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.core import Core
from engine.domain.errors import Malformed
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment, Span
from engine.domain.queries import Query, Topic
from engine.domain.tape import Edge, GoTo, Incident, MarkKind, Pace, Play, Shift, Step
from engine.shell.runtime.replaying.film import Film, Unwatchable
from engine.shell.runtime.replaying.searching import telling
from tests.support import journals, replays
from tests.support.replays import pictures, player, run


@pytest.fixture(scope="module")
def desk():
    return replays.eventful()


@pytest.fixture(scope="module")
def journal(tmp_path_factory, desk):
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    replays.write(desk, path)
    return path


@pytest.fixture(scope="module")
def straight(desk):
    return pictures(desk)


MOVES = st.one_of(
    st.sampled_from([Step(1), Step(-1), Incident(1), Incident(-1), Edge(end=True), Edge(end=False)]),
    st.integers(-3 * HOUR, 3 * HOUR).map(lambda span: Shift(Span(span))),
    st.sampled_from([SECOND, MINUTE, HOUR]).flatmap(
        lambda unit: st.sampled_from([Shift(Span(unit)), Shift(Span(-unit))])
    ),
)


@given(moves=st.lists(MOVES, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_path_to_a_moment_gives_the_picture_of_folding_straight_to_it(journal, desk, straight, moves):
    moments = [(record.seq, record.at) for record, _ in desk.lived]

    async def scrubbed():
        here = await player(journal)
        for move in moves:
            await here.move(move)
            shown, tape = here.snapshot(), here.tape()
            known = straight[tape.seq]
            assert shown.status.at == tape.at >= known.status.at
            then = replace(shown, status=replace(shown.status, at=known.status.at), health=known.health)
            assert then == known
            if isinstance(move, Shift | Edge):
                assert tape.seq == max(seq for seq, at in moments if at <= tape.at)

    run(scrubbed())


def test_the_end_is_the_picture_the_engine_last_showed(journal, desk, straight):
    shown = run(player(journal)).snapshot()
    assert shown == straight[desk.seq]
    assert [row.key for row in shown.health] == ["quotes", "scores", "venue", "models"]


def test_one_steps_from_change_to_change_and_back_over_the_same_ones(journal, desk):
    async def stepped():
        here = await player(journal, "start")
        first, there, back = here.tape().seq, [], []
        while (await here.move(Step(1)))[1] != "end of journal":
            there.append(here.tape().seq)
        await here.move(Edge(end=True))
        while (await here.move(Step(-1)))[1] != "start of journal":
            back.append(here.tape().seq)
        return first, there, back

    first, there, back = run(stepped())
    loud = [seq for record, effects in desk.lived for seq in telling(_Batch(record, effects))]
    assert there == [seq for seq in loud if seq > first]
    assert back == [seq for seq in reversed(loud) if seq < desk.seq]
    assert len(there) > 10


class _Batch:
    def __init__(self, record, effects):
        self.effects = ((record.seq, effects),) if effects else ()


def test_incidents_are_what_needed_somebody(journal):
    async def told():
        here = await player(journal, "start")
        found = []
        while (said := (await here.move(Incident(1)))[1]) and not said.startswith("no incident"):
            found.append(" ".join(said.split()[::2][:2]))
        return found, [mark.kind for mark in here.tape().marks]

    found, marks = run(told())
    assert found == ["pause by", "refused withdraw:", "stop by"]
    assert {MarkKind.SETTLED, MarkKind.PAUSE, MarkKind.REFUSED} <= set(marks)


def test_beyond_either_end_it_says_so_and_stays(journal):
    async def pushed():
        here = await player(journal)
        end = here.tape().at
        assert await here.move(Shift(HOUR)) == (False, "end of journal")
        assert here.tape().at == end
        assert await here.move(Step(1)) == (False, "end of journal")
        await here.move(Edge(end=False))
        assert await here.move(Shift(Span(-HOUR))) == (False, "start of journal")
        assert here.tape().at == here.tape().begin
        return await here.move(Incident(-1))

    _done, said = run(pushed())
    assert said.startswith("no incident before")


def test_a_time_that_is_none_is_refused_in_one_line_and_nothing_moves(journal):
    async def typed():
        here = await player(journal)
        before = here.tape()
        assert (await here.move(GoTo("teatime"))) == (
            False,
            "time: 'teatime' is not allowed; allowed: 14:03, 2026-08-16 14:03, -2h, +30m, start or end",
        )
        assert here.tape() == before
        with pytest.raises(Malformed):
            await player(journal, "teatime")

    run(typed())


def test_questions_are_answered_as_of_what_is_shown(journal, desk):
    async def asked():
        here = await player(journal, "start")
        early = here.answer(Query(topic=Topic.FILLS))
        await here.move(Edge(end=True))
        return early, here.answer(Query(topic=Topic.FILLS))

    early, late = run(asked())
    assert late == desk.core.answer(Query(topic=Topic.FILLS))
    assert early != late


def test_a_step_back_folds_from_the_nearest_kept_state_and_not_from_the_start(journal, desk):
    folded = []

    class Counting(Core):
        def fold(self, record, effects):
            folded.append(record.seq)
            super().fold(record, effects)

    async def stepped():
        here = await player(journal, fresh=Counting)
        folded.clear()
        await here.move(Step(-1))

    run(stepped())
    assert min(folded) > desk.seq // 2


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def monotonic(self):
        return self.seconds


def test_it_plays_at_its_speed_and_is_held_at_the_end(journal):
    async def played():
        here = await player(journal, "start")
        clock = Clock()
        here._parts = replace(here._parts, clock=clock)
        assert here.tape().speed == 60
        start = here.tape().at
        assert (await here.move(Play())) == (True, "")
        clock.seconds = 2.0
        await here.play_on()
        assert here.tape().at == start + 120 * SECOND
        await here.move(Pace(1))
        clock.seconds = 3.0
        await here.play_on()
        assert here.tape().at == start + 420 * SECOND
        for _ in range(2):
            await here.move(Pace(1))
        assert (await here.move(Pace(1))) == (False, "as fast as it goes")
        while here.playing:
            await here.play_on()
        assert here.tape().at == here.end
        assert await here.move(Play()) == (False, "end of journal")

    run(played())


def test_a_journal_that_is_still_written_is_read_without_a_trace_and_its_end_moves_on(tmp_path, desk):
    path = tmp_path / "journal.db"
    half = journals.WritingDesk.__new__(journals.WritingDesk)
    half.lived = desk.lived[: desk.seq // 2]
    journals.write(half, path)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    whole = tmp_path / "other" / "whole.db"
    journals.write(desk, whole)
    rows = sqlite3.connect(whole).execute("SELECT * FROM batches WHERE seq_first > ?", (desk.seq // 2,)).fetchall()

    async def watched():
        here = await player(path)
        assert here.tape().seq_end == desk.seq // 2
        writer.executemany("INSERT INTO batches VALUES (?, ?, ?, ?, ?)", rows)
        assert path.with_name("journal.db-wal").stat().st_size > 0
        assert await here.look()
        await here.move(Edge(end=True))
        return here.tape().seq

    assert run(watched()) == desk.seq
    assert writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0, "a reader holds the log"
    writer.close()
    assert [file.name for file in tmp_path.glob("journal*")] == ["journal.db"]


def test_looking_back_leaves_the_file_and_its_folder_as_they_were(tmp_path, journal):
    path = tmp_path / "journal.db"
    shutil.copy(journal, path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()

    async def scrubbed():
        here = await player(path)
        for move in (Edge(end=False), Step(1), Incident(1), Edge(end=True)):
            await here.move(move)
        while await here.go_ahead():
            pass

    run(scrubbed())
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


class Other(Core):
    """A core that no longer decides what it decided at one record."""

    at = 0

    def fold(self, record, effects):
        if record.seq == self.at:
            raise ValueError("decided otherwise")
        super().fold(record, effects)


def test_what_another_version_decided_is_a_stretch_that_cannot_be_shown(journal, desk):
    class Later(Other):
        at = desk.seq // 2 - 3

    async def scrubbed():
        here = await player(journal, fresh=Later)
        assert here.tape().seq == desk.seq, "beyond the state that the journal keeps all can be shown"
        record = next(r for r, _ in desk.lived if r.seq == desk.seq // 2 - 1)
        span = Span(record.at - here.tape().at)
        _done, said = await here.move(Shift(span))
        assert "were decided by another version: they cannot be shown" in said
        assert here.tape().seq < Later.at
        await here.move(Edge(end=True))
        assert here.tape().seq == desk.seq

    run(scrubbed())


def test_a_journal_that_this_version_cannot_live_through_at_all_says_so(journal):
    class Never(Other):
        at = 1

    with pytest.raises(Unwatchable, match="cannot live through it"):
        run(player(journal, "start", fresh=Never))


def _broken(path, sql):
    with sqlite3.connect(path) as writer:
        writer.execute(sql)
    writer.close()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM batches", "no run"),
        ("DELETE FROM batches WHERE seq_first = 5", "missing"),
        ("UPDATE batches SET body = x'00' WHERE seq_first = 5", "batch"),
        ("PRAGMA user_version = 99", "version of"),
        ("PRAGMA application_id = 7", "application id"),
    ],
)
def test_a_journal_that_is_broken_or_foreign_is_told_in_one_line(tmp_path, desk, sql, says):
    path = tmp_path / "journal.db"
    journals.write(desk, path)
    _broken(path, sql)
    with pytest.raises((Malformed, Unwatchable), match=says) as caught:
        run(player(path, "start"))
    assert "\n" not in str(caught.value)


def test_no_file_and_no_database_are_told_in_one_line(tmp_path):
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    empty = tmp_path / "empty.db"
    empty.touch()
    for path in (tmp_path / "none.db", torn, empty):
        with pytest.raises((Malformed, Unwatchable)):
            run(Film(path).open())


def test_moments_between_records_show_what_stood_then(journal, desk, straight):
    async def between():
        here = await player(journal, "start")
        at = Moment(desk.lived[desk.seq // 2][0].at + 1)
        film = here._film
        return at, film.seq_at(at, 1)

    at, seq = run(between())
    assert seq == max(record.seq for record, _ in desk.lived if record.at <= at)
