"""One source of settings: a YAML file read strictly, or the flags of the command line.

Stricter than YAML: every key once, no anchors, aliases or tags, `true` and `false` the only truth
values, decimal numbers exact. Nothing but mappings, lists, text, numbers, truth values and null comes out.
"""

import os
import re
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path as FilePath

import yaml
from msgspec import Struct
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from engine.config.complaint import ConfigError, Path, dotted

FILE_BYTES_MAX = 256 * 1024
_DEPTH_MAX = 12
_NUMBER_CHARACTERS_MAX = 40


class Layer(Struct, frozen=True):
    """Settings of one source and the line each key stands on; `lines` is empty for flags."""

    name: str
    data: dict[str, object]
    lines: dict[Path, int]

    def place(self, path: Path) -> str | None:
        """Where does this source speak of a setting, or of the nearest section around it? None if of neither."""
        if not self.lines:
            return self.name if _holds(self.data, path) else None
        for length in range(len(path), 0, -1):
            if (line := self.lines.get(path[:length])) is not None:
                return f"{self.name}:{line}"
        return None


def _holds(data: object, path: Path) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


class _Breach(yaml.YAMLError):
    """The text is YAML, but not as used here."""

    def __init__(self, problem: str, event: yaml.Event) -> None:
        super().__init__(problem)
        self.line = event.start_mark.line + 1 if event.start_mark else 1


class _StrictLoader(yaml.SafeLoader):
    """Composes nodes only; what its text may mean is decided by the resolvers below."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # the stub leaves it bare
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Breach("anchors and aliases are not allowed", event)
        self.depth += 1
        if self.depth > _DEPTH_MAX:
            raise _Breach(f"nested more than {_DEPTH_MAX} deep", event)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_StrictLoader.yaml_implicit_resolvers = {}
_BOOL, _INT, _FLOAT, _NULL, _STR = (
    f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "null", "str")
)
for _tag, _pattern, _first in (
    (_BOOL, r"true|false", "tf"),
    (_INT, r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    (
        _FLOAT,
        r"[-+]?((0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]{1,3})?|[1-9][0-9]*[eE][-+]?[0-9]{1,3})",
        "-+.0123456789",
    ),
    (_NULL, r"~|null|", ["~", "n", ""]),
):
    _StrictLoader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern})\\Z"), list(_first))


def read_layer(file: FilePath) -> Layer:
    """What does a YAML file set?

    Raises:
        ConfigError: it cannot be read, is no mapping, or breaks a rule named at the top; all breaches at once.
    """
    name = str(file)
    return parse_layer(name, _text(name, file))


def parse_layer(name: str, text: str) -> Layer:
    """What does this YAML text set? `name` stands for it in errors.

    Raises:
        ConfigError: as `read_layer`.
    """
    try:
        root = yaml.compose(text, Loader=_StrictLoader)
    except _Breach as error:
        raise ConfigError([f"{name}:{error.line}: {error}"]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError([f"{name}:{line}: not YAML: {error.problem}"]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError([f"{name}:{line}: not YAML: {str(error).splitlines()[0]}"]) from None
    except yaml.YAMLError as error:
        raise ConfigError([f"{name}: not YAML: {str(error).splitlines()[0]}"]) from None
    if root is None:
        return Layer(name=name, data={}, lines={(): 1})
    if not isinstance(root, MappingNode):
        raise ConfigError([f"{name}:1: the file is no mapping; allowed: lines of the form key: value"])
    reading = _Reading(name)
    data = reading.mapping(root, ())
    if reading.errors:
        raise ConfigError(reading.errors)
    return Layer(name=name, data=data, lines=reading.lines)


def _text(name: str, file: FilePath) -> str:
    try:
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123 - a pipe must not keep us waiting
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise ConfigError([f"{name}: no plain file; allowed: a readable YAML file"])
            data = stream.read(FILE_BYTES_MAX + 1)
        if len(data) > FILE_BYTES_MAX:
            raise ConfigError([f"{name}: too large; allowed: at most {FILE_BYTES_MAX // 1024} KB"])
        return data.decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or "unreadable"
        raise ConfigError([f"{name}: cannot be read ({why}); allowed: a readable YAML file"]) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError([f"{name}:{line}: not UTF-8; allowed: a text file in UTF-8"]) from None


class _Reading:
    """Turns nodes into plain values, keeping lines and everything that is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.errors: list[str] = []

    def refuse(self, line: int, why: str) -> None:
        self.errors.append(f"{self.name}:{line}: {why}")

    def mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode) or key_node.tag != _STR:
                self.refuse(line, f"{dotted(path)}: a key is no text; allowed: plain words as keys")
                continue
            here = (*path, key_node.value)
            if key_node.value in found:
                first = self.lines[here]
                self.refuse(line, f"{dotted(here)}: given twice (first on line {first}); allowed: once")
                continue
            self.lines[here] = line
            found[key_node.value] = self.value(value_node, here)
        return found

    def value(self, node: Node, path: Path) -> object:
        if isinstance(node, MappingNode) and node.tag.endswith(":map"):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode) and node.tag.endswith(":seq"):
            return [self.value(item, path) for item in node.value]
        if isinstance(node, ScalarNode) and node.tag in _SCALARS:
            return _SCALARS[node.tag](node.value) if len(node.value) <= _NUMBER_CHARACTERS_MAX else node.value
        self.refuse(
            node.start_mark.line + 1,
            f"{dotted(path)}: the tag {node.tag!a} is not allowed; allowed: plain values",
        )
        return None


def _nothing(_text: str) -> None:
    return None


_SCALARS: dict[str, Callable[[str], object]] = {
    _BOOL: "true".__eq__,
    _INT: int,
    _FLOAT: Decimal,
    _NULL: _nothing,
    _STR: str,
}
