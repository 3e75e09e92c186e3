"""What the runtime keeps and tells of itself: drills, faults of our own, words to a supervisor."""

import socket

import pytest

from engine.domain.errors import Impossible
from engine.domain.moment import DAY, Moment
from engine.shell.runtime.drilled import GOOD_FOR, Drilled, drill_row, drill_teller, keep_drill, read_drill
from engine.shell.runtime.faults import keep_fault
from engine.shell.runtime.notify import Notify

NOW = Moment(100 * DAY)


@pytest.mark.parametrize(
    ("drilled", "state", "says"),
    [
        (None, "off", "-- never passed"),
        (Drilled(NOW, True, ()), "ok", "passed"),
        (Drilled(Moment(NOW - 30 * DAY), True, ()), "ok", "passed"),
        (Drilled(Moment(NOW - 30 * DAY - 1), True, ()), "STALE", "passed too long ago"),
        (Drilled(NOW, False, ()), "sick", "FAILED"),
    ],
)
def test_the_health_pane_says_in_words_how_the_last_drill_went(drilled, state, says):
    row = drill_row(drilled, NOW)
    assert (row.key, row.state) == ("drill", state)
    assert says in row.detail
    assert row.limit == (None if drilled is None else GOOD_FOR)


def test_a_drill_is_kept_and_one_that_cannot_be_read_is_none(tmp_path):
    assert read_drill(tmp_path) is None
    drilled = Drilled(NOW, True, ("line ok",))
    keep_drill(tmp_path, drilled)
    assert read_drill(tmp_path) == drilled
    (tmp_path / "drill.json").write_bytes(b"\xff{")
    assert read_drill(tmp_path) is None


def test_the_disk_is_looked_at_every_ten_seconds_at_most(tmp_path):
    class Clock:
        at = 0.0

        def monotonic(self):
            return self.at

        def now(self):
            return NOW

    clock = Clock()
    row = drill_teller(tmp_path, clock)
    assert row().state == "off"
    keep_drill(tmp_path, Drilled(NOW, True, ()))
    clock.at = 9.9
    assert row().state == "off"
    clock.at = 10.0
    assert row().state == "ok"


def failing():
    canary = "4711"
    raise ValueError(f"of {len(canary)} letters")


def test_a_fault_of_ours_is_kept_with_its_place_and_not_its_values(tmp_path):
    with pytest.raises(ValueError, match="letters") as caught:
        failing()
    fault = keep_fault(caught.value, tmp_path, Moment(7))
    kept = (tmp_path / "crash-7.json").read_text()
    assert "our own defect: ValueError in failing (test_drilled_and_kept.py:" in str(fault)
    assert "crash-7.json" in str(fault)
    assert "4711" not in kept
    assert (tmp_path / "crash-7.json").stat().st_mode & 0o777 == 0o600


def test_what_an_invariant_of_ours_says_is_said(tmp_path):
    with pytest.raises(Impossible) as caught:
        raise Impossible("the feed goes back")
    assert str(keep_fault(caught.value, tmp_path, Moment(7))).startswith("the feed goes back; kept in ")


def test_a_fault_that_cannot_be_kept_is_still_said_in_one_line(tmp_path):
    with pytest.raises(ValueError, match="letters") as caught:
        failing()
    assert "cannot be written" in str(keep_fault(caught.value, tmp_path / "gone", Moment(7)))


@pytest.mark.parametrize("name", ["plain", "@footbe-test-abstract"])
def test_a_supervisor_is_told_in_single_words(tmp_path, name):
    address = name if name.startswith("@") else str(tmp_path / name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(address.replace("@", "\0", 1))
        ear.settimeout(5)
        notify = Notify({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1"})
        for tell in (notify.ready, notify.alive, notify.stopping):
            tell()
        assert [ear.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_without_a_supervisor_or_with_a_deaf_one_nothing_happens(tmp_path):
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "nobody")}):
        notify = Notify(environment)
        notify.ready()
        notify.alive()


def test_life_is_told_only_where_it_is_asked_for(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "ear"))
        ear.setblocking(False)
        Notify({"NOTIFY_SOCKET": str(tmp_path / "ear")}).alive()
        with pytest.raises(BlockingIOError):
            ear.recv(99)
