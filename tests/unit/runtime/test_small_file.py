"""Small files between processes: whole or an error, never more than asked for, never through a link."""

import os

import pytest

from engine.shell.small_file import READ_MAX, put, taken


def test_what_was_put_is_read_and_is_nobody_elses(tmp_path):
    path = tmp_path / "word"
    put(path, b"first, and longer")
    put(path, b"second")
    assert taken(path) == b"second"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_any_length_costs_little(tmp_path):
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(8 * 1024**3)
    assert len(taken(path)) == READ_MAX
    assert taken(path, 3) == b"\0\0\0"


@pytest.mark.parametrize("act", [taken, lambda path: put(path, b"x")])
def test_a_link_is_neither_read_nor_written_through(tmp_path, act):
    aim, link = tmp_path / "aim", tmp_path / "link"
    aim.write_bytes(b"mine")
    link.symlink_to(aim)
    with pytest.raises(OSError, match="symbolic"):
        act(link)
    assert aim.read_bytes() == b"mine"


@pytest.mark.parametrize("act", [taken, lambda path: put(path, b"x")])
def test_nobody_waits_at_a_pipe(tmp_path, act):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match=r"plain file|No such device"):
        act(pipe)


@pytest.mark.parametrize("act", [taken, lambda path: put(path, b"x")])
def test_a_folder_is_no_file(tmp_path, act):
    with pytest.raises(OSError, match=r"plain file|directory"):
        act(tmp_path)
