"""Foreign text comes through plain or not at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.shell.clean import GRAPHEMES_MAX, MARKS_MAX, clean

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
    "a\u202egnp.exe",
    "\u2066x\u2069",
    "z\u200be\u200dr\ufeffo",
    "line\nbreak\rback\ttab",
    "\x00\x07\x08\x7f",
    "A" + "\u0301" * 500,
    "\ud800",
    "\U000e0041tag",
    "\ufe0f" * 40,
    "\u3164" * 9,
    "x" * 100_000,
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_payload_leaves_nothing_that_drives_a_terminal(payload):
    assert drawable(clean(payload))


@given(st.text(max_size=300))
def test_any_text_comes_out_short_normal_and_drawable_and_stays_as_it_is(text):
    cleaned = clean(text)
    assert drawable(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "name", ["Bayern München", "Beşiktaş", "São Paulo", "Ajax [/]", "Ärger & Söhne", "浦和"]
)
def test_a_club_keeps_its_name(name):
    assert clean(name) == name
    assert clean(unicodedata.normalize("NFD", name)) == name


def test_blanks_run_together_and_a_long_text_says_that_it_was_cut():
    assert clean("  a \n\t b ") == "a b"
    assert clean("x" * 90) == "x" * 79 + "…"
    assert clean("abcdef", limit=4) == "abc…"


def drawable(text):
    categories = [unicodedata.category(character) for character in text]
    marks = sum(category.startswith("M") for category in categories)
    return (
        not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} & set(categories)
        and len(text) - marks <= GRAPHEMES_MAX
        and marks <= MARKS_MAX * GRAPHEMES_MAX
    )
