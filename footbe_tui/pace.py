"""How much is under way to a terminal, and may the next frame go? Pure: the time comes with every call."""

from threading import Lock

QUESTION = "\x1b[6n"
"""Asks the terminal where its cursor is: the answer comes when it has drawn everything before."""

ASKED_AFTER_BYTES = 4 * 1024
"""So many bytes go out between two questions; a console on which little moves asks nothing."""

QUEUE_SECONDS = 0.5
"""For how long may what is under way keep the slowest part of the line busy?"""

GIVEN_UP_AFTER, FIRST_WITHIN = 5.0, 2.0
"""Seconds after which a terminal that has answered before, and one that never has, counts as one that does not answer."""

_FIRST_BYTES = 4 * ASKED_AFTER_BYTES
"""So much goes before the first answer: a whole picture."""


class Pace:
    """Counts bytes that went out against answers that came back: what is drawn, what is still under way.

    A pipe that takes bytes says nothing of the buffers behind it (a server's, a line's). The answers do: what an answer was
    for may be under way again, more of it while answers come within `QUEUE_SECONDS` of the shortest ever seen, less when later.
    A terminal that does not answer is not waited for; one that does again is.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._sent = 0
        """Bytes ever sent."""
        self._drawn = 0
        """Bytes known to be drawn."""
        self._asked: tuple[int, float] | None = None
        """Up to which byte is asked for, and since when?"""
        self._shortest: float | None = None
        self._silent = False
        """Was an answer waited for in vain?"""
        self._latest, self._took = 0, 1.0
        """Bytes that the latest answer was for, and its seconds."""

    @property
    def under_way(self) -> int:
        """How many bytes are not known to be drawn?"""
        return self._sent - self._drawn

    @property
    def asks(self) -> bool:
        """Is an answer still to come?"""
        return self._asked is not None

    @property
    def room(self) -> float:
        """How many bytes may be under way? Endless where the terminal does not answer."""
        if self._silent:
            return float("inf")
        if self._shortest is None:
            return _FIRST_BYTES
        more = min(2.0, (self._shortest + QUEUE_SECONDS) / self._took)
        return max(2.0 * ASKED_AFTER_BYTES, self._latest * more)

    def sent(self, count: int, now: float) -> bool:
        """So many bytes go out: is the question to go with them?"""
        with self._lock:
            self._sent += count
            asked = self._asked[0] if self._asked else self._drawn
            if self._asked or self._sent - asked < ASKED_AFTER_BYTES:
                return False
            self._asked = (self._sent, now)
            return True

    def answered(self, now: float) -> None:
        """An answer came; one that nobody waits for any more says nothing."""
        with self._lock:
            if self._asked is None:
                return
            upto, since = self._asked
            took = max(now - since, 0.001)
            self._shortest = took if self._shortest is None else min(self._shortest, took)
            self._latest, self._took = upto - self._drawn, took
            self._drawn, self._asked, self._silent = upto, None, False

    def free(self, now: float) -> bool:
        """May the next frame go?"""
        with self._lock:
            patience = FIRST_WITHIN if self._shortest is None else GIVEN_UP_AFTER
            if self._asked is not None and now - self._asked[1] > patience:
                self._drawn, self._asked, self._silent = self._sent, None, True
        return self.under_way <= self.room
