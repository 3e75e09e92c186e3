"""What does `HOME/console.yaml` say: keys, theme, ASCII, mouse? Every value is checked; a missing file says nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.config.complaint import ConfigError, not_allowed
from engine.config.layer import Layer, read_layer
from footbe_tui.keymap import USUAL, Keymap, wished
from footbe_tui.theme import THEMES

FILE, SCREENS = "console.yaml", "screens"
"""What these are called in a home: the file, and the folder of saved screens."""

_KEYS = ("theme", "ascii", "mouse", "keys")


class Settings(NamedTuple):
    """What the file says; None is: nothing. Flags go over it."""

    theme: str | None = None
    ascii: bool | None = None
    mouse: bool | None = None
    keymap: Keymap = USUAL


def read_settings(home: Path) -> Settings:
    """How does the operator want the console in this home?

    Raises:
        ConfigError: one line for each thing that is wrong, with file, line, key and what is allowed.
    """
    file = home / FILE
    if not file.exists() and not file.is_symlink():
        return Settings()
    layer = read_layer(file)
    wrong = list(_wrong(layer))
    keys = layer.data.get("keys")
    keymap, refused = wished(keys if isinstance(keys, dict) else {})
    wrong += [_line(layer, ("keys", said.action), said.given, said.allowed) for said in refused]
    if wrong:
        raise ConfigError(wrong)
    return Settings(
        theme=_text(layer.data.get("theme")),
        ascii=_truth(layer.data.get("ascii")),
        mouse=_truth(layer.data.get("mouse")),
        keymap=keymap,
    )


def _wrong(layer: Layer) -> Iterator[str]:
    for key, given in layer.data.items():
        if key not in _KEYS:
            yield f"{layer.place((key,))}: {ascii(key)[1:-1]}: unknown key; allowed: {', '.join(_KEYS)}"
        elif key == "theme" and given not in list(THEMES):
            yield _line(layer, (key,), given, ", ".join(THEMES))
        elif key in ("ascii", "mouse") and not isinstance(given, bool):
            yield _line(layer, (key,), given, "true, false")
        elif key == "keys" and not isinstance(given, dict):
            yield _line(layer, (key,), given, "lines of the form action: key")


def _line(layer: Layer, path: Sequence[str], given: object, allowed: str) -> str:
    return not_allowed(layer.place(tuple(path)) or layer.name, tuple(path), given, allowed)


def _text(given: object) -> str | None:
    return given if isinstance(given, str) else None


def _truth(given: object) -> bool | None:
    return given if isinstance(given, bool) else None
