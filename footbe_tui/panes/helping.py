"""How does help read: what is looked at, its columns and signs, the keys that matter there, then every key by theme?"""

import textwrap
from collections.abc import Iterable, Sequence

from engine.domain.clean import own
from engine.domain.snapshot import Snapshot
from footbe_tui.actions import BY_NAME, Action, Kind
from footbe_tui.keymap import Keymap
from footbe_tui.panes.about import About
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.glossary import meaning
from footbe_tui.panes.reader import Source, wrapped
from footbe_tui.widgets.lines import EMPTY, Line, clean

_MOVING = "↑ ↓ or k j move · PgUp PgDn page · Home End · Tab next pane · in a text ctrl+x is the stop"


def help_lines(about: About, titles: Sequence[str], known: Sequence[Action], keymap: Keymap) -> Source:
    """Which lines answer `?`, for these titles of columns, in a console with these actions and keys?"""
    columns = [(title, said) for title in titles if (said := meaning(title))]
    here = [BY_NAME[name] for name in about.keys if BY_NAME[name] in known]

    def lines(_snapshot: Snapshot, _glance: Glance, width: int) -> list[Line]:
        read: list[Line] = [((own(clean(about.title)), "strong"),), *wrapped(about.what, width), EMPTY]
        for head, rows in (("Columns", columns), ("Signs", about.signs), ("Keys here", _keys(here, keymap))):
            read += _listed(head, rows, width)
        read += [((own("Every key"), "strong"),), EMPTY]
        for kind in Kind:
            read += _listed(kind.capitalize(), _keys([a for a in known if a.kind is kind], keymap), width)
        return [*read, *wrapped(_MOVING, width, "dim")]

    return lines


def _keys(actions: Iterable[Action], keymap: Keymap) -> list[tuple[str, str]]:
    return [(keymap[action.name].shown, action.help) for action in actions]


def _listed(head: str, rows: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Names with what they mean, under a heading; nothing when there is none."""
    if not rows:
        return []
    column = min(16, max(len(name) for name, _ in rows))
    lines: list[Line] = [((own(head), "strong"),)]
    for name, said in rows:
        first, *rest = textwrap.wrap(said, max(20, width - column - 4)) or [""]
        lines.append(((own(f"  {clean(name):<{column}} "), "key"), (own(first), "")))
        lines += [((own(" " * (column + 3) + part), ""),) for part in rest]
    return [*lines, EMPTY]
