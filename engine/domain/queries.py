"""What a console may ask to look at; answered from the core's state, never journaled."""

from enum import StrEnum

from msgspec import Struct


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

    title: str
    lines: tuple[tuple[str, str], ...]


class Answer(Struct, frozen=True):
    """What was found; no sections when there is nothing of that name."""

    query: Query
    title: str
    sections: tuple[Section, ...]
    token: str = ""
    """What a command must name to act on exactly what is told here; empty where there is no such command."""
