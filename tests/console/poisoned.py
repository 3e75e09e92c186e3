"""Pictures in which every text that may be foreign is one hostile name, and everything that draws them."""

from typing import get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import replace

from engine.domain.clean import Clean
from engine.domain.difference import DifferenceRow
from engine.domain.identity import StrategyName, TriggerName
from engine.domain.queries import Answer, Query, Section, Sheet, SheetColumn, SheetRow, Topic
from engine.domain.snapshot import CARDS, TABLES, Snapshot
from footbe_tui.panes import (
    PANES,
    approvals,
    differences,
    events,
    health,
    positions,
    reader,
    risk,
    settlement,
    strategies,
    top,
)
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.sheet import SheetPage
from footbe_tui.screens import questions
from footbe_tui.widgets.lines import cut
from footbe_tui.widgets.prompt import Prompt
from tests.console.pictures import BUSY, NOW

WIDTH = 400
_CLEAN = (Clean, StrategyName, TriggerName)
_DIFFERENCE = DifferenceRow(
    key="d", kind="cash", subject="s", ours="1", venues="2", since=NOW, remedies=("adopt", "ignore"), ignored=""
)


def poisoned(name: str) -> Snapshot:
    """Which picture of a busy engine says this name wherever a text stands?"""
    picture = replace(BUSY, differences=(_DIFFERENCE, replace(_DIFFERENCE, key="e", ignored="why")))
    tables = {table: tuple(filled(row, name) for row in getattr(picture, table)[:3]) for table in TABLES}
    return replace(picture, **tables, **{card: filled(getattr(picture, card), name) for card in CARDS})


def filled(row: Struct, name: str) -> Struct:
    """Which row has this name in every field of clean text?"""
    hints = get_type_hints(type(row))
    texts = {field: name for field, hint in hints.items() if hint in _CLEAN}
    many = {field: (name,) for field, hint in hints.items() if Clean in get_args(hint) and getattr(row, field)}
    if isinstance(row, TABLES["slates"]) or not isinstance(row, tuple(TABLES.values())):
        return replace(row, **texts, **many)
    return replace(row, **texts, **many, key=name)


def drawn(picture: Snapshot, name: str) -> list[str]:
    """How does every line of every pane, screen and prompt read, as it comes to the terminal?"""
    return ["".join(text for text, _ in cut(line, WIDTH)) for line in _lines(picture, name)]


def _lines(picture: Snapshot, name: str):
    glance = Glance(picture.status.at, picture.status.zone)
    news = top.AlarmNews(lost=name, receipt=name)
    for row in picture.positions:
        yield positions.position_line(row, glance, WIDTH)
    for row in picture.approvals:
        yield from approvals.approval_lines(row, glance, WIDTH)
    for row in picture.events:
        yield events.event_line(row, glance.zone)
    for row in picture.health:
        yield health.health_line(row, WIDTH)
    for row in picture.strategies:
        yield strategies.strategy_line(row, WIDTH)
    for row in picture.slates:
        yield settlement.slate_line(row, glance.zone, WIDTH)
        yield settlement.week_line(row)
    yield from (said.line for said in risk.risk_lines(picture.risk, WIDTH))
    yield from (top.status_wide(picture, WIDTH), *top.status_narrow(picture, WIDTH), *top.tiny(picture, WIDTH))
    for more in (news, top.AlarmNews(lost=name), top.AlarmNews(receipt=name), top.AlarmNews()):
        yield top.alarm_line(picture, glance, more, WIDTH)
    yield from (*top.next_approval(picture, glance, WIDTH), top.last_event(picture, glance))
    yield from _read(picture, glance, name)
    yield from _asked(picture, name)
    for pane in (kind() for kind in PANES.values()):
        yield pane.title(picture)


def _read(picture: Snapshot, glance: Glance, name: str):
    answer = Answer(Query(Topic.POSITION, name), name, (Section(name, ((name, name),)),))
    table = Sheet(name, (SheetColumn(name), SheetColumn(name, ">")), (SheetRow(name, (name, name)),), name)
    for item in SheetPage()._items(replace(answer, sheets=(table,)), WIDTH):
        yield item.line
    sources = (reader.alarm_lines, differences.difference_lines)
    for source in (*sources, reader.answer_lines(answer)):
        yield from source(picture, glance, WIDTH)


def _asked(picture: Snapshot, name: str):
    asked = (questions.resuming(picture.status.causes), questions.filtering(name, name), questions.RESET)
    for question in asked:
        prompt = Prompt(frozenset())
        prompt._value = name
        yield from prompt._lines(question, WIDTH, 12)
