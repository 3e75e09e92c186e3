"""What a service supervisor is told, where there is one: ready, alive, stopping (the sd_notify protocol)."""

import contextlib
import os
import socket


class Notify:
    """Sends single words to the socket named in NOTIFY_SOCKET; without one it is silent. Never waits, never raises."""

    def __init__(self, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        self.wants_life = bool(environment.get("WATCHDOG_USEC"))

    def ready(self) -> None:
        """The engine stands and listens."""
        self._send("READY=1")

    def alive(self) -> None:
        """Its loop turns."""
        if self.wants_life:
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """It is on its way out."""
        self._send("STOPPING=1")

    def _send(self, word: str) -> None:
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with (
            contextlib.suppress(OSError),  # a supervisor that does not listen harms nobody
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as out,
        ):
            out.sendto(word.encode(), address)
