"""Whatever a terminal sends as keys, the console goes on."""

import sys

import pytest

from tests.console.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")]


def test_a_size_of_nothing_and_a_mouse_in_it_harm_nothing():
    with Terminal("--still") as terminal:
        terminal.until("0412 ARS–CHE")
        terminal.keys("\x1b[48;0;0;0;0t\x1b[<0;10;10M")
        terminal.read(0.5)
        terminal.resize(100, 30)
        terminal.keys("q")
        terminal.until("detach")
