"""Believing: from facts about a match to the probability of each outcome."""
