"""Files, functions and parameter lists stay short; the ratchet only turns one way."""

import pytest

from tests.support.source import SOURCES, functions, line_count, python_files
from tests.tidy.ratchet import FILE_LINES, FUNCTION_LINES, POSITIONALS

FILES = python_files(*SOURCES)
TEST_FILES = python_files("tests")
FILE_LIMIT, FILE_WALL = 300, 400
FUNCTION_LIMIT, FUNCTION_WALL = 40, 70
POSITIONAL_LIMIT = 5


def verdict(measured: int, limit: int, listed: int | None) -> str | None:
    """What is wrong with a measure, given what the ratchet lists for it? None when nothing is."""
    if listed is None:
        return f"{measured} is over {limit}" if measured > limit else None
    if measured <= limit:
        return f"{measured} is within {limit}: take it off the ratchet"
    if measured < listed:
        return f"lower the ratchet from {listed} to {measured}"
    return f"{measured} is over the ratchet's {listed}" if measured > listed else None


@pytest.mark.parametrize("path", FILES)
def test_a_source_file_stays_short(path):
    wrong = verdict(line_count(path), FILE_LIMIT, FILE_LINES.get(path))
    assert wrong is None, f"{path}: lines: {wrong}"


@pytest.mark.parametrize("path", TEST_FILES)
def test_a_test_file_stays_below_the_wall(path):
    assert line_count(path) <= FILE_WALL, path


@pytest.mark.parametrize("path", FILES)
def test_functions_stay_short(path):
    found = {
        function.name: wrong
        for function in functions(path)
        if (wrong := verdict(function.lines, FUNCTION_LIMIT, FUNCTION_LINES.get(f"{path}::{function.name}")))
    }
    assert not found, f"{path}: lines of a function: {found}"


@pytest.mark.parametrize("path", FILES)
def test_functions_take_at_most_five_positional_parameters(path):
    found = {
        function.name: wrong
        for function in functions(path)
        if (
            wrong := verdict(
                function.positionals, POSITIONAL_LIMIT, POSITIONALS.get(f"{path}::{function.name}")
            )
        )
    }
    assert not found, f"{path}: positional parameters: {found}"


def test_the_ratchet_lists_nothing_beyond_the_wall_and_nothing_that_is_gone():
    assert all(lines <= FILE_WALL for lines in FILE_LINES.values())
    assert all(lines <= FUNCTION_WALL for lines in FUNCTION_LINES.values())
    standing = set(FILES) | {f"{path}::{function.name}" for path in FILES for function in functions(path)}
    assert {*FILE_LINES, *FUNCTION_LINES, *POSITIONALS} <= standing


@pytest.mark.parametrize(
    ("measured", "listed", "says"),
    [
        (40, None, None),
        (41, None, "over 40"),
        (50, 50, None),
        (51, 50, "over the ratchet"),
        (49, 50, "lower the ratchet"),
        (40, 50, "take it off"),
    ],
)
def test_the_ratchet_turns_one_way(measured, listed, says):
    wrong = verdict(measured, 40, listed)
    assert (wrong is None) if says is None else (says in wrong)
