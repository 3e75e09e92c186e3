"""To any record of a journal and back: from the nearest kept state, folding what lies between."""

import contextlib
from collections.abc import Awaitable, Callable

from engine.domain.errors import Malformed
from engine.domain.snapshot import Snapshot
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.replaying.film import Film, Opening, Unwatchable
from engine.shell.runtime.replaying.kept import STATES_MAX, Still, Stills
from engine.shell.runtime.replaying.reel import Diverges, Reel

SPACING_MIN = 4_000
"""Records between two kept states at least: folding so many takes some fifty milliseconds."""

_NEAR_WITHIN, _NEAR_APART = 1_536, 256
"""Of how many records before the goal are states kept for single steps back, and how far apart?"""

_FOR_EVER = 2**62

Breath = Callable[[int], Awaitable[None]]
"""Lets others have their turn, told which record has been reached."""


class Scrubber:
    """Two brains on one film: the shown one, and one that goes ahead of all wishes and keeps states on its way."""

    def __init__(self, film: Film, opening: Opening, fresh: Callable[[], Brain]) -> None:
        self._film, self._fresh = film, fresh
        self.first = max(1, opening.first.seq)
        self._shown, self._ahead = Reel(film, fresh()), Reel(film, fresh())
        self.stills = Stills()
        self.gaps: list[tuple[int, int]] = []
        """Records that cannot be shown: from the first of each pair on, up to before the second."""
        self._near = 0
        if opening.anchor is not None:
            self._trust(Still(opening.first, opening.anchor))

    @property
    def seq(self) -> int:
        """As of which record is what is shown?"""
        return self._shown.seq

    @property
    def brain(self) -> Brain:
        """Who answers questions about what is shown?"""
        return self._shown.brain

    def snapshot(self) -> Snapshot:
        """Which picture is it?"""
        return self._shown.brain.snapshot()

    async def open(self) -> None:
        """Take up the states that the journal itself keeps; those of another version are left alone."""
        for place, checkpoint in await self._film.checkpoints():
            if place.seq == checkpoint.seq >= self.first:
                self._trust(Still(place, checkpoint.core))

    def _trust(self, still: Still) -> None:
        with contextlib.suppress(Malformed):
            self._ahead.wind(still)
            self.stills.keep(still)
        self._ahead = Reel(self._film, self._fresh())

    async def seek(self, seq: int, breathe: Breath) -> None:
        """Go to this record, or to the last one before it that can be shown.

        Raises:
            Unwatchable: the journal is not whole, or nothing of it can be shown.
        """
        goal = self._showable(seq)
        while True:
            try:
                await self._go(goal, breathe)
            except Diverges as found:
                self._close_off(found)
                self._shown = Reel(self._film, self._fresh())
                goal = self._showable(min(goal, found.seq))
            else:
                return

    def gap_at(self, seq: int) -> tuple[int, int] | None:
        """In which stretch that cannot be shown does this record lie?"""
        return next((gap for gap in self.gaps if gap[0] <= seq < gap[1]), None)

    def _showable(self, seq: int) -> int:
        gap = self.gap_at(seq)
        goal = seq if gap is None else gap[0] - 1
        if goal < self.first:
            raise Unwatchable(f"{self._film.path}: this version cannot live through it; replay it with its own")
        return goal

    def _close_off(self, found: Diverges) -> None:
        gap = (found.seq, self.stills.next_after(found.seq - 1) or _FOR_EVER)
        self.gaps += [gap] if gap not in self.gaps else []

    async def _go(self, goal: int, breathe: Breath) -> None:
        shown = self._shown
        still = self.stills.before(goal)
        if still is not None and (shown.seq > goal or still.place.seq > shown.seq):
            shown.wind(still)
        elif shown.seq > goal:
            shown = self._shown = Reel(self._film, self._fresh())
        while await shown.on(goal):
            self._note(shown, goal)
            await breathe(shown.seq)

    def _note(self, reel: Reel, goal: int) -> None:
        if not reel.between_batches:
            return
        if self._missing(reel.seq):
            self.stills.keep(reel.still())
        if goal - reel.seq <= _NEAR_WITHIN and abs(reel.seq - self._near) >= _NEAR_APART:
            self._near = reel.seq
            self.stills.pass_by(reel.still())

    @property
    def _spacing(self) -> int:
        return max(SPACING_MIN, (self._film.tip.seq - self.first) // (STATES_MAX - 4))

    def _missing(self, seq: int) -> bool:
        return seq - max(self.first, self.stills.last_before(seq)) >= self._spacing

    async def go_ahead(self) -> bool:
        """Fold one batch of what lies between kept states: is there more to do?

        Raises:
            Unwatchable: the journal is not whole.
        """
        reel, spacing = self._ahead, self._spacing
        following = self.stills.next_after(reel.seq)
        if following is not None and (following - reel.seq <= spacing or self.gap_at(reel.seq + 1)):
            reel.wind(self.stills.at(following))
            return True
        if self.gap_at(reel.seq + 1):
            return False
        try:
            more = await reel.on(self._film.tip.seq)
        except Diverges as found:
            self._close_off(found)
            self._ahead = Reel(self._film, self._fresh())
            if following is None:
                return False
            self._ahead.wind(self.stills.at(following))
            return True
        if reel.between_batches and self._missing(reel.seq):
            self.stills.keep(reel.still())
        return more
