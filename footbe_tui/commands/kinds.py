"""How typed words become values; a wrong one is said in the parser's one line."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.config.spans import span
from engine.domain.errors import Malformed
from engine.domain.moment import Moment, Span, VenueDate, minutes
from engine.domain.money import DOLLAR, Money, dollars

AMOUNT_MAX = 10**9 * DOLLAR


EVENTS = (
    *("alarm", "approval", "ask_failed", "cash_moved", "command", "contradiction", "daily_performance_update"),
    *("exit", "feed_ended", "fill", "fixture_moved", "gate", "limit", "model_lifecycle", "order"),
    *("position_scan_complete", "reconciled", "refused", "run_resumed", "run_started", "settle", "shadow"),
    *("size_restored", "state", "strategy_selected", "unknown"),
)
"""Every kind of event that an engine tells of."""

EVENTS_KEPT = 300
"""How many events a running engine has at hand."""


class Feed(NamedTuple):
    """Which feed was asked for, and where its recording lies."""

    name: str
    path: str | None


def feed(text: str) -> Feed:
    """Which feed is meant?"""
    name, _, path = text.partition(":")
    if text == "sim" or (name == "replay" and path):
        return Feed(name, path or None)
    raise argparse.ArgumentTypeError(f"{text!a} is not allowed; allowed: sim, or replay:PATH")


def whole(text: str) -> int:
    """Which whole number is meant?"""
    if text.isascii() and text.isdigit() and len(text) <= 19:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!a} is not allowed; allowed: a whole number of at most 19 digits")


def few(text: str) -> int:
    """How many events are meant?"""
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= EVENTS_KEPT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!a} is not allowed; allowed: a whole number up to {EVENTS_KEPT}")


def speed(text: str) -> int:
    """How many simulated seconds go into one? 0 stands for max."""
    if text == "max":
        return 0
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!a} is not allowed; allowed: a whole number from 1, or max")


def date(text: str) -> VenueDate:
    """Which of the venue's dates is meant?"""
    try:
        return VenueDate(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!a} is not allowed; allowed: a date such as 2026-08-09"
        ) from None


class When(NamedTuple):
    """A date of the venue's, or a moment in microseconds: one of the two."""

    date: VenueDate | None = None
    at: Moment | None = None


def when(text: str) -> When:
    """Which day or moment is meant?"""
    for shape in ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            found = datetime.strptime(text.removesuffix("Z") if "T" in text else text, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
        if shape == "%Y-%m-%d":
            return When(date=VenueDate(found.date().isoformat()))
        return When(at=Moment(max(0, (found - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))))
    raise argparse.ArgumentTypeError(
        f"{text!a} is not allowed; allowed: a date at the venue such as 2026-08-09, or a moment in UTC such as "
        "2026-08-09T14:30Z"
    )


def begins(asked: When, zone: str, days: int = 0) -> Moment:
    """At which moment does it begin, in microseconds: a date with midnight in this zone, `days` later?"""
    if asked.at is not None:
        return asked.at
    try:
        midnight = datetime.fromisoformat(f"{asked.date}T00:00:00").replace(tzinfo=ZoneInfo(zone))
        # added to the wall clock, so that days of 23 and 25 hours count as days
        midnight += timedelta(days=days)
        return Moment(max(0, (midnight - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)))
    except OverflowError:
        return Moment(0 if str(asked.date) < "1970" else 2**62)


def duration(text: str) -> Span:
    """How long is this?"""
    try:
        length = span(text)
    except Malformed as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if length == 0:
        raise argparse.ArgumentTypeError("0 is not allowed; allowed: a duration such as 90min or 7d")
    return length


def minutes_or_duration(text: str) -> Span:
    """How long is this: a plain number counts minutes?"""
    return minutes(int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else duration(text)


def amount(text: str) -> Money:
    """How many dollars are meant? More than none."""
    try:
        money = dollars(text)
    except Malformed as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not 0 < money <= AMOUNT_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!a} is not allowed; allowed: dollars above 0, at most {AMOUNT_MAX // DOLLAR}"
        )
    return money
