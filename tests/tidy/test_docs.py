"""The pages a person reads say what the code says: keys, exit codes, alarm pages."""

import ast
import re

import pytest

from engine.domain.exits import ExitCode
from engine.domain.states import LATCHES, QUIET
from footbe_tui.actions import ACTIONS, BY_NAME
from scripts import keys
from tests.support.source import ROOT, python_files, tree

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATING = ROOT / "docs" / "operating"
PAGES = sorted(path for path in OPERATING.glob("*.md") if path.stem != "index")
PARTS = ["Cause", "Consequence", "What to do", "How long there is"]


def table(heading: str, document: str = README) -> list[tuple[str, ...]]:
    """Which rows has the first table below this heading, its own heading and rule left out?"""
    below = document.split(f"\n## {heading}\n", 1)[1]
    lines = [line for line in below.split("\n## ", 1)[0].splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def meanings() -> list[tuple[str, ...]]:
    """Which exit codes are there, with the sentence below each?"""
    body = next(n for n in tree("engine/domain/exits.py").body if isinstance(n, ast.ClassDef)).body
    sentences = [n.value.value for n in body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    return [(str(code.value), said) for code, said in zip(ExitCode, sentences[1:], strict=True)]


def constants(node: ast.AST) -> list[str]:
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def pages_raised(module: ast.Module) -> set[str]:
    """Which pages do the alarms of a module name, directly or by a table of the module?"""
    tables = {
        target.id: [text for value in node.value.values for text in constants(value)]
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for call in ast.walk(module):
        if not (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "alarm"
        ):
            continue
        page = call.args[2]
        found.update(constants(page))
        for name in ast.walk(page):
            if isinstance(name, ast.Name):
                found.update(tables.get(name.id, []))
    return found


def test_the_readme_lists_the_keys_of_the_footer_and_leads_to_all_others():
    assert table("Keys") == keys.short_rows()
    assert ("`X`", BY_NAME["stop"].help) in table("Keys")
    assert "(docs/keys.md)" in README


def test_the_page_of_keys_is_what_the_table_makes():
    assert keys.PAGE.read_text(encoding="utf-8") == keys.page(), "make docs writes it"
    assert keys.readme(README) == README


def test_the_page_of_keys_names_every_action_with_its_key():
    page = keys.page()
    assert [a.name for a in ACTIONS if f"| `{a.shown}` | `{a.name}` | {a.help} |" not in page] == []


def test_the_readme_lists_every_exit_code_with_its_meaning():
    assert table("Exit codes") == meanings()


def test_there_is_a_page_for_every_alarm_and_no_other():
    raised = set().union(*(pages_raised(tree(path)) for path in python_files("engine")))
    raised |= {latch.page for cause, latch in LATCHES.items() if cause not in QUIET}
    assert {page.stem for page in PAGES} == raised


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_an_alarm_page_says_cause_consequence_remedy_and_time(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert all(len(part.split()) > 8 for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])


def test_the_index_names_every_alarm_page():
    index = (OPERATING / "index.md").read_text(encoding="utf-8")
    assert all(f"({page.name})" in index for page in PAGES)


def test_a_page_named_by_way_of_a_table_is_seen():
    module = ast.parse(
        'T = {1: "a"}\nturn.alarm("x", HIGH, T.get(n, "b"), f"{n} text")\nturn.alarm("x", LOW, "c", "t")'
    )
    assert pages_raised(module) == {"a", "b", "c"}


def test_decisions_are_numbered_once_and_named_by_their_number():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.read_text(encoding="utf-8").startswith(f"# {int(page.name[:4])}. ") for page in pages)


@pytest.mark.parametrize("page", ["README.md", "docs/trading.md", "docs/report.md", "docs/architecture.md"])
def test_links_between_pages_lead_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
