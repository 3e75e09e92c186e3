"""Messages in frames: cut anywhere, put together again, refused when they are not ours."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.commands import Approve, Pause, Source, Stop
from engine.domain.errors import Malformed
from engine.domain.queries import Query, Topic
from engine.wire.protocol import (
    PROTOCOL,
    TO_ENGINE_BYTES_MAX,
    Ask,
    Do,
    Farewell,
    Hello,
    Leaving,
    console_deframer,
    disagreement,
    engine_deframer,
    frame,
)

HELLO = Hello(protocol=PROTOCOL, version="0.1.0", source=Source.CONSOLE, watches=True)
MESSAGES = [
    HELLO,
    Do(1, Pause()),
    Do(2, Approve("r-a0001", 3)),
    Do(3, Stop("drill")),
    Ask(4, Query(Topic.FUNNEL)),
    Farewell("leave"),
]
STREAM = b"".join(map(frame, MESSAGES))


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_a_stream_cut_anywhere_gives_the_same_messages(cuts):
    deframer = engine_deframer()
    edges = [0, *sorted(cuts), len(STREAM)]
    heard = [message for a, b in itertools.pairwise(edges) for message in deframer.feed(STREAM[a:b])]
    assert heard == MESSAGES


def test_a_frame_over_the_bound_is_refused_before_it_is_read():
    with pytest.raises(Malformed, match="at most 65536"):
        engine_deframer().feed((TO_ENGINE_BYTES_MAX + 1).to_bytes(4, "big"))


@pytest.mark.parametrize("body", [b"", b"\xc0", b"\xff" * 9, b"\x81\xa4type\xa4nope", b"\x81\xa4type\xa2do"])
def test_bytes_that_are_no_message_are_malformed_and_nothing_else(body):
    with pytest.raises(Malformed):
        engine_deframer().feed(len(body).to_bytes(4, "big") + body)


@given(st.binary(max_size=200))
def test_noise_is_malformed_or_waited_for_but_never_a_crash(noise):
    try:
        engine_deframer().feed(noise)
    except Malformed:
        return


def test_a_message_of_the_other_direction_is_refused():
    with pytest.raises(Malformed):
        engine_deframer().feed(frame(Leaving("done")))
    with pytest.raises(Malformed):
        console_deframer().feed(frame(HELLO))


def test_another_protocol_is_turned_away_with_both_versions_named():
    old = Hello(protocol=PROTOCOL + 1, version="9.9", source=Source.CONSOLE, watches=True)
    away = disagreement(old, "0.1.0")
    assert away is not None
    assert away.exit_code == 64
    assert "9.9" in away.text
    assert "0.1.0" in away.text
    assert disagreement(HELLO, "0.1.0") is None
