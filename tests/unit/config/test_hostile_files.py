"""Whatever stands in a settings file, or in its place: one line, exit 2, at once; and no file lifts a ceiling."""

import os
import time
from decimal import Decimal
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

from engine.config.layer import FILE_BYTES_MAX
from engine.config.safety import DrawdownSection, LimitsSection
from engine.config.trading import ArmSection, BanditSection, EdgeSection, EnteringSection, KellySection
from footbe_tui.cli import main
from tests.support.hostile import NAMES, drives

BILLION = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join('*' + chr(97 + n) for _ in range(9))}]\n" for n in range(9)
)
TEXTS = {
    "billion laughs": BILLION,
    "alias of itself": "a: &a [*a]\n",
    "merge": "x: &x {a: 1}\nlimits:\n  <<: *x\n",
    "object": "mode: !!python/object/apply:os.system ['true']\n",
    "binary": "mode: !!binary aGk=\n",
    "own tag": "mode: !secret paper\n",
    "twice": "mode: paper\nmode: live\n",
    "twice below": "limits:\n  orders_per_minute: 5\n  orders_per_minute: 500\n",
    "unknown": "limits:\n  order_per_minute: 5\n",
    "unknown section": "limit:\n  orders_per_minute: 5\n",
    "not a number": "bankroll: .nan\n",
    "infinite": "bankroll: .inf\n",
    "minus infinite": "bankroll: -.inf\n",
    "huge": "bankroll: 1e999\n",
    "digits": f"bankroll: {'9' * 5000}\n",
    "exponent": "bankroll: 1e-999999999\n",
    "negative": "limits: {max_global_exposure: -1}\n",
    "text for number": "bankroll: 'a thousand'\n",
    "number for text": "feed: {replay_path: 7}\n",
    "yes": "live: {enabled: yes}\n",
    "octal": "bankroll: 0o777\n",
    "sexagesimal": "bankroll: 1:30\n",
    "underscore": "bankroll: 1_000\n",
    "date": "bankroll: 2026-01-01\n",
    "list for mapping": "limits: [1, 2]\n",
    "mapping for number": "bankroll: {a: 1}\n",
    "null": "limits: null\n",
    "a list": "- a\n- b\n",
    "a word": "paper\n",
    "two documents": "mode: paper\n---\nmode: live\n",
    "tab": "limits:\n\torders_per_minute: 5\n",
    "deep": "a: " + "[" * 5000 + "]" * 5000,
    "deep mapping": "".join("  " * n + f"k{n}:\n" for n in range(300)),
    "complex key": "? [a, b]\n: c\n",
    "number as key": "1: 2\n",
    "quote": "mode: 'paper\n",
    "escape": 'zone: "\\e]52;c;x\\a"\n',
    "other zone": "zone: ../../etc/passwd\n",
    "long": f"zone: {'x' * 100_000}\n",
}
BYTES = {
    "not utf-8": b"mode: paper\nzone: \xff\xfe\n",
    "utf-16": "mode: paper\n".encode("utf-16"),
    "nul": b"mode: paper\x00\n",
    "control": b"mode: paper\x1b[2J\n",
    "too large": b"# x\n" * (FILE_BYTES_MAX // 4 + 1),
    "too large by far": b"a" * 5_000_000,
}


def refused(path, capsys):
    began = time.process_time()
    assert main(["config", "check", "--config", str(path)]) == 2
    assert time.process_time() - began < 10
    out, error = capsys.readouterr()
    assert out == ""
    assert error.endswith("\n")
    assert not drives(error.replace("\n", ""))
    assert "Traceback" not in error
    return error.splitlines()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_setting_is_one_line_and_exit_2(name, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text(TEXTS[name])
    lines = refused(path, capsys)
    assert len(lines) == 1 or name in {"billion laughs", "merge"}
    assert all("mine.yaml" in line and len(line) < 700 for line in lines)


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text_are_one_line_and_exit_2(name, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_bytes(BYTES[name])
    assert len(refused(path, capsys)) == 1


@pytest.mark.parametrize("name", NAMES[:: max(1, len(NAMES) // 60)])
def test_a_hostile_word_in_a_setting_is_refused_and_drives_no_terminal(name, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_bytes(f"mode: {name}\n".encode("utf-8", "surrogatepass"))
    assert len(refused(path, capsys)) >= 1


def test_what_is_no_plain_file_is_refused_at_once(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "random").symlink_to("/dev/urandom")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "folder").mkdir()
    for wrong in ("pipe", "zero", "random", "loop", "folder", "none"):
        assert len(refused(tmp_path / wrong, capsys)) == 1


CEILINGS = {
    LimitsSection: {
        "max_global_exposure": "1000", "max_global_share": "1", "max_exposure_per_fixture": "250", "max_fixture_share": "0.25",
        "max_exposure_per_market": "250", "max_exposure_per_strategy": "1000", "max_exposure_per_slate": "1000",
        "max_order_contracts": "1000", "price_collar": "0.20", "orders_per_minute": "600", "max_quote_age": "10 min",
        "max_score_age": "10 min", "lowest_price": "0.99", "highest_price": "0.99", "edge_too_good": "0.25",
    },
    DrawdownSection: {
        "warn": "0.15", "pause": "0.18", "stop": "0.20", "reduced": "1", "floor": "1", "restore_under": "0.15", "two_sided_for": "10 min",
        "fixture_of_budget": "1", "slate_of_budget": "1", "bad_case_of_budget": "0.5", "common_factor": "1", "taper_floor": "1",
    },
    KellySection: {"fraction": "1", "max_kelly_fraction": "0.25"},
    EdgeSection: {"min_edge_to_enter": "0.25"},
    ArmSection: {"kelly_fraction": "1", "trade_share": "0.25", "contracts_per_market": "1000", "fixture_exposure": "250", "total_exposure": "1000"},
    BanditSection: {"exploration_bonus": "10"},
    EnteringSection: {"resting_for": "2 h", "reprice_ticks": "50"},
}  # fmt: skip
FLOORS = {EnteringSection: {"stop_before_start": ("60 s", "59 s")}, DrawdownSection: {"two_sided_for": ("1 s", "999 ms")}}


def value(text):
    return text if text.endswith((" min", " h", " s", " ms")) else Decimal(text) if "." in text else int(text)


def over(text):
    number, _, unit = text.partition(" ")
    if unit:
        return f"{int(number) * 60 + 1} {'s' if unit == 'min' else 'min'}"
    return Decimal(text) + Decimal("0.01") if "." in text or Decimal(text) <= 1 else int(text) + 1


@pytest.mark.parametrize(("section", "name"), [(section, name) for section, names in CEILINGS.items() for name in names])
def test_no_file_lifts_a_ceiling(section, name):
    kind, ceiling = TypeAdapter(get_type_hints(section, include_extras=True)[name]), CEILINGS[section][name]
    kind.validate_python(value(ceiling))
    for wrong in (over(ceiling), -1, Decimal("NaN"), Decimal("Infinity"), True, None, "1000000"):
        with pytest.raises(ValidationError):
            kind.validate_python(wrong)


@pytest.mark.parametrize(("section", "name"), [(section, name) for section, names in FLOORS.items() for name in names])
def test_no_file_goes_under_a_floor(section, name):
    kind, (floor, under) = TypeAdapter(get_type_hints(section, include_extras=True)[name]), FLOORS[section][name]
    kind.validate_python(floor)
    with pytest.raises(ValidationError):
        kind.validate_python(under)


def test_every_limit_and_every_line_of_drawdown_has_a_ceiling_here():
    assert set(CEILINGS[LimitsSection]) == set(LimitsSection.model_fields)
    assert set(CEILINGS[DrawdownSection]) == set(DrawdownSection.model_fields) - {"mode"}
