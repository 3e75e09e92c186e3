"""Nothing in a paste is a key; after a paste without an end keys act again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste

from footbe_tui.pasting import END, ENDS_WITHIN, START, Pasting

PIECES = st.lists(
    st.sampled_from(
        [
            "X",
            "y",
            "E",
            "\x1b",
            "[201",
            "~",
            "\x1b[201X y n p E R q d",
            "\x1b[88;2u",
            "\x1b[<0;1;1M",
            " " * 40,
            "é",
        ]
    ),
    max_size=30,
)


def chopped(text, cuts):
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


@given(PIECES, st.lists(st.integers(1, 400), max_size=8))
def test_whatever_is_pasted_in_whatever_pieces_no_key_is_pressed(pieces, cuts):
    body = "".join(pieces).replace(END, "")
    pasting = Pasting()
    passed = [pasting.through(chunk, 0.0) for chunk in chopped(f"{START}{body}{END}", cuts)]
    heard = list(XTermParser().feed("".join(passed) + "z"))
    assert [event.key for event in heard if isinstance(event, Key)] == ["z"]
    pasted = "".join(event.text for event in heard if isinstance(event, Paste))
    assert pasted == body.replace("\x1b", "")


@given(PIECES)
def test_what_is_typed_goes_through_as_it_is(pieces):
    text = "".join(pieces)
    pasting = Pasting()
    assert "".join(pasting.through(letter, 0.0) for letter in text) == text


def test_an_escape_that_was_typed_is_not_kept_back():
    assert Pasting().through("\x1b", 0.0) == "\x1b"


def test_a_paste_that_never_ends_is_over_after_a_while_and_the_stop_acts_again():
    pasting, parser = Pasting(), XTermParser()
    passed = pasting.through(f"{START}some words", 5.0)
    assert pasting.overdue(5.0 + ENDS_WITHIN / 2) == ""
    passed += pasting.overdue(5.0 + ENDS_WITHIN) + pasting.through("X", 7.0)
    heard = list(parser.feed(passed))
    assert [event.key for event in heard if isinstance(event, Key)] == ["X"]
    assert pasting.overdue(99.0) == ""
