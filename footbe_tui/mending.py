"""What the console does about differences with the venue, and the sale of everything that is held."""

from collections.abc import Callable, Sequence

from engine.domain.clean import own
from engine.domain.commands import Adopt, CancelForeign, Command, Flatten, Ignore
from engine.domain.difference import DifferenceId, DifferenceRow, Remedy
from engine.domain.queries import Query, Topic
from footbe_tui.link import Link
from footbe_tui.panes.differences import difference_lines
from footbe_tui.panes.reader import answer_lines
from footbe_tui.screens.cockpit import Cockpit
from footbe_tui.screens.questions import FLATTEN, clearing, ignoring

_BETWEEN = " "
"""Between remedy and difference in the name of an offer."""


class Mending:
    """Asks, and gives the command for exactly what was shown."""

    def __init__(
        self,
        link: Link,
        cockpit: Cockpit,
        *,
        writes: bool,
        give: Callable[[Command], None],
        say: Callable[[str, str], None],
    ) -> None:
        self._link, self._cockpit, self._writes = link, cockpit, writes
        self._give, self._say = give, say
        self._token = ""
        self._ignored: DifferenceRow | None = None

    def differences(self) -> None:
        """Read what differs; where something does, ask what is to be done about it."""
        self._cockpit.read("Differences with the venue", difference_lines)
        if self._writes and self._rows():
            self._cockpit.ask(clearing(self._offers()))

    async def preview(self) -> None:
        """Read what selling everything would bring; ask whether to do exactly that."""
        answer = await self._link.ask(Query(topic=Topic.FLATTEN))
        self._token = answer.token
        if not answer.token:
            self._say(answer.title or "nothing to sell", "warn")
            return
        self._cockpit.read(answer.title, answer_lines(answer))
        self._cockpit.ask(FLATTEN)

    def answered(self, kind: str, answer: tuple[str, ...]) -> None:
        """A question of ours was answered."""
        match kind, answer:
            case "flatten", ("f",):
                self._give(Flatten(self._token))
            case "differences", (name,):
                self._clear(name)
            case "ignore", (reason,) if self._ignored is not None:
                self._give(Ignore(DifferenceId(self._ignored.key), own(reason)))

    def _clear(self, name: str) -> None:
        remedy, _, key = name.partition(_BETWEEN)
        row = next((row for row in self._rows() if row.key == key), None)
        if row is None:
            self._say("that difference is gone", "dim")
        elif remedy == Remedy.IGNORE:
            self._ignored = row
            self._cockpit.ask(ignoring(row))
        else:
            way = Adopt if remedy == Remedy.ADOPT else CancelForeign
            self._give(way(DifferenceId(row.key)))

    def _offers(self) -> Sequence[tuple[str, DifferenceRow, str]]:
        return [
            (f"{remedy}{_BETWEEN}{row.key}", row, remedy) for row in self._rows() for remedy in row.remedies
        ]

    def _rows(self) -> tuple[DifferenceRow, ...]:
        return self._link.snapshot.differences if self._link.snapshot else ()
