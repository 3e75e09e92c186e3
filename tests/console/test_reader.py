"""Why no trade: what a rule said is read whole, however narrow the screen."""

import msgspec
import pytest

from footbe_tui.panes.glance import Glance
from footbe_tui.panes.reader import funnel_lines
from tests.console.pictures import BUSY, NOW

SAID = "BRE–FUL: nothing is known beyond the market's own prices, which is no reason to trade"


@pytest.mark.parametrize("width", [76, 92, 116, 180])
def test_what_a_rule_said_is_never_cut(width):
    rows = tuple(msgspec.structs.replace(row, last=SAID) for row in BUSY.funnel)
    lines = funnel_lines(msgspec.structs.replace(BUSY, funnel=rows), Glance(NOW, BUSY.status.zone), width)
    told = ["".join(part for part, _ in line) for line in lines]
    assert max(map(len, told)) <= width
    assert " ".join(" ".join(told).split()).count("…") == 0
    words = " ".join(told).split()
    assert all(words.count(word) >= len(rows) for word in SAID.split())


def test_escapes_of_a_foreign_name_reach_no_terminal():
    rows = (msgspec.structs.replace(BUSY.funnel[0], last="a\x1b[31mb"),)
    lines = funnel_lines(msgspec.structs.replace(BUSY, funnel=rows), Glance(NOW, BUSY.status.zone), 76)
    assert "\x1b" not in "".join(part for line in lines for part, _ in line)
