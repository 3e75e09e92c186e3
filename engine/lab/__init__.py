"""Doubting: whether the engine would have earned what it claims."""
