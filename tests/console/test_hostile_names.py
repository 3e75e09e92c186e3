"""300 and more hostile names through every pane, screen and prompt: shown literally, and nothing of them drives the terminal."""

import re
import unicodedata

import pytest
from msgspec.structs import replace

from engine.domain.clean import purified
from footbe_tui.panes import PANES
from tests.console.pictures import BUSY
from tests.console.poisoned import WIDTH, drawn, poisoned
from tests.console.terminal import Terminal
from tests.support.hostile import MARKUP, NAMES, SEQUENCES, drives

_CONTROL_SEQUENCE = re.compile(rb"\x1b\[[0-9;?<>=:]*[ -/]*[@-~]|\x1b\]22;[a-z]*\x07")
"""What the console itself writes: cursor, colours, modes, the pointer's shape."""
FEW = [MARKUP[0], MARKUP[3], SEQUENCES[0], SEQUENCES[21], "A" * 10_000]


@pytest.mark.parametrize("name", NAMES)
def test_a_cleaned_name_is_drawn_as_it_is(name):
    cleaned = purified(name)
    lines = drawn(poisoned(cleaned), cleaned)
    assert not any(map(drives, lines))
    if cleaned:
        assert sum(cleaned in line for line in lines) > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_was_never_cleaned_still_drives_no_terminal(name):
    lines = drawn(poisoned(name), name)
    assert not [line for line in lines if _controls(line)]


def _controls(line):
    return [each for each in line if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]


@pytest.mark.parametrize("name", FEW)
async def test_every_pane_and_reader_draws_it_in_the_application(seat, name):
    cleaned = purified(name)
    async with seat(poisoned(cleaned), size=(200, 60)) as at:
        for number in range(1, len(PANES) + 1):
            assert not _driven(await at.press(str(number)))
            assert not _driven(await at.press("z"))
            await at.press("z")
        for key in ("w", "o", "D", "m", "question_mark", "enter"):
            assert not _driven(await at.press(key))
            await at.press("escape")
        assert cleaned[:40] in await at.press("7", "z")
        assert at.app.is_running


def _driven(screen):
    return [each for each in screen if drives(each) and each != "\n"]


@pytest.mark.parametrize("name", FEW)
async def test_a_name_typed_or_pasted_into_a_prompt_stays_text(seat, name):
    from textual.events import Paste

    async with seat(BUSY) as at:
        await at.press("slash")
        at.cockpit.prompt.post_message(Paste(name))
        assert not _driven(await at.settled())
        assert at.app.is_running


class _Unread:
    """An emulator that looks at nothing: the bytes are what is asked about."""

    def feed(self, data):
        pass


def _until(at, seen, before):
    for _ in range(100):
        at.read(0.2)
        if len(at.bytes) > before and seen.encode() in at.bytes[before:]:
            return
    raise AssertionError(f"{seen!r} did not come")


@pytest.mark.pty
@pytest.mark.timeout(120)
def test_none_of_their_bytes_is_in_the_stream_of_a_real_terminal():
    with Terminal(module="tests.console.demo_names", size=(WIDTH // 2, 380)) as at:
        at._stream = _Unread()
        for keys, seen in (("", "Positions"), ("7z", "Ajax [/]"), ("w", "RULE"), ("\x1b", "Events"), ("o", "STATE"), ("\x1b", "Events"), ("D", "ours")):
            before = len(at.bytes)
            at.keys(keys)
            _until(at, seen, before)
        stream = bytes(at.bytes)
    rest = _CONTROL_SEQUENCE.sub(b"", stream)
    assert b"Ajax [/]" in stream
    assert b"\x1b" not in rest
    assert not [each for each in rest.decode() if drives(each) and each not in "\r\n\b"]
    assert b"]52;c;" in rest


def test_the_names_in_that_terminal_are_raw():
    from tests.console.demo_names import picture

    assert any(drives(row.text) for row in picture().events)
    assert replace(picture(), events=()).differences
