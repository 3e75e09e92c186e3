"""Four themes, one without colour, and sixteen colours: each whole, legible, and never colour alone."""

import re

import msgspec
import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

from engine.domain.states import EngineState
from footbe_tui.looks import Looks
from footbe_tui.sixteen import SIXTEEN
from footbe_tui.theme import HIGH_CONTRAST, NO_COLOUR, THEMES, TONES, following, look
from footbe_tui.widgets.line_block import LineBlock
from footbe_tui.widgets.lines import cut
from tests.console.pictures import BUSY
from tests.console.terminal import Terminal

EVERY = [*THEMES.values(), *SIXTEEN.values(), NO_COLOUR]
LINES = {"frame": 1.4, "focus": 4.5, "dim": 3.0, "fill": 3.0, "fillwarn": 3.0, "fillalarm": 3.0}
"""Least contrast of what is no text, or is meant to step back."""
SEQUENCE = re.compile(rb"\x1b\[([0-9;]*)m")
COLOURED = re.compile(rb"(?:^|;)(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;|$)")


def luminance(colour) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [value / 255 for value in colour.get_truecolor()]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style) -> float:
    """Contrast ratio, WCAG 2.2."""
    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", EVERY, ids=lambda theme: theme.name)
def test_every_theme_is_a_whole_table_of_the_same_tones(theme):
    assert set(theme.looks) == set(TONES)
    assert len(TONES) == len(set(TONES))


@pytest.mark.parametrize("lit", [False, True])
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_tone_stands_out_from_its_ground(theme, tone, lit):
    text = 7.0 if theme is HIGH_CONTRAST else 4.5
    assert contrast(look(tone, theme=theme, lit=lit)) >= LINES.get(tone, text)


@pytest.mark.parametrize("lit", [False, True])
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_tone_stands_out_among_256_colours_too(theme, lit):
    for tone in TONES:
        style = look(tone, theme=theme, lit=lit)
        ink, ground = (c.downgrade(ColorSystem.EIGHT_BIT) for c in (style.color, style.bgcolor))
        text = 7.0 if theme is HIGH_CONTRAST else 4.5
        assert contrast(Style(color=ink, bgcolor=ground)) >= LINES.get(tone, text), tone


@pytest.mark.parametrize("theme", SIXTEEN.values(), ids=list(SIXTEEN))
def test_among_sixteen_what_steps_back_is_no_text_and_no_ground(theme):
    for tone in TONES:
        style = look(tone, theme=theme)
        assert style.color.number != style.bgcolor.number, tone
    if theme.name != "high-contrast":
        assert look("dim", theme=theme).color != look("", theme=theme).color


def test_nothing_is_said_with_green_and_the_colour_blind_theme_has_no_red():
    for theme in THEMES.values():
        for tone in TONES:
            red, green, blue = look(tone, theme=theme).color.get_truecolor()
            assert not green > max(red, blue) + 24, (theme.name, tone)
    for tone in ("alarm", "alarmbar", "fillalarm", "labelalarm"):
        style = look(tone, theme=THEMES["colour-blind"])
        loud = style.bgcolor if tone.endswith(("bar", "labelalarm")) else style.color
        assert loud.get_truecolor().green > 100


def test_without_colour_only_bold_dim_and_reverse_are_left():
    for tone in TONES:
        style = look(tone, theme=NO_COLOUR)
        assert style.color is style.bgcolor is None
        assert not any((style.underline, style.italic, style.blink))


def test_the_themes_turn_in_a_circle():
    name, seen = "grey", []
    for _ in THEMES:
        name = following(name)
        seen.append(name)
    assert sorted(seen) == sorted(THEMES)
    assert name == "grey"


def grounds(at) -> set[str]:
    """On which grounds stands what is drawn?"""
    strips = at.app.screen._compositor.render_strips()
    return {
        segment.style.bgcolor.get_truecolor().hex
        for strip in strips
        for segment in strip
        if segment.style and segment.style.bgcolor
    }


async def test_t_repaints_the_whole_screen_in_the_next_theme(seat):
    async with seat() as at:
        assert "#101214" in grounds(at)
        shown = await at.press("T")
        assert "theme light" in shown
        assert "#fafaf7" in grounds(at)
        assert "#101214" not in grounds(at)
        assert at.app.screen.styles.background.hex.casefold() == "#fafaf7"
        for _ in range(3):
            await at.press("T")
        assert "#fafaf7" not in grounds(at)


async def test_a_page_opened_after_the_theme_turned_wears_it_too(seat):
    async with seat() as at:
        await at.press("T", "question_mark")
        assert "#101214" not in grounds(at)
        assert all(part.theme is THEMES["light"] for part in at.cockpit.pages.values())


async def test_without_colour_t_says_why_it_does_nothing(seat):
    async with seat(looks=Looks(colour=False)) as at:
        assert "NO_COLOR is set" in await at.press("T")
        assert not grounds(at)


async def test_without_colour_the_frame_that_has_the_keys_is_heavier(seat):
    async with seat(looks=Looks(colour=False)) as at:
        assert at.screen().count("┏━ 1 Positions") == 1
        assert (await at.press("5")).count("┏━ 5 Risk") == 1
        assert at.screen().count("┏") == 1


STATES = [*EngineState]


@pytest.mark.parametrize("size", [(120, 40), (110, 36), (80, 24), (60, 16), (40, 8)])
@pytest.mark.parametrize("state", STATES)
async def test_every_state_is_written_out_at_every_size(seat, state, size):
    causes = ("operator",) if state is not EngineState.RUNNING else ()
    status = msgspec.structs.replace(BUSY.status, state=state, causes=causes)
    async with seat(msgspec.structs.replace(BUSY, status=status), size=size) as at:
        assert state.value.replace("_", " ") in at.lines()[0]


def test_blanks_after_what_is_reversed_are_not_reversed():
    block = LineBlock()
    block.wear(NO_COLOUR)
    strip: Strip = block._strip(cut(((" PAPER ", "badge"), (" ", ""), ("RUNNING", "strong")), 20), lit=False)
    assert [segment.text for segment in strip if segment.style.reverse] == [" PAPER "]


def test_no_color_writes_no_colour_at_all():
    with Terminal("busy", NO_COLOR="1") as terminal:
        terminal.until("Positions")
        terminal.keys("T?\x1b3z")
        terminal.read(1.5)
        codes = set(SEQUENCE.findall(bytes(terminal.bytes)))
        assert any(b"1" in code.split(b";") for code in codes)
        assert not {code for code in codes if COLOURED.search(code)}


@pytest.mark.parametrize(("word", "on"), [("--still", True), ("--no-mouse", False)])
def test_without_the_mouse_its_reports_are_never_switched_on(word, on):
    with Terminal("busy", "--still", word) as terminal:
        terminal.until("Positions")
        assert (b"\x1b[?1000h" in terminal.bytes) is on
        assert (b"\x1b[?1003h" in terminal.bytes) is on
