"""Files that commands leave behind: whole, or not at all, and never over what an engine lives on."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from engine.config.home import Home
from engine.domain.errors import FootbeError, Malformed


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Write a file that stands in its place when all of it is written, and is not there before.

    Raises:
        OSError: it cannot be written.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put(path: Path, written: str) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    with writing(path) as stream:
        stream.write(written)


def place(out: str, home: Home, *, folder: bool) -> Path:
    """Which path is it, if it may be written? Never what the home lives on, never what is no plain file.

    Raises:
        FootbeError: it may not.
    """
    if not out or "\0" in out:
        raise Malformed("--out", out, "the name of a file, or of a folder for the tables")
    path = Path(out)
    try:
        inside = (path / "x" if folder else path).resolve().is_relative_to(home.root.resolve())
        other = path.exists() and not (path.is_dir() if folder else path.is_file())
    except (OSError, RuntimeError) as error:
        raise unwritable(path, error) from None
    if inside:
        raise Malformed("--out", out, "a place outside the home, which holds the journal")
    if other:
        raise Malformed(
            "--out",
            out,
            "a folder, or a name that is free" if folder else "a plain file, or a name that is free",
        )
    return path


def unwritable(path: Path, error: Exception) -> FootbeError:
    """How is it said that nothing could be written there?"""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return FootbeError(f"--out {path}: {why}; allowed: a place that can be written, in a folder that is there")
