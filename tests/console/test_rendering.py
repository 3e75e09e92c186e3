"""What stands on the screen, at both sizes, for every picture."""

import re

import msgspec
import pytest
from rich.cells import cell_len

from engine.domain.moment import HOUR, MINUTE, Moment
from engine.domain.money import Money
from engine.domain.snapshot import StrategyRow
from engine.domain.states import EngineState
from engine.domain.text import money
from footbe_tui.panes import PANES
from tests.console.memory import MemoryLink
from tests.console.pictures import BUSY, HALTED, NOW, PICTURES, hostile

SIZES = [(120, 40), (80, 24)]


@pytest.mark.parametrize("size", [*SIZES, (200, 60), (110, 36), (60, 16), (109, 40), (300, 20)])
@pytest.mark.parametrize("picture", list(PICTURES))
async def test_frames_are_whole_and_lines_fill_the_screen(seat, picture, size):
    async with seat(PICTURES[picture], size=size) as at:
        lines = at.lines()
        assert len(lines) == size[1]
        assert {cell_len(line) for line in lines} == {size[0]}
        for left, right in ("┌┐", "└┘"):
            assert sum(line.count(left) for line in lines) == sum(line.count(right) for line in lines) > 0


async def test_the_status_line_tells_everything_in_two_seconds(seat):
    async with seat() as at:
        line = at.lines()[0]
        for said in (
            "PAPER",
            "RUNNING",
            "DD  1.9%",
            "15·18┊20",
            "STAKE 144 of 203",
            "TODAY +21.42",
            "OPEN -3.26",
            "ALM 1",
            "14:03:07 ET",
        ):
            assert said in line


async def test_all_panes_stand_on_the_wide_screen(seat):
    async with seat() as at:
        shown = at.screen()
        assert all(f"─ {pane.NUMBER} {pane.NAME}" in shown for pane in PANES.values())


@pytest.mark.parametrize(
    "said",
    [
        ">!0412 ARS–CHE     31'     0-1 ARS   40  .52  .31  .29   -8.40 Tue 22 BROKEN",
        " ?0409 LIV–EVE     38'     0-0 LIV   25  .61  .58  .57   -0.75 Tue 22 WEAK",
        "  0407 BAY–DOR   19:30       · TIE   30  .27  .28  .29   +0.30 Tue 22 ok",
        "  0405 NAP–ROM     Wed       · NAP   20  .55  .55  .57    0.00 Wed 23 ok",
        "101-98 BOS",
        "… 7 more · z zoom",
        "Tue 22 ET     -4.90  [-73 .. +74]      11     +21.42   -2.10   100.00  21 %",
        "Open          -3.26  [-85 .. +82]      15",
        "0:41 EXIT 0412 sell ≤40 ARS ≥.29",
        "adverse score 0-1     → if better",
        "hold .290  nets .295  wait -.030",
        "to 18 % -166.29  to 20 % -186.97",
        "if all lose equity 877  DD 15.2%",
        "FIXTURE 21 of 25  SLATE 92 of 101",
        "!scores     STALE 46 s (limit 30 s)",
        "+0.4  +1.2%   .54   31/29    58   20 %",
        "orders 3 resting, 0 unknown · why no trade: w",
        "14:01:12 settle    0398 MCI–TOT +38.20 final",
    ],
)
async def test_the_busy_picture_reads(seat, said):
    async with seat() as at:
        assert said in at.screen()


async def test_figures_add_up():
    picture = BUSY
    stake = sum(row.quantity * row.average for row in picture.positions)
    assert picture.risk.at_stake == stake + picture.risk.reserved == picture.status.at_stake
    assert picture.risk.free == picture.risk.cash - picture.risk.reserved == picture.risk.if_all_lose
    assert picture.status.projected_open == sum(row.projected for row in picture.slates[:-1])
    assert sum(row.chosen_share for row in picture.strategies) == 1_000_000


async def test_on_a_narrow_screen_the_top_and_the_next_approval_stay(seat):
    async with seat(size=(80, 24)) as at:
        for key in "1234567":
            lines = (await at.press(key)).splitlines()
            assert "APPR 2" in lines[0]
            assert "ORD 3" in lines[0]
            assert "STAKE 144/203" in lines[1]
            assert lines[2].startswith("▲ HIGH 14:02:51")
            assert "6 Health!" in lines[3]
            assert "next approval · 0:" in lines[19]
            assert "left · at deadline: exit if better" in lines[19]
            assert "EXIT 0412 sell ≤40 ARS ≥.29: adverse score 0-1" in lines[20]
            assert lines[22].startswith("14:03:01 fill")


async def test_nothing_moves_when_an_alarm_comes(seat):
    calm = msgspec.structs.replace(BUSY, alarms=())
    async with seat(calm) as at:
        before = at.lines()
        after = (await at.show(BUSY)).splitlines()
        assert before[1].strip() == "no alarm"
        assert "▲ HIGH" in after[1]
        assert before[2:] == after[2:]


async def test_under_the_least_size_only_the_vital_things_are_shown(seat):
    async with seat(HALTED, size=(50, 12)) as at:
        shown = at.screen()
        assert all(said in shown for said in ("LIVE", "HALTED", "20.1%", "X STOP", "60 × 16"))
        assert "Positions" not in shown


async def test_a_halted_engine_says_why(seat):
    async with seat(HALTED) as at:
        line = at.lines()[0]
        assert line.startswith(" LIVE  HALTED")
        assert "20.1%" in line
        assert "drawdown 20.1%: everything stopped" in at.lines()[1]


async def test_missing_is_never_zero(seat):
    blank = StrategyRow("balanced", (), None, None, None, None, None, 0, 0, 0, None, 0, False)
    row = msgspec.structs.replace(
        BUSY.positions[0], bid=None, fair=None, unrealised=None, minute=None, home=None, away=None
    )
    async with seat(msgspec.structs.replace(BUSY, positions=(row,), strategies=(blank,))) as at:
        shown = at.screen()
        line = next(line for line in at.lines() if "0412 ARS" in line)
        assert line.split("││")[0].count("--") == 5
        assert next(line for line in shown.splitlines() if "balanced" in line).count("--") >= 5


async def test_an_old_quote_shows_its_age_beside_the_word_and_then_nothing(seat):
    def aged(by):
        row = msgspec.structs.replace(
            BUSY.positions[2], book_at=Moment(NOW - by), starts_at=Moment(NOW + 50 * MINUTE)
        )
        return msgspec.structs.replace(BUSY, positions=(row,))

    async with seat(aged(14 * MINUTE)) as at:
        assert "ok 14m" in at.screen()
        assert ".28" in at.lines()[4]
        shown = await at.show(aged(2 * HOUR))
        assert ".28" not in shown.splitlines()[4]
        assert shown.splitlines()[4].split("││")[0].count("--") == 3


async def test_a_lost_line_is_said_and_old_figures_go(seat):
    async with seat() as at:
        at.link.connected, at.link.age, at.link.news = False, 7.0, "connection refused"
        shown = await at.settled()
        assert "▲ NOT CONNECTED · figures are 7 s old · connection refused · X still stops" in shown
        at.link.age = 61.0
        shown = await at.settled()
        assert "no news from the engine" in shown
        assert "0412 ARS" not in shown
        at.link.connected, at.link.age = True, 0.1
        assert "0412 ARS" in await at.settled()


async def test_a_silent_engine_is_said(seat):
    async with seat() as at:
        at.link.age = 9.0
        assert "▲ ENGINE SILENT · figures are 9 s old" in await at.settled()


async def test_before_the_first_picture_the_console_says_what_it_waits_for(seat):
    link = MemoryLink(None)
    link.news = "no engine at paper.sock"
    async with seat(link=link) as at:
        assert "no engine at paper.sock" in await at.settled()
        await at.press("X", "z", "slash", "escape", "w", "escape", "enter", "q")
        assert "detach" in await at.show(BUSY)


async def test_the_clock_runs_between_pictures(seat):
    moments = [100.0]
    async with seat(now=lambda: moments[0]) as at:
        at.link.status(speed=60, at=NOW)
        await at.settled()
        moments[0] += 1.0
        assert "14:04:07 ET" in await at.settled()
        assert "0:00 EXIT 0412" in at.screen()
        moments[0] += 100.0
        assert "14:04:37 ET" in await at.settled()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", list("1234567wo"))
async def test_hostile_names_are_shown_literally_and_command_nothing(seat, key, size):
    async with seat(hostile(), size=size) as at:
        shown = await at.press(key)
        assert not [char for char in shown if not (char.isprintable() or char == "\n")]
        assert at.app.is_running


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ajax [/]", "Ajax [/]"),
        ("Leeds [U21]", "Leeds [U21]"),
        ("[@click=app.exit]x[/]", "[@click=app.exit]x[/]"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
    ],
)
async def test_markup_and_escapes_stand_there_as_text(seat, name, shown):
    async with seat(hostile((name,))) as at:
        assert shown in at.lines()[-7]


async def test_a_question_shows_what_is_typed_literally(seat):
    async with seat() as at:
        assert "text: [/]▏" in await at.press("slash", "left_square_bracket", "slash", "right_square_bracket")


async def test_a_pane_is_drawn_again_only_when_its_slice_is_another(seat, monkeypatch):
    async with seat() as at:
        drawn = []
        for name, pane in at.cockpit.panes.items():
            monkeypatch.setattr(pane, "_paint", lambda *_a, name=name: drawn.append(name))
        await at.show(msgspec.structs.replace(BUSY, health=tuple(BUSY.health)[:3]))
        assert "health" in drawn
        assert not {"risk", "settlement", "strategies", "events"} & set(drawn)


async def test_no_colour_breaks_nothing(seat, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with seat() as at:
        assert "!0412 ARS–CHE" in at.screen()


async def test_the_narrow_screen_becomes_wide_and_back(seat):
    async with seat(size=(80, 24)) as at:
        assert "5 Risk" in await at.resize(120, 40)
        shown = await at.resize(80, 24)
        assert "next approval" in shown
        assert "─ 5 Risk" not in shown


@pytest.mark.parametrize("observe", [False, True])
async def test_a_long_name_of_a_feed_never_hides_a_key(seat, observe):
    feed = "simulated season of a very long name indeed"
    async with seat(observe=observe) as at:
        at.link.status(feed=f"{feed}: clubs and all", speed=60)
        await at.settled()
        at.cockpit.note(())
        assert "q leave" in at.lines()[-1]


async def test_orders_that_rest_are_named_where_no_position_is_open(seat):
    async with seat(msgspec.structs.replace(BUSY, positions=())) as at:
        assert "no open position · 3 orders rest, o shows them" in at.screen()


async def test_a_long_kind_of_event_keeps_its_distance(seat):
    event = msgspec.structs.replace(BUSY.events[0], kind="unheard_of_kind", text="DOR–CAR")
    chosen = msgspec.structs.replace(BUSY.events[1], kind="strategy_selected", text="LYN–ELD")
    async with seat(msgspec.structs.replace(BUSY, events=(event, chosen))) as at:
        assert "unheard_… DOR–CAR" in at.screen()
        assert "chosen    LYN–ELD" in at.screen()


def figure(line, name):
    """Which number follows this word?"""
    return float("".join(re.findall(rf"{name} ([\d ]*\d(?:\.\d+)?)", line)[0].split()))


@pytest.mark.parametrize("picture", ["busy", "empty"])
async def test_equity_mark_and_drawdown_add_up_on_the_screen(seat, picture):
    async with seat(PICTURES[picture]) as at:
        shown = at.screen()
        line = next(line for line in at.lines() if "EQUITY" in line)
        fallen = 1 - figure(line, "EQUITY") / figure(line, "MARK")
        assert f"DRAWDOWN  {fallen:.1%}" in shown


@pytest.mark.parametrize("cents", [(99_850, 98_650), (99_849, 98_651), (100_050, 100_049), (91_000, 88_700)])
async def test_cash_free_and_reserved_add_up_on_the_screen(seat, cents):
    cash, free = (Money(each * 10_000) for each in cents)
    risk = msgspec.structs.replace(BUSY.risk, cash=cash, free=free, reserved=Money(cash - free))
    async with seat(msgspec.structs.replace(BUSY, risk=risk)) as at:
        line = next(line for line in at.lines() if "CASH" in line)
        assert figure(line, "CASH") == figure(line, "free") + figure(line, "reserved")


async def test_equity_at_bids_is_shown_where_there_is_room(seat):
    async with seat() as at:
        assert "at bids" not in at.screen()
    async with seat(size=(200, 60)) as at:
        assert f"at bids {money(BUSY.risk.marked_equity)}" in at.screen()


async def test_a_finished_run_reads_finished(seat):
    over = msgspec.structs.replace(BUSY.status, state=EngineState.CLOSING, causes=("closing",), finished=True)
    for size in SIZES:
        async with seat(msgspec.structs.replace(BUSY, status=over), size=size) as at:
            assert "FINISHED" in at.lines()[0]
            assert "CLOSING" not in at.screen()


async def test_where_no_approval_waits_the_table_has_the_room(seat):
    calm = msgspec.structs.replace(
        BUSY, approvals=(), status=msgspec.structs.replace(BUSY.status, approvals=0)
    )
    async with seat(calm, size=(80, 24)) as at:
        lines = at.lines()
        assert lines[21].startswith("no approval waits")
        assert lines[20].startswith("└")
        await at.show(BUSY)
        boxed = at.lines()
        assert boxed[19].startswith("┌─ next approval")
        assert boxed[18].startswith("└")
        assert boxed[4].startswith("┌─ 1 Positions")
        await at.show(calm)
        assert at.lines()[20:] == lines[20:]


@pytest.mark.parametrize(
    ("rule", "words"),
    [("exit_if_better", "exit if better"), ("exit", "exit anyway"), ("note", "hold"), ("ask", "ask again")],
)
async def test_what_happens_at_the_deadline_is_said_in_words(seat, rule, words):
    asked = msgspec.structs.replace(BUSY.approvals[0], at_deadline=rule, stale=False)
    async with seat(msgspec.structs.replace(BUSY, approvals=(asked,)), size=(80, 24)) as at:
        assert f"at deadline: {words} " in at.screen()


async def test_a_stop_clears_the_notice_before_it(seat):
    async with seat() as at:
        await at.press("p")
        assert "paused" not in (await at.press("X")).splitlines()[-1]


async def test_the_clock_stands_still_with_an_engine_whose_time_does(seat):
    clock = [100.0]
    async with seat(now=lambda: clock[0]) as at:
        for _ in range(8):
            clock[0] += 0.25
            at.link.status(speed=2000)
            assert "14:03:07" in (await at.settled()).splitlines()[0]
        clock[0] += 0.25
        assert "14:11:27" in (await at.settled()).splitlines()[0]
