"""The stop's key, pressed in a real terminal in every place there is: how long until the engine hears it?"""

import sys
import time

import msgspec
import pytest

from engine.config.home import home_at
from engine.domain.commands import Stop
from engine.domain.states import EngineState
from tests.console.pictures import PICTURES
from tests.console.terminal import Terminal
from tests.support.processes import until
from tests.unit.cli.conftest import SpeakingEngine

pytestmark = [
    pytest.mark.pty,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]

BOUND_SECONDS = 0.05
TRIES = 20
ESCAPE = "\x1b"
IN_TEXT = "\x18"
"""Ctrl-X: in a text field X is a letter."""

PLACES = {
    "at rest": ("", "X"),
    **{f"pane {number}": (str(number), "X") for number in range(1, 8)},
    "a pane alone": ("1z", "X"),
    "a row's detail": ("1\r", "X"),
    "approvals": ("A", "X"),
    "help": ("?", "X"),
    "why not": ("w", "X"),
    "orders": ("o", "X"),
    "models": ("m", "X"),
    "choices": ("b", "X"),
    "fills": ("f", "X"),
    "charts": ("c", "X"),
    "what if": ("W", "X"),
    "since": ("l", "X"),
    "help over a page": ("w?", "X"),
    "tightening": ("t", IN_TEXT),
    "tightening, its value": ("torders\r2", IN_TEXT),
    "differences": ("D", "X"),
    "flatten": ("F", "X"),
    "leaving": ("q", "X"),
    "leaving by ctrl-c": ("\x03", "X"),
    "asking for an exit": ("1E", "X"),
    "filter": ("/", IN_TEXT),
    "filter with text": ("/ars", IN_TEXT),
    "palette": (":", IN_TEXT),
    "palette with text": (":pau", IN_TEXT),
    "at rest, ctrl-x": ("", IN_TEXT),
}
PAUSED = {"resuming": ("p", IN_TEXT)}
HALTED = {"resetting": ("R", IN_TEXT), "resetting, with text": ("Rstart", IN_TEXT)}


class Hearing:
    """An engine that notes when it heard a stop, and says what it is asked to be."""

    def __init__(self, home, state):
        self.moments = []
        made = home_at(str(home))
        made.prepare()
        self.engine = SpeakingEngine(made)
        busy = PICTURES["busy"]
        status = msgspec.structs.replace(busy.status, state=state)
        self.engine.picture = msgspec.structs.replace(busy, status=status)
        self.engine.answer = self.heard

    def heard(self, command):
        if isinstance(command, Stop):
            self.moments.append(time.monotonic())
        return True, "stopped"


def seconds_of(terminal, hearing, key):
    """How many seconds lie between this key and the engine's ear?"""
    before, began = len(hearing.moments), time.monotonic()
    terminal.keys(key)
    until(lambda: len(hearing.moments) > before, what="stop")
    took = hearing.moments[before] - began
    terminal.read(0.02)
    return took


def best_of(terminal, hearing, key):
    """How many seconds did the quickest of a few tries take? The first within the bound is the last."""
    best = seconds_of(terminal, hearing, key)
    for _ in range(TRIES - 1):
        if best <= BOUND_SECONDS:
            break
        best = min(best, seconds_of(terminal, hearing, key))
    return best


def come_to_rest(terminal):
    """Read until nothing more comes."""
    for _ in range(40):
        if terminal.read(0.05) == 0:
            return


def slow_places(terminal, hearing, places):
    """In which places was no try of a few within the bound, and what was the best there?"""
    slow = {}
    for name, (way, key) in places.items():
        terminal.keys(way)
        come_to_rest(terminal)
        best = best_of(terminal, hearing, key)
        if best > BOUND_SECONDS:
            slow[name] = best
        for _ in range(2):
            terminal.keys(ESCAPE)
            terminal.read(0.15)
            come_to_rest(terminal)
    return slow


@pytest.mark.parametrize(
    ("state", "places"),
    [(EngineState.RUNNING, PLACES), (EngineState.PAUSED, PAUSED), (EngineState.HALTED, HALTED)],
    ids=["running", "paused", "halted"],
)
def test_the_key_reaches_the_engine_at_once_wherever_it_is_pressed(tmp_path, state, places):
    hearing = Hearing(tmp_path, state)
    try:
        with Terminal("attach", "--home", str(tmp_path), module="footbe_tui") as terminal:
            terminal.until("0412 ARS–CHE", 30)
            assert slow_places(terminal, hearing, places) == {}
    finally:
        hearing.engine.close()
