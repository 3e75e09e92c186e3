"""The socket in the home folder: where it lies, and who may speak through it."""

import errno
import os
import socket
import stat
import struct
from pathlib import Path

from engine.domain.errors import Malformed
from engine.shell.runtime.lock import own_folder

PATH_BYTES_MAX = 107
"""What fits into the system's address of a Unix socket, with its closing zero."""


def bind(path: Path) -> socket.socket:
    """Which socket listens at this path? What a dead engine left there is taken away.

    Raises:
        Malformed: the path is too long, its folder is not ours alone, or something else stands in its place.
    """
    if len(os.fsencode(path)) > PATH_BYTES_MAX:
        raise Malformed(
            "socket", str(path), f"a path of at most {PATH_BYTES_MAX} bytes: choose a shorter home"
        )
    own_folder(path.parent)
    _clear(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        before = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(before)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def is_ours(peer: socket.socket) -> bool:
    """Does the process at the other end run as the same user?"""
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return bool(uid == os.getuid())


def check_socket(path: Path) -> None:
    """Make sure that what a client is about to speak into is our own socket.

    Raises:
        Malformed: there is none, it is a link, or somebody else's.
    """
    try:
        facts = path.lstat()
    except OSError:
        raise Malformed("engine", str(path), "the socket of a running engine; there is none") from None
    if not stat.S_ISSOCK(facts.st_mode) or facts.st_uid != os.getuid():
        raise Malformed("engine", str(path), "a socket that belongs to you")


def reach(path: Path, seconds: float) -> socket.socket:
    """Which connection leads to our own engine? Blocks for `seconds` at most; each later use may take as long too.

    Raises:
        OSError: nobody listens there, or nobody takes the line in time.
        Malformed: it is a link, no socket, or somebody else's.
    """
    if not os.path.lexists(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    check_socket(path)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    if not is_ours(connection):
        connection.close()
        raise Malformed("engine", str(path), "an engine that runs as you")
    return connection


def _clear(path: Path) -> None:
    try:
        facts = path.lstat()
    except OSError:
        return
    if not stat.S_ISSOCK(facts.st_mode) or facts.st_uid != os.getuid():
        raise Malformed("socket", str(path), "nothing, or a socket of yours that may be taken away")
    path.unlink()
