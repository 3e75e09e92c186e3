"""How money, prices, odds, ages and moments are written, everywhere the same, as text that may be shown."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.domain.clean import Clean, own
from engine.domain.commands import StopCard
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT, DOLLAR, Money, Price, Quantity

MISSING = own("--")
"""What stands where a figure is missing."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def words(name: str) -> Clean:
    """How is a name of ours written for a person: `in play` for `in_play`?"""
    return own(name.replace("_", " "))


def money(amount: Money | int | None, *, sign: bool = False) -> Clean:
    """How is an amount written: `1 021.03`, `-8.40`, with `sign` also `+2.40`; to the nearest cent."""
    if amount is None:
        return MISSING
    cents = (abs(amount) + DOLLAR // 200) // (DOLLAR // 100)
    whole, rest = divmod(cents, 100)
    lead = "-" if amount < 0 and cents else ("+" if sign and cents else "")
    return own(f"{lead}{whole:,}.{rest:02d}".replace(",", " "))


def dollars_short(amount: Money | int | None) -> Clean:
    """How is an amount written where there is room for whole dollars only: `143`, `-61`, `1 021`?"""
    if amount is None:
        return MISSING
    whole = (abs(amount) + DOLLAR // 2) // DOLLAR
    return own(f"{'-' if amount < 0 and whole else ''}{whole:,}".replace(",", " "))


def price(value: Price | int | None) -> Clean:
    """How is a price written: `.52`, `1.00`, and `.525` where cents are too coarse?"""
    if value is None:
        return MISSING
    text = f"{value / 10_000:.2f}" if value % 100 == 0 else f"{value / 10_000:.3f}"
    return own(text.removeprefix("0") if value < 10_000 else text)


def per_contract(amount: Money | int | None, *, sign: bool = False, digits: int = 3) -> Clean:
    """How are micro-dollars per contract written: `.295`, `-.042`, with `sign` also `+.020`?"""
    if amount is None:
        return MISSING
    text = f"{abs(amount) / DOLLAR:.{digits}f}"
    lead = "-" if amount < 0 else ("+" if sign and amount else "")
    return own(lead + text.removeprefix("0"))


def fair(parts: int | None) -> Clean:
    """How is a fair value in parts per million written: like a price, `.29`?"""
    if parts is None:
        return MISSING
    text = f"{parts / 1_000_000:.2f}"
    return own(text.removeprefix("0") if parts < 995_000 else text)


def percent(parts: int | None, *, digits: int = 1, sign: bool = False) -> Clean:
    """How are parts per million written as per cent: `18.1%`, with `sign` `+1.2%`?"""
    if parts is None:
        return MISSING
    return own(f"{parts / 10_000:{'+' if sign else ''}.{digits}f}%")


def quantity(value: Quantity | int | None) -> Clean:
    """How is a quantity written: `40`, and `2.50` for parts of contracts?"""
    if value is None:
        return MISSING
    return own(str(value // CONTRACT) if value % CONTRACT == 0 else f"{value / CONTRACT:.2f}")


def span(length: int | None) -> Clean:
    """How is an age or a time left written: `0.4 s`, `46 s`, `12 min`, `3 h`, `2 d`?"""
    if length is None:
        return MISSING
    if length < 10 * SECOND:
        return own(f"{max(length, 0) / SECOND:.1f} s")
    for unit, name, limit in ((SECOND, "s", 2 * MINUTE), (MINUTE, "min", 2 * HOUR), (HOUR, "h", 2 * DAY)):
        if length < limit:
            return own(f"{length // unit} {name}")
    return own(f"{length // DAY} d")


def countdown(length: int) -> Clean:
    """How is the time until a deadline written: `0:41`, `9:05`, `1:02:03`; never below zero?"""
    whole = max(0, length) // SECOND
    hours, rest = divmod(whole, 3600)
    return own(f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}")


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def moment(at: Moment | int, zone: str) -> datetime:
    """Which wall time is this moment in a zone (IANA name)? For display only."""
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone(_zone(zone))


def clock(at: Moment | int, zone: str) -> Clean:
    """How is a time of day written: `14:03:07`?"""
    return own(f"{moment(at, zone):%H:%M:%S}")


def seen(at: Moment | int, now: Moment | int, zone: str) -> Clean:
    """How is a past moment written: `14:03:07` today, else with its day `Sat 14:03`, beyond a week `3 Dec`?"""
    when, today = moment(at, zone), moment(now, zone)
    if when.date() == today.date():
        return clock(at, zone)
    return own(f"{_DAYS[when.weekday()]} {when:%H:%M}" if abs(at - now) < 6 * DAY else _date(when))


def _date(when: datetime) -> Clean:
    return own(f"{when.day} {_MONTHS[when.month - 1]}")


def kick_off(at: Moment | int, now: Moment | int, zone: str) -> Clean:
    """How is a start written: `19:30` when it is within a day, else `Sun`, beyond a week `3 Dec`?"""
    when = moment(at, zone)
    if abs(at - now) < 18 * HOUR:
        return own(f"{when:%H:%M}")
    return own(_DAYS[when.weekday()] if abs(at - now) < 6 * DAY else _date(when))


def slate(date: str) -> Clean:
    """How is a settlement date written: `Sat 22`? Anything that is no date is given back as it is."""
    try:
        day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return own(date)
    return own(f"{_DAYS[day.weekday()]} {day.day:02d}")


def zone_short(zone: str) -> Clean:
    """Which short name stands for a zone on the screen: `ET` for New York, `UTC`, else its last part?"""
    return own({"America/New_York": "ET", "UTC": "UTC"}.get(zone, zone.rsplit("/", 1)[-1]))


def stop_receipt(card: StopCard, zone: str) -> Clean:
    """How is a stop's receipt written: `stopped 14:03:11 · 6/6 cancelled · 2 positions kept · 0 unknown`?"""
    over = card.ended_at
    head = f"stopping since {clock(card.asked_at, zone)}" if over is None else f"stopped {clock(over, zone)}"
    filled = f" · {card.filled} filled" if card.filled else ""
    swept = f" · {card.sweeping} awaiting sweep" if card.sweeping else ""
    kept = f"{card.kept} position{'' if card.kept == 1 else 's'} kept"
    return own(f"{head} · {card.cancelled}/{card.orders} cancelled{filled}{swept} · {kept} · {card.unknown} unknown")
