"""What an answer says, by title of its sheets and labels of its sections."""

from engine.domain.queries import Answer, Query, Sheet, Topic


def asked(desk, topic: Topic, entity: str = "") -> Answer:
    """What does this desk answer?"""
    return desk.core.answer(Query(topic, entity))


def sheet(answer: Answer, title: str) -> Sheet:
    """The sheet whose title begins so."""
    return next(each for each in answer.sheets if each.title.startswith(title))


def cell(found: Sheet, row: int, column: str) -> str:
    """What stands in this row under this title?"""
    place = [each.title for each in found.columns].index(column)
    return found.rows[row].cells[place]


def ranked(found: Sheet, column: str) -> list[int | None]:
    """What do rows of this sheet sort by in this column?"""
    place = [each.title for each in found.columns].index(column)
    return [row.ranks[place] for row in found.rows]


def lines(answer: Answer, title: str) -> dict[str, str]:
    """Labels and values of a section, or of a small table."""
    told = {each.title: dict(each.lines) for each in answer.sections}
    small = {each.title: dict(row.cells for row in each.rows) for each in answer.sheets if len(each.columns) == 2}
    return (told | small)[title]
