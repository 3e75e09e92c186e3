"""A string that was never cleaned cannot reach a widget, nor a field that a widget shows, without failing mypy."""

import ast
import subprocess
import sys

import pytest

from tests.support.source import ROOT, python_files, tree

MAKERS = {"engine/domain/clean.py", "engine/domain/identity.py"}
"""Where a text may be called clean: by the cleaner, and for the one name that is written in the code."""

SNIPPET = """
from engine.domain.clean import own
from engine.domain.events import OrderRefused
from engine.domain.identity import OrderId
from engine.domain.snapshot import EventRow
from engine.domain.moment import Moment
from footbe_tui.widgets.lines import Line, cut, fit

raw: str = input()
fit(raw, 9)  # widget
cut(((raw, "dim"),), 9)  # widget
line: Line = ((f"x {raw}", ""),)  # pane
OrderRefused(OrderId("o"), raw)  # event
EventRow("k", Moment(0), own("k"), raw.strip())  # row
fit(own(raw), 9)
cut(((own(raw), "dim"),), 9)
OrderRefused(OrderId("o"), own(raw))
"""


@pytest.mark.timeout(300)
def test_mypy_refuses_raw_text_in_a_widget_a_pane_an_event_and_a_row(tmp_path):
    (tmp_path / "snippet.py").write_text(SNIPPET)
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(tmp_path / "snippet.py")],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    wrong = {int(line.split(":")[1]) for line in ran.stdout.splitlines() if "snippet.py" in line and "error" in line}
    meant = {number for number, line in enumerate(SNIPPET.splitlines(), start=1) if "  # " in line}
    assert wrong == meant, ran.stdout + ran.stderr


@pytest.mark.parametrize("path", [path for path in python_files("engine", "footbe_tui") if path not in MAKERS])
def test_nothing_but_the_cleaner_calls_a_text_clean(path):
    called = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Clean" and not _literal(node))
            or (isinstance(node.func, ast.Name) and node.func.id == "cast" and "Clean" in ast.unparse(node.args[0]))
        )
    ]
    assert not called


def _literal(call):
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant)


@pytest.mark.parametrize("path", python_files("footbe_tui/panes", "footbe_tui/widgets", "footbe_tui/screens"))
def test_nothing_on_the_screen_reads_markup(path):
    used = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)} | {
        node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)
    }
    assert not used & {"Static", "Label", "from_markup", "render_markup", "Markdown", "notify"}
