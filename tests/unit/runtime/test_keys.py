"""Keys come from one file of one's own, and are seen nowhere."""

import copy
import json
import os
import pickle  # noqa: TID251 - to see that a secret refuses it
import string
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.commands import Resume
from engine.domain.effects import RaiseAlarm, Say
from engine.domain.errors import Malformed
from engine.domain.events import Record, Woke
from engine.domain.states import Severity
from engine.shell import redaction
from engine.shell.alerts.log import JsonLog
from engine.shell.clean import clean_command
from engine.shell.keys import KEY_BYTES_MAX, load_key, refuse_keys
from engine.shell.redaction import BLOT, Secret, redact
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.faults import keep_fault
from tests.support.source import ROOT

BODY = "MIIEpAIBAAKCAQEAcanary0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n{BODY[::-1]}\n-----END RSA PRIVATE KEY-----\n"


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    monkeypatch.setattr(redaction, "_KNOWN", [])


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "venue.pem"
    path.write_text(PEM)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_ones_own_gives_its_key(key, mode):
    key.chmod(mode)
    assert load_key(key).reveal() == PEM.encode()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o700, 0o602, 0o610])
def test_a_file_that_others_may_read_write_or_anybody_run_is_refused_with_the_remedy(key, mode):
    key.chmod(mode)
    with pytest.raises(Malformed, match="chmod 600") as refused:
        load_key(key)
    assert "canary" not in str(refused.value)


def test_somebody_elses_file_is_refused(key, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(Malformed, match="belongs to you"):
        load_key(key)


def test_a_link_a_folder_a_pipe_and_nothing_are_refused_at_once(key, tmp_path):
    (tmp_path / "link").symlink_to(key)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for wrong in ("link", "pipe", "none", "."):
        with pytest.raises(Malformed, match="key file"):
            load_key(tmp_path / wrong)


@pytest.mark.parametrize("inside", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nx", b"-----BEGIN PRIVATE KEY-----\n" + b"x" * KEY_BYTES_MAX])
def test_what_is_no_private_key_is_refused_without_a_word_of_it(key, inside):
    key.write_bytes(inside)
    with pytest.raises(Malformed, match="private key in PEM") as refused:
        load_key(key)
    assert b"hello" not in str(refused.value).encode()


@pytest.mark.parametrize("deep", ["", "a/b/c"])
@pytest.mark.parametrize("tree", ["folder", "file"])
def test_a_key_inside_a_git_tree_is_refused(tmp_path, deep, tree):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True) if tree == "folder" else (tmp_path / ".git").write_text("gitdir: x")
    folder = tmp_path / deep
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "venue.pem"
    path.write_text(PEM)
    path.chmod(0o600)
    with pytest.raises(Malformed, match="git tree"):
        load_key(path)


@pytest.mark.parametrize("typed", [PEM, f"--key={PEM}", "-----BEGIN PRIVATE KEY-----", "EC PRIVATE KEY-----x", "--api-key", "--Token=canary", "--kalshi-private-key=canary"])
def test_a_key_on_the_command_line_is_refused_and_not_repeated(typed):
    with pytest.raises(Malformed, match="replace that key") as refused:
        refuse_keys(["engine", typed])
    assert "canary" not in str(refused.value)
    assert refuse_keys(["engine", "--home", "/x"]) is None


def test_a_secret_is_not_printed_formatted_hashed_stored_or_encoded(key):
    secret = load_key(key)
    for said in (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", f"{[secret]}", "%s" % secret):  # noqa: UP031 - every way of formatting
        assert "canary" not in said
    for store in (pickle.dumps, copy.deepcopy, json.dumps, msgspec.msgpack.encode, msgspec.json.encode):
        with pytest.raises(TypeError):
            store(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert secret == Secret(PEM.encode())
    assert secret != PEM.encode()


def test_a_known_secret_is_blotted_out_whole_and_line_by_line(key):
    load_key(key)
    for said in (PEM, BODY, f"bad line {BODY} in file", BODY[::-1], f"x{BODY}y"):
        assert "canary" not in redact(said)
        assert BODY[::-1] not in redact(said)


CANARY = "cAnArY-0123456789abcdef"


@pytest.mark.parametrize(
    "said",
    [
        f"https://host/path?api_key={CANARY}&x=1",
        f"wss://user:{CANARY}@host/x",
        f"GET /v2?signature={CANARY}#f",
        f"Authorization: Bearer {CANARY}",
        f"{{'authorization': 'Basic {CANARY}'}}",
        f"KALSHI-ACCESS-KEY: {CANARY}",
        f"kalshi_access_signature={CANARY}",
        f"api-key = {CANARY}",
        f'"token": "{CANARY}"',
        f"password:{CANARY}",
        f"SECRET_KEY='{CANARY}'",
        f"--api-key {CANARY}",
        f"--token={CANARY}",
        f"Set-Cookie: session={CANARY}; Cookie: {CANARY}",
        PEM.replace("canary", CANARY),
        PEM.replace("canary", CANARY).split("-----END")[0],
        f"123456789:{CANARY}{CANARY}",
        f"sent {CANARY * 3} away",
    ],
)
def test_names_addresses_headers_and_envelopes_are_blotted_out(said):
    assert CANARY not in redact(said)
    assert BLOT in redact(said)
    assert redact(redact(said)) == redact(said)


@pytest.mark.parametrize(
    "said",
    [
        "config: limits.order_size: 0 is not allowed; allowed: 1 to 250",
        f"record 17 has the hash {'0123456789abcdef' * 4}",
        "order toy1-o000017 refused: price 10000 is not allowed",
        "bought ARS 15 at .52 · edge +.031 · key f opens filters",
        f"/{'home'}/somebody/.local/state/footbe-tui/data/journal.db",
        "https://docs.example/orders",
        "/tmp/pytest-of-root/pytest-415/test_a_wrong_config_is_exit_2_with_a_line_each0/mine.yaml:1: bankroll: 'x'",
        f"/{'Users'}/Somebody/Library/ApplicationSupport/footbe2/AVeryLongFolderName0123456789/AndAnotherOne/journal.db",
    ],
)
def test_what_an_operator_needs_stays(said):
    assert redact(said) == said


@given(st.text(string.ascii_letters + string.digits, min_size=12, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_wherever_a_known_secret_stands_it_goes(value, before, after):
    redaction._KNOWN[:] = [Secret(value.encode())]
    assert value not in redact(before + value + after)


def test_log_notes_and_crash_files_hold_none(key, tmp_path):
    load_key(key)
    log = JsonLog(tmp_path / "l.log")
    log.tell(Record(1, 0, Woke("", "")), (Say("x", f"token={CANARY} {BODY}", {"url": f"https://h/?k={CANARY}"}), RaiseAlarm("a", Severity.HIGH, "p", PEM)))
    log.close()
    assert clean_command(Resume(note=f"used token={CANARY}")).note == f"used token={BLOT}"
    with pytest.raises(ValueError, match="cannot sign") as failed:
        sign()
    fault = keep_fault(failed.value, tmp_path, 7)
    files = (tmp_path / "l.log", tmp_path / "crash-7.json")
    for said in (str(fault), *(file.read_text() for file in files)):
        assert "canary" not in said.lower()
    assert json.loads(files[1].read_text())["error"].startswith("ValueError: cannot sign with [redacted]")


def sign():
    raise ValueError(f"cannot sign with {BODY}, password={CANARY}")


def test_what_falls_through_is_told_with_its_trace_and_no_secret():
    code = """
import asyncio, sys, threading
from footbe_tui.cli import main
sys.argv = ["footbe-tui", "status", "--home", "/nowhere/at/all"]; main()
def sign(): raise ValueError("token=cAnArY1234567 \\x1b[2J")
thread = threading.Thread(target=sign); thread.start(); thread.join()
async def lost(): asyncio.get_running_loop().create_task(failing()); await asyncio.sleep(0.01)
async def failing(): sign()
asyncio.run(lost())
import gc; gc.collect()
sign()
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 1
    assert ran.stderr.count("token=[redacted]") >= 3
    assert "in sign" in ran.stderr
    assert "cAnArY1234567" not in ran.stderr.replace('sign(): raise ValueError("token=cAnArY1234567', "")
    assert "\x1b" not in ran.stderr


def test_a_process_that_holds_a_key_leaves_no_core_dump(key):
    code = f"import resource; from pathlib import Path; from engine.shell.keys import load_key; load_key(Path({str(key)!r})); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout == "0\n"


def test_the_reason_of_a_stop_is_clean_and_without_secrets_in_memory_and_in_its_file(tmp_path):
    brake = Brake(tmp_path, "r1")
    brake.shut_gate(f"token={CANARY} \x1b]52;c;x\x07")
    brake.leave_mark()
    assert brake.reason == f"token={BLOT} ]52;c;x"
    assert CANARY not in (tmp_path / "STOP").read_text()


@pytest.mark.parametrize("piece", ["A", "A1a", "api", "secret ", "-", "--key-", "!", "://", "?a=", "1:", "=", "浦"])
def test_a_long_crafted_text_is_redacted_in_the_time_its_length_takes(piece):
    assert redact(piece * (300_000 // len(piece))), "a rule that looks ahead without a bound takes hours here"
