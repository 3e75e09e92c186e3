"""Whatever the documents tell a person to type is understood, and they name every command and only keys there are."""

import re
import shlex

import pytest

from footbe_tui.actions import ACTIONS
from footbe_tui.commands.arguments import build_parser
from footbe_tui.keymap import MOVEMENT
from scripts import commands
from tests.support.source import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
OPERATING = sorted((ROOT / "docs" / "operating").glob("*.md"))
COMMANDS = commands.subcommands(build_parser())
STAND_INS = {
    "TIME": "2026-08-09", "KIND": "fill", "DIR": "out",
    "…": "", "NAME": "orders", "KEY": "limits.max_order_contracts", "VALUE": "1", "DOLLARS": "1", "N": "1", "|": "",
}  # fmt: skip
"""What stands in a document for something of the reader's own."""

KEYS = {action.shown for action in ACTIONS} | {"ctrl+x", "ctrl+c", "esc", "Tab", "↑", "↓", *MOVEMENT}


def typed(text):
    """Which command lines does a document name, in backticks or in blocks of their own?"""
    block = re.findall(r"^    (?:\$ |\.venv/bin/)?(footbe-tui .*)$", text, re.MULTILINE)
    return [words.replace("\n", " ") for words in [*re.findall(r"`(footbe-tui [^`]*)`", text), *block]]


def lines():
    for page in PAGES:
        for line in typed(page.read_text(encoding="utf-8")):
            yield pytest.param(line, id=f"{page.stem}: {line}")


def argv(line):
    words = shlex.split(re.split(r" [|>]| 2>| {2,}", line.removeprefix("footbe-tui "))[0])
    after_flag = [False, *(word.startswith("--") for word in words)]
    meant = (
        "x" if word == "…" and flag else STAND_INS.get(word, word)
        for word, flag in zip(words, after_flag, strict=False)
    )
    return [word for word in meant if word]


@pytest.mark.parametrize("line", [*lines()])
def test_every_command_in_the_documents_is_understood(line):
    words = argv(line)
    if words != ["COMMAND", "--help"] and not (
        len(words) == 1 and words[0] in COMMANDS
    ):  # a command may be named alone
        build_parser().parse_args(words)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_example_of_every_help_is_understood(name):
    parser = COMMANDS[name] if name else build_parser()
    example = str(parser.epilog).removeprefix("example: ").partition("   ·")[0]
    words = shlex.split(example)
    assert words[0] == "footbe-tui"
    assert not name or words[1] == name
    build_parser().parse_args(words[1:])


def test_the_page_of_commands_is_current():
    assert commands.PAGE.read_text(encoding="utf-8") == commands.page(), "make docs"


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    below = readme.split("\n## Commands\n", 1)[1].split("\n## ", 1)[0]
    assert [name for name in COMMANDS if not re.search(rf"`(footbe-tui )?{name}\b", below)] == []


@pytest.mark.parametrize("page", OPERATING, ids=lambda page: page.stem)
def test_an_operating_page_names_only_keys_there_are(page):
    text = page.read_text(encoding="utf-8")
    found = set(re.findall(r"`([A-Za-z/?:]|ctrl\+[a-z]|esc|enter)`", text))
    assert found <= KEYS


def test_the_index_lists_the_worst_first():
    index = (ROOT / "docs" / "operating" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[[a-z-]+\]\(([a-z-]+)\.md\) \| (.+?) \|", index, re.MULTILINE)
    assert {page for page, _ in rows} == {path.stem for path in OPERATING if path.stem != "index"}
    heights = [("HIGH", "MEDIUM", "LOW").index(said.split()[0]) for _, said in rows]
    assert heights == sorted(heights)
