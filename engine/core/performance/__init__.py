"""Keeping score: what was won and lost, and what is on course."""
