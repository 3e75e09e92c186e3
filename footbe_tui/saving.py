"""Where is a screen kept? As text and as picture, for its owner alone, never over a file that is there."""

import os
from collections.abc import Sequence
from pathlib import Path

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_TRIES = 1000


def save_screen(folder: Path, name: str, lines: Sequence[str], picture: str) -> Path:
    """Write `name.txt` and `name.svg` into this folder, under the next number when that is taken: where is the text?

    Raises:
        OSError: the folder or a file cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, _TRIES):
        text = folder / (f"{name}.txt" if number == 1 else f"{name}-{number}.txt")
        try:
            _write(text, "\n".join(line.rstrip() for line in lines) + "\n")
        except FileExistsError:
            continue
        _write(text.with_suffix(".svg"), picture)
        return text
    raise FileExistsError(f"{folder}: {_TRIES - 1} screens of this second")


def _write(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, _NEW, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
