"""With `--ascii`, no sign outside ASCII leaves the console, whatever is shown, and nothing moves by a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from footbe_tui.actions import ACTIONS
from footbe_tui.ascii import plain
from footbe_tui.filters import Ascii, NoColour, filters
from footbe_tui.looks import Looks, knows_ascii_alone
from tests.console.pictures import PICTURES
from tests.console.terminal import Terminal

ASCII = Looks(ascii_only=True)
KEYS = [action.keys.split(",")[0] for action in ACTIONS]


def strange(text: str) -> list[str]:
    return sorted({char for char in text if not (" " <= char <= "~" or char == "\n")})


@pytest.mark.parametrize("size", [(200, 60), (80, 24)])
@pytest.mark.parametrize("picture", list(PICTURES))
async def test_every_picture_shows_ascii_alone(seat, picture, size):
    async with seat(PICTURES[picture], size=size, looks=ASCII) as at:
        assert not strange(at.screen())
        assert {len(line) for line in at.lines()} == {size[0]}


async def test_every_key_opens_something_in_ascii_alone(seat):
    async with seat(PICTURES["hostile"], looks=ASCII) as at:
        for key in KEYS:
            await at.pilot.press(key)
            assert not strange(at.screen()), key
            if at.cockpit.prompt.question is not None or at.cockpit.page:
                await at.pilot.press("escape")


async def test_a_typed_filter_is_shown_in_ascii_too(seat):
    async with seat(looks=ASCII) as at:
        shown = await at.press("slash", *"Ölü 東")
        assert "Olu" in shown
        assert not strange(shown)


async def test_the_same_stands_in_the_same_cells(seat):
    async with seat() as at:
        usual = at.lines()
    async with seat(looks=ASCII) as at:
        assert [plain(line) for line in usual] == at.lines()


@given(st.text(max_size=40))
def test_any_text_keeps_its_width_and_loses_every_other_sign(text):
    said = plain(text)
    assert said.isascii()
    assert len(said) == (len(text) if text.isascii() else cell_len(text))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("┌─ 1 Positions ─┐│└┘", "+- 1 Positions -+|++"),
        ("┏━┓┃", "+=+|"),
        ("EXIT 0412 sell ≤40 ARS ≥.29", "EXIT 0412 sell <40 ARS >.29"),
        ("ARS–CHE · α/β … Müller Łódź", "ARS-CHE . a/b ~ Muller Lodz"),
        ("███▍··", "###|.."),
        ("·▁▂▃▄▅▆▇█", ".:-=+**##"),
        ("⠀⠁⠛⣿", " .:#"),
        ("東京", "????"),
        ("ﬁ ½", "f 1"),
        ("▲ ■ → ↓", "! # > v"),
    ],
)
def test_signs_have_a_likeness_in_ascii(written, said):
    assert plain(written) == said


def test_filters_stand_where_they_are_asked_for():
    assert filters(colour=True, ascii_only=False) == ()
    assert [type(f) for f in filters(colour=False, ascii_only=True)] == [NoColour, Ascii]
    (segment,) = Ascii().apply([Segment("│é")], Color(0, 0, 0))
    assert segment.text == "|e"


@pytest.mark.parametrize(("encoding", "alone"), [("UTF-8", False), ("utf8", False), ("ANSI_X3.4-1968", True)])
def test_a_locale_that_cannot_is_found_out(monkeypatch, encoding, alone):
    monkeypatch.setattr("locale.getencoding", lambda: encoding)
    assert knows_ascii_alone() is alone


@pytest.mark.pty
@pytest.mark.parametrize("how", [{"LC_ALL": "C"}, {}], ids=["locale", "flag"])
def test_no_other_byte_reaches_the_terminal(how):
    words = () if how else ("--ascii",)
    with Terminal("busy", *words, **how) as terminal:
        terminal.until("1 Positions")
        terminal.keys("?\x1b3zw\x1b:")
        terminal.read(1.5)
        assert max(terminal.bytes) < 0x7F
