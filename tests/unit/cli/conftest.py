"""An engine that only speaks: it welcomes, shows one picture, and answers commands as told."""

import contextlib
import socket
import threading

import pytest

from engine.config.home import home_at
from engine.domain.commands import Receipt
from engine.domain.identity import CommandId, RunId
from engine.domain.states import Mode
from engine.wire.diff import difference
from engine.wire.protocol import PROTOCOL, Do, Done, Hello, Shown, Welcome, engine_deframer, frame
from tests.support.snapshots import snapshot


class SpeakingEngine:
    """Listens on a home's socket in a thread; `answer` turns a command into accepted or not, with a text."""

    def __init__(self, home):
        self.home = home
        self.picture = snapshot()
        self.pictures_after = ()
        self.answer = lambda command: (True, "done")
        self.first_words = None
        self.mute = False
        self.commands = []
        self.hellos = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(home.socket))
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._talk(connection)

    def _talk(self, connection):
        deframer = engine_deframer()
        while data := connection.recv(65536):
            for message in deframer.feed(data):
                for said in [] if self.mute else self._said(message):
                    connection.sendall(frame(said))

    def _said(self, message):
        if isinstance(message, Hello):
            self.hellos.append(message)
            yield self.first_words or Welcome(
                protocol=PROTOCOL, version="0", run=RunId("r1"), mode=Mode.SIM, pid=4711
            )
            if message.watches and self.first_words is None:
                yield from [*difference(None, self.picture), Shown(number=1)]
        if isinstance(message, Do):
            self.commands.append(message.command)
            accepted, text = self.answer(message.command)
            before = self.picture
            for number, picture in enumerate(self.pictures_after):
                yield from [*difference(before, picture), Shown(number=number + 2)]
                before = picture
            yield Done(
                ref=message.ref, receipt=Receipt(command=CommandId("c1"), accepted=accepted, text=text)
            )
            yield from [*difference(before, before), Shown(number=99)]


@pytest.fixture
def home(tmp_path):
    """A prepared home folder."""
    home = home_at(str(tmp_path / "home"))
    home.prepare()
    return home


@pytest.fixture
def engine(home):
    """An engine that speaks, in that home."""
    speaking = SpeakingEngine(home)
    yield speaking
    speaking.close()
