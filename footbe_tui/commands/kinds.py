"""How typed words become values; a wrong one is said in the parser's one line."""

import argparse
from datetime import UTC, datetime
from typing import NamedTuple

from engine.config.spans import span
from engine.domain.errors import Malformed
from engine.domain.moment import Span, VenueDate, minutes
from engine.domain.money import DOLLAR, Money, dollars

AMOUNT_MAX = 10**9 * DOLLAR


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
        return VenueDate(f"{datetime.strptime(text, '%Y-%m-%d').replace(tzinfo=UTC):%Y-%m-%d}")
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!a} is not allowed; allowed: a date such as 2026-08-09"
        ) from None


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
