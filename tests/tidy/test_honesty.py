"""Nothing unfinished and no rule switched off without a reason beside it."""

import ast
import re

import pytest

from tests.support.source import SOURCES, python_files, text, tree

FILES = python_files(*SOURCES)
EXCUSE = re.compile(
    r"#\s*(?:type:\s*ignore|noqa|pragma:|pylint:|mypy:|ruff:)\S*(?:\s*[A-Z]+\d+,?)*(?P<reason>.*)"
)


def unexplained(line: str) -> bool:
    """Does this line switch a rule off without saying why?"""
    found = EXCUSE.search(line)
    return found is not None and len(re.findall(r"[A-Za-z]{2,}", found["reason"])) < 2


@pytest.mark.parametrize("path", [*FILES, *python_files("tests")])
def test_a_rule_switched_off_has_its_reason_beside_it(path):
    assert not [line for line in text(path).splitlines() if unexplained(line)]


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_left_to_be_written(path):
    names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    assert "NotImplementedError" not in names


@pytest.mark.parametrize(
    ("code", "comment", "wrong"),
    [
        ("x = 1", "a remark", False),
        ("x = 1", "no" + "qa: E501", True),
        ("x = 1", "no" + "qa: E501, F401", True),
        ("x = 1", "no" + "qa: E501 - the table stands out", False),
        ("x = 1", "type" + ": ignore[arg-type]", True),
        ("x = 1", "type" + ": ignore[arg-type]  # the stub knows no bytes", False),
    ],
)
def test_an_excuse_without_a_reason_is_seen(code, comment, wrong):
    assert unexplained(f"{code}  # {comment}") is wrong
