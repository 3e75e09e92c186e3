"""How much is under way to a terminal, and may the next frame go? Pure: the time comes with every call."""

from threading import Lock

QUESTION = "\x1b[6n"
"""Asks the terminal where its cursor is: the answer comes when it has drawn everything before."""

ASKED_AFTER_BYTES = 4 * 1024
"""So many bytes go out between two questions; a console on which little moves asks nothing."""

QUEUE_SECONDS = 0.5
"""For how long may what is under way keep the slowest part of the line busy?"""

GIVEN_UP_AFTER = 5.0
"""Seconds after which a terminal that has not answered counts as one that does not answer."""


class Pace:
    """Counts bytes that went out against answers that came back: what is drawn, what is still under way.

    A pipe that takes bytes says nothing of the buffers behind it (a server's, a line's). The answers do: from bytes and the
    time that each took, less the shortest time ever seen, follows what the line carries, and from that how much may wait in it.
    Until the first answer everything may go; so it is again when a terminal answers no more.
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
        self._rate = 0.0

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
        """How many bytes may be under way? Endless while the terminal has not answered."""
        if self._shortest is None:
            return float("inf")
        return max(2.0 * ASKED_AFTER_BYTES, self._rate * (self._shortest + QUEUE_SECONDS))

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
            rate = (upto - self._drawn) / max(took - self._shortest, 0.02)
            self._rate = rate if not self._rate else 0.5 * self._rate + 0.5 * rate
            self._drawn, self._asked = upto, None

    def free(self, now: float) -> bool:
        """May the next frame go?"""
        with self._lock:
            if self._asked is not None and now - self._asked[1] > GIVEN_UP_AFTER:
                self._drawn, self._asked, self._shortest = self._sent, None, None
        return self.under_way <= self.room
