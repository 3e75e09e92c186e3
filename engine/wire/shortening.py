"""An answer that is too long for one message: fewer rows, and said so; at worst only that it is too long."""

from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.queries import Answer, Sheet, section
from engine.wire.protocol import TO_CONSOLE_BYTES_MAX, Told, frame

TOO_LONG = "too long to be shown here"


def framed(told: Told) -> bytes:
    """Which bytes carry this answer, never more than a client takes?"""
    data, answer = frame(told), told.answer
    rows = max((len(sheet.rows) for sheet in answer.sheets), default=0)
    while len(data) > TO_CONSOLE_BYTES_MAX and rows > 1:
        rows //= 2
        answer = replace(told.answer, sheets=tuple(_first(sheet, rows) for sheet in told.answer.sheets))
        data = frame(Told(told.ref, answer))
    if len(data) <= TO_CONSOLE_BYTES_MAX:
        return data
    nothing = Answer(answer.query, answer.title, (section(TOO_LONG, ()),), at=answer.at)
    return frame(Told(told.ref, nothing))


def _first(sheet: Sheet, most: int) -> Sheet:
    if len(sheet.rows) <= most:
        return sheet
    note = f"too long to be shown whole: the first {most} of {len(sheet.rows)} rows · {sheet.note}"
    return replace(sheet, rows=sheet.rows[:most], note=own(note.removesuffix(" · ")))
