"""The files around the code: locks without hosts, links that lead somewhere, no machine's own paths."""

import re
from pathlib import Path

import pytest

from tests.support.source import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock"]
FOLDERS = ["engine", "footbe_tui", "tests", "docs", "configs", "scripts", "benchmarks", "screenshots", ".ci"]
SUFFIXES = {
    "",
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".sh",
    ".sql",
    ".tcss",
    ".svg",
    ".json",
    ".lock",
    ".txt",
}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# A first folder that only one machine has, with a name below it.
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:root|home|Users|work|mnt|opt)/\w")


def texts() -> list[Path]:
    """Which text files belong to the project?"""
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    top = [path for path in ROOT.iterdir() if path.is_file()]
    return sorted(p for p in below + top if p.suffix in SUFFIXES and "__pycache__" not in p.parts)


def pins(lock: str) -> set[str]:
    """Which `name==version ; marker` lines stand in this lock?"""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if line and not line.startswith((" ", "#"))}


def dead_links(document: Path) -> list[str]:
    """Which links to files of this project lead nowhere?"""
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    local = [
        target.split("#")[0] for target in targets if "://" not in target and not target.startswith("mailto:")
    ]
    return [target for target in local if target and not (document.parent / target).exists()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_pins_every_package_by_hash(lock):
    written = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in written
    assert all(re.fullmatch(r"[\w.\-]+==[\w.\-+]+( ; .+)?", pin) for pin in pins(lock))
    entries = re.split(r"\n(?=\S)", written.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_development_lock_holds_the_runtime_lock():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize(
    "document",
    [path for path in texts() if path.suffix == ".md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_links_lead_somewhere(document):
    assert dead_links(document) == []


def test_a_dead_link_is_seen(tmp_path):
    (tmp_path / "there.md").write_text("")
    (tmp_path / "a.md").write_text("[x](there.md#part) [y](gone.md) [z](#here)")
    assert dead_links(tmp_path / "a.md") == ["gone.md"]


def test_no_machine_path_stands_in_the_tree():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in texts()
        if MACHINE_PATH.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["root", "home", "Users", "work", "opt"])
def test_a_machine_path_is_seen(folder):
    assert MACHINE_PATH.search(f"see /{folder}/someone")


@pytest.mark.parametrize(
    "words", ["see ~/.local/share", "/usr/share", "https://example.org/home/page", "rest/work"]
)
def test_a_path_any_machine_has_passes(words):
    assert not MACHINE_PATH.search(words)
