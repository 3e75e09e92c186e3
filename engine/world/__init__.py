"""Pretending: the market and the league as one pure reducer."""
