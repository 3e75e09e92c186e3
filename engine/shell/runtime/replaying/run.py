"""The process that looks back: opened on one journal, for one console, and gone with it."""

import asyncio
import contextlib
import os
import socket

from engine.domain.clean import own
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.identity import RunId
from engine.shell.runtime.replaying.film import Film
from engine.shell.runtime.replaying.line import Line
from engine.shell.runtime.replaying.player import Player, Replayed
from engine.wire.protocol import Ask, Moved, Scrub, Told, TurnedAway

PICTURE_SECONDS = 0.25
"""How often a picture is shown while it goes on by itself."""

HEARTBEAT_SECONDS = 1.0
"""How often the console is told that we live, and the journal is looked at, while nothing happens."""

NICE = 5
"""A running engine comes first."""

_AHEAD_SECONDS = 0.02
"""So long the way is prepared before what is asked is looked at again."""


def run_replayer(parts: Replayed, line: socket.socket, typed: str) -> int:
    """Look back on a journal for the console at the other end of this line until it lets go: which exit code?"""
    with contextlib.suppress(OSError):
        os.nice(NICE)
    return asyncio.run(_served(parts, line, typed))


async def _served(parts: Replayed, connection: socket.socket, typed: str) -> int:
    connection.setblocking(False)
    reader, writer = await asyncio.open_unix_connection(sock=connection)
    line = Line(reader, writer, parts.version)
    line.open()
    working = asyncio.create_task(_looked_back(parts, line, typed))
    try:
        await asyncio.wait({working, asyncio.create_task(line.gone.wait())}, return_when=asyncio.FIRST_COMPLETED)
        return _ended(working, line)
    finally:
        working.cancel()
        await line.close()


def _ended(working: "asyncio.Task[None]", line: Line) -> int:
    """With which exit code did it end? What broke it off is said first; a console that let go needs no word."""
    error = working.exception() if working.done() else None
    if error is None:
        return ExitCode.ORDERLY
    known = isinstance(error, FootbeError)
    code = int(getattr(error, "exit_code", ExitCode.USAGE)) if known else ExitCode.BUG
    line.say(TurnedAway(own(str(error) if known else f"the replay failed: {type(error).__name__}: {error}"), code))
    return code


async def _looked_back(parts: Replayed, line: Line, typed: str) -> None:
    film = Film(parts.journal)
    opening = await film.open()
    player = Player(parts, film, opening)
    player.show = lambda: line.show(player.snapshot(), player.tape())
    await player.open(typed)
    line.welcome(RunId(opening.started.run))
    player.show()
    looked_at, ahead = parts.clock.monotonic(), True
    while not line.over:
        asked = await line.asked(_patience(player, ahead=ahead))
        if asked is not None:
            await _answer(player, line, asked)
            player.show()
            continue
        if player.playing:
            await player.play_on()
            player.show()
        elif ahead:
            ahead = await _prepared(player, line, parts)
        if parts.clock.monotonic() - looked_at >= HEARTBEAT_SECONDS:
            looked_at = parts.clock.monotonic()
            ahead = await player.look() or ahead
            player.show()


def _patience(player: Player, *, ahead: bool) -> float:
    if player.playing:
        return PICTURE_SECONDS
    return 0.001 if ahead else HEARTBEAT_SECONDS


async def _prepared(player: Player, line: Line, parts: Replayed) -> bool:
    until = parts.clock.monotonic() + _AHEAD_SECONDS
    while parts.clock.monotonic() < until and not line.waiting:
        if not await player.go_ahead():
            return False
    return True


async def _answer(player: Player, line: Line, asked: Scrub | Ask) -> None:
    if isinstance(asked, Ask):
        line.say(Told(asked.ref, player.answer(asked.query)))
        return
    done, said = await player.move(asked.move)
    line.say(Moved(asked.ref, done=done, text=said))
