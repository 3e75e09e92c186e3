"""Measurements, each beside something outside it. `python -m benchmarks` runs all of them."""
