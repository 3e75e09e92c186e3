"""Write down every key as the console binds it: docs/keys.md, and the short table of the README."""

import re
from pathlib import Path

from footbe_tui.actions import ACTIONS, Action, Kind, Where
from footbe_tui.keymap import ALLOWED, FUNCTION_KEYS, MOVEMENT
from footbe_tui.theme import THEMES

ROOT = Path(__file__).resolve().parents[1]
PAGE, README = ROOT / "docs" / "keys.md", ROOT / "README.md"
_TABLE = re.compile(r"(?<=\n## Keys\n\n)(?:\|[^\n]*\n)+")
_HEADS = {
    Kind.CONTROL: "Control: what the engine is told",
    Kind.MOVE: "Move about the screen",
    Kind.LOOK: "Look at something",
    Kind.MEND: "Mend what is wrong",
    Kind.REPLAY: "Look back: move about in a journal",
}
_WHERE = {Where.ALWAYS: "", Where.LIVE: "not in replay", Where.REPLAY: "in replay only"}

_INTRO = """# Keys

Made from the table in [`footbe_tui/actions.py`](../footbe_tui/actions.py) by `make docs`. `?` shows the same in the console, the
focused pane or page first; `:` finds an action by any part of its name and carries it out.

While a text field has the focus, where X is a letter, `ctrl+x` is the stop. `↑ ↓` or `{movement}` move, `PgUp PgDn Home End` further,
`Tab` goes to the next pane. A key acts in the console alone; every command has its own way on the
[command line](../README.md#commands).
"""

_SETTINGS = f"""
## Keys of your own: `console.yaml`

In the home (`~/.local/state/footbe-tui` on Linux, or `--home DIR`) a file `console.yaml` may say how the console looks and which
keys it has. Without the file everything is as above; a flag goes over it.

    theme: grey          # {", ".join(THEMES)}
    ascii: false         # draw with ASCII alone
    mouse: true
    keys:
      zoom: f             # a name from the tables above, and its key
      fills: ctrl+f       # f was the key of fills: two actions never share one
      help: ["?", f1]     # several keys; the first stands in footer and help

Allowed are: {ALLOWED}. Signs are written as they are, in quotes where YAML reads
them as its own (`"?"`, `":"`, `"#"`). Footer, help and palette show the keys in force.

Refused, with file, line, key and what is allowed, before anything starts (exit 2): unknown names, keys that are none, one key for two
actions, and every attempt at the stop: `X`, `shift+x` and `ctrl+x` go to no other action and never leave it (`stop: [X, {FUNCTION_KEYS[-1]}]`
adds one). `enter`, `esc`, arrows, `{" ".join(MOVEMENT)}`, space, Tab and `ctrl+c` stay what they are: text fields and movement need them.
"""


def row(action: Action) -> str:
    """How does an action stand in the page?"""
    notes = [_WHERE[action.where] or ("not in replay" if action.writes else "")]
    notes += ["not with --observe"] * action.writes
    where = ", ".join(note for note in notes if note)
    return f"| `{action.shown}` | `{action.name}` | {action.help} | {where} |"


def page() -> str:
    """How does the whole of docs/keys.md read?"""
    parts = [_INTRO.format(movement=" ".join(MOVEMENT))]
    for kind in Kind:
        head = _HEADS.get(kind, f"{kind.capitalize()} alone")
        rows = [row(action) for action in ACTIONS if action.kind is kind]
        parts.append(
            "\n".join([f"\n## {head}\n", "| key | name | does | where |", "|---|---|---|---|", *rows, ""])
        )
    return "".join([*parts, _SETTINGS])


def short_rows() -> list[tuple[str, str]]:
    """Which keys stand in the README: those of the footer, the panes as one?"""
    rows = sorted((action for action in ACTIONS if action.footer and action.where is not Where.REPLAY), key=lambda action: action.footer)
    panes = [action.shown for action in rows if action.name.startswith("pane_")]
    pane = (f"`{panes[0]}-{panes[-1]}`", "go to the pane of that number")
    said = (pane if a.name.startswith("pane_") else (f"`{a.shown}`", a.help) for a in rows)
    return list(dict.fromkeys(said))


def readme(text: str) -> str:
    """How does the README read with its short table made anew?"""
    table = ["| key | does |", "|---|---|", *(f"| {key} | {does} |" for key, does in short_rows())]
    return _TABLE.sub(lambda _: "\n".join(table) + "\n", text, count=1)


def main() -> None:
    """Write both."""
    PAGE.write_text(page(), encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
