"""`?` says what is looked at: every pane, page, answer and column has its words, and every key is listed."""

import ast

import pytest

from engine.domain.queries import Topic
from footbe_tui.actions import ACTIONS, BY_NAME, allowed
from footbe_tui.keymap import USUAL, wished
from footbe_tui.panes import PANES
from footbe_tui.panes.about import PAGES_ABOUT, PANES_ABOUT, TOPICS_ABOUT
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.glossary import COLUMNS, meaning
from footbe_tui.panes.helping import help_lines
from footbe_tui.panes.pages import PAGES
from footbe_tui.panes.sides import SIDES
from footbe_tui.seat import AS_OPERATOR
from tests.console.pictures import BUSY, NOW, ZONE
from tests.support.source import python_files, tree

GLANCE = Glance(NOW, ZONE)
EVERY = {**PANES_ABOUT, **PAGES_ABOUT, **TOPICS_ABOUT}


def read(lines, width=100):
    return ["".join(text for text, _ in line) for line in lines(BUSY, GLANCE, width)]


def titles_of_answers():
    """Which titles of columns do the answers of the engine have?"""
    found = set()
    for path in python_files("engine/core/view"):
        for call in ast.walk(tree(path)):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            if call.func.id == "columns":
                told = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
                found.update(t[:-2] if t[-2:-1] == " " and t[-1].isdigit() else t for t in told)
            elif call.func.id == "SheetColumn" and isinstance(call.args[0], ast.Call):
                found.update(arg.value for arg in call.args[0].args if isinstance(arg, ast.Constant))
    return sorted({title.removesuffix(" >") for title in found} - {""})


def test_every_pane_page_and_answer_says_what_it_is():
    assert set(PANES_ABOUT) == set(PANES)
    assert {side.ACTION for side in SIDES.values()} <= set(TOPICS_ABOUT)
    assert set(TOPICS_ABOUT) == set(Topic)
    assert set(PAGES_ABOUT) >= set(PAGES)


@pytest.mark.parametrize("name", EVERY)
def test_its_words_are_words_and_its_keys_are_actions(name):
    about = EVERY[name]
    assert about.title
    assert len(about.what.split()) >= 6
    assert all(sign and said for sign, said in about.signs)
    assert set(about.keys) <= set(BY_NAME)


def test_there_are_titles_in_the_answers():
    assert {"CLV", "FAIR", "BETTER BY"} <= set(titles_of_answers())


@pytest.mark.parametrize("title", titles_of_answers())
def test_every_title_of_an_answers_column_has_a_meaning(title):
    assert meaning(title), f"panes/glossary.py does not say what {title!r} means"


@pytest.mark.parametrize("width", [78, 118, 198])
@pytest.mark.parametrize("pane", [*PANES.values(), *SIDES.values()], ids=lambda pane: pane.NAME)
def test_every_title_of_a_panes_column_has_a_meaning(pane, width):
    drawn = pane()
    drawn._extend(drawn.extent.__class__(width, 30))
    drawn.look(BUSY, GLANCE)
    unsaid = [
        title for title in drawn.titles if not meaning(title) and title.strip("-+%┊0123456789 ")
    ]
    assert unsaid == []


def test_a_cut_title_means_what_the_whole_one_means():
    assert meaning("PROJEC…") == COLUMNS["PROJECTED"]
    assert meaning("NONSENSE") is None


@pytest.mark.parametrize("observe", [False, True])
@pytest.mark.parametrize("replay", [False, True])
def test_help_lists_every_key_there_is_here(observe, replay):
    known = allowed(observe=observe, replay=replay)
    lines = read(help_lines(PANES_ABOUT["positions"], (), known, USUAL), 200)
    listed = [line.split()[0] for line in lines[lines.index("Every key") :] if line.startswith("  ")]
    assert sorted(listed) == sorted(USUAL[action.name].shown for action in known)
    assert all(any(action.help in line for line in lines) for action in known)


def test_help_shows_the_operators_own_keys():
    keymap, _ = wished({"zoom": "f5"})
    lines = read(help_lines(PANES_ABOUT["events"], (), allowed(observe=False), keymap))
    assert sum(line.startswith("  f5 ") for line in lines) == 2
    assert not any(line.startswith("  z ") for line in lines)


@pytest.mark.parametrize("key", "1234567")
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_help_begins_with_what_has_the_keys(seat, key, size):
    async with seat(size=size) as at:
        shown = (await at.press(key, "question_mark")).splitlines()
        said = PANES_ABOUT[list(PANES)[int(key) - 1]]
        assert any(line.strip("│ ") == said.title for line in shown[:8])


async def test_help_of_a_pane_explains_its_columns_and_signs(seat):
    async with seat() as at:
        shown = await at.press("question_mark")
        assert f"FAIR    {COLUMNS['FAIR']}" in shown
        assert "its reason is BROKEN" in shown


async def test_help_of_a_page_of_answers_is_about_that_answer_and_esc_comes_back_to_it(seat):
    async with seat() as at:
        await at.press("enter")
        assert "Thesis at entry" in at.screen()
        shown = await at.press("question_mark")
        assert TOPICS_ABOUT["position"].what[:40] in shown
        assert "Thesis at entry" in await at.press("escape")
        assert at.app._desk.opened
        assert "2 Settlement" in await at.press("escape")


async def test_help_of_a_text_comes_back_to_that_text(seat):
    async with seat() as at:
        await at.press("6", "enter")
        assert "docs/operating/" in at.screen()
        shown = await at.press("question_mark", "question_mark")
        assert "Every alarm that stands" in shown or "Help" in shown
        assert "docs/operating/" in await at.press("escape")


async def test_help_can_be_filtered(seat):
    async with seat() as at:
        shown = await at.press("question_mark", "slash", *"emergency")
        assert "emergency stop" in shown
        assert "Signs" not in shown


def test_the_usual_operator_has_every_action_but_those_of_a_replay():
    known = allowed(observe=AS_OPERATOR.observe, replay=AS_OPERATOR.replay)
    assert {action.name for action in known} <= {action.name for action in ACTIONS}
