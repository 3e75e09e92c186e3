"""The stop as slow lines and terminals write it."""

import pytest

from engine.domain.commands import Stop
from footbe_tui.keymap import STOP_AS_READ

BEHIND_ESCAPE = STOP_AS_READ[0]


@pytest.mark.parametrize("before", [[], ["w"], ["q"]])
@pytest.mark.parametrize("key", STOP_AS_READ)
async def test_x_stops_however_a_line_or_a_terminal_writes_it(seat, before, key):
    async with seat() as at:
        await at.press(*before, key)
        assert [type(command) for command in at.link.sent] == [Stop]


@pytest.mark.parametrize("before", [["slash"], ["colon", "p"]])
async def test_escape_and_x_read_together_stop_also_while_text_is_typed(seat, before):
    async with seat() as at:
        await at.press(*before, BEHIND_ESCAPE)
        assert [type(command) for command in at.link.sent] == [Stop]
