"""Run every measurement and print a line for each figure."""

from benchmarks.figure import show
from benchmarks.first_frame import frame_figures
from benchmarks.loop import loop_figures
from benchmarks.markets import market_figures
from benchmarks.terminal_bytes import terminal_figures
from benchmarks.week import week_figures

if __name__ == "__main__":
    for measure in (loop_figures, market_figures, week_figures, frame_figures, terminal_figures):
        show(measure())
