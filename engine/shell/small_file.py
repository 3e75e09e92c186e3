"""Small files that one process leaves for another: written whole to the disk, read with a limit, never through a link."""

import errno
import os
import stat
from pathlib import Path

READ_MAX = 64 * 1024
"""Bytes of such a file that are looked at; nothing of ours is longer."""

_WRITE = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def put(path: Path, data: bytes) -> None:
    """Write a small file, and have file and folder on the disk before returning; waits for nobody at a pipe.

    Raises:
        OSError: it cannot be written, or a link stands in its place.
    """
    descriptor = os.open(path, _WRITE, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def taken(path: Path, most: int = READ_MAX) -> bytes:
    """What do the first bytes of a small file say? A file of any length costs no more than `most`.

    Raises:
        OSError: there is none, or a link, a pipe, a device or a folder stands in its place.
    """
    descriptor = os.open(path, _READ)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        return os.read(descriptor, most)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk before returning.

    Raises:
        OSError: it cannot be done.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
