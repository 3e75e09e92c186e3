"""What is still to come of what was decided: wakings, fits, and orders not yet carried to the venue."""

from heapq import heapify, heappop, heappush

import msgspec
from msgspec import Struct

from engine.domain.commands import Close, Source
from engine.domain.effects import (
    VENUE_EFFECTS,
    AskOrder,
    AskVenue,
    Effects,
    FitModel,
    Reply,
    WakeAt,
)
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import Commanded, Event, ModelFailed, ModelFitted, RunResumed, RunStarted, Woke
from engine.domain.moment import Moment
from engine.shell.ports import VenueEffect
from engine.shell.runtime.pacing import FOREVER

_Wake = tuple[int, int, str, str]
_ASKS = (AskOrder, AskVenue)
"""What changes nothing at the venue: it need not be on the disk before it leaves."""
_URGENT = (*VENUE_EFFECTS, Reply)


class _Saved(Struct, array_like=True):
    """An agenda as it lies in a checkpoint."""

    wakes: list[_Wake]
    ordinal: int
    fits: list[FitModel]
    owed: list[tuple[Moment, VenueEffect]]
    started_at: Moment
    closing: tuple[Moment, Source] | None
    hashes: tuple[str, str] = ("", "")


class Agenda:
    """Kept in step with the journal: every record and its effects are noted once, live or in recovery.

    `owed` are venue effects that were decided and not carried yet. `closing` says since when and at
    whose wish the run is being closed. `hashes` are those of rules and code that the run last told of itself. Of equal wakings only one is kept; of those at one moment the
    one asked for first comes first, and a fit before them. `due` is the moment of whatever is next.
    """

    def __init__(self) -> None:
        self._wakes: list[_Wake] = []
        self._asked: set[tuple[int, str, str]] = set()
        self._ordinal = 0
        self.fits: list[FitModel] = []
        self.owed: list[tuple[Moment, VenueEffect]] = []
        self.started_at = Moment(0)
        self.closing: tuple[Moment, Source] | None = None
        self.hashes = ("", "")
        self.due = FOREVER

    @property
    def fit_due(self) -> bool:
        """Is a fit, not a waking, what `due` speaks of?"""
        return bool(self.fits) and self.fits[0].due == self.due

    @property
    def wake_due(self) -> Moment:
        """When is the next waking due? Later than anything if none is."""
        return Moment(self._wakes[0][0]) if self._wakes else FOREVER

    @property
    def wakings(self) -> int:
        """How many wakings are still to come?"""
        return len(self._wakes)

    def note(self, at: Moment, effects: Effects) -> bool:
        """Write down what follows from these effects: must they be committed at once?"""
        urgent = False
        for effect in effects:
            if isinstance(effect, WakeAt):
                self._wake(effect)
            elif isinstance(effect, FitModel):
                self.fits.append(effect)
                self.fits.sort(key=lambda fit: fit.due)
                self._look_ahead()
            elif isinstance(effect, _URGENT):
                urgent = urgent or not isinstance(effect, _ASKS)
                if not isinstance(effect, Reply):
                    self.owed.append((at, effect))
        return urgent

    def note_event(self, at: Moment, event: Event) -> None:
        """Write down what an event from outside the feed says about the run itself."""
        if isinstance(event, RunStarted | RunResumed):
            self.hashes = (event.rules_hash, event.code_hash)
        if isinstance(event, RunStarted):
            self.started_at = at
        elif isinstance(event, RunResumed):
            self.closing = None
        elif isinstance(event, Commanded) and isinstance(event.command, Close):
            self.closing = (at, event.source)

    def hand_over(self) -> list[tuple[Moment, VenueEffect]]:
        """What is to be carried to the venue now? It is owed no more."""
        owed, self.owed = self.owed, []
        return owed

    def take_wake(self) -> tuple[Moment, Woke]:
        """Which waking is next, and for when was it asked? It is then off the agenda."""
        at, _, kind, entity = heappop(self._wakes)
        self._asked.discard((at, kind, entity))
        self._look_ahead()
        return Moment(at), Woke(kind, entity)

    def take_fit(self, event: ModelFitted | ModelFailed) -> None:
        """Strike off the fit that this event delivers.

        Raises:
            Impossible: nobody asked for it.
        """
        model = event.model.id if isinstance(event, ModelFitted) else event.model
        left = [fit for fit in self.fits if fit.model != model]
        if len(left) == len(self.fits):
            raise Impossible(f"a fit of {model} that nobody asked for")
        self.fits = left
        self._look_ahead()

    def freeze(self) -> bytes:
        """Which bytes hold the agenda?"""
        wakes = sorted(self._wakes)
        saved = _Saved(wakes, self._ordinal, self.fits, self.owed, self.started_at, self.closing, self.hashes)
        return msgspec.msgpack.encode(saved)

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen agenda.

        Raises:
            Malformed: the bytes are not an agenda's.
        """
        try:
            saved = msgspec.msgpack.decode(data, type=_Saved)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Malformed("agenda in a checkpoint", str(error), "bytes written by this version") from None
        self._wakes = saved.wakes
        heapify(self._wakes)
        self._asked = {(at, kind, entity) for at, _, kind, entity in saved.wakes}
        self._ordinal = saved.ordinal
        self.fits, self.owed = saved.fits, saved.owed
        self.started_at, self.closing, self.hashes = saved.started_at, saved.closing, saved.hashes
        self._look_ahead()

    def _look_ahead(self) -> None:
        wake = self._wakes[0][0] if self._wakes else FOREVER
        self.due = Moment(min(wake, self.fits[0].due if self.fits else FOREVER))

    def _wake(self, effect: WakeAt) -> None:
        name = (effect.at, effect.kind, effect.entity)
        if name not in self._asked:
            self._asked.add(name)
            self._ordinal += 1
            heappush(self._wakes, (effect.at, self._ordinal, effect.kind, effect.entity))
            self.due = min(self.due, effect.at)
