"""An answer always fits into one message: rows go first, and it is said."""

import pytest
from msgspec.structs import replace

from engine.domain.moment import Moment
from engine.domain.queries import Answer, Query, Series, Sheet, SheetColumn, SheetRow, Topic, section
from engine.wire.protocol import TO_CONSOLE_BYTES_MAX, Told, console_deframer, frame
from engine.wire.shortening import TOO_LONG, framed


def sheet(rows: int, letters: int, note: str = "what it is") -> Sheet:
    return Sheet(
        "Long", (SheetColumn("A"),), tuple(SheetRow(f"row-{n}", ("x" * letters,)) for n in range(rows)), note
    )


def through(answer: Answer) -> Answer:
    """What does a console make of it?"""
    data = framed(Told(7, answer))
    assert len(data) <= TO_CONSOLE_BYTES_MAX
    (told,) = console_deframer().feed(data)
    assert told.ref == 7
    return told.answer


ANSWER = Answer(Query(Topic.FILLS), "Fills", (section("known", [("a", "b")]),), at=Moment(5))


def test_an_answer_that_fits_goes_as_it_is():
    whole = replace(ANSWER, sheets=(sheet(300, 100),))
    assert through(whole) == whole


def test_of_one_that_does_not_the_first_rows_go_and_the_note_says_how_many_there_were():
    short = replace(ANSWER, sheets=(sheet(20, 5), sheet(300, 3000)))
    found = through(short)
    assert found.sections == ANSWER.sections
    assert found.at == ANSWER.at
    assert found.sheets[0] == short.sheets[0]
    assert found.sheets[1].rows == short.sheets[1].rows[:75]
    assert found.sheets[1].note == "too long to be shown whole: the first 75 of 300 rows · what it is"


@pytest.mark.parametrize(
    "much",
    [
        {"sections": (section("s", [("l", "v" * 3000)] * 200),)},
        {"series": (Series("s", "money", tuple(range(10**12, 10**12 + 40_000)), tuple(range(40_000))),)},
        {"sheets": tuple(sheet(2, 3000) for _ in range(200))},
    ],
)
def test_where_no_row_can_go_only_that_it_is_too_long_is_said(much):
    found = through(replace(ANSWER, **much))
    assert [each.title for each in found.sections] == [TOO_LONG]
    assert (found.sheets, found.series, found.title, found.at) == ((), (), "Fills", Moment(5))


def test_the_bound_counts_the_whole_frame():
    letters = TO_CONSOLE_BYTES_MAX - len(frame(Told(7, replace(ANSWER, sheets=(sheet(1, 0),))))) + 4
    found = framed(Told(7, replace(ANSWER, sheets=(sheet(1, letters),))))
    assert len(found) < TO_CONSOLE_BYTES_MAX / 2
