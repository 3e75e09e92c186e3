"""Every answer: nothing of a hostile name in it drives a terminal, every row has a cell a column, and a thawed state tells the same."""

import pytest
from msgspec.structs import replace

from engine.core.core import Core
from engine.core.view.writing import ROWS_MOST
from engine.domain.commands import Exit, Pause, Stop
from engine.domain.moment import SECOND
from engine.domain.queries import Answer, Query, Topic
from tests.support import games
from tests.support.desk import Desk
from tests.support.hostile import MARKUP, SEQUENCES, drives

LEDGERS = (
    Topic.FILLS, Topic.ORDERS, Topic.REGRET, Topic.INCIDENTS, Topic.SINCE, Topic.SLATE, Topic.FUNNEL, Topic.FIXTURE,
    Topic.POSITION,
)  # fmt: skip
NAMES = (MARKUP[0], MARKUP[3], SEQUENCES[0], SEQUENCES[21], "\u202eevil", "A" * 500)


def lived(name: str = "Ash") -> Desk:
    """A desk with a position, a request, an alarm and a pause, on a fixture with this name."""
    desk = Desk()
    fixture = replace(games.fixture(), home=name, home_code=name)
    desk.lists(fixture)
    desk.quotes(fixture, 4600, 2750, 2650)
    placed = next(each for each in desk.asked if type(each).__name__ == "PlaceOrder")
    desk.fills(placed)
    position = next(iter(desk.state.trading.positions.values()))
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    desk.commands(Exit(position.id))
    desk.commands(Pause())
    desk.commands(Stop("smoke"), wait=SECOND)
    return desk


def everything(core: Core, desk: Desk) -> list[Answer]:
    """Every ledger, and one step behind each of their rows."""
    fixture = next(iter(desk.state.quotes.fixtures.values()))
    position = next(iter(desk.state.trading.positions))
    entities = {Topic.SLATE: fixture.settles_on, Topic.FIXTURE: fixture.id, Topic.POSITION: position}
    found = [core.answer(Query(topic, entities.get(topic, ""))) for topic in LEDGERS]
    leads = [row.leads_to for answer in found for each in answer.sheets for row in each.rows if row.leads_to]
    return [*found, *(core.answer(query) for query in dict.fromkeys(leads))]


def words(answer: Answer) -> list[str]:
    told = [answer.title, *(each.title for each in answer.sections), *(each.note for each in answer.sheets)]
    told += [part for each in answer.sections for line in each.lines for part in line]
    return [*told, *(cell for each in answer.sheets for row in each.rows for cell in row.cells)]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_told_and_drives_nothing(name):
    desk = lived(name)
    told = [word for answer in everything(desk.core, desk) for word in words(answer)]
    assert not [word for word in told if drives(word)]


def test_markup_is_told_as_it_is():
    told = [word for answer in everything(lived("[b]Ajax[/b]").core, lived("[b]Ajax[/b]")) for word in words(answer)]
    assert any("[b]Ajax[/b]" in word for word in told)


def test_every_row_has_a_cell_and_a_rank_for_each_column_and_leads_to_something():
    desk = lived()
    for answer in everything(desk.core, desk):
        assert not answer.empty, answer.query
        assert answer.at == desk.at
        for each in answer.sheets:
            assert len(each.rows) <= ROWS_MOST
            assert len({row.key for row in each.rows}) == len(each.rows), each.title
            for row in each.rows:
                assert len(row.cells) == len(each.columns), (each.title, row.key)
                assert len(row.ranks) in (0, len(each.columns)), (each.title, row.key)


def test_whatever_is_asked_for_there_is_an_answer():
    core = lived().core
    entities = ("9" * 30, "9" * 5000, "-1", "٣", "0", "no such thing", "2026-13-45", "#", "a#1", "\x00")
    for query in [Query(topic, entity) for topic in Topic for entity in entities]:
        found = core.answer(query)
        assert found.query == query
        assert all(each.rows or each.note for each in found.sheets)


def test_what_is_kept_goes_through_a_checkpoint_unchanged():
    desk = lived()
    thawed = Core()
    thawed.thaw(desk.core.freeze())
    assert everything(thawed, desk) == everything(desk.core, desk)


def test_the_same_records_tell_the_same_incidents():
    desk, again = lived(), Core()
    for record in desk.records:
        again.decide(record)
        again.state.convictions.models.update(desk.state.convictions.models)  # put there without a record
    assert again.answer(Query(Topic.INCIDENTS)) == desk.core.answer(Query(Topic.INCIDENTS))
    assert len(again.state.trail.incidents) >= 3
