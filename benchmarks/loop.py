"""Quotes per processor second through the whole loop, and the memory of an engine.

The loop: take, decide (five strategies, limits), journal in a file, log. Once with the world's cost outside (its
steps were recorded before) and once all of it, as a process. Beside it a loop that only decodes and encodes the same
records with msgpack: the least any program that reads quotes and writes them down can do.
"""

import asyncio
import functools
import gc
import tempfile
import time
from pathlib import Path

import msgspec

from benchmarks.figure import Figure, show
from benchmarks.process import spent
from benchmarks.recording import SEED, KeepingFitter, Recorded, Recorder, Step, parts, record, turned
from engine.domain.events import BookSeen, Record
from engine.domain.moment import DAY, Span

COMMAND = "python -m benchmarks.loop"
STRETCH = Span(5 * DAY)
ROUNDS = 3


def quotes(steps: list[Step]) -> list[Record]:
    """Which quotes are in these steps, as records?"""
    events = [(heard.at, event) for _, heard in steps for event in heard.events]
    return [Record(seq, at, event) for seq, (at, event) in enumerate(events) if isinstance(event, BookSeen)]


def yardstick(records: list[Record]) -> float:
    """How many processor seconds do decoding and encoding these records take, and nothing else?"""
    decode, encode = msgspec.msgpack.Decoder(Record).decode, msgspec.msgpack.Encoder().encode
    stored = [encode(record) for record in records]
    began = time.process_time()
    for data in stored:
        encode(decode(data))
    return time.process_time() - began


def forget() -> None:
    """Begin as a fresh process does: nothing memorised by an earlier round, no garbage of it."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper):  # noqa: SLF001 - the only name of that type
            each.cache_clear()
    gc.collect()


def told_again(recorded: Recorder, fitter: KeepingFitter, state: str) -> float:
    """How many processor seconds does the loop take over the recorded steps?

    Raises:
        RuntimeError: it ended in another state than the run that was recorded, so it is not the same work.
    """
    feed = Recorded(recorded.steps, recorded.label)
    with tempfile.TemporaryDirectory() as home:
        made = parts(Path(home), feed, feed, KeepingFitter(fitter.known))
        forget()
        seconds, ended = asyncio.run(turned(made, STRETCH, time.process_time))
    if ended != state:
        raise RuntimeError("the recorded steps led to another state: the figure would mean nothing")
    return seconds


def loop_figures() -> list[Figure]:
    """What does the loop do a second?"""
    recorded, fitter, whole, state = asyncio.run(record(STRETCH, time.process_time))
    seen = quotes(recorded.steps)
    alone = min(told_again(recorded, fitter, state) for _ in range(ROUNDS))
    least = min(yardstick(seen) for _ in range(ROUNDS))
    count = len(seen)
    return [
        Figure(
            f"loop, world outside, quotes per CPU second ({count:,} quotes)",
            f"{count / alone:,.0f}",
            ">= 60,000",
            COMMAND,
        ),
        Figure(
            "msgpack decode + encode alone, quotes per CPU second",
            f"{count / least:,.0f} (ratio {alone / least:.1f} : 1)",
            "",
            COMMAND,
        ),
        Figure("loop with world and fits, quotes per CPU second", f"{count / whole:,.0f}", "", COMMAND),
        engine_figure(),
    ]


def engine_figure() -> Figure:
    """What is the highest memory of a headless engine?"""
    with tempfile.TemporaryDirectory() as home:
        words = ["--paper", "--headless", "--feed", "sim", f"--seed={SEED}", "--for=2d", "--home", home]
        found = spent(words)
    return Figure(
        "headless engine, peak memory, two simulated days",
        f"{found.peak_bytes / 1e6:.0f} MB",
        "<= 200 MB",
        COMMAND,
    )


if __name__ == "__main__":
    show(loop_figures())
