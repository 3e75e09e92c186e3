"""A wrong setting gives one line that names the place, and nothing else happens."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config.complaint import ConfigError
from engine.config.layer import FILE_BYTES_MAX, parse_layer
from engine.config.options import EngineOptions
from engine.config.read import check, read, read_files, speed_of
from engine.config.rules import to_rules
from engine.config.spans import span, written
from engine.domain.errors import Malformed
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND
from engine.domain.money import dollars
from tests.support.source import ROOT

PAPER = str(ROOT / "configs" / "paper.yaml")
BASE = parse_layer("paper.yaml", (ROOT / "configs" / "paper.yaml").read_text(encoding="utf-8"))


def over(text):
    return check([BASE, parse_layer("mine.yaml", text)])


def complaints(text):
    with pytest.raises(ConfigError) as caught:
        over(text)
    return list(caught.value.lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "limits:\n  max_global_exposure: 5000",
            "mine.yaml:2: limits.max_global_exposure: 5000 is not allowed; allowed: dollars from 0 to 1000",
        ),
        (
            "limits:\n  max_exposure_per_fixture: 250.01",
            "mine.yaml:2: limits.max_exposure_per_fixture: 250.01 is not allowed; allowed: dollars from 0 to 250",
        ),
        (
            "drawdown:\n  stop: 0.21",
            "mine.yaml:2: drawdown.stop: 0.21 is not allowed; allowed: a share from 0.01 to 0.20",
        ),
        (
            "drawdown: {pause: .19}",
            "mine.yaml:1: drawdown.pause: 0.19 is not allowed; allowed: a share from 0.01 to 0.18",
        ),
        (
            "kelly: {fraction: 1.5}",
            "mine.yaml:1: kelly.fraction: 1.5 is not allowed; allowed: a share from 0 to 1",
        ),
        (
            "arms:\n  balanced:\n    min_confidence: 1.2",
            "mine.yaml:3: arms.balanced.min_confidence: 1.2 is not allowed; allowed: a share from 0.5 to 1",
        ),
        (
            "bandit: {choose_by: luck}",
            "mine.yaml:1: bandit.choose_by: 'luck' is not allowed; allowed: beta | return | clv",
        ),
        ("live: {enabled: yes}", "mine.yaml:1: live.enabled: 'yes' is not allowed; allowed: true or false"),
        ("mode: paper\nmode: live", "mine.yaml:2: mode: given twice (first on line 1); allowed: once"),
        ("drawdwn: {}", "mine.yaml:1: drawdwn: unknown key; allowed: drawdown (is that meant?)"),
        (
            "bankroll: null",
            "mine.yaml:1: bankroll: nothing is not allowed; allowed: dollars from 1 to 1000000",
        ),
        (
            "bankroll: 1.0000001",
            "mine.yaml:1: bankroll: 1.0000001 is not allowed; allowed: dollars from 1 to 1000000, in steps of 0.000001",
        ),
        ("live: 3", "mine.yaml:1: live: 3 is not allowed; allowed: a mapping of enabled"),
        ("arms: 3", "mine.yaml:1: arms: 3 is not allowed; allowed: a mapping of names to settings"),
        ("- a", "mine.yaml:1: the file is no mapping; allowed: lines of the form key: value"),
        ("a: &x 1\nb: *x", "mine.yaml:1: anchors and aliases are not allowed"),
        (
            "zone: !!python/name:os.system x",
            "mine.yaml:1: zone: the tag 'tag:yaml.org,2002:python/name:os.system' is not",
        ),
        ("? [a]\n: 1", "mine.yaml:1: the file: a key is no text; allowed: plain words as keys"),
        (
            "zone: Mars/Base",
            "mine.yaml:1: zone: 'Mars/Base' is not allowed; allowed: an IANA time zone such as",
        ),
        (
            "zone: ../../etc/passwd",
            "mine.yaml:1: zone: '../../etc/passwd' is not allowed; allowed: an IANA time zone",
        ),
        (
            "interval: 30",
            "mine.yaml:1: interval: 30 is not allowed; allowed: a number and a unit (ms, s, min, h or d)",
        ),
        ("bankroll: 010", "mine.yaml:1: bankroll: '010' is not allowed; allowed: dollars from 1 to 1000000"),
        (
            "bankroll: 1:30",
            "mine.yaml:1: bankroll: '1:30' is not allowed; allowed: dollars from 1 to 1000000",
        ),
        (
            "feed: {speed: fast}",
            "mine.yaml:1: feed.speed: 'fast' is not allowed; allowed: a whole number from 1 to 100000, or",
        ),
        (
            "bandit: {discount: .inf}",
            "mine.yaml:1: bandit.discount: '.inf' is not allowed; allowed: a share from 0.5 to 1",
        ),
        (
            "drawdown: {warn: .15, pause: .12}",
            "mine.yaml:1: drawdown.pause: 0.12 is not allowed; allowed: above drawdown.warn",
        ),
        (
            "drawdown: {floor: .9}",
            "mine.yaml:1: drawdown.floor: 0.9 is not allowed; allowed: at most drawdown.reduced (0.5)",
        ),
        (
            "limits: {lowest_price: .95}",
            "paper.yaml:90: limits.highest_price: 0.92 is not allowed; allowed: above limits.lowest_price (0.95)",
        ),
        (
            "feed: {name: replay}",
            "paper.yaml:27: feed.replay_path: nothing is not allowed; allowed: the path of",
        ),
        (
            "targets: {low: .5}",
            "targets.mid: 0.11 is not allowed; allowed: between targets.low and targets.high",
        ),
        (
            "entering: {lineup_from: 10 min}",
            "entering.lineup_until: '55 min' is not allowed; allowed: at most entering.line",
        ),
        (
            "entering: {stop_before_start: 30 s}",
            "mine.yaml:1: entering.stop_before_start: '30 s' is not allowed",
        ),
        ('"\\e[31mred": 1', "mine.yaml:1: '\\x1b[31mred': unknown key"),
        ("approvals: {at_deadline: ask}", "allowed: exit | exit_if_better | note"),
        ("[" * 100, "mine.yaml:1: nested more than 12 deep"),
        ("a: 'x", "mine.yaml:1: not YAML: "),
        ("\ta: 1", "mine.yaml:1: not YAML: "),
        ("a: \x00", "mine.yaml:1: not YAML: "),
    ],
)
def test_a_wrong_setting_gives_one_line(text, line):
    found = complaints(text)
    assert len(found) == 1
    assert line in found[0]
    assert "\n" not in found[0]


def test_a_name_of_an_arm_is_a_plain_word():
    arm = "\n".join(f"    {key}: {value}" for key, value in BASE.data["arms"]["balanced"].items()).replace(
        "True", "true"
    )
    text = f"arms:\n  no_trade:\n{arm.replace('False', 'false')}"
    (line,) = complaints(text)
    assert line == (
        "mine.yaml:2: arms.no_trade: 'no_trade' is not allowed; allowed: "
        "a name of at most 32 lower-case letters, digits and underscores, not no_trade"
    )


def test_a_new_arm_must_say_everything():
    assert "mine.yaml:2: arms.mine.min_edge: missing; allowed: every setting is given" in complaints(
        "arms:\n  mine:\n    kind: value"
    )


def test_several_wrong_settings_give_a_line_each_in_the_order_of_the_file():
    found = complaints("limits:\n  b: 1\n  max_global_exposure: -1\nbankroll: x")
    assert [line.split(":")[1] for line in found] == ["2", "3", "4"]


def test_a_file_laid_over_another_changes_only_what_it_names():
    config = over("arms:\n  balanced:\n    min_edge: 0.06")
    assert config.arms["balanced"].min_edge == dollars("0.06")
    assert config.model_copy(update={"arms": {}}) == over("").model_copy(update={"arms": {}})
    assert list(config.arms) == list(over("").arms)


SEED = """
edge:
  min_edge_to_enter: 0.02  # Accept 2%+ edges (vs 5% conservative)

kelly:
  fraction: 0.50  # 50% Kelly (HIGH RISK)
  max_kelly_fraction: 0.25  # 25% bankroll per trade

limits:
  max_global_exposure: 1000.0  # $1000 total
  max_exposure_per_fixture: 250.0  # $250 per fixture

in_game:
  require_pre_game: false  # Allow in-game trading
"""


def test_the_seeds_own_lines_are_settings_here():
    assert to_rules(over(SEED)) == to_rules(over(""))


def test_the_seeds_keys_bound_every_arm():
    text = "edge: {min_edge_to_enter: .04}\nkelly: {fraction: .3, max_kelly_fraction: .12}\nin_game: {require_pre_game: true}"
    arms = {arm.name: arm for arm in to_rules(over(text)).arms}
    assert (arms["aggressive"].min_edge, arms["balanced"].min_edge) == (dollars("0.04"), dollars("0.05"))
    assert (arms["aggressive"].kelly_fraction, arms["balanced"].kelly_fraction) == (300_000, 250_000)
    assert (arms["aggressive"].trade_share, arms["balanced"].trade_share) == (120_000, 100_000)
    assert [arm.name for arm in arms.values() if not arm.enabled] == ["in_game_specialist"]


def options(**given):
    return EngineOptions(home="home", config_files=(PAPER,), **given)


def test_flags_lie_over_the_files():
    config = read(options(seed=7, bankroll=dollars("500"), interval=45 * MINUTE, speed=0, league="D1"))
    assert (config.feed.seed, config.feed.league, config.feed.speed_headless) == (7, "D1", 0)
    assert (config.bankroll, config.interval) == (dollars("500"), 45 * MINUTE)
    assert to_rules(config).entering.scan_all == 45 * MINUTE


@pytest.mark.parametrize(
    ("console", "speed", "paced"),
    [(True, None, 60), (False, None, 0), (True, 0, 0), (True, 10, 10), (False, 10, 10)],
)
def test_a_console_is_paced_and_a_headless_run_is_not_unless_told(console, speed, paced):
    asked = options(speed=speed, console=console)
    assert speed_of(read(asked), asked) == paced


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            {"bankroll": -5},
            "--bankroll: bankroll: -0.000005 is not allowed; allowed: dollars from 1 to 1000000",
        ),
        ({"seed": -1}, "--seed: feed.seed: -1 is not allowed; allowed: a whole number from 0"),
        ({"interval": 5 * SECOND}, "--interval: interval: '5 s' is not allowed; allowed: "),
        ({"feed": "replay"}, "feed.replay_path: nothing is not allowed; allowed: the path of"),
    ],
)
def test_a_flag_meets_the_same_ceilings(given, line):
    with pytest.raises(ConfigError) as caught:
        read(options(**given))
    assert line in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    latin, large = tmp_path / "latin.yaml", tmp_path / "large.yaml"
    latin.write_bytes(b"a: 1\nb: \xff")
    large.write_bytes(b"#" * (FILE_BYTES_MAX + 1))
    with pytest.raises(ConfigError) as caught:
        read_files([str(tmp_path / "gone.yaml"), str(tmp_path), str(latin), str(large)])
    gone, folder, not_text, too_large = caught.value.lines
    assert gone.endswith(
        "gone.yaml: cannot be read (No such file or directory); allowed: a readable YAML file"
    )
    assert "cannot be read (Is a directory)" in folder
    assert not_text.endswith("latin.yaml:2: not UTF-8; allowed: a text file in UTF-8")
    assert too_large.endswith("large.yaml: too large; allowed: at most 256 KB")


@given(st.text(max_size=80))
def test_no_text_brings_more_than_a_complaint(text):
    try:
        over(text)
    except ConfigError as error:
        found = error.lines
    else:
        found = ("fine",)
    assert found
    assert all(line.isprintable() for line in found)


@given(st.integers(0, 1000), st.sampled_from(["", ".0", ".25", ".000001"]))
def test_an_amount_is_kept_to_the_micro_dollar(whole, rest):
    if Decimal(f"{whole}{rest}") <= 1000:
        assert over(f"limits: {{max_global_exposure: {whole}{rest}}}").limits.max_global_exposure == dollars(
            f"{whole}{rest}"
        )


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("45 s", 45 * SECOND),
        ("7d", 7 * DAY),
        ("12h", 12 * HOUR),
        ("90min", 90 * MINUTE),
        ("1.5 h", 90 * MINUTE),
        ("250 ms", 250_000),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text, length):
    assert span(text) == length


@pytest.mark.parametrize(
    "text", ["", "7", "7 days", "-1 s", "1e3 s", "s", "7  d", "\u0661 s", "0.0000001 s", "1 s\n"]
)
def test_anything_else_is_no_duration(text):
    with pytest.raises(Malformed):
        span(text)


@given(st.integers(0, 10**9).map(lambda count: count * 1000))
def test_a_written_length_reads_back(length):
    assert span(written(length)) == length


def test_with_real_money_nothing_rests_longer_than_a_quarter_of_an_hour():
    assert over("entering:\n  resting_for: 60 min\n").entering.resting_for == 3_600_000_000
    (line,) = complaints("mode: live\nentering:\n  resting_for: 16 min\n")
    assert "entering.resting_for" in line
    assert "15 min when mode is live" in line
