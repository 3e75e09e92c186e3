"""The engine as a service: what its supervisor is told, and the file that describes it."""

import configparser
import shutil
import socket
import subprocess

import pytest

from engine.domain.exits import ExitCode
from engine.shell.runtime.guard import FROZEN_SECONDS
from tests.support.processes import ROOT, SIM, command

UNIT = ROOT / "docs" / "operating" / "systemd" / "footbe-tui.service"
EXPOSURE_MAX = 2.0


def settings():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(UNIT.read_text())
    return unit["Service"]


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_supervisor_hears_that_it_is_ready_alive_and_stopping(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(60)
        engine = subprocess.Popen(
            command("engine", *SIM, "--speed", "600", "--home", str(tmp_path / "home")),
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "90000000"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            words = [ear.recv(99) for _ in range(4)]
            engine.terminate()
            assert engine.wait(30) == 0
            while words[-1] != b"STOPPING=1":
                words.append(ear.recv(99))
        finally:
            engine.kill()
            engine.wait()
    assert words[0] == b"READY=1"
    assert set(words[1:-1]) == {b"WATCHDOG=1"}


def test_the_service_does_not_come_back_where_that_helps_nobody():
    useless = {ExitCode.USAGE, ExitCode.ALREADY_RUNNING, ExitCode.LIVE_REFUSED, ExitCode.HALTED}
    assert {int(word) for word in settings()["RestartPreventExitStatus"].split()} == useless
    assert settings()["Restart"] == "on-failure"


def test_its_supervisors_patience_is_longer_than_the_watchdogs_and_its_end_longer_than_ours():
    assert float(settings()["WatchdogSec"].removesuffix("s")) >= 2 * FROZEN_SECONDS
    assert float(settings()["TimeoutStopSec"].removesuffix("s")) > 15


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_it_has_few_rights():
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(UNIT)], capture_output=True, text=True, check=True
    ).stdout
    exposure = float(said.split("exposure level for footbe-tui.service:")[1].split()[0])
    assert exposure <= EXPOSURE_MAX
