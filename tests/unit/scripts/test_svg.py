"""A screen drawn as SVG shows what stands there, and only as text."""

import xml.etree.ElementTree as ET

import pyte

from scripts.svg import CELL_WIDTH, MARGIN, drawn

SPACE = "{http://www.w3.org/2000/svg}"


def screen(text):
    made = pyte.Screen(20, 2)
    pyte.Stream(made).feed(text)
    return made


def texts(svg):
    return [(node.text, node.attrib) for node in ET.fromstring(svg).iter(f"{SPACE}text")]


def test_the_same_screen_gives_the_same_bytes():
    assert drawn(screen("EQUITY 997"), "desk") == drawn(screen("EQUITY 997"), "desk")


def test_text_stands_in_the_column_it_was_written_in():
    ((text, attributes),) = texts(drawn(screen("\x1b[1;6HX STOP"), "desk"))
    assert text.strip() == "X STOP"
    assert text.index("X") * CELL_WIDTH + int(attributes["x"]) == MARGIN + 5 * CELL_WIDTH


def test_a_colour_and_bold_begin_a_run_of_their_own():
    found = texts(drawn(screen("a\x1b[1;38;2;255;0;16mb"), "desk"))
    assert [(text.strip(), attributes["fill"]) for text, attributes in found] == [
        ("a", "#d0d0d0"),
        ("b", "#ff0010"),
    ]
    assert "font-weight" not in found[0][1]
    assert found[1][1]["font-weight"] == "bold"


def test_a_hostile_name_stays_text():
    svg = drawn(screen("<script>&'\""), "<desk>")
    assert "<script>" not in svg
    assert texts(svg)[0][0].strip() == "<script>&'\""


def test_a_reversed_cell_has_its_background_drawn():
    rects = ET.fromstring(drawn(screen("\x1b[7mHALTED"), "desk")).findall(f"{SPACE}rect")
    assert [rect.attrib["fill"] for rect in rects] == ["#121212", "#d0d0d0"]
