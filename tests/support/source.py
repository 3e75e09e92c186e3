"""The project's own source as trees, measured."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("engine", "footbe_tui", "scripts", "benchmarks")

type_of_def = (ast.FunctionDef, ast.AsyncFunctionDef)


class Function(NamedTuple):
    """One function as it stands in its file."""

    name: str
    lines: int
    positionals: int


def python_files(*tops: str) -> list[str]:
    """Which Python files stand below these folders? Paths from the root, sorted."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*.py")
        if "__pycache__" not in path.parts
    )


@cache
def text(path: str) -> str:
    """What does the file at this path from the root say?"""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    """How does this file parse?"""
    return ast.parse(text(path), path)


def line_count(path: str) -> int:
    """How many lines does this file have?"""
    return len(text(path).splitlines())


def functions(path: str) -> list[Function]:
    """Which functions and methods does this file define, nested ones too?"""
    return list(_functions_in(tree(path), prefix="", in_class=False))


def _functions_in(node: ast.AST, *, prefix: str, in_class: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, type_of_def):
            yield _measured(child, prefix=prefix, in_class=in_class)
            yield from _functions_in(child, prefix=f"{prefix}{child.name}.", in_class=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions_in(child, prefix=f"{prefix}{child.name}.", in_class=True)
        else:
            yield from _functions_in(child, prefix=prefix, in_class=in_class)


def _measured(node: ast.FunctionDef | ast.AsyncFunctionDef, *, prefix: str, in_class: bool) -> Function:
    bound = in_class and not any(
        isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in node.decorator_list
    )
    given = len(node.args.posonlyargs) + len(node.args.args)
    return Function(f"{prefix}{node.name}", (node.end_lineno or 0) - node.lineno + 1, given - bound)


def words(name: str) -> list[str]:
    """Which lower-case words is this name made of? `OrderBook` and `order_book` give the same."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
