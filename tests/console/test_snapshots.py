"""What the console looks like, cell by cell, in the situations that matter."""

import msgspec
import pytest

from engine.domain.states import Mode
from footbe_tui.looks import AS_USUAL, Looks
from tests.console.past import TwoLinks
from tests.console.pictures import BUSY, EMPTY, HALTED, PICTURES
from tests.console.snapshots import FOLDER, compared, drawn

LIVE = msgspec.structs.replace(BUSY, status=msgspec.structs.replace(BUSY.status, mode=Mode.LIVE))
SHOWN = {"empty": EMPTY, "busy": BUSY, "halted": HALTED, "live": LIVE}
SIZES = [(120, 40), (80, 24)]
LOOKS = {
    "no-colour": Looks(colour=False),
    "ascii": Looks(ascii_only=True),
    "light": Looks("light"),
    "high-contrast": Looks("high-contrast"),
    "colour-blind": Looks("colour-blind"),
}
EVERY = {
    **{f"{name}-{w}x{h}": (SHOWN[name], (w, h), AS_USUAL) for name in SHOWN for w, h in SIZES},
    **{f"{name}-120x40": (BUSY, (120, 40), looks) for name, looks in LOOKS.items()},
    "no-colour-80x24": (HALTED, (80, 24), LOOKS["no-colour"]),
    "vast-200x60": (BUSY, (200, 60), AS_USUAL),
    "tiny-50x12": (HALTED, (50, 12), AS_USUAL),
}

REPLAY = {f"replay-{w}x{h}": (w, h) for w, h in SIZES}


@pytest.mark.parametrize("name", list(EVERY))
async def test_it_looks_as_it_did(seat, name):
    picture, size, looks = EVERY[name]
    async with seat(picture, size=size, looks=looks) as at:
        compared(name, drawn(at.app.screen._compositor.render_strips()))


@pytest.mark.parametrize("name", REPLAY)
async def test_a_replay_looks_as_it_did(seat, name):
    async with seat(link=TwoLinks(), size=REPLAY[name]) as at:
        await at.press("r")
        await at.settled()
        compared(name, drawn(at.app.screen._compositor.render_strips()))


def test_there_are_few_and_none_is_left_over():
    assert len(EVERY) + len(REPLAY) <= 20
    assert {file.stem for file in FOLDER.glob("*.txt")} == {*EVERY, *REPLAY}


async def test_a_snapshot_tells_one_tone_and_one_letter_from_another(seat):
    async with seat(PICTURES["busy"]) as at:
        before = drawn(at.app.screen._compositor.render_strips())
        at.cockpit.top.fade(faded=True)
        await at.settled()
        faded = drawn(at.app.screen._compositor.render_strips())
    assert before != faded
    assert before.split("\n\n")[0] == faded.split("\n\n")[0]
