"""Differences with the venue and the sale of everything: read, then asked, then done."""

import msgspec
import pytest

from engine.domain.commands import Adopt, CancelForeign, Flatten, Ignore
from engine.domain.difference import DifferenceRow
from engine.domain.moment import MINUTE, after
from tests.console.pictures import BUSY, NOW

ORDER = DifferenceRow(
    "foreign_order:x1", "foreign_order", "x1 buy 5 ARS at .40", "--", "5", after(NOW, -3 * MINUTE),
    ("adopt", "cancel", "ignore"), "",
)  # fmt: skip
CASH = DifferenceRow("cash", "cash", "cash", "98.10", "98.13", after(NOW, -MINUTE), ("adopt", "ignore"), "")
DIFFERS = msgspec.structs.replace(
    BUSY,
    status=msgspec.structs.replace(BUSY.status, differences=2, reconciled_at=after(NOW, -MINUTE)),
    differences=(ORDER, CASH),
)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_differences_are_read_line_by_line_with_what_may_be_done(seat, size):
    async with seat(DIFFERS, size=size) as at:
        shown = await at.press("D")
        for word in ("foreign order x1 buy 5 ARS", "ours 98.10", "the venue's 98.13", "What is to be done"):
            assert word in shown


async def test_without_differences_nothing_is_asked(seat):
    async with seat() as at:
        shown = await at.press("D")
        assert "agree" in shown
        assert at.cockpit.prompt.question is None


async def test_the_offer_that_is_chosen_is_what_is_sent(seat):
    async with seat(DIFFERS) as at:
        await at.press("D", "enter")
        assert at.link.sent == [Adopt("foreign_order:x1")]
        await at.press("D", "down", "enter")
        assert at.link.sent[-1] == CancelForeign("foreign_order:x1")
        await at.press("D", *"cash", "enter")
        assert at.link.sent[-1] == Adopt("cash")


async def test_ignoring_asks_for_a_reason_first(seat):
    async with seat(DIFFERS) as at:
        await at.press("D", *"ignore", "space", *"cash", "enter")
        assert at.link.sent == []
        assert "why may it stand?" in at.screen()
        await at.press(*"interest", "enter")
        assert at.link.sent == [Ignore("cash", "interest")]


async def test_a_difference_that_went_meanwhile_is_not_acted_on(seat):
    async with seat(DIFFERS) as at:
        await at.press("D")
        at.link.show(msgspec.structs.replace(DIFFERS, differences=(CASH,)))
        await at.press("enter")
        assert at.link.sent in ([], [Adopt("cash")])
        assert Adopt("foreign_order:x1") not in at.link.sent


async def test_flatten_sells_exactly_what_was_shown_and_only_when_confirmed(seat):
    async with seat() as at:
        shown = await at.press("F")
        assert "brings 11.80 after fees" in shown
        assert "flatten: sell exactly as shown above, and pause" in shown
        await at.press("escape")
        assert at.link.sent == []
        at.link.token = "t2"
        await at.press("F", "f")
        assert at.link.sent == [Flatten("t2")]


async def test_with_nothing_to_sell_nothing_is_asked(seat):
    async with seat() as at:
        at.link.token = ""
        await at.press("F")
        assert at.cockpit.prompt.question is None


async def test_one_who_observes_can_neither_flatten_nor_mend(seat):
    async with seat(DIFFERS, observe=True) as at:
        assert "the venue's 98.13" in await at.press("D", "F")
        assert at.link.asked == []
        assert at.cockpit.prompt.question is None
