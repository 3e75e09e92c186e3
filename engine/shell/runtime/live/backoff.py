"""How long to wait before asking again: doubled each time, up to a bound, for ever."""


class Backoff:
    """Seconds to wait after each failure in a row; no chance in it, so that a simulated run repeats."""

    def __init__(self, first: float = 0.25, most: float = 10.0) -> None:
        self._first = self._next = first
        self._most = most

    def wait(self) -> float:
        """How many seconds now?"""
        seconds = self._next
        self._next = min(self._most, seconds * 2)
        return seconds

    def well(self) -> None:
        """It worked: begin anew."""
        self._next = self._first
