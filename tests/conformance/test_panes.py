"""Every pane in the registry, on every picture, at two sizes: it says what it must and breaks nothing."""

import re

import msgspec
import pytest
from rich.cells import cell_len

from engine.domain.snapshot import CARDS, TABLES
from footbe_tui.panes import PANES, Pane
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.sides import SIDES
from footbe_tui.theme import TONES
from tests.console.pictures import BUSY, NOW, PICTURES, ZONE

EVERY = list(PANES)
SIZES = [(80, 13), (120, 30), (40, 9), (12, 4)]
GLANCE = Glance(NOW, ZONE)


def drawn(name: str, snapshot, size=(80, 13), glance=GLANCE) -> Pane:
    pane = PANES[name]()
    pane._extend(pane.extent.__class__(*size))
    pane.look(snapshot, glance)
    return pane


@pytest.mark.parametrize("name", EVERY)
def test_it_has_a_number_and_a_name_of_its_own(name):
    pane = PANES[name]
    assert list(PANES).index(name) + 1 == pane.NUMBER
    assert pane.NAME
    assert pane.TAB
    assert set(pane.SLICES) <= {*TABLES, *CARDS}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picture", list(PICTURES))
@pytest.mark.parametrize("name", EVERY)
def test_it_fills_its_place_exactly_in_tones_that_exist(name, picture, size):
    pane = drawn(name, PICTURES[picture], size)
    assert [cell_len(line) for line in pane.plain()] == [size[0]] * size[1]
    assert {tone for line, _ in pane._drawn for _, tone in line} <= set(TONES)
    assert all("\x1b" not in line and line.isprintable() for line in pane.plain())


@pytest.mark.parametrize("name", EVERY)
def test_an_empty_picture_says_so_or_shows_its_figures(name):
    assert any(line.strip("│ ") for line in drawn(name, PICTURES["empty"]).plain()[1:-1])


@pytest.mark.parametrize("name", EVERY)
def test_the_same_picture_is_not_drawn_twice(name):
    pane = drawn(name, BUSY)
    assert pane.look(BUSY, GLANCE) is False
    assert pane.look(msgspec.structs.replace(BUSY), GLANCE) is False


@pytest.mark.parametrize("name", EVERY)
def test_another_slice_is_drawn(name):
    pane = drawn(name, BUSY)
    for watched in PANES[name].SLICES:
        value = getattr(BUSY, watched)
        other = value[:1] if isinstance(value, tuple) else msgspec.structs.replace(value)
        assert pane.look(msgspec.structs.replace(BUSY, **{watched: other}), GLANCE) is True


@pytest.mark.parametrize("name", EVERY)
def test_time_alone_draws_only_those_with_a_clock(name):
    pane = drawn(name, BUSY)
    assert pane.look(BUSY, GLANCE._replace(now=NOW + 1_000_000), second=True) is PANES[name].CLOCKED


@pytest.mark.parametrize("name", EVERY)
def test_a_picture_that_is_gone_shows_no_figure(name):
    pane = drawn(name, BUSY, glance=GLANCE._replace(gone=True))
    assert "no news from the engine" in pane.plain()[1]
    assert not any(char.isdigit() for line in pane.plain()[1:] for char in line)


@pytest.mark.parametrize("name", EVERY)
def test_a_filter_that_nothing_passes_leaves_no_row(name):
    pane = drawn(name, BUSY)
    pane.wanted = "no row has this text"
    pane.again()
    assert "filter" in pane.plain()[0]
    assert "0412" not in "".join(pane.plain()[1:])
    assert any("no row with this text" in line for line in pane.plain())


@pytest.mark.parametrize("name", EVERY)
def test_every_order_shows_the_same_rows(name):
    pane = drawn(name, BUSY, (80, 40))
    keys = {getattr(item, "key", None) for item in pane._body.items}
    for _ in PANES[name].SORTS:
        pane.next_sort()
        assert {getattr(item, "key", None) for item in pane._body.items} == keys


@pytest.mark.parametrize("size", [(80, 13), (40, 9)])
@pytest.mark.parametrize("name", [*EVERY, *SIDES])
def test_an_empty_pane_says_what_will_appear_and_when(name, size):
    pane = {**PANES, **SIDES}[name]()
    pane._extend(pane.extent.__class__(*size))
    pane.look(msgspec.structs.replace(PICTURES["empty"], funnel=()), GLANCE)
    if pane._body.items:
        return
    now, _, then = pane._body.empty.partition(": ")
    assert now
    assert re.search(r"\b(when|once|until|while|from|with|as)\b", then), pane._body.empty
    said = " ".join(line.strip("│ ") for line in pane.plain()[1:-1]).split()
    assert said[-3:] == pane._body.empty.split()[-3:]
