"""What the log says, and what workers make of results."""

import asyncio
import json
import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

from engine.domain.effects import FitModel, RaiseAlarm, Say, WakeAt
from engine.domain.events import ModelFailed, ModelFitted, Record, Woke
from engine.domain.game import GameResult
from engine.domain.moment import DAY
from engine.domain.sport import Sport
from engine.domain.states import Severity
from engine.shell.alerts.log import JsonLog
from engine.shell.runtime.workers import FitSettings, InlineFitter, ProcessFitter, results_of

NOW = 1000 * DAY
ORDER = FitModel("m1", Sport.FOOTBALL, "E0", NOW, NOW + 1)


def games():
    clubs = [f"club {i}" for i in range(8)]
    pairs = [(home, away) for home in clubs for away in clubs if home != away] * 3
    return [
        GameResult("E0", "2425", home, away, (i * 7) % 4, (i * 5) % 3, NOW - (i + 1) * DAY)
        for i, (home, away) in enumerate(pairs)
    ]


def test_the_log_holds_one_object_per_line_and_leaves_out_what_is_no_news(tmp_path):
    log = JsonLog(tmp_path / "logs" / "l.log")
    told = (
        Say("strategy_selected", "chose it", {"edge": 3}),
        WakeAt(0, "", ""),
        RaiseAlarm("a", Severity.HIGH, "feed", "stale \x1b[31m"),
    )
    log.tell(Record(7, 9, Woke("", "")), told)
    log.close()
    first, second = map(json.loads, (tmp_path / "logs" / "l.log").read_text().splitlines())
    assert first == {"seq": 7, "at_micros": 9, "text": "chose it", "edge": 3, "event": "strategy_selected"}
    assert second["event"] == "alarm_raised"
    assert "\x1b" not in (tmp_path / "logs" / "l.log").read_text()


def test_a_field_that_is_named_like_the_logs_own_does_no_harm(tmp_path):
    log = JsonLog(tmp_path / "l.log")
    log.tell(Record(1, 2, Woke("", "")), (Say("x", "y", {"event": "z", "seq": 5}),))
    log.close()
    assert json.loads((tmp_path / "l.log").read_text())["event"] == "x"


def test_the_log_is_rotated_by_size(tmp_path):
    log = JsonLog(tmp_path / "l.log", bytes_max=500)
    for seq in range(50):
        log.tell(Record(seq, 0, Woke("", "")), (Say("n", "x" * 50, {}),))
    log.close()
    assert (tmp_path / "l.log.5").exists()
    assert not (tmp_path / "l.log.6").exists()


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").touch()
    log = JsonLog(tmp_path / "file" / "l.log")
    log.tell(Record(1, 0, Woke("", "")), (Say("n", "t", {}),))
    assert log.lost == 1


def test_a_worker_reads_no_game_from_the_future():
    late = GameResult("E0", "s", "a", "b", 1, 1, NOW + 1)
    assert len(results_of([*games(), late], NOW)) == len(games())
    assert results_of(games()[:1], NOW) == [("club 0", "club 1", 0, 0, 1)]


async def test_a_fit_gives_a_model_and_too_few_games_a_failure_with_its_reason():
    fitter = InlineFitter(FitSettings(games_min=50))
    fitted = await fitter.fit(ORDER, games())
    assert isinstance(fitted, ModelFitted)
    assert (fitted.model.id, fitted.model.games) == ("m1", 168)
    assert isinstance(await fitter.fit(ORDER, games()[:5]), ModelFailed)


async def test_a_process_of_its_own_fits_the_same_model():
    settings = FitSettings(games_min=50)
    fitter = ProcessFitter(settings)
    assert await fitter.fit(ORDER, games()) == await InlineFitter(settings).fit(ORDER, games())
    fitter.close()


def all_gone(seconds: float) -> bool:
    """The pool's own thread reaps its workers too: a join could come back before the end is written down."""
    patience = time.monotonic() + seconds
    while multiprocessing.active_children() and time.monotonic() < patience:
        time.sleep(0.05)
    return multiprocessing.active_children() == []


async def test_workers_are_let_go_when_the_last_fit_is_done():
    fitter = ProcessFitter(FitSettings(games_min=50))
    both = await asyncio.gather(fitter.fit(ORDER, games()), fitter.fit(ORDER, games()[:5]))
    assert [type(event) for event in both] == [ModelFitted, ModelFailed]
    assert all_gone(seconds=45)
    assert isinstance(await fitter.fit(ORDER, games()), ModelFitted)


_ENGINE = """
import os, time
from engine.shell.runtime import workers

pool = workers._pool()
pid = pool.submit(os.getpid).result()
pool.submit(time.sleep, 60)
print(pid, flush=True)
time.sleep(60)
"""


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_workers_end_by_themselves_when_their_engine_is_killed():
    engine = subprocess.Popen([sys.executable, "-c", _ENGINE], stdout=subprocess.PIPE, text=True)
    worker = int(engine.stdout.readline())
    assert running(worker)
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    engine.stdout.close()
    until = time.monotonic() + 30
    while running(worker) and time.monotonic() < until:
        time.sleep(0.1)
    assert not running(worker)
