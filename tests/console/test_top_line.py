"""What the first line says, and when it must say it otherwise."""

import msgspec
import pytest

from engine.domain.moment import DAY, HOUR, after
from engine.domain.states import EngineState
from footbe_tui.panes.top import state_words, status_narrow, status_wide
from tests.console.pictures import BUSY


def lines(**changes):
    picture = msgspec.structs.replace(BUSY, status=msgspec.structs.replace(BUSY.status, **changes))
    wide, narrow = status_wide(picture, 120), status_narrow(picture, 80)[1]
    return ["".join(words for words, _ in line) for line in (wide, narrow)]


def test_the_result_of_today_is_called_todays():
    assert all("TODAY +21.42" in line for line in lines())


@pytest.mark.parametrize("later", [12 * HOUR, DAY])
def test_yesterdays_result_is_never_called_todays(later):
    for line in lines(at=after(BUSY.status.at, later)):
        assert "TODAY" not in line
        assert "TUE   +21.42" in line


def test_the_figures_stay_where_they_are_when_the_day_turns():
    for today, next_day in zip(lines(), lines(at=after(BUSY.status.at, DAY)), strict=True):
        assert today.index("+21.42") == next_day.index("+21.42")


def test_a_state_is_not_said_twice():
    starting = msgspec.structs.replace(BUSY.status, state=EngineState.STARTING, causes=("starting",))
    assert state_words(starting)[0] == "STARTING"
    paused = msgspec.structs.replace(starting, state=EngineState.PAUSED, causes=("operator",))
    assert state_words(paused)[0] == "PAUSED operator"


@pytest.mark.parametrize("width", [60, 61, 66, 71, 72, 79])
def test_no_figure_of_a_very_narrow_screen_is_cut_without_a_sign(width):
    picture = BUSY
    line = "".join(words for words, _ in status_narrow(picture, width)[1]).rstrip()
    assert len(line) <= width
    assert line.endswith(("-3.26", "…"))
    assert "TODAY +21.42" in line


def test_the_smallest_screen_of_panes_tells_what_is_open():
    calm = msgspec.structs.replace(BUSY, status=msgspec.structs.replace(BUSY.status, realised_today=0))
    assert "".join(words for words, _ in status_narrow(calm, 61)[1]).rstrip().endswith("OPEN -3.26")
