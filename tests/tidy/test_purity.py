"""What import contracts cannot see: floats in money, the order of sets, heavy imports."""

import ast
import subprocess
import sys

import pytest

from tests.support.source import ROOT, python_files, tree

MONEY = [path for path in ("engine/domain/money.py", "engine/domain/fees.py") if (ROOT / path).exists()]
ORDERED = python_files("engine/core", "engine/world", "engine/domain")
LIGHT = [path for path in ("footbe_tui/cli.py",) if (ROOT / path).exists()]
HEAVY = {"textual", "numpy", "scipy", "sklearn"}


def floats_in(module: ast.AST) -> list[int]:
    """On which lines could a float come to be?"""
    return sorted(
        node.lineno
        for node in ast.walk(module)
        if (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    )


def set_walks_in(module: ast.AST) -> list[int]:
    """On which lines is a set walked in whatever order it has?"""
    walked = [node.iter for node in ast.walk(module) if isinstance(node, ast.For | ast.comprehension)]
    return sorted(
        node.lineno
        for node in walked
        if isinstance(node, ast.Set | ast.SetComp)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"set", "frozenset"}
        )
    )


@pytest.mark.parametrize("path", MONEY)
def test_money_is_whole_numbers(path):
    assert not floats_in(tree(path)), path


@pytest.mark.parametrize("path", ORDERED)
def test_no_decision_hangs_on_the_order_of_a_set(path):
    assert not set_walks_in(tree(path)), path


@pytest.mark.parametrize("path", LIGHT)
def test_the_command_line_starts_without_heavy_imports(path):
    module = path.removesuffix(".py").replace("/", ".")
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("line", ["x = a / b", "x /= 2", "x = float(a)", "x = 0.5"])
def test_a_float_is_seen(line):
    assert floats_in(ast.parse(line)) == [1]


@pytest.mark.parametrize("line", ["x = a // b", "x = a * 2", "x = divmod(a, b)"])
def test_whole_arithmetic_passes(line):
    assert floats_in(ast.parse(line)) == []


def test_a_set_walked_is_seen_and_a_sorted_one_passes():
    assert set_walks_in(ast.parse("for x in set(a): pass")) == [1]
    assert set_walks_in(ast.parse("[x for x in {1, 2}]")) == [1]
    assert set_walks_in(ast.parse("for x in sorted(set(a)): pass")) == []
