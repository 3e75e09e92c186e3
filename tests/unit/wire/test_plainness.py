"""A journal from elsewhere cannot bring text in that was never cleaned."""

import pytest
from msgspec.structs import replace

from engine.domain.clean import Clean
from engine.domain.commands import Reset, Source
from engine.domain.errors import Malformed
from engine.domain.events import BookSeen, Commanded, FixtureListed, OrderRefused, Record
from engine.wire.codec import pack_batch, unpack_batch
from engine.wire.plainness import unclean
from tests.support.games import fixture

EVIL = "Ajax\x1b]52;c;ZXZpbA==\x07"


def batch(event):
    return pack_batch([Record(7, 1, event)], [])


@pytest.mark.parametrize(
    "event",
    [
        OrderRefused("o", EVIL),
        Commanded("c", Source.CONSOLE, Reset(phrase="", reason=EVIL)),
        FixtureListed(replace(fixture(), home=EVIL)),
        FixtureListed(replace(fixture(), away_code="A\u202eX")),
    ],
)
def test_a_record_with_text_that_drives_a_terminal_is_refused_by_its_number(event):
    with pytest.raises(Malformed, match="text in record 7") as refused:
        unpack_batch(batch(event))
    assert "\x1b" not in str(refused.value)
    assert "\u202e" not in str(refused.value)


def test_clean_records_and_ticks_pass():
    assert unpack_batch(batch(FixtureListed(fixture()))).records[0].seq == 7
    assert unclean(BookSeen("m", (), ())) is None
    assert unclean(OrderRefused("o", Clean("too late"))) is None


def test_names_and_ids_are_looked_at_where_all_of_them_are_asked_for():
    seen = BookSeen("m\x1b[2J", (), ())
    assert unclean(seen) is None
    assert unclean(seen, every=True) == "m\x1b[2J"
    assert unclean(FixtureListed(fixture()), every=True) is None
