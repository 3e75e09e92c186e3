"""Proposing: which outcome is worth which price, never how much."""
