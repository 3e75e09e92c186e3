"""Is each line of a recorded session drawn once for every look it had, and shown when it was there?"""

import xml.etree.ElementTree as ET

import pyte

from scripts.film import Film, Showings


def filmed():
    screen = pyte.Screen(12, 3)
    stream = pyte.Stream(screen)
    film = Film(screen)
    for text, caption in (("one", "start"), ("two", "next"), ("one", "again")):
        stream.feed(f"\x1b[H{text}\r\nstill <&>")
        film.take(caption, 2.0)
    return film


def test_a_line_that_stands_still_is_drawn_once_and_always():
    drawn = filmed().drawn("a test")
    assert drawn.count("still &lt;&amp;&gt;") == 1
    assert not any("still" in line and "<g" in line for line in drawn.splitlines())


def test_a_line_that_comes_back_is_the_same_line():
    drawn = filmed().drawn("a test")
    assert drawn.count(">one") == 1
    assert "0%{visibility:visible}33.333%{visibility:hidden}66.667%{visibility:visible}" in drawn
    assert "0%{visibility:hidden}33.333%{visibility:visible}66.667%{visibility:hidden}" in drawn


def test_it_is_one_whole_picture_with_its_captions():
    root = ET.fromstring(filmed().drawn("a <test>"))
    words = "".join(root.itertext())
    assert all(caption in words for caption in ("start", "next", "again", "a <test>"))
    assert root.get("viewBox") == "0 0 120 109"


def test_what_was_never_there_needs_no_rule():
    shown = Showings(4.0)
    assert list(shown.parts([(0.0, ""), (2.0, "")])) == []
    assert shown.style() == ""


def test_every_moment_shows_exactly_one_version():
    shown = Showings(6.0)
    parts = list(shown.parts([(0.0, "a"), (2.0, "b"), (3.0, "b"), (4.0, "a"), (5.0, "")]))
    assert [part.count("<g") for part in parts] == [1, 1]
    assert shown.style().count("@keyframes") == 2
    assert "83.333%{visibility:hidden}" in shown.style()
