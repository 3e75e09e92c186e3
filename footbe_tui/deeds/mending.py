"""Deeds about differences with the venue, and the sale of everything that is held: only what was shown is asked for."""

from collections.abc import Sequence

from engine.domain.clean import own
from engine.domain.commands import Adopt, CancelForeign, Flatten, Ignore
from engine.domain.difference import DifferenceId, DifferenceRow, Remedy
from engine.domain.queries import Query, Topic
from footbe_tui.desk import Deed, Desk, Reply
from footbe_tui.panes.differences import difference_lines
from footbe_tui.panes.reader import answer_lines
from footbe_tui.screens.questions import FLATTEN, clearing, ignoring

_BETWEEN = " "
"""Between remedy and difference in the name of an offer."""


def differences(desk: Desk) -> None:
    """Read what differs; where something does, ask what is to be done about it."""
    desk.cockpit.read("Differences with the venue", difference_lines)
    if not desk.rights.observe and desk.rows("differences"):
        desk.cockpit.ask(clearing(_offers(desk)))


def flatten(desk: Desk) -> None:
    """Read what selling everything would bring, and ask whether to do exactly that."""
    desk.begin(_preview(desk))


async def _preview(desk: Desk) -> None:
    answer = await desk.link.ask(Query(topic=Topic.FLATTEN))
    desk.shown_token = answer.token
    if not answer.token:
        desk.say(answer.title or "nothing to sell", "warn")
        return
    desk.cockpit.read(answer.title, answer_lines(answer))
    desk.cockpit.ask(FLATTEN)


def _flatten(desk: Desk, answer: tuple[str, ...]) -> None:
    if answer == ("f",):
        desk.give(Flatten(desk.shown_token))


def _clear(desk: Desk, answer: tuple[str, ...]) -> None:
    remedy, _, key = answer[0].partition(_BETWEEN)
    row = _row(desk, key)
    if row is None:
        desk.say("that difference is gone", "dim")
    elif remedy == Remedy.IGNORE:
        desk.cockpit.ask(ignoring(row))
    else:
        way = Adopt if remedy == Remedy.ADOPT else CancelForeign
        desk.give(way(DifferenceId(row.key)))


def _ignore(desk: Desk, answer: tuple[str, ...]) -> None:
    key, reason = answer
    desk.give(Ignore(DifferenceId(key), own(reason)))


def _row(desk: Desk, key: str) -> DifferenceRow | None:
    return next((row for row in desk.rows("differences") if row.key == key), None)


def _offers(desk: Desk) -> Sequence[tuple[str, DifferenceRow, str]]:
    return [
        (f"{remedy}{_BETWEEN}{row.key}", row, remedy)
        for row in desk.rows("differences")
        for remedy in row.remedies
    ]


DEEDS: dict[str, Deed] = {"differences": differences, "flatten": flatten}
REPLIES: dict[str, Reply] = {"differences": _clear, "ignore": _ignore, "flatten": _flatten}
