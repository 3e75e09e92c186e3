"""The operator's own keys: what may be chosen, what is refused and how, and the stop, which nothing takes away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.keys import _character_to_key

from engine.config.complaint import ConfigError
from footbe_tui.actions import ACTIONS, BY_NAME, Where, allowed
from footbe_tui.bindings import bindings
from footbe_tui.keymap import KEPT, MOVEMENT, STOP_KEYS, USUAL, footer, name_of, wished
from footbe_tui.settings import Settings, read_settings

SIGNS = [chr(code) for code in range(33, 127)]
KEYS = [*SIGNS, "f1", "f12", "ctrl+b", "ctrl+f", "insert", "delete"]
WISHES = st.dictionaries(
    st.sampled_from(sorted(BY_NAME)),
    st.one_of(st.sampled_from(KEYS), st.lists(st.sampled_from(KEYS), max_size=3)),
    max_size=6,
)
FORBIDDEN = (
    *sorted(STOP_KEYS),
    "ctrl+X",
    "enter",
    "escape",
    "up",
    "down",
    "tab",
    "space",
    "ctrl+c",
    *MOVEMENT,
    "",
    "ab",
    "ctrl+1",
    "é",
    "\x1b",
)


def keys_file(tmp_path, text):
    (tmp_path / "console.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def refusal(tmp_path, text):
    with pytest.raises(ConfigError) as error:
        read_settings(keys_file(tmp_path, text))
    assert error.value.exit_code == 2
    (line,) = error.value.lines
    place, said = line.split("console.yaml", 1)
    assert place.endswith("/")
    return said


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_has_the_name_the_terminal_gives_it(sign):
    assert name_of(sign) == _character_to_key(sign)


def test_without_a_file_everything_is_as_usual(tmp_path):
    assert read_settings(tmp_path) == Settings()
    assert read_settings(keys_file(tmp_path, "# nothing said\n")) == Settings()


def test_a_file_says_looks_and_keys(tmp_path):
    said = read_settings(
        keys_file(
            tmp_path,
            'theme: light\nascii: true\nmouse: false\nkeys:\n  zoom: v\n  help: ["#", f1]\n  pane_1: 8\n',
        )
    )
    assert said[:3] == ("light", True, False)
    assert said.keymap["zoom"] == (("v",), "v")
    assert said.keymap["help"] == (("number_sign", "f1"), "#")
    assert said.keymap["pane_1"] == (("8",), "8")
    assert said.keymap["orders"] == USUAL["orders"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "keys:\n  zomo: v\n",
            ":2: keys.zomo: 'v' is not allowed; allowed: the name of an action: pause, approvals,",
        ),
        ("keys:\n  zoom: vv\n", ":2: keys.zoom: 'vv' is not allowed; allowed: one sign but j and k"),
        (
            "\nkeys:\n\n  zoom: o\n",
            ":4: keys.zoom: 'o' is not allowed; allowed: a key that no other action has; this one is orders's",
        ),
        (
            "keys:\n  stop: f12\n",
            ":2: keys.stop: 'f12' is not allowed; allowed: X, and further keys beside it in a list",
        ),
        ("keys:\n  stop: []\n", ":2: keys.stop: a list is not allowed; allowed: a key, or a list of keys"),
        (
            "keys:\n  zoom: X\n",
            ":2: keys.zoom: 'X' is not allowed; allowed: any other key: this one is the emergency stop's",
        ),
        (
            "keys:\n  zoom: shift+x\n",
            ":2: keys.zoom: 'shift+x' is not allowed; allowed: any other key: this one",
        ),
        (
            "keys:\n  zoom: [v, ctrl+x]\n",
            ":2: keys.zoom: 'ctrl+x' is not allowed; allowed: any other key: this one",
        ),
        ("keys:\n  zoom:\n", ":2: keys.zoom: nothing is not allowed; allowed: a key, or a list of keys"),
        ("keys:\n  zoom: {a: b}\n", ":2: keys.zoom: a mapping is not allowed; allowed: a key"),
        ("keys:\n  zoom: v\n  zoom: w\n", ":3: keys.zoom: given twice"),
        ("keys: zoom\n", ":1: keys: 'zoom' is not allowed; allowed: lines of the form action: key"),
        ("colour: red\n", ":1: colour: unknown key; allowed: theme, ascii, mouse, keys"),
        (
            "theme: pink\n",
            ":1: theme: 'pink' is not allowed; allowed: grey, light, high-contrast, colour-blind",
        ),
        ("theme: [grey]\n", ":1: theme: a list is not allowed; allowed: grey"),
        ("ascii: yes\n", ":1: ascii: 'yes' is not allowed; allowed: true, false"),
        ("mouse: 1\n", ":1: mouse: 1 is not allowed; allowed: true, false"),
        ("keys: &a\n  zoom: v\n", ":1: anchors and aliases are not allowed"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_line_key_and_what_is_allowed(tmp_path, text, says):
    assert refusal(tmp_path, text).startswith(says)


@pytest.mark.parametrize("key", FORBIDDEN)
@pytest.mark.parametrize("action", ["zoom", "fills", "pause"])
def test_no_other_action_gets_a_key_of_the_stop_of_text_or_of_movement(action, key):
    _, refused = wished({action: key})
    assert [(said.action, said.given) for said in refused] == [(action, key)]


def test_the_stop_takes_further_keys_beside_its_own():
    keymap, refused = wished({"stop": ["X", "f12"]})
    assert not refused
    assert set(keymap["stop"].keys) == {"X", "f12", "shift+x"}
    assert keymap["stop"].shown == "X"


def test_two_actions_may_swap_their_keys():
    keymap, refused = wished({"fills": "o", "orders": "f"})
    assert not refused
    assert (keymap["fills"].shown, keymap["orders"].shown) == ("o", "f")


@settings(max_examples=300, deadline=None)
@given(WISHES)
def test_whatever_is_wanted_each_key_means_one_thing_and_the_stop_has_its_own(wishes):
    keymap, refused = wished(wishes)
    if refused:
        return
    assert STOP_KEYS - {"ctrl+x"} <= set(keymap["stop"].keys)
    for name, kept in KEPT.items():
        assert set(kept) <= set(keymap[name].keys)
    for observe, replay in ((False, False), (True, False), (False, True)):
        bound = [
            (key, binding.action, binding.priority)
            for binding in bindings(observe=observe, replay=replay, keymap=keymap)
            for key in binding.key.split(",")
        ]
        assert len(bound) == len({key for key, *_ in bound})
        assert {key for key, action, _ in bound if action == "do('stop')"} >= STOP_KEYS
        assert ("ctrl+x", "do('stop')", True) in bound


@settings(max_examples=200, deadline=None)
@given(WISHES, st.integers(60, 220), st.booleans(), st.booleans())
def test_whatever_is_wanted_the_footer_fits_and_names_the_stop(wishes, width, observe, replay):
    keymap, _ = wished(wishes)
    narrow = width < 110
    keys = footer(width, observe=observe, narrow=narrow, replay=replay, keymap=keymap)
    assert ("X", "STOP") in keys
    assert (keymap["help"].shown, "help") in keys
    assert sum(len(key) + len(label) + 3 for key, label in keys) - 2 <= width


@pytest.mark.parametrize(("width", "narrow"), [(120, False), (80, True)])
def test_the_usual_footer_leaves_nothing_out(width, narrow):
    whole = footer(1000, observe=False, narrow=narrow)
    assert footer(width, observe=False, narrow=narrow) == whole
    assert ("1-7", "pane") in whole


def test_a_replay_writes_nothing_and_has_rows_of_its_own():
    names = {action.name for action in allowed(observe=False, replay=True)}
    assert not [name for name in names if BY_NAME[name].writes or BY_NAME[name].where is Where.LIVE]
    assert {"stop", "leave", "help", "palette"} <= names
    assert names >= {action.name for action in ACTIONS if action.where is Where.REPLAY}


async def test_every_place_that_names_a_key_names_the_operators_own(seat):
    keymap, refused = wished(
        {"acknowledge": "f2", "funnel": "f3", "zoom": "f4", "pane_1": "f5", "reset": "f6", "approvals": "f7"}
    )
    assert not refused
    async with seat(keymap=keymap) as at:
        shown = await at.settled()
        assert "f2 ack" in shown.splitlines()[1]
        assert "f5 Positions" in shown
        assert "why no trade: f3" in shown
        assert "f4 zoom" in shown
        assert "f7 goes to the approvals" in await at.press("y")
    async with seat(keymap=keymap, size=(80, 24)) as at:
        shown = await at.settled()
        assert " f5 Pos" in shown.splitlines()[3]
