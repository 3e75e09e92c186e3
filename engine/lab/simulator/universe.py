"""Time, chance and the notes of what happened: what venue, feeds, operator and engine share in one seed."""

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from heapq import heappop, heappush

from msgspec import Struct

from engine.domain.dice import Dice, chance, dice
from engine.domain.moment import Moment

EPOCH = Moment(1_790_000_000_000_000)
"""Which wall moment a seed begins at."""

NOTES_KEPT = 200

Callback = Callable[[], None]


class Breach(Struct, frozen=True):
    """An invariant did not hold: which, at which step, and how so."""

    invariant: str
    step: int
    text: str


class Universe:
    """Goes on where an engine dies: true time in microseconds since the seed's beginning, and what is due when.

    `step` counts notes: it names a place in the seed, the same in every replay.
    """

    def __init__(self, seed: int, until: int | None = None, notes: int | None = NOTES_KEPT) -> None:
        """Begin a seed; `until` ends it at that step, `notes` says how many are kept (None: all)."""
        self.seed = seed
        self.micros = 0
        self.step = 0
        self.until = until
        self.notes: deque[tuple[int, int, str]] = deque(maxlen=notes)
        self.breach: Breach | None = None
        self.over = False
        """Is the seed at its end: an invariant broken, or the step reached that was asked for?"""
        self._due: list[tuple[int, int, Callback]] = []
        self._asked = 0
        self._drawn: Counter[tuple[str, str]] = Counter()
        self._trace = hashlib.blake2b(digest_size=16)

    @property
    def now(self) -> Moment:
        """Which true moment is it? No engine's clock need agree."""
        return Moment(EPOCH + self.micros)

    @property
    def next_due(self) -> int | None:
        """When, in microseconds, does something of the outer world happen next?"""
        return self._due[0][0] if self._due else None

    @property
    def is_due(self) -> bool:
        """Is something of the outer world to happen now?"""
        return bool(self._due) and self._due[0][0] <= self.micros

    @property
    def trace(self) -> str:
        """Which hex hash stands for everything noted so far?"""
        return self._trace.hexdigest()

    def after(self, micros: int, call: Callback) -> None:
        """Do this so much later."""
        self._asked += 1
        heappush(self._due, (self.micros + max(0, int(micros)), self._asked, call))

    def run_due(self) -> bool:
        """Do what is due now, in order: was there anything?"""
        found = False
        while self._due and self._due[0][0] <= self.micros and not self.over:
            _, _, call = heappop(self._due)
            call()
            found = True
        return found

    def pass_time(self, micros: int) -> None:
        """Let the outer world go on for so long while no engine lives."""
        end = self.micros + micros
        while self._due and self._due[0][0] <= end and not self.over:
            self.micros = max(self.micros, self._due[0][0])
            self.run_due()
        self.micros = end

    def note(self, words: str) -> None:
        """Write down that something happened: one step. Nothing is written once the seed is over."""
        if self.over:
            return
        self.step += 1
        self.notes.append((self.step, self.micros, words))
        self._trace.update(f"{self.micros} {words}\n".encode())
        if self.step == self.until:
            self.over = True

    def fail(self, invariant: str, text: str) -> None:
        """An invariant is broken: the seed ends before anything else happens. Only the first counts."""
        if self.breach is None:
            self.breach, self.over = Breach(invariant, self.step, text), True
            self.notes.append((self.step, self.micros, f"BREACH {invariant}: {text}"))

    def draw(self, purpose: str, entity: str = "") -> float:
        """Which number in [0, 1) comes next in this stream?"""
        name = (purpose, entity)
        self._drawn[name] += 1
        return chance(self.seed, f"sim-{purpose}", entity, self._drawn[name])

    def between(self, low: int, high: int, purpose: str, entity: str = "") -> int:
        """Which whole number from `low` to `high`, both included, comes next in this stream?"""
        return low + int(self.draw(purpose, entity) * (high - low + 1))

    def stream(self, purpose: str, entity: str = "") -> Dice:
        """Which dice belong to this purpose alone?"""
        return dice(self.seed, f"sim-{purpose}", entity, 0)
