"""Foreign text comes through plain or not at all."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.domain.clean import GRAPHEMES_MAX, MARKS_MAX, OWN_MAX, own
from engine.domain.commands import Ignore, Pause, Reset, Stop
from engine.shell.clean import NOTE_MAX, clean, clean_command
from tests.support.hostile import DRIVES, NAMES, drives

WIDE = "👩\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize("text", NAMES)
def test_a_hostile_name_leaves_nothing_that_drives_a_terminal(text):
    cleaned = clean(text)
    assert not drives(cleaned)
    assert drawable(cleaned)
    assert not drives(own(text))


@given(st.text(max_size=300))
@example("a\u0301\u200d\u0301")
@example("\u1100\u200b\u1161")
@example("\u0301\u0301x")
@example(" \u0301")
@example("\u00a0\u0323")
def test_any_text_comes_out_short_normal_and_drawable_and_stays_as_it_is(text):
    for cleaned, again in ((clean(text), clean), (own(text), own)):
        assert not drives(cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)
        assert again(cleaned) == cleaned
    assert drawable(clean(text))


@given(st.text(alphabet=st.sampled_from([chr(code) for code in range(32, 127)] + list("éßασ≤…│█▏→–·┊")), max_size=60))
def test_a_sentence_of_ours_stays_as_it_is_written(text):
    assert own(text) == text


@pytest.mark.parametrize(
    "name",
    ["Bayern München", "Beşiktaş", "São Paulo", "Ajax [/]", "Ärger & Söhne", "浦和", "전북 현대", "הפועל תל אביב", "الأهلي"],
)
def test_a_club_keeps_its_name(name):
    assert clean(name) == unicodedata.normalize("NFC", name)
    assert clean(unicodedata.normalize("NFD", name)) == clean(name)


def test_blanks_run_together_and_a_long_text_says_that_it_was_cut():
    assert clean("  a \n\t b ") == "a b"
    assert clean("x" * 90) == "x" * 79 + "…"
    assert clean("x" * 10_000) == "x" * 79 + "…"
    assert clean("abcdef", limit=4) == "abc…"
    assert own("  a  b ") == "  a  b "
    assert len(own("y" * 100_000)) == OWN_MAX


def test_joined_emoji_come_apart_and_none_of_the_joiners_stays():
    assert clean(WIDE) == "👩👩👧👦"
    assert clean("🏴\U000e0067\U000e0062") == "🏴"
    assert clean("❤\ufe0f") == "❤"


def test_a_flood_of_marks_is_cut_to_what_scripts_need():
    assert len(clean("Z" + "\u0301" * 10_000)) <= 1 + MARKS_MAX + 1
    assert clean("\u0301" * 50) == ""
    assert clean("a " + "\u0301" * 50) == "a"


def test_hangul_syllables_compose_and_loose_vowels_do_not_pile_up():
    assert clean("\u1112\u1161\u11ab") == "한"
    assert len(clean("\u1100" + "\u1161" * 500)) <= 1 + MARKS_MAX + 1
    assert clean("\u1161" * 500) == ""


def test_what_an_operator_types_is_cleaned_on_its_way_in():
    assert clean_command(Reset(phrase="p", reason="a\x1b]52;c;x\x07b")).reason == "a]52;c;xb"
    assert clean_command(Ignore(difference="d", reason="n" * 900)).reason == "n" * (NOTE_MAX - 1) + "…"
    assert clean_command(Stop(reason="\u202eup")) == Stop(reason="up")
    assert clean_command(Pause()) == Pause()


def test_the_list_of_hostile_names_would_drive_a_terminal():
    assert len(NAMES) >= 300
    assert len(DRIVES) > 100


def drawable(text):
    count = sum(unicodedata.category(character).startswith("M") for character in text)
    jamo = sum("\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb" for character in text)
    return len(text) - count - jamo <= GRAPHEMES_MAX and count <= MARKS_MAX * GRAPHEMES_MAX
