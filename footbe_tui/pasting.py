"""Pasted text stays text: no escape in it reaches the keys, and a paste without an end ends. Pure: the time comes with every call."""

START, END = "\x1b[200~", "\x1b[201~"
ENDS_WITHIN = 1.0
"""Seconds of silence after which a paste is over, though its end was never seen: keys act again, the stop among them."""

_ESCAPE = "\x1b"


class Pasting:
    """Stands between the terminal's words and what parses them.

    Textual's parser takes a long sequence that it does not know for keys, inside a paste too, and waits for an end for ever.
    """

    def __init__(self) -> None:
        self._open = False
        self._tail = ""
        """The last letters before a paste, in which its start may have begun."""
        self._held = ""
        """Letters of a paste in which its end may have begun."""
        self._heard = 0.0

    def through(self, text: str, now: float) -> str:
        """What of these words goes on to the parser, `now` in monotonic seconds?"""
        self._heard = now
        passed: list[str] = []
        while text:
            text = self._inside(text, passed) if self._open else self._outside(text, passed)
        return "".join(passed)

    def overdue(self, now: float) -> str:
        """Which words end a paste of which nothing was heard for so long? None while that is not so."""
        if not self._open or now - self._heard < ENDS_WITHIN:
            return ""
        self._open, self._held = False, ""
        return END

    def _outside(self, text: str, passed: list[str]) -> str:
        seen = self._tail + text
        at = seen.find(START)
        if at < 0:
            self._tail = seen[1 - len(START) :]
            passed.append(text)
            return ""
        cut = at + len(START) - len(self._tail)
        self._open, self._tail = True, ""
        passed.append(text[:cut])
        return text[cut:]

    def _inside(self, text: str, passed: list[str]) -> str:
        data, self._held = self._held + text, ""
        at = data.find(END)
        if at >= 0:
            self._open = False
            passed += (data[:at].replace(_ESCAPE, ""), END)
            return data[at + len(END) :]
        begun = max(n for n in range(len(END)) if data.endswith(END[:n]))
        self._held = data[len(data) - begun :]
        passed.append(data[: len(data) - begun].replace(_ESCAPE, ""))
        return ""
