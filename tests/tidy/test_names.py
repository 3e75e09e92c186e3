"""Names are the field's own words; none that says only that code does something."""

import ast
from pathlib import PurePath

import pytest

from tests.support.source import SOURCES, python_files, tree, type_of_def, words

FILES = python_files(*SOURCES)
EMPTY_WORDS = frozenset(
    word + ending
    for word in ("manager", "helper", "util", "service", "handler", "misc", "stuff")
    for ending in ("", "s")
)
EMPTY_IN_CLASSES = EMPTY_WORDS | {"base"}


@pytest.mark.parametrize("path", FILES)
def test_a_module_name_says_something(path):
    parts = PurePath(path).with_suffix("").parts
    assert not [part for part in parts if EMPTY_WORDS.intersection(words(part))]


@pytest.mark.parametrize("path", FILES)
def test_class_and_function_names_say_something(path):
    nodes = list(ast.walk(tree(path)))
    classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    defs = [node.name for node in nodes if isinstance(node, type_of_def)]
    empty = [name for name in classes if EMPTY_IN_CLASSES.intersection(words(name))]
    empty += [name for name in defs if EMPTY_WORDS.intersection(words(name))]
    assert not empty, f"{path}: {empty}"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("OrderBook", ["order", "book"]),
        ("order_book", ["order", "book"]),
        ("BaseFeed", ["base", "feed"]),
        ("HTTPHandler", ["http", "handler"]),
        ("_fill2_utils", ["fill", "utils"]),
    ],
)
def test_a_name_is_read_word_by_word(name, parts):
    assert words(name) == parts
