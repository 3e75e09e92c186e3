"""Where the private key for a venue comes from: one file of one's own, and nowhere else."""

import os
import re
import resource
import stat
from collections.abc import Sequence
from pathlib import Path

from engine.domain.errors import Malformed
from engine.shell.redaction import Secret

KEY_BYTES_MAX = 16 * 1024

_NAMED = re.compile(r"(?i)--[\w-]*(key|token|secret|passw|passphrase|signature|credential)")
"""No option of ours is called so, and what follows it would be a secret."""
_OPENS, _KIND = b"-----BEGIN ", b"PRIVATE KEY-----"


def load_key(path: Path) -> Secret:
    """Which private key does this file hold? It is never part of an error, and this process leaves no core dump from now on.

    Raises:
        Malformed: it is a link, somebody else's, readable by others, in a git tree, too large, or no private key.
    """
    _refuse_tree(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Malformed("key file", str(path), f"a readable file, not a link to one ({error.strerror})") from None
    try:
        _refuse_open(path, os.fstat(descriptor))
        value = os.read(descriptor, KEY_BYTES_MAX + 1)
    finally:
        os.close(descriptor)
    if len(value) > KEY_BYTES_MAX or not value.startswith(_OPENS) or _KIND not in value.split(b"\n", 1)[0]:
        raise Malformed("key file", str(path), f"a private key in PEM of at most {KEY_BYTES_MAX // 1024} KB")
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    return Secret(value)


def refuse_keys(arguments: Sequence[str]) -> None:
    """Make sure that nobody typed a key where every process of the machine can read it.

    Raises:
        Malformed: an argument looks like a key; it is not repeated.
    """
    for ordinal, argument in enumerate(arguments, start=1):
        if _NAMED.match(argument) or _OPENS.decode().strip() in argument or _KIND.decode() in argument:
            raise Malformed(
                "command line", f"argument {ordinal}", "no key or token: everybody here can read it, so replace that key"
            )


def _refuse_open(path: Path, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise Malformed("key file", str(path), "a plain file")
    if facts.st_uid != os.getuid():
        raise Malformed("key file", str(path), "a file that belongs to you")
    mode = stat.S_IMODE(facts.st_mode)
    if mode & 0o177:
        raise Malformed("mode of key file", f"{mode:04o} {path}", f"0600: chmod 600 {path}")


def _refuse_tree(path: Path) -> None:
    """A key in a git tree is one `git add` away from the world."""
    for folder in path.resolve().parents:
        if (folder / ".git").exists():
            raise Malformed("key file", str(path), f"a place outside every git tree ({folder} is one)")
