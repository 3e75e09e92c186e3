"""The scenario board: what the book makes under chosen results, in whole numbers, so that a choice answers at once."""

from collections.abc import Mapping

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.identity import FixtureId
from engine.domain.money import Money, divide_up
from engine.domain.probability import MILLION, Ppm


class BoardRow(Struct, frozen=True):
    """One fixture with open positions.

    `brings` is, outcome by outcome, what our positions there pay less what they cost; `counted` is what equity counts
    them at now, less what they cost. `chances` is empty without a forecast.
    """

    fixture: FixtureId
    title: Clean
    settles_on: Clean
    held: Clean
    cost: Money
    counted: Money
    outcomes: tuple[Clean, ...]
    brings: tuple[Money, ...]
    chances: tuple[Ppm, ...]


class Board(Struct, frozen=True):
    """Every fixture with open positions, the most money first, and what surrounds them.

    `if_all_lose` is equity when every position pays nothing and everything that rests fills and loses too.
    `projected`, `low` and `high` are the mean and the 5 % and 95 % points of what all of it brings above its cost;
    None when a fixture has no forecast.
    """

    rows: tuple[BoardRow, ...]
    equity: Money
    mark: Money
    warn: Ppm
    pause: Ppm
    stop: Ppm
    if_all_lose: Money
    reserved: Money
    projected: Money | None
    low: Money | None
    high: Money | None


class Outturn(Struct, frozen=True):
    """What a choice of results comes to: what set fixtures bring above cost, equity then, its drawdown below the mark."""

    brings: Money
    equity: Money
    drawdown: Ppm


Chosen = Mapping[FixtureId, int]
"""Which outcome, by its place, is taken for which fixture; those left out stand as equity counts them now."""


def outturn(board: Board, chosen: Chosen) -> Outturn:
    """What does the book come to under these results?"""
    brings = change = 0
    for row in board.rows:
        place = chosen.get(row.fixture)
        if place is not None:
            brings += row.brings[place]
            change += row.brings[place] - row.counted
    return fallen(board, Money(board.equity + change), Money(brings))


def fallen(board: Board, equity: Money, brings: Money) -> Outturn:
    """How far below the mark would this equity stand, in parts per million rounded up?"""
    below = board.mark - equity
    drawdown = 0 if below <= 0 else MILLION if board.mark <= 0 else divide_up(below * MILLION, board.mark)
    return Outturn(brings, equity, Ppm(drawdown))


def worst(board: Board) -> dict[FixtureId, int]:
    """Under which results does the book make least? The first of equals."""
    return {row.fixture: row.brings.index(min(row.brings)) for row in board.rows}


def best(board: Board) -> dict[FixtureId, int]:
    """Under which results does the book make most? The first of equals."""
    return {row.fixture: row.brings.index(max(row.brings)) for row in board.rows}


def favourites(board: Board) -> dict[FixtureId, int]:
    """Which results come when every favourite wins? Fixtures without a forecast are left out."""
    return {row.fixture: row.chances.index(max(row.chances)) for row in board.rows if row.chances}


def all_lose(board: Board) -> Outturn:
    """What is left when every position pays nothing, and everything that rests fills and loses too?"""
    lost = Money(-sum(row.cost for row in board.rows) - board.reserved)
    return fallen(board, board.if_all_lose, lost)
