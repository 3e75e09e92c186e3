"""What a console may ask to look at; answered from the core's state, never journaled."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from engine.domain.board import Board
from engine.domain.clean import Clean, own
from engine.domain.moment import Moment


class Topic(StrEnum):
    """What is asked about?"""

    POSITION = "position"
    FUNNEL = "funnel"
    ORDERS = "orders"
    FIXTURE = "fixture"
    CHOICES = "choices"
    MODELS = "models"
    REPORT = "report"
    FLATTEN = "flatten"
    SLATE = "slate"
    FILLS = "fills"
    REGRET = "regret"
    INCIDENTS = "incidents"
    SCENARIOS = "scenarios"
    SINCE = "since"
    CURVE = "curve"
    DAYS = "days"
    CALIBRATION = "calibration"
    CLOSING = "closing"


class Query(Struct, frozen=True):
    """A question about one thing (`entity` a position id, a fixture id, a settlement date, or empty for all).

    Of `SINCE` the entity is a moment in microseconds: what happened after it?
    """

    topic: Topic
    entity: str = ""


class Section(Struct, frozen=True):
    """A titled list of label and value, already written for a person."""

    title: Clean
    lines: tuple[tuple[Clean, Clean], ...]


def section(title: str, lines: Iterable[tuple[str, str]]) -> Section:
    """Which section shows these labels and values of ours?"""
    return Section(own(title), tuple((own(label), own(value)) for label, value in lines))


Tone = Literal["", "dim", "strong", "warn", "alarm"]
"""How much a row asks to be looked at; whatever is abnormal also says so in words."""


class SheetColumn(Struct, frozen=True):
    """A column: its title, the side its cells lean to, and `keep`: on a narrow screen higher numbers go first, 0 never."""

    title: Clean
    align: Literal["<", ">"] = "<"
    keep: int = 0


class SheetRow(Struct, frozen=True):
    """A keyed row of cells already written for a person.

    `ranks` are what the cells sort by, one for each, None after all others; empty when they sort as they read.
    `leads_to` is what there is to look at behind the row.
    """

    key: str
    cells: tuple[Clean, ...]
    tone: Tone = ""
    ranks: tuple[int | None, ...] = ()
    leads_to: Query | None = None


class Sheet(Struct, frozen=True):
    """A titled table; `note` says what its figures are, or what will appear here and when, if there is no row."""

    title: Clean
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    note: Clean = Clean("")


class Series(Struct, frozen=True):
    """One line or row of bars of a chart: whole numbers over whole numbers, in time (`xs` microseconds) or not.

    `unit` is what `ys` are: `money` micro-dollars, `ppm` parts per million, `each` micro-dollars of one contract.
    `lows` and `highs` bound each of `ys` where that is known, else they are empty. `counts` is the sample behind each.
    """

    name: Clean
    unit: Literal["money", "ppm", "each"]
    xs: tuple[int, ...]
    ys: tuple[int, ...]
    lows: tuple[int, ...] = ()
    highs: tuple[int, ...] = ()
    counts: tuple[int, ...] = ()


class Answer(Struct, frozen=True):
    """What was found; no sections, sheets or series when there is nothing of that name."""

    query: Query
    title: Clean
    sections: tuple[Section, ...]
    token: str = ""
    """What a command must name to act on exactly what is told here; empty where there is no such command."""
    sheets: tuple[Sheet, ...] = ()
    series: tuple[Series, ...] = ()
    at: Moment | None = None
    """As of when, in the engine's time."""
    board: Board | None = None
    """What is held under which results, where that was asked for."""

    @property
    def empty(self) -> bool:
        """Was nothing found?"""
        return not (self.sections or self.sheets or self.series or self.board)
