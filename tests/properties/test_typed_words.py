"""Whatever is typed: understood, or one line and exit 2, and nothing of it drives the terminal."""

import contextlib
import io

from hypothesis import given
from hypothesis import strategies as st

from footbe_tui.commands.arguments import build_parser
from scripts.commands import subcommands
from tests.support.hostile import NAMES, drives

PARSER = build_parser()
COMMANDS = subcommands(PARSER)
FLAGS = sorted({flag for command in COMMANDS.values() for flag in command._option_string_actions if flag not in {"-h", "--help"}})
VALUES = ["2026-08-09", "2026-02-30", "2026-08-09T14:30Z", "all", "fill", "orders", "7", "-1", "1e9", "", " ", "--", "-", "list", "/", "0x1"]
ANY = st.one_of(
    st.sampled_from(FLAGS),
    st.sampled_from(VALUES),
    st.sampled_from([name for name in NAMES if "\0" not in name and "\ud800" not in name]),
    st.text(max_size=12),
)


@given(st.sampled_from(["", *COMMANDS]), st.lists(ANY, max_size=5))
def test_a_command_line_is_understood_or_refused_in_one_clean_line(name, words):
    code, lines = typed([*([name] if name else []), *words])
    assert code in {0, 2}
    if code == 2:
        assert len(lines) == 1
        assert lines[0].startswith("footbe-tui")
        assert not drives(lines[0])


def typed(words):
    """Which exit code, and which lines of complaint, come of these words?"""
    error = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(error):
        try:
            PARSER.parse_args(words)
        except SystemExit as left:
            return left.code, error.getvalue().split("\n")[:-1]
    return 0, []
