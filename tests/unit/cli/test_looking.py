"""A flag goes over the file, the file over the environment."""

import pytest

from engine.domain.errors import FootbeError
from footbe_tui.commands.arguments import build_parser
from footbe_tui.commands.looking import looks_of
from footbe_tui.looks import Looks
from footbe_tui.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("locale.getencoding", lambda: "UTF-8")


def looks(*words, settings=None):
    return looks_of(build_parser().parse_args(words), settings)


@pytest.mark.parametrize("command", [("--paper",), ("attach",)])
def test_what_is_said_by_flags_holds(command):
    assert looks(*command) == Looks()
    said = looks(*command, "--theme", "light", "--ascii", "--no-mouse")
    assert said == Looks("light", ascii_only=True, mouse=False)


def test_the_file_holds_where_no_flag_is_given():
    said = Settings(theme="high-contrast", ascii=True, mouse=False)
    assert looks("--paper", settings=said) == Looks("high-contrast", ascii_only=True, mouse=False)
    assert looks("--paper", "--theme", "light", settings=said).theme == "light"


def test_the_file_may_say_no_to_ascii_where_the_locale_says_yes(monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "ISO-8859-1")
    assert looks("--paper").ascii_only
    assert not looks("--paper", settings=Settings(ascii=False)).ascii_only
    assert looks("--paper", "--ascii", settings=Settings(ascii=False)).ascii_only


@pytest.mark.parametrize(("value", "colour"), [("1", False), ("0", False), ("", True)])
def test_no_color_counts_when_it_is_not_empty(monkeypatch, value, colour):
    monkeypatch.setenv("NO_COLOR", value)
    assert looks("--paper").colour is colour


def test_an_unknown_theme_is_told_with_those_there_are():
    with pytest.raises(FootbeError, match=r"--theme pink: .*grey, light, high-contrast, colour-blind"):
        looks("--paper", "--theme", "pink")
