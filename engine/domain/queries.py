"""What a console may ask to look at; answered from the core's state, never journaled."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean, own


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


class Query(Struct, frozen=True):
    """A question about one thing (`entity` a position id, a fixture id, or empty for all)."""

    topic: Topic
    entity: str = ""


class Section(Struct, frozen=True):
    """A titled list of label and value, already written for a person."""

    title: Clean
    lines: tuple[tuple[Clean, Clean], ...]


def section(title: str, lines: Iterable[tuple[str, str]]) -> Section:
    """Which section shows these labels and values of ours?"""
    return Section(own(title), tuple((own(label), own(value)) for label, value in lines))


class Answer(Struct, frozen=True):
    """What was found; no sections when there is nothing of that name."""

    query: Query
    title: Clean
    sections: tuple[Section, ...]
    token: str = ""
    """What a command must name to act on exactly what is told here; empty where there is no such command."""
