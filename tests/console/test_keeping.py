"""What is taken out of the console: the screen into files, a row to the clipboard."""

import asyncio
import base64
import stat

import pytest

from footbe_tui.deeds.keeping import COPIED_MAX
from footbe_tui.saving import save_screen


async def saved(at):
    await at.press("S")
    for _ in range(100):
        await asyncio.sleep(0.01)
        if "saved" in at.lines()[-1]:
            break
    return await at.settled()


@pytest.mark.parametrize("observe", [False, True])
async def test_the_screen_is_written_as_text_and_as_picture_for_its_owner_alone(seat, tmp_path, observe):
    folder = tmp_path / "screens"
    async with seat(screens=folder, observe=observe) as at:
        before = at.lines()
        shown = await saved(at)
        assert "saved" in shown.splitlines()[-1]
    text, picture = sorted(folder.iterdir(), key=lambda file: file.suffix, reverse=True)
    assert (text.suffix, picture.suffix) == (".txt", ".svg")
    assert [line.rstrip() for line in before][:-1] == text.read_text(encoding="utf-8").splitlines()[:-1]
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert {stat.S_IMODE(file.stat().st_mode) for file in (text, picture)} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_file_is_written_over(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "a-2.txt").symlink_to(tmp_path / "elsewhere")
    assert save_screen(tmp_path, "a", ["x"], "<svg/>").name == "a-3.txt"
    assert (tmp_path / "a.txt").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


async def test_a_folder_that_cannot_be_made_is_said(seat, tmp_path):
    (tmp_path / "screens").write_text("a file")
    async with seat(screens=tmp_path / "screens") as at:
        await at.press("S")
        await asyncio.sleep(0.1)
        assert "not saved" in (await at.settled()).splitlines()[-1]


async def test_without_a_home_nothing_is_saved_and_that_is_said(seat):
    async with seat() as at:
        assert "nowhere to save" in await at.press("S")


async def test_y_copies_what_the_selected_row_reads(seat):
    async with seat() as at:
        assert "copied" in await at.press("Y")
        assert at.app.clipboard == "!0412 ARS–CHE 31' 0-1 ARS 40 .52 .31 .29 -8.40 Tue 22 BROKEN"


async def test_a_copy_has_a_bound(seat, monkeypatch):
    written = []
    async with seat() as at:
        monkeypatch.setattr(type(at.cockpit.pane), "reading", "x\x1b[2J" * 5000)
        monkeypatch.setattr(at.app._driver, "write", written.append)
        assert "cut after 2000" in await at.press("Y")
    (sent,) = [text for text in written if "]52;c;" in text]
    plain = base64.b64decode(sent.split(";c;")[1].removesuffix("\x07")).decode()
    assert len(plain) == COPIED_MAX
    assert plain.isprintable()


async def test_where_no_row_is_selected_nothing_is_copied(seat):
    async with seat() as at:
        assert "no row is selected" in await at.press("6", "Y")
