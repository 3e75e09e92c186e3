"""A canary secret in the environment, a config file, a key file, a note and on the command line sings nowhere."""


import sqlite3
import subprocess
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from engine.shell.keys import load_key
from tests.support.processes import SIM, running, said

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

CANARIES = {place: f"cAnArY{place}0123456789AbCdEf" for place in ("environment", "config", "key", "note", "line")}
WAYS = (
    "journal", "write-ahead log", "home", "log", "crash file", "report", "figures", "page", "tables", "status", "doctor", "standard output",
    "standard error", "arguments of the engine", "arguments of its children", "refusals",
)  # fmt: skip


def pem(canary):
    return f"-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAK{canary}{canary}{canary}\n-----END PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def sung(tmp_path_factory):
    """What was written and said in each way, with a canary in every place."""
    home = tmp_path_factory.mktemp("canary") / "home"
    home.mkdir()
    patch = pytest.MonkeyPatch()
    patch.setenv("KALSHI_API_KEY", CANARIES["environment"])
    patch.setenv("FOOTBE_PRIVATE_KEY", pem(CANARIES["environment"]))
    try:
        return _gathered(home)
    finally:
        patch.undo()


def _gathered(home):
    config, key = home.parent / "mine.yaml", home.parent / "venue.pem"
    config.write_text(f"# api_key: {CANARIES['config']}\nmode: paper\n")
    key.write_text(pem(CANARIES["key"]))
    key.chmod(0o600)
    load_key(key)
    at = ("--home", str(home))
    with running(home, "--config", str(config)) as engine:
        arguments, children = _arguments(engine.pid)
        told = [
            said("pause", *at),
            said("resume", "--note", f"looked, token={CANARIES['note']}", *at),
            said("stop", "--reason", f"api_key: {CANARIES['note']}", *at) if _stops_with_reason() else said("stop", *at),
            said("status", "--json", *at),
            said("status", "--plain", *at),
        ]
        wal = b"".join(path.read_bytes() for path in home.rglob("*-wal"))
    told += [said("report", *at), said("report", "--format", "json", *at), said("report", "--format", "html", *at)]
    told.append(said("report", "--format", "csv", "--table", "curve", *at))
    doctor = said("doctor", *at)
    _crash(home)
    refusals = _refusals(home)
    everything = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return {
        "journal": b"".join(_rows(path) for path in everything if path.suffix == ".db"),
        "write-ahead log": wal,
        "home": b"".join(everything.values()),
        "log": b"".join(data for path, data in everything.items() if ".log" in path.name),
        "crash file": b"".join(data for path, data in everything.items() if path.name.startswith("crash")),
        "report": _both(told[5]),
        "figures": _both(told[6]),
        "page": _both(told[7]),
        "tables": _both(told[8]),
        "status": _both(told[3]) + _both(told[4]),
        "doctor": _both(doctor),
        "standard output": b"".join(out.encode() for _, out, _ in told) + (home / "out").read_bytes(),
        "standard error": b"".join(error.encode() for _, _, error in told) + refusals,
        "arguments of the engine": arguments,
        "arguments of its children": children,
        "refusals": refusals,
    }


def _stops_with_reason():
    return "--reason" in said("stop", "--help")[1]


def _both(done):
    return (done[1] + done[2]).encode()


def _arguments(pid):
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    children = b""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            children += Path(f"/proc/{child}/cmdline").read_bytes()
    return own, children or own


def _crash(home):
    """A record that cannot be decided leaves a crash file."""
    aside = home / "aside"
    said("engine", *SIM, "--speed", "max", "--for", "10 min", "--home", str(aside), odd="decides-badly")
    assert list(aside.glob("crash-*"))


def _refusals(home):
    """What is said to one who puts a secret where it does not belong?"""
    wrong = home.parent / "wrong.yaml"
    wrong.write_text(f"mode: paper\napi_key: {CANARIES['config']}\nvenue:\n  private_key: |\n    {pem(CANARIES['config'])}")
    lines = [
        said("config", "check", "--config", str(wrong)),
        said("--paper", "--headless", "--config", str(wrong), "--home", str(home / "other")),
        said("--paper", "--api-key", CANARIES["line"]),
        said("--paper", f"--token={CANARIES['line']}"),
        said("engine", pem(CANARIES["line"])),
        said("status", "--home", f"/nowhere?token={CANARIES['line']}"),
    ]
    assert {code for code, _, _ in lines} <= {2, 6}
    return b"".join(map(_both, lines))


def _rows(path):
    """Every cell of a database, unpacked where it was packed."""
    found = bytearray()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    found += _plain(cell)
    return bytes(found)


def _plain(cell):
    data = cell if isinstance(cell, bytes) else str(cell).encode()
    try:
        return data + zlib.decompress(data)
    except zlib.error:
        return data


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", CANARIES)
def test_no_canary_sings(sung, place, way):
    assert CANARIES[place].encode() not in sung[way]


def test_every_way_was_looked_at(sung):
    assert set(sung) == set(WAYS)
    assert [way for way in WAYS if not sung[way]] == []
    assert b"[redacted]" in sung["journal"]
    assert b"[redacted]" in sung["refusals"]
    assert len(WAYS) * len(CANARIES) >= 40


def test_a_shell_without_them_would_not_find_them_in_the_process_list(sung):
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, check=False).stdout
    assert not [canary for canary in CANARIES.values() if canary.encode() in listed]
